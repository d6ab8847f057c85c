// SPDX-License-Identifier: BSD-3-Clause
// The examples in configs/, for tests that go through all of them.
#ifndef KBRAGG_TESTS_APP_EXAMPLES_HPP
#define KBRAGG_TESTS_APP_EXAMPLES_HPP

#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <string>
#include <vector>

namespace kbragg::app_test {

inline std::filesystem::path example_directory() {
  return std::string(KBRAGG_SOURCE_DIRECTORY) + "/configs";
}

/// Names of the run files without directory and extension.
inline std::vector<std::string> example_names() {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(example_directory()))
    if (entry.path().extension() == ".yaml") names.push_back(entry.path().stem().string());
  std::sort(names.begin(), names.end());
  return names;
}

/// A name as GoogleTest allows it.
inline std::string example_test_name(const testing::TestParamInfo<std::string>& row) {
  std::string name = row.param;
  std::replace_if(
      name.begin(), name.end(), [](unsigned char c) { return !std::isalnum(c); }, '_');
  return name;
}

}  // namespace kbragg::app_test

#endif
