// SPDX-License-Identifier: BSD-3-Clause
#include "app/json_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

namespace kbragg::app {

namespace {

using Json = nlohmann::ordered_json;

std::string text(const Json& value, std::size_t indent);

/// Items of an array or object: one a line, or all on one where they are plain and few.
std::string items(const Json& value, std::size_t indent) {
  const bool plain =
      std::none_of(value.begin(), value.end(), [](const Json& x) { return x.is_structured(); });
  const bool on_lines = !plain || value.size() > 4;
  const std::string line = on_lines ? "\n" + std::string(indent + 2, ' ') : "";
  std::string result;
  for (auto item = value.begin(); item != value.end(); ++item) {
    if (!result.empty()) result += on_lines ? "," : ", ";
    result += line;
    if (value.is_object()) result += Json(item.key()).dump(-1, ' ', true) + ": ";
    result += text(*item, indent + 2);
  }
  return on_lines ? result + "\n" + std::string(indent, ' ') : result;
}

std::string text(const Json& value, std::size_t indent) {
  if (value.is_number_float()) return fmt::format("{:.17g}", value.get<double>());
  if (value.is_structured() && !value.empty()) {
    const std::string inside = items(value, indent);
    return value.is_object() ? "{" + inside + "}" : "[" + inside + "]";
  }
  return value.dump(-1, ' ', true, Json::error_handler_t::replace);
}

}  // namespace

std::string json_text(const Json& value) { return text(value, 0) + "\n"; }

}  // namespace kbragg::app
