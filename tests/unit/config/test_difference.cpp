// SPDX-License-Identifier: BSD-3-Clause
#include <gtest/gtest.h>

#include "config/difference.hpp"

namespace kbragg::config {
namespace {

const char* const text =
    "schema: 1\n"
    "beam: {wavelength: 1 A, sources: [{weight: 1}, {weight: 2}]}\n"
    "crystal: {cells: [1, 2, 3]}\n"
    "run: {threads: 2, backend: serial}\n"
    "output: {file: a.h5, preview: {file: a.png}, compression: gzip}\n";

std::string with(const std::string& old, const std::string& now) {
  std::string copy = text;
  return copy.replace(copy.find(old), old.size(), now);
}

void expect_difference(const std::string& old, const std::string& now, const Difference& wanted) {
  const auto found = first_difference(text, with(old, now));
  ASSERT_TRUE(found) << now;
  EXPECT_EQ(found->key_path, wanted.key_path);
  EXPECT_EQ(found->first, wanted.first);
  EXPECT_EQ(found->second, wanted.second);
}

TEST(Difference, IsNamedByItsKey) {
  expect_difference("1 A", "2 A", {"beam.wavelength", "1 A", "2 A"});
  expect_difference("weight: 2", "weight: 3", {"beam.sources[1].weight", "2", "3"});
  expect_difference("1, 2, 3", "1, 2, 4", {"crystal.cells[2]", "3", "4"});
  expect_difference("1, 2, 3", "1, 2", {"crystal.cells", "[1, 2, 3]", "[1, 2]"});
  expect_difference(", backend: serial", "", {"run.backend", "serial", "not given"});
  expect_difference("compression: gzip", "compression: gzip, title: x",
                    {"output.title", "not given", "x"});
  expect_difference("{cells: [1, 2, 3]}", "none", {"crystal", "{cells: [1, 2, 3]}", "none"});
}

TEST(Difference, DoesNotCountWhatNoImageDependsOn) {
  EXPECT_FALSE(first_difference(text, text));
  EXPECT_FALSE(first_difference(text, with("threads: 2", "threads: 1")));
  EXPECT_FALSE(first_difference(text, with("file: a.h5", "file: b.h5")));
  EXPECT_FALSE(first_difference(text, with("preview: {file: a.png}, ", "")));
}

}  // namespace
}  // namespace kbragg::config
