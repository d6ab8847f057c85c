// SPDX-License-Identifier: BSD-3-Clause
// kbragg bench in a directory of its own.
#ifndef KBRAGG_TESTS_APP_BENCH_SUPPORT_HPP
#define KBRAGG_TESTS_APP_BENCH_SUPPORT_HPP

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <vector>

#include "directory.hpp"
#include "program.hpp"

namespace kbragg::app_test {

class BenchTest : public testing::Test {
 protected:
  /// Runs `kbragg bench --outdir topic --tests none MORE...`.
  Outcome run(const std::vector<std::string>& more) const;
  Spawn spawn(const std::vector<std::string>& more) const;
  /// The same with small images of the preset flat on the serial backend.
  Outcome run_flat(std::vector<std::string> more) const;

  /// Names of the folders of evidence, in the order of time.
  std::set<std::string> stamps() const;
  /// The name, from the directory, of a file in the latest one.
  std::string latest(const std::string& file) const;
  bool has(const std::string& file) const { return m_directory.has(latest(file)); }
  std::string text(const std::string& file) const { return m_directory.read(latest(file)); }
  nlohmann::json results() const;
  /// Pixels of a raw image there.
  std::vector<float> pixels(const std::string& file) const;

  /// An executable script; returns its name.
  std::string script(const std::string& name, const std::string& body) const;

  Directory m_directory;
};

/// Edge of the images of run_flat().
inline constexpr int flat_edge = 48;

/// Flags of run_flat() for kbragg classic.
std::vector<std::string> flat_flags();

}  // namespace kbragg::app_test

#endif
