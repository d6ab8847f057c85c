// SPDX-License-Identifier: BSD-3-Clause
// The part of JSON Schema that `kbragg schema` uses, and a YAML tree as JSON, for one purpose: to
// see that the schema and the reader accept the same files.
#ifndef KBRAGG_TESTS_CONFIG_MINI_SCHEMA_HPP
#define KBRAGG_TESTS_CONFIG_MINI_SCHEMA_HPP

#include <nlohmann/json.hpp>
#include <string>

namespace kbragg::test {

/// A YAML document as JSON, plain scalars resolved as in YAML 1.2.
nlohmann::json yaml_as_json(const std::string& text);

/// The first violation ("/beam/energy: pattern"), or "" if `value` follows `schema`. Throws
/// std::logic_error for a keyword that it does not know.
std::string violation(const nlohmann::json& schema, const nlohmann::json& value,
                      const std::string& path = "");

}  // namespace kbragg::test

#endif
