// SPDX-License-Identifier: BSD-3-Clause
// All keys of the run file as data, collected once from the describe() functions.
#ifndef KBRAGG_CONFIG_CATALOG_HPP
#define KBRAGG_CONFIG_CATALOG_HPP

#include <string>
#include <string_view>
#include <vector>

#include "config/field.hpp"
#include "config/type_info.hpp"

namespace kbragg::config {

/// Ways to give one thing, of which at most one may be given.
struct ExclusiveGroup {
  std::vector<std::string> names;
  Need need = Need::optional;
};

/// `name` may only be given with all of `needs`.
struct TogetherGroup {
  std::string name;
  std::vector<std::string> needs;
};

/// One key: a value, a section of keys, or a list of sections.
struct Entry {
  enum class Kind { value, section, list };
  std::string name;
  std::string path;  ///< "crystal.mosaic.spread"; elements of lists are "beam.sources.0.weight"
  std::string doc;
  Kind kind = Kind::value;
  bool optional = false;  ///< absent unless given
  bool required = false;  ///< must be given wherever its section is

  TypeInfo type;                          ///< of a value
  Bounds bounds;                          ///< of a value
  std::vector<std::string> default_text;  ///< of a value: one text per element, none if optional

  std::vector<Entry> entries;  ///< of a section or list
  std::vector<ExclusiveGroup> exclusive;
  std::vector<TogetherGroup> together;

  const Entry* find(std::string_view key) const;
  std::vector<std::string> names() const;
};

/// The whole run file, a nameless section.
const Entry& catalog();

}  // namespace kbragg::config

#endif
