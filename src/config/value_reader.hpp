// SPDX-License-Identifier: BSD-3-Clause
// One scalar of a run file to one checked value.
#ifndef KBRAGG_CONFIG_VALUE_READER_HPP
#define KBRAGG_CONFIG_VALUE_READER_HPP

#include <cstddef>
#include <cstdint>
#include <string>

#include "config/node.hpp"
#include "config/type_info.hpp"

namespace kbragg::config {

/// A node, the path of its key and what the key allows.
struct Value {
  const Node& node;
  std::string path;
  const TypeInfo& type;
  const Bounds& bounds;
  bool whole = true;  ///< false: an element of a list
};

struct NumberAndUnit {
  double number = 0;
  std::string unit;
};

/// Throws "PLACE: path: found FOUND, expected EXPECTED"; by default what stands there.
[[noreturn]] void fail_value(const Value& value);
[[noreturn]] void fail_value(const Value& value, const std::string& what_found,
                             const std::string& hint = "");

bool is_auto(const Value& value);
bool read_boolean(const Value& value);
std::int64_t read_integer(const Value& value);
double read_real(const Value& value);
std::string read_text(const Value& value);
NumberAndUnit read_quantity(const Value& value);
/// Index in value.type.choices.
std::size_t read_choice(const Value& value);

}  // namespace kbragg::config

#endif
