// SPDX-License-Identifier: BSD-3-Clause
#include "io/matrix_file.hpp"

#include <string_view>

#include "base/error.hpp"
#include "io/text_file.hpp"

namespace kbragg::io {

std::array<double, 9> read_matrix_file(const std::string& path) {
  const std::string text = read_text_file(path, "matrix file");
  std::array<double, 9> matrix{};
  std::size_t found = 0, last_line = 1;
  for_each_line(text, [&](std::string_view line, std::size_t number) {
    last_line = number;
    while (found < matrix.size()) {
      const std::string_view token = next_token(line, blanks);
      if (token.empty()) return;
      const std::optional<double> value = parse_number(token);
      KBRAGG_REQUIRE(value, at_line(path, number) + in_quotes(token) +
                                " is not a finite number; a matrix file begins with the nine "
                                "numbers of the matrix, row by row.");
      matrix[found++] = *value;
    }
  });
  KBRAGG_REQUIRE(found == matrix.size(), at_line(path, last_line) + "The file ends after " +
                                             std::to_string(found) +
                                             " of the nine numbers of the matrix.");
  return matrix;
}

}  // namespace kbragg::io
