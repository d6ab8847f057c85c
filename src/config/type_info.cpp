// SPDX-License-Identifier: BSD-3-Clause
#include "config/type_info.hpp"

#include <fmt/format.h>

#include <cmath>

#include "config/node.hpp"

namespace kbragg::config {

namespace {

std::string article(std::string_view noun) {
  return (std::string_view("aeiou").find(noun.front()) == std::string_view::npos ? "a " : "an ") +
         std::string(noun);
}

// Whole numbers in full (2147483647), others to six digits (a bound of 3.14159266 rad is 180 deg).
std::string bound_text(double bound) {
  const bool whole = bound == std::floor(bound) && std::abs(bound) < 1e12;
  return whole ? fmt::format("{:.0f}", bound) : fmt::format("{:.6g}", bound);
}

std::string range_text(const Bounds& bounds, double scale, std::string_view unit) {
  const std::string suffix = unit.empty() ? "" : " " + std::string(unit);
  const std::string low = bound_text(bounds.low * scale);
  const std::string high = bound_text(bounds.high * scale);
  const bool has_low = std::isfinite(bounds.low);
  const bool has_high = std::isfinite(bounds.high);
  if (has_low && has_high) {
    if (bounds.low == bounds.high) return "only " + low + suffix;
    if (!bounds.low_open && !bounds.high_open) return "from " + low + " to " + high + suffix;
  }
  std::string text;
  if (has_low) text = (bounds.low_open ? "above " : "at least ") + low + suffix;
  if (has_low && has_high) text += " and ";
  if (has_high) text += (bounds.high_open ? "below " : "at most ") + high + suffix;
  return text;
}

std::string bounded(const std::string& noun, const TypeInfo& type, const Bounds& bounds) {
  const std::string range = bounds_text(type, bounds);
  return range.empty() ? noun : noun + " " + range;
}

}  // namespace

std::string number_text(double value) { return fmt::format("{}", value); }

std::string bounds_text(const Unit& unit, const Bounds& bounds) {
  return range_text(bounds, unit.divisor / unit.factor, unit.name);
}

std::string bounds_text(const TypeInfo& type, const Bounds& bounds) {
  if (type.kind == ValueKind::quantity)
    if (const Unit* unit = find_unit(type.dimension, type.unit)) return bounds_text(*unit, bounds);
  return range_text(bounds, 1, "");
}

std::string units_text(Dimension dimension) {
  std::vector<std::string> names;
  for (const Unit& unit : units_of(dimension)) names.emplace_back(unit.name);
  return enumerate(names);
}

std::string example_text(const TypeInfo& type, const Bounds& bounds) {
  double number = 1;
  switch (type.kind) {
    case ValueKind::boolean:
      return "true";
    case ValueKind::text:
      return "text";
    case ValueKind::choice:
      return std::string(type.choices.front().name);
    case ValueKind::quantity: {
      const Unit* unit = find_unit(type.dimension, type.unit);
      const double scale = unit == nullptr ? 1 : unit->factor / unit->divisor;
      if (!allows(bounds, scale)) number = bounds.low / scale;
      return fmt::format("{:.6g} {}", number, type.unit);
    }
    case ValueKind::integer:
    case ValueKind::real:
      break;
  }
  if (!allows(bounds, number)) number = bounds.low;
  return fmt::format("{:.6g}", number);
}

std::string expected_one(const TypeInfo& type, const Bounds& bounds) {
  std::string text;
  switch (type.kind) {
    case ValueKind::boolean:
      text = "true or false";
      break;
    case ValueKind::integer:
      text = bounded("an integer", type, bounds);
      break;
    case ValueKind::real:
      text = bounded("a number", type, bounds);
      break;
    case ValueKind::text:
      text = "text";
      break;
    case ValueKind::quantity:
      text = bounded(article(dimension_name(type.dimension)), type, bounds) + " with its unit (" +
             units_text(type.dimension) + ")";
      break;
    case ValueKind::choice: {
      std::vector<std::string> names;
      for (const ChoiceInfo& choice : type.choices) names.emplace_back(choice.name);
      text = names.size() == 1 ? names.front() : "one of " + enumerate(names);
      break;
    }
  }
  return type.may_be_auto ? text + ", or auto" : text;
}

std::string expected_text(const TypeInfo& type, const Bounds& bounds) {
  if (!type.is_list) return expected_one(type, bounds);
  const std::string count =
      type.length == 0 ? "" : " of " + std::to_string(type.length) + " values";
  std::string example;
  for (std::size_t i = 0; i < (type.length == 0 ? 2 : type.length); ++i)
    example += (i == 0 ? "" : ", ") + example_text(type, bounds);
  return "a list" + count + " such as [" + example + "], each " + expected_one(type, bounds);
}

}  // namespace kbragg::config
