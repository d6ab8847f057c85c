// SPDX-License-Identifier: BSD-3-Clause
// The reader of amorphous scattering: columns, missing amplitudes, refusals.
#include <gtest/gtest.h>

#include <utility>

#include "io/amorphous_table.hpp"
#include "temporary_file.hpp"

namespace kbragg::io {
namespace {

std::vector<std::pair<double, double>> read(const std::string& content) {
  const TemporaryFile file("ice.stol", content);
  std::vector<std::pair<double, double>> rows;
  for (const AmorphousRow& row : read_amorphous_table(file.path())) rows.emplace_back(row.x, row.F);
  return rows;
}

TEST(AmorphousTable, ReadsTwoColumnsWithAnySeparator) {
  const std::vector<std::pair<double, double>> expected{{0, 2.6}, {0.05, 2.9}, {0.1, 4.1}};
  EXPECT_EQ(read("0.0 2.6\n0.05 2.9\n0.1 4.1\n"), expected);
  EXPECT_EQ(read("0.0,2.6\r\n0.05; 2.9\r\n\r\n 1e-1\t4.1"), expected);
  EXPECT_EQ(read("# x F\n0 2.6\n\n+0.05:2.9 # strong\n0.1!4.1\n"), expected);
}

TEST(AmorphousTable, TakesZeroForAMissingAmplitude) {
  const std::vector<std::pair<double, double>> expected{{0, 0}, {0.05, 2.9}, {0.1, 0}};
  EXPECT_EQ(read("0.0\n0.05 2.9\n0.1"), expected);
  EXPECT_EQ(read("0.0 \r\n0.05 2.9\r\n0.1,\r\n"), expected);
}

TEST(AmorphousTable, RefusesMalformedLinesWithTheirNumber) {
  const std::pair<const char*, const char*> cases[] = {
      {"0 2.6\nx F\n", ":2: 'x' is not a finite number; a line holds x F."},
      {"0 2.6\n\n0.1 4.1e\n", ":3: '4.1e' is not a finite number"},
      {"nan 1\n", ":1: 'nan' is not a finite number"},
      {"0 inf\n", ":1: 'inf' is not a finite number"},
      {"0 2.6\n0.1 4.1 0.2\n", ":2: There is a third column, '0.2'; a line holds x F."},
      {"# nothing\n", "holds no row; a line holds x F."},
      {" \r\n", "holds no row"},
      {"", "holds no row"}};
  for (const auto& [content, expected] : cases) {
    const TemporaryFile file("bad.stol", content);
    const std::string sentence = error_of([&] { read_amorphous_table(file.path()); });
    EXPECT_NE(sentence.find(expected), std::string::npos) << sentence;
    EXPECT_NE(sentence.find(file.path()), std::string::npos) << sentence;
  }
  expect_errors_for_what_is_no_file([](const std::string& path) { read_amorphous_table(path); });
}

}  // namespace
}  // namespace kbragg::io
