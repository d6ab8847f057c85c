// SPDX-License-Identifier: BSD-3-Clause
// Values of struct members as the text that the run file has for them.
#ifndef KBRAGG_CONFIG_VALUE_TEXT_HPP
#define KBRAGG_CONFIG_VALUE_TEXT_HPP

#include <array>
#include <cstdint>
#include <string>
#include <type_traits>
#include <vector>

#include "config/field.hpp"
#include "config/quantity.hpp"
#include "config/type_info.hpp"

namespace kbragg::config {

/// Text in YAML: plain if every YAML reader takes it for the same text, else in double quotes.
std::string text_yaml(const std::string& text);

/// "250 mm"; an empty unit is the SI unit.
std::string quantity_text(double value, const std::string& unit, Dimension dimension);

inline std::string value_text(bool value) { return value ? "true" : "false"; }
inline std::string value_text(std::int64_t value) { return std::to_string(value); }
inline std::string value_text(double value) { return number_text(value); }
inline std::string value_text(const std::string& value) { return text_yaml(value); }

template <Dimension D>
std::string value_text(const Quantity<D>& value) {
  return quantity_text(value.value, value.unit, D);
}

template <class E>
requires std::is_enum_v<E> std::string value_text(E value) { return std::string(name_of(value)); }

template <class T>
std::string value_text(const AutoOr<T>& value) {
  return value.value ? value_text(*value.value) : "auto";
}

/// One text for each element of a list, else one.
template <class T>
std::vector<std::string> value_texts(const T& value) {
  return {value_text(value)};
}

template <class T>
std::vector<std::string> value_texts(const std::vector<T>& values) {
  std::vector<std::string> texts;
  for (const T& value : values) texts.push_back(value_text(value));
  return texts;
}

template <class T, std::size_t N>
std::vector<std::string> value_texts(const std::array<T, N>& values) {
  std::vector<std::string> texts;
  for (const T& value : values) texts.push_back(value_text(value));
  return texts;
}

/// "[a, b]" for a list, else the one text.
std::string joined(const std::vector<std::string>& texts, bool is_list);

}  // namespace kbragg::config

#endif
