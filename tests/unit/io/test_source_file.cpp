// SPDX-License-Identifier: BSD-3-Clause
// The reader of source lists: separators, missing columns, refusals.
#include <gtest/gtest.h>

#include "io/source_file.hpp"
#include "temporary_file.hpp"

namespace kbragg::io {
namespace {

std::vector<SourceLine> read(const std::string& content) {
  const TemporaryFile file("sources.txt", content);
  return read_source_file(file.path());
}

TEST(SourceFile, ReadsFiveColumnsWithAnySeparator) {
  for (const char* content : {"-10 0.001 -0.002 0.5 1.5e-10\n", "-10,0.001,-0.002,0.5,1.5e-10\r\n",
                              "-10; 0.001 :-0.002 ! 0.5\t1.5e-10",
                              "# X Y Z w lambda\n\n-10 1e-3 -2e-3 0.5 1.5e-10 # a"}) {
    const std::vector<SourceLine> sources = read(content);
    ASSERT_EQ(sources.size(), 1u) << content;
    EXPECT_EQ(sources[0].x, -10.0);
    EXPECT_EQ(sources[0].y, 0.001);
    EXPECT_EQ(sources[0].z, -0.002);
    EXPECT_EQ(sources[0].weight, 0.5);
    EXPECT_EQ(sources[0].wavelength_m, 1.5e-10);
  }
}

TEST(SourceFile, LeavesMissingColumnsOpen) {
  const std::vector<SourceLine> sources = read("1\n1 2 3\r\n1 2 3 0\n,,\n  \n-1 0 0 2 1e-10");
  ASSERT_EQ(sources.size(), 4u);
  EXPECT_EQ(sources[0].x, 1.0);
  EXPECT_FALSE(sources[0].y || sources[0].z || sources[0].weight || sources[0].wavelength_m);
  EXPECT_EQ(sources[1].z, 3.0);
  EXPECT_FALSE(sources[1].weight || sources[1].wavelength_m);
  EXPECT_EQ(sources[2].weight, 0.0);
  EXPECT_FALSE(sources[2].wavelength_m);
  EXPECT_EQ(sources[3].wavelength_m, 1e-10);
}

// The reference takes 0 for what such an end of line leaves out; here it is left open.
TEST(SourceFile, LeavesMissingColumnsOpenAtAnyEndOfLine) {
  for (const char* content : {"-10 0 0", "-10 0 0\n", "-10 0 0\r\n", "-10,0,0,\r", "-10 0 0 \t"}) {
    const std::vector<SourceLine> sources = read(content);
    ASSERT_EQ(sources.size(), 1u) << content;
    EXPECT_EQ(sources[0].z, 0.0);
    EXPECT_FALSE(sources[0].weight || sources[0].wavelength_m) << content;
  }
}

// Whether they can be used depends on the run file.
TEST(SourceFile, ReadsAnyFiniteWeights) {
  const std::vector<SourceLine> sources = read("-10 0 0 0\n-10 0 1 -2.5\n-10 0 0 1e308\n");
  ASSERT_EQ(sources.size(), 3u);
  EXPECT_EQ(sources[0].weight, 0.0);
  EXPECT_EQ(sources[1].weight, -2.5);
  EXPECT_EQ(sources[2].weight, 1e308);
}

TEST(SourceFile, RefusesMalformedLinesWithTheirNumber) {
  const std::pair<const char*, const char*> cases[] = {
      {"-10 0 0\nX Y Z\n", ":2: 'X' is not a finite number"},
      {"-10 0 0 1 1e-10 6\n", ":1: There is a sixth column, '6'"},
      {"-10 0 0\n\n0 0 0 1 1e-10\n", ":3: The direction of the source is 0 0 0"},
      {"-10 0 0 1 0\n", ":1: The wavelength of the source is 0 m"},
      {"-10 0 0\n-10 0 0 1 1.5\n", ":2: The wavelength of the source is 1.5 m; it must lie"},
      {"-10 0 0 1 1e-13\n", ":1: The wavelength of the source is 1e-13 m"},
      {"-10 0 inf\n", ":1: 'inf' is not a finite number"},
      {"# nothing\n", "holds no source"},
      {"", "holds no source"}};
  for (const auto& [content, expected] : cases) {
    const TemporaryFile file("bad.txt", content);
    const std::string sentence = error_of([&] { read_source_file(file.path()); });
    EXPECT_NE(sentence.find(expected), std::string::npos) << sentence;
    EXPECT_NE(sentence.find(file.path()), std::string::npos) << sentence;
  }
  expect_errors_for_what_is_no_file([](const std::string& path) { read_source_file(path); });
}

}  // namespace
}  // namespace kbragg::io
