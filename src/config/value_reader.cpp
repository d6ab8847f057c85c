// SPDX-License-Identifier: BSD-3-Clause
#include "config/value_reader.hpp"

#include <charconv>
#include <cmath>
#include <string_view>
#include <system_error>

#include "base/error.hpp"
#include "config/run_config.hpp"

namespace kbragg::config {

namespace {

// A path, a title or a number; anything longer is a mistake.
constexpr std::size_t longest_text = 4096;

// Integers up to here are exact as double, so that 1e6 may stand for 1000000.
constexpr double largest_exact_integer = 9007199254740992.0;

struct Number {
  double value = 0;
  std::size_t length = 0;  // characters read; 0: no number there
  bool overflow = false;
};

// The number at the start of the text. from_chars knows no plus sign.
Number leading_number(std::string_view text) {
  const std::size_t sign = text.size() > 1 && text[0] == '+' && text[1] != '-' ? 1 : 0;
  const char* begin = text.data() + sign;
  const char* end = text.data() + text.size();
  Number number;
  const auto [rest, error] = std::from_chars(begin, end, number.value);
  if (error == std::errc::invalid_argument) return {};
  number.length = static_cast<std::size_t>(rest - text.data());
  number.overflow = error == std::errc::result_out_of_range;
  return number;
}

bool is_yaml_non_finite(std::string_view text) {
  if (text.starts_with('+') || text.starts_with('-')) text.remove_prefix(1);
  for (const std::string_view word : {".inf", ".Inf", ".INF", ".nan", ".NaN", ".NAN"})
    if (text == word) return true;
  return false;
}

std::string scalar_text(const Value& value) {
  if (value.node.kind != Node::Kind::scalar) fail_value(value);
  if (value.node.text.empty()) fail_value(value);
  if (value.node.text.size() > longest_text)
    fail_value(value, "a text of " + std::to_string(value.node.text.size()) + " characters");
  return value.node.text;
}

// An unquoted scalar; quotes make it text.
std::string number_scalar(const Value& value) {
  std::string text = scalar_text(value);
  if (value.node.quoted) fail_value(value, "the text " + quoted(text) + " in quotes");
  return text;
}

double finite_number(const Value& value, const std::string& text) {
  const Number number = leading_number(text);
  if (is_yaml_non_finite(text) || (number.length == text.size() && !std::isfinite(number.value)))
    fail_value(value, quoted(text) + ", which is not a finite number");
  if (number.length != text.size()) fail_value(value);
  if (number.overflow) fail_value(value, quoted(text) + ", which no double precision number holds");
  return number.value;
}

std::string trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t\n");
  if (first == std::string_view::npos) return "";
  return std::string(text.substr(first, text.find_last_not_of(" \t\n") - first + 1));
}

std::string lower_case(std::string_view text) {
  std::string out(text);
  for (char& c : out)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return out;
}

[[noreturn]] void fail_unit(const Value& value, const std::string& unit) {
  std::string hint;
  for (const Unit& u : units_of(value.type.dimension))
    if (lower_case(unit) == lower_case(u.name)) hint = ", did you mean " + quoted(u.name) + "?";
  std::string other;
  for (int i = 0; i <= static_cast<int>(Dimension::detector_position) && hint.empty(); ++i) {
    const auto dimension = static_cast<Dimension>(i);
    if (other.empty() && unit != "1" && find_unit(dimension, unit) != nullptr)
      other = " of " + std::string(dimension_name(dimension));
  }
  fail_value(value, quoted(value.node.text) + " with the unit " + quoted(unit) + other, hint);
}

}  // namespace

void fail_value(const Value& value, const std::string& what_found, const std::string& hint) {
  const std::string expected = value.whole ? expected_text(value.type, value.bounds)
                                           : expected_one(value.type, value.bounds);
  fail(at(value.node.place, value.path) + ": found " + what_found + ", expected " + expected +
       hint);
}

void fail_value(const Value& value) { fail_value(value, found(value.node)); }

bool is_auto(const Value& value) {
  return value.node.kind == Node::Kind::scalar && value.node.text == "auto";
}

bool read_boolean(const Value& value) {
  const std::string text = number_scalar(value);
  if (text != "true" && text != "false") fail_value(value);
  return text == "true";
}

std::int64_t read_integer(const Value& value) {
  const std::string text = number_scalar(value);
  const std::size_t sign = text.size() > 1 && text[0] == '+' && text[1] != '-' ? 1 : 0;
  std::int64_t integer = 0;
  const char* end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data() + sign, end, integer);
  if (error != std::errc() || rest != end) {
    const double real = finite_number(value, text);
    if (std::abs(real) > largest_exact_integer)
      fail_value(value, quoted(text) + ", which is too large for an integer");
    if (real != std::floor(real)) fail_value(value, quoted(text) + ", which is not a whole number");
    integer = static_cast<std::int64_t>(real);
  }
  if (!allows(value.bounds, static_cast<double>(integer))) fail_value(value);
  return integer;
}

double read_real(const Value& value) {
  const double real = finite_number(value, number_scalar(value));
  if (!allows(value.bounds, real)) fail_value(value);
  return real;
}

std::string read_text(const Value& value) {
  std::string text = scalar_text(value);
  if (!value.node.quoted && (text == "true" || text == "false"))
    fail_value(value, quoted(text) + " without quotes, which is a truth value");
  for (const char c : text)
    if ((static_cast<unsigned char>(c) < 0x20 && c != '\n' && c != '\t') || c == 0x7f)
      fail_value(value, quoted(text) + " with a control character");
  return text;
}

NumberAndUnit read_quantity(const Value& value) {
  const std::string text = trimmed(scalar_text(value));
  const Number number = leading_number(text);
  if (is_yaml_non_finite(text.substr(0, text.find(' '))) ||
      (number.length > 0 && !std::isfinite(number.value)))
    fail_value(value, quoted(text) + ", which is not a finite number");
  if (number.length == 0) fail_value(value);
  const std::string unit_text = trimmed(std::string_view(text).substr(number.length));
  if (unit_text.empty())
    fail_value(value, quoted(text) + " without a unit",
               ", such as " + quoted(text + " " + std::string(value.type.unit)));
  const Unit* unit = find_unit(value.type.dimension, unit_text);
  if (unit == nullptr) fail_unit(value, unit_text);
  if (number.overflow) fail_value(value, quoted(text) + ", which no double precision number holds");
  const double si = number.value * unit->factor / unit->divisor;
  if (!std::isfinite(si)) fail_value(value, quoted(text) + ", which is too large");
  if (!allows(value.bounds, si)) {
    // The bounds in the unit that the user chose.
    TypeInfo type = value.type;
    type.unit = unit->name;
    fail_value({value.node, value.path, type, value.bounds, value.whole});
  }
  return {number.value, std::string(unit->name)};
}

std::size_t read_choice(const Value& value) {
  const std::string text = scalar_text(value);
  std::vector<std::string> names;
  for (std::size_t i = 0; i < value.type.choices.size(); ++i) {
    if (value.type.choices[i].name == text) return i;
    names.emplace_back(value.type.choices[i].name);
  }
  const std::string near = nearest(text, names);
  fail_value(value, found(value.node) + " as " + std::string(value.type.what),
             near.empty() ? "" : ", did you mean " + quoted(near) + "?");
}

}  // namespace kbragg::config
