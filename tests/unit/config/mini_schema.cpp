// SPDX-License-Identifier: BSD-3-Clause
#include "mini_schema.hpp"

#include <algorithm>
#include <cmath>
#include <regex>
#include <set>
#include <stdexcept>

#include "config/yaml_tree.hpp"

namespace kbragg::test {

namespace {

using nlohmann::json;

json as_json(const config::Node& node) {
  switch (node.kind) {
    case config::Node::Kind::null:
      return nullptr;
    case config::Node::Kind::list: {
      json list = json::array();
      for (const config::Node& item : node.items) list.push_back(as_json(item));
      return list;
    }
    case config::Node::Kind::map: {
      json map = json::object();
      for (const config::Member& member : node.members) map[member.name] = as_json(member.value);
      return map;
    }
    case config::Node::Kind::scalar:
      break;
  }
  if (node.quoted) return node.text;
  if (node.text == "true" || node.text == "false") return node.text == "true";
  static const std::regex number("[-+]?(\\.[0-9]+|[0-9]+(\\.[0-9]*)?)([eE][-+]?[0-9]+)?");
  static const std::regex integer("[-+]?[0-9]+");
  if (!std::regex_match(node.text, number)) return node.text;
  if (std::regex_match(node.text, integer) && node.text.size() < 18) return std::stoll(node.text);
  return std::stod(node.text);
}

bool has_type(const json& value, const std::string& type) {
  if (type == "object") return value.is_object();
  if (type == "array") return value.is_array();
  if (type == "string") return value.is_string();
  if (type == "boolean") return value.is_boolean();
  if (type == "number") return value.is_number();
  if (type == "integer")
    return value.is_number_integer() ||
           (value.is_number_float() && value.get<double>() == std::floor(value.get<double>()));
  throw std::logic_error("type " + type);
}

std::size_t count_valid(const json& schemas, const json& value) {
  return static_cast<std::size_t>(
      std::count_if(schemas.begin(), schemas.end(),
                    [&](const json& schema) { return violation(schema, value).empty(); }));
}

bool has_all(const json& value, const json& names) {
  return std::all_of(names.begin(), names.end(),
                     [&](const json& name) { return value.contains(name.get<std::string>()); });
}

// Whether a keyword whose value concerns `value` as a whole holds.
bool holds(const std::string& keyword, const json& rule, const json& value) {
  const bool number = value.is_number();
  if (keyword == "type") {
    if (rule.is_string()) return has_type(value, rule);
    return std::any_of(rule.begin(), rule.end(),
                       [&](const json& type) { return has_type(value, type); });
  }
  if (keyword == "const") return value == rule;
  if (keyword == "enum") return std::find(rule.begin(), rule.end(), value) != rule.end();
  if (keyword == "minimum") return !number || value >= rule;
  if (keyword == "maximum") return !number || value <= rule;
  if (keyword == "exclusiveMinimum") return !number || value > rule;
  if (keyword == "exclusiveMaximum") return !number || value < rule;
  if (keyword == "minLength") return !value.is_string() || value.get<std::string>().size() >= rule;
  if (keyword == "minItems") return !value.is_array() || value.size() >= rule;
  if (keyword == "maxItems") return !value.is_array() || value.size() <= rule;
  if (keyword == "pattern")
    return !value.is_string() ||
           std::regex_search(value.get<std::string>(), std::regex(rule.get<std::string>()));
  if (keyword == "required") return !value.is_object() || has_all(value, rule);
  if (keyword == "oneOf") return count_valid(rule, value) == 1;
  if (keyword == "anyOf") return count_valid(rule, value) > 0;
  if (keyword == "allOf") return count_valid(rule, value) == rule.size();
  if (keyword == "not") return !violation(rule, value).empty();
  if (keyword == "dependentRequired") {
    for (const auto& [name, needs] : rule.items())
      if (value.is_object() && value.contains(name) && !has_all(value, needs)) return false;
    return true;
  }
  static const std::set<std::string> others{"$schema",    "title",   "description",
                                            "examples",   "default", "additionalProperties",
                                            "properties", "items"};
  if (others.count(keyword) == 0) throw std::logic_error("keyword " + keyword);
  return true;
}

}  // namespace

json yaml_as_json(const std::string& text) { return as_json(config::parse_yaml(text, "test")); }

std::string violation(const json& schema, const json& value, const std::string& path) {
  for (const auto& [keyword, rule] : schema.items())
    if (!holds(keyword, rule, value)) return path + ": " + keyword;
  if (value.is_object() && schema.contains("properties"))
    for (const auto& [name, inner] : value.items()) {
      const std::string inner_path = path + "/" + name;
      if (!schema["properties"].contains(name)) return inner_path + ": additionalProperties";
      const std::string found = violation(schema["properties"][name], inner, inner_path);
      if (!found.empty()) return found;
    }
  if (value.is_array() && schema.contains("items"))
    for (const json& item : value) {
      const std::string found = violation(schema["items"], item, path + "[]");
      if (!found.empty()) return found;
    }
  return "";
}

}  // namespace kbragg::test
