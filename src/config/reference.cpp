// SPDX-License-Identifier: BSD-3-Clause
// docs/config.md: the reference of all keys.
#include <string>
#include <string_view>

#include "config/catalog.hpp"
#include "config/node.hpp"
#include "config/run_config.hpp"
#include "config/value_text.hpp"

namespace kbragg::config {

namespace {

std::string code(std::string_view text) { return "`" + std::string(text) + "`"; }

std::string cell(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '|' || c == '<' || c == '*') out += '\\';
    out += c == '\n' ? ' ' : c;
  }
  return out;
}

std::string enumerate_code(const std::vector<std::string>& names, std::string_view last) {
  std::vector<std::string> all;
  for (const std::string& name : names) all.push_back(code(name));
  return enumerate(all, last);
}

// GitHub's name of the link to a heading.
std::string anchor(std::string_view heading) {
  std::string out = "#";
  for (const char c : heading)
    if (c != '.') out += static_cast<char>(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
  return out;
}

std::string heading_of(const Entry& entry) {
  // An element of a list is named with its number; the heading leaves it out.
  std::string path = entry.path;
  for (std::size_t at = path.find(".0."); at != std::string::npos; at = path.find(".0."))
    path.erase(at, 2);
  return path;
}

std::string type_cell(const Entry& entry) {
  if (entry.kind != Entry::Kind::value) {
    const std::string link = "](" + anchor(heading_of(entry)) + ")";
    return entry.kind == Entry::Kind::list ? "[list of sections" + link : "[section" + link;
  }
  const TypeInfo& type = entry.type;
  std::string text;
  switch (type.kind) {
    case ValueKind::boolean:
      text = "true or false";
      break;
    case ValueKind::integer:
      text = "integer";
      break;
    case ValueKind::real:
      text = "number";
      break;
    case ValueKind::text:
      text = "text";
      break;
    case ValueKind::quantity:
      text = std::string(dimension_name(type.dimension)) + " (" + std::string(type.unit) + ")";
      break;
    case ValueKind::choice:
      text = type.what;
      break;
  }
  if (type.may_be_auto) text += " or auto";
  if (!type.is_list) return text;
  return (type.length == 0 ? "list: " : "list of " + std::to_string(type.length) + ": ") + text;
}

std::string default_cell(const Entry& entry) {
  if (entry.required) return "**required**";
  if (entry.optional || entry.kind != Entry::Kind::value) return "";
  if (entry.default_text.empty() && !entry.type.is_list) return "";
  return code(joined(entry.default_text, entry.type.is_list));
}

std::string allowed_cell(const Entry& entry) {
  if (entry.kind != Entry::Kind::value) return "";
  std::vector<std::string> names;
  for (const ChoiceInfo& choice : entry.type.choices) names.emplace_back(choice.name);
  if (!names.empty()) return enumerate_code(names, "or");
  return bounds_text(entry.type, entry.bounds);
}

void write_choices(std::string& out, const Entry& section) {
  for (const Entry& entry : section.entries) {
    if (entry.type.choices.empty()) continue;
    out += "\n" + code(entry.name) + ":\n\n";
    for (const ChoiceInfo& choice : entry.type.choices)
      out += "- " + code(choice.name) + ": " + std::string(choice.doc) + ".\n";
  }
}

void write_groups(std::string& out, const Entry& section) {
  std::string text;
  for (const ExclusiveGroup& group : section.exclusive)
    text += "\n" + std::string(group.need == Need::required ? "Exactly" : "At most") + " one of " +
            enumerate_code(group.names, "and") +
            (group.need == Need::required ? " must be given.\n" : " may be given.\n");
  for (const TogetherGroup& group : section.together)
    text += "\n" + code(group.name) + " needs " + enumerate_code(group.needs, "and") + ".\n";
  out += text;
}

void write_section(std::string& out, const Entry& section, std::size_t level) {
  if (!section.path.empty()) {
    out += "\n" + std::string(level, '#') + " " + heading_of(section) + "\n\n" + section.doc;
    if (section.kind == Entry::Kind::list) out += " Each element has these keys.";
    out += "\n";
  }
  out += "\n| key | type | default | allowed | meaning |\n| --- | --- | --- | --- | --- |\n";
  for (const Entry& entry : section.entries)
    out += "| " + code(entry.name) + " | " + cell(type_cell(entry)) + " | " + default_cell(entry) +
           " | " + cell(allowed_cell(entry)) + " | " + cell(entry.doc) + " |\n";
  write_groups(out, section);
  write_choices(out, section);
  for (const Entry& entry : section.entries)
    if (entry.kind != Entry::Kind::value) write_section(out, entry, level + 1);
}

void write_units(std::string& out) {
  out += "\n| quantity | units |\n| --- | --- |\n";
  for (int i = 0; i <= static_cast<int>(Dimension::detector_position); ++i) {
    const auto dimension = static_cast<Dimension>(i);
    std::vector<std::string> names;
    for (const Unit& unit : units_of(dimension)) names.emplace_back(unit.name);
    out += "| " + std::string(dimension_name(dimension)) + " | " + enumerate_code(names, "or") +
           " |\n";
  }
}

constexpr std::string_view introduction = R"(# Run file

A run is described by one YAML file. This page is made from the program's own table of keys
(`kbragg schema` prints the same as JSON Schema, for editors).

- A value with a dimension carries its unit: `distance: 250 mm`. A bare number there is an error.
  Lists have a unit in each element: `misset: [10 deg, 20 deg, 30 deg]`.
- Keys without default may be left out, unless they are marked as required. The column "type" names
  the unit in which defaults and allowed values are shown; any unit of the quantity may be used.
- Names of input files are relative to the directory of the run file.
- An unknown key is an error, and so is a key with nothing behind it.
- `--set crystal.mosaic.spread="0.3 deg"` on the command line replaces or adds one key;
  `--set beam.sources.0.weight=2` reaches into a list (elements count from 0), and
  `--set crystal.cells=null` removes a key.

## Units
)";

}  // namespace

std::string config_reference() {
  std::string out(introduction);
  write_units(out);
  out += "\n## Sections\n";
  write_section(out, catalog(), 1);
  return out;
}

}  // namespace kbragg::config
