// SPDX-License-Identifier: BSD-3-Clause
#include "io/amorphous_table.hpp"

#include <optional>
#include <string_view>

#include "base/error.hpp"
#include "io/text_file.hpp"

namespace kbragg::io {

namespace {

constexpr const char* allowed = "; a line holds x F.";

double number_of(std::string_view token, const std::string& path, std::size_t line) {
  const std::optional<double> value = parse_number(token);
  KBRAGG_REQUIRE(value,
                 at_line(path, line) + in_quotes(token) + " is not a finite number" + allowed);
  return *value;
}

}  // namespace

std::vector<AmorphousRow> read_amorphous_table(const std::string& path) {
  const std::string text = read_text_file(path, "table of amorphous scattering");
  std::vector<AmorphousRow> rows;
  for_each_line(text, [&](std::string_view line, std::size_t number) {
    const std::string_view x = next_token(line, column_separators);
    if (x.empty()) return;
    AmorphousRow row{number_of(x, path, number), 0};
    const std::string_view F = next_token(line, column_separators);
    if (!F.empty()) row.F = number_of(F, path, number);
    const std::string_view more = next_token(line, column_separators);
    KBRAGG_REQUIRE(more.empty(),
                   at_line(path, number) + "There is a third column, " + in_quotes(more) + allowed);
    rows.push_back(row);
  });
  KBRAGG_REQUIRE(!rows.empty(),
                 "The table of amorphous scattering '" + path + "' holds no row" + allowed);
  return rows;
}

}  // namespace kbragg::io
