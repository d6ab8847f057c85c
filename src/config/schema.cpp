// SPDX-License-Identifier: BSD-3-Clause
// JSON Schema of the run file, for editors and other programs.
#include <cmath>
#include <nlohmann/json.hpp>
#include <string>

#include "config/catalog.hpp"
#include "config/node.hpp"
#include "config/run_config.hpp"
#include "config/type_info.hpp"

namespace kbragg::config {

namespace {

using Json = nlohmann::ordered_json;

std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (std::string_view("^$.|?*+()[]{}\\").find(c) != std::string_view::npos) out += '\\';
    out += c;
  }
  return out;
}

// What the reader takes as a number and a unit. A unit that begins with a digit needs a space, or
// "12" would be 1 with the unit "2".
std::string quantity_pattern(Dimension dimension) {
  std::string units;
  const auto add = [&](std::string_view name) {
    if (!units.empty()) units += '|';
    const bool digit = name.front() >= '0' && name.front() <= '9';
    units += std::string(digit ? "\\s+" : "\\s*") + escaped(name);
  };
  for (const Unit& unit : units_of(dimension)) add(unit.name);
  for (const UnitAlias& alias : aliases_of(dimension)) add(alias.spelling);
  return "^\\s*[+-]?([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][+-]?[0-9]+)?(" + units + ")\\s*$";
}

Json number_json(double x) {
  if (x == std::floor(x) && std::abs(x) < 1e15) return static_cast<std::int64_t>(x);
  return x;
}

void add_bounds(Json& json, const Bounds& bounds) {
  if (bounds.low == bounds.high) {
    json["const"] = number_json(bounds.low);
    return;
  }
  if (std::isfinite(bounds.low))
    json[bounds.low_open ? "exclusiveMinimum" : "minimum"] = number_json(bounds.low);
  if (std::isfinite(bounds.high))
    json[bounds.high_open ? "exclusiveMaximum" : "maximum"] = number_json(bounds.high);
}

// One element of the value, without description.
Json element_json(const Entry& entry) {
  const TypeInfo& type = entry.type;
  Json json;
  switch (type.kind) {
    case ValueKind::boolean:
      json["type"] = "boolean";
      break;
    case ValueKind::integer:
      json["type"] = "integer";
      add_bounds(json, entry.bounds);
      break;
    case ValueKind::real:
      json["type"] = "number";
      add_bounds(json, entry.bounds);
      break;
    case ValueKind::text:
      // Space group 19 or file 0001 need no quotes.
      json["type"] = {"string", "number"};
      json["minLength"] = 1;
      break;
    case ValueKind::quantity:
      json["type"] = "string";
      json["pattern"] = quantity_pattern(type.dimension);
      json["examples"] = {example_text(type, entry.bounds)};
      break;
    case ValueKind::choice:
      json["type"] = "string";
      for (const ChoiceInfo& choice : type.choices) json["enum"].push_back(choice.name);
      if (type.may_be_auto) json["enum"].push_back("auto");
      return json;
  }
  if (!type.may_be_auto || type.kind == ValueKind::text) return json;
  return {{"anyOf", {Json{{"const", "auto"}}, json}}};
}

Json default_json(const TypeInfo& type, const std::string& text) {
  const bool literal = type.kind == ValueKind::boolean || type.kind == ValueKind::integer ||
                       type.kind == ValueKind::real;
  return literal && text != "auto" ? Json::parse(text) : Json(text);
}

std::string description(const Entry& entry) {
  std::string text = entry.doc;
  if (entry.kind != Entry::Kind::value) return text;
  const TypeInfo& type = entry.type;
  if (type.kind == ValueKind::quantity) {
    const std::string range = bounds_text(type, entry.bounds);
    text += " With its unit: " + units_text(type.dimension) +
            (range.empty() ? "." : "; " + range + ".");
  }
  for (const ChoiceInfo& choice : type.choices)
    text += "\n" + std::string(choice.name) + ": " + std::string(choice.doc);
  return text;
}

Json value_json(const Entry& entry) {
  Json json;
  json["description"] = description(entry);
  const Json element = element_json(entry);
  if (entry.type.is_list) {
    json["type"] = "array";
    json["items"] = element;
    if (entry.type.length > 0) {
      json["minItems"] = entry.type.length;
      json["maxItems"] = entry.type.length;
    }
  } else {
    json.update(element);
  }
  if (entry.optional || entry.required) return json;
  if (entry.type.is_list) {
    json["default"] = Json::array();
    for (const std::string& text : entry.default_text)
      json["default"].push_back(default_json(entry.type, text));
  } else if (!entry.default_text.empty()) {
    json["default"] = default_json(entry.type, entry.default_text.front());
  }
  return json;
}

Json group_json(const ExclusiveGroup& group) {
  Json conditions = Json::array();
  if (group.need == Need::required) {
    Json one = Json::array();
    for (const std::string& name : group.names) one.push_back({{"required", {name}}});
    conditions.push_back({{"oneOf", one}});
    return conditions;
  }
  for (std::size_t i = 0; i < group.names.size(); ++i)
    for (std::size_t j = i + 1; j < group.names.size(); ++j)
      conditions.push_back({{"not", {{"required", {group.names[i], group.names[j]}}}}});
  return conditions;
}

Json section_json(const Entry& section) {
  Json json;
  if (!section.doc.empty()) json["description"] = section.doc;
  json["type"] = "object";
  json["additionalProperties"] = false;
  Json required = Json::array();
  for (const Entry& entry : section.entries) {
    Json& property = json["properties"][entry.name];
    if (entry.kind == Entry::Kind::value) {
      property = value_json(entry);
    } else if (entry.kind == Entry::Kind::section) {
      property = section_json(entry);
    } else {
      Json item = section_json(entry);
      item.erase("description");
      property = {{"description", entry.doc}, {"type", "array"}, {"minItems", 1}, {"items", item}};
    }
    if (entry.required) required.push_back(entry.name);
  }
  if (!required.empty()) json["required"] = required;
  Json all = Json::array();
  for (const ExclusiveGroup& group : section.exclusive)
    for (const Json& condition : group_json(group)) all.push_back(condition);
  if (!all.empty()) json["allOf"] = all;
  for (const TogetherGroup& group : section.together)
    json["dependentRequired"][group.name] = group.needs;
  return json;
}

}  // namespace

std::string json_schema() {
  Json json;
  json["$schema"] = "https://json-schema.org/draft/2020-12/schema";
  json["title"] = "kbragg run file, version " + std::to_string(schema_version);
  json.update(section_json(catalog()));
  return json.dump(2) + "\n";
}

}  // namespace kbragg::config
