// SPDX-License-Identifier: BSD-3-Clause
// Images in files, and kbragg compare on them.
#ifndef KBRAGG_TESTS_APP_COMPARE_SUPPORT_HPP
#define KBRAGG_TESTS_APP_COMPARE_SUPPORT_HPP

#include <gtest/gtest.h>

#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "directory.hpp"
#include "program.hpp"

namespace kbragg::app_test {

/// Pixels (slow, fast).
using Pixels = std::vector<float>;

/// slow x fast pixels: sharp spots 8 pixels apart on a background of 1, moved along fast.
Pixels spots(std::int64_t slow, std::int64_t fast, std::int64_t shift = 0);

Pixels times(Pixels pixels, float factor);

/// The bytes of a raw file.
std::string raw_bytes(const Pixels& pixels);
std::string gzipped(const std::string& bytes);
/// The bytes of an SMV file; pixels are rounded.
std::string smv_bytes(const Pixels& pixels, std::int64_t fast, std::int64_t slow);

/// A directory with images, in which the program runs.
class CompareTest : public testing::Test {
 protected:
  void put(const std::string& name, const Pixels& pixels) const {
    m_directory.write(name, raw_bytes(pixels));
  }
  /// Runs kbragg compare, on the serial backend unless another is named.
  Outcome run(const std::vector<std::string>& arguments) const;
  /// Runs with --json, expects this exit code, and reads the report.
  nlohmann::json report(int code, std::vector<std::string> arguments);
  /// What stderr said in report().
  const std::string& said() const { return m_said; }

  Directory m_directory;

 private:
  std::string m_said;
};

}  // namespace kbragg::app_test

#endif
