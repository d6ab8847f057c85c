// SPDX-License-Identifier: BSD-3-Clause
#include "config/value_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <charconv>

namespace kbragg::config {

namespace {

bool is_plain_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         std::string_view("_./+-").find(c) != std::string_view::npos;
}

// Words and numbers that some YAML reader would not take for text.
bool is_special(const std::string& text) {
  std::string lower = text;
  std::transform(lower.begin(), lower.end(), lower.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  for (const std::string_view word : {"true", "false", "yes", "no", "on", "off", "y", "n", "null",
                                      "auto", ".nan", ".inf", "+.inf", "-.inf"})
    if (lower == word) return true;
  const char first = text.front();
  const bool number_like = (first >= '0' && first <= '9') || first == '+' || first == '-' ||
                           (first == '.' && text.size() > 1 && text[1] >= '0' && text[1] <= '9');
  return number_like || text == ".";
}

}  // namespace

std::string text_yaml(const std::string& text) {
  bool plain = !text.empty() && !is_special(text);
  for (std::size_t i = 0; plain && i < text.size(); ++i) {
    const bool inner_space = text[i] == ' ' && i > 0 && i + 1 < text.size() && text[i - 1] != ' ';
    plain = is_plain_character(text[i]) || inner_space;
  }
  if (plain) return text;
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (c == '\n') {
      out += "\\n";
    } else if (c == '\t') {
      out += "\\t";
    } else if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) {
      out += fmt::format("\\x{:02x}", static_cast<unsigned>(c));
    } else {
      out += c;
    }
  }
  return out + "\"";
}

std::string quantity_text(double value, const std::string& unit, Dimension dimension) {
  if (!unit.empty()) return number_text(value) + " " + unit;
  for (const Unit& si : units_of(dimension))
    if (si.factor == 1 && si.divisor == 1) return number_text(value) + " " + std::string(si.name);
  // Energies and times list another unit first, but all dimensions have their SI unit.
  return number_text(value);
}

std::string joined(const std::vector<std::string>& texts, bool is_list) {
  if (!is_list) return texts.front();
  std::string out = "[";
  for (std::size_t i = 0; i < texts.size(); ++i) out += (i == 0 ? "" : ", ") + texts[i];
  return out + "]";
}

}  // namespace kbragg::config
