// SPDX-License-Identifier: BSD-3-Clause
// The reader of the nine numbers of an orientation matrix.
#include <gtest/gtest.h>

#include "io/matrix_file.hpp"
#include "temporary_file.hpp"

namespace kbragg::io {
namespace {

std::array<double, 9> read(const std::string& content) {
  const TemporaryFile file("a.mat", content);
  return read_matrix_file(file.path());
}

const std::array<double, 9> matrix{0.01, -0.002, 0.3, 4, 5, 6e-3, -7, 8, 9};

TEST(MatrixFile, ReadsNineNumbersWhereverTheLinesBreak) {
  EXPECT_EQ(read("0.01 -0.002 0.3\n4 5 6e-3\n-7 8 9\n"), matrix);
  EXPECT_EQ(read("  0.01 -0.002\t0.3 4\r\n\r\n5 +6.0E-3 -7 8 9"), matrix);
  EXPECT_EQ(read("0.01 -0.002 0.3 4 5 6e-3 -7 8 9"), matrix);
}

TEST(MatrixFile, IgnoresWhatFollows) {
  EXPECT_EQ(read("0.01 -0.002 0.3\n4 5 6e-3\n-7 8 9\n 0.000 0.000 0.000\n78.5 78.5 37.8 words\n"),
            matrix);
  EXPECT_EQ(read("0.01 -0.002 0.3\n4 5 6e-3\n-7 8 9 10 eleven"), matrix);
}

TEST(MatrixFile, RefusesMissingOrMalformedNumbers) {
  const std::pair<const char*, const char*> cases[] = {
      {"1 2 3\n4 5 x\n7 8 9\n", ":2: 'x' is not a finite number"},
      {"1 2 3\n4 5 6\n7 nan 9\n", ":3: 'nan' is not a finite number"},
      {"1 2 3\n4 5 6\n7 8\n", ":3: The file ends after 8 of the nine numbers"},
      {"", "after 0 of the nine numbers"},
      {"1,2,3", ":1: '1,2,3' is not a finite number"}};
  for (const auto& [content, expected] : cases) {
    const TemporaryFile file("bad.mat", content);
    const std::string sentence = error_of([&] { read_matrix_file(file.path()); });
    EXPECT_NE(sentence.find(expected), std::string::npos) << sentence;
    EXPECT_NE(sentence.find(file.path()), std::string::npos) << sentence;
  }
  expect_errors_for_what_is_no_file([](const std::string& path) { read_matrix_file(path); });
}

}  // namespace
}  // namespace kbragg::io
