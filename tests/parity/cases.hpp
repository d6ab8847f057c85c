// SPDX-License-Identifier: BSD-3-Clause
// The golden cases: command lines of the reference program and the images that it made of them.
#ifndef KBRAGG_TESTS_PARITY_CASES_HPP
#define KBRAGG_TESTS_PARITY_CASES_HPP

#include <cstdint>
#include <string>
#include <vector>

namespace kbragg::parity {

/// One entry of golden/cases.json; golden/README.md explains the members.
struct Case {
  std::string id, covers;
  std::vector<std::string> flags;
  std::int64_t fast = 0, slow = 0;
  bool has_integer = false, has_noise = false;
  bool advisory = false;

  std::int64_t pixels() const { return fast * slow; }
  /// Flags of the reference's run: no preview, and a noise image only where one is stored.
  std::vector<std::string> complete_flags() const;
};

/// Shown by GoogleTest.
void PrintTo(const Case& golden, std::ostream* stream);

std::vector<Case> read_cases();

/// Absolute path of a file or folder of the golden data.
std::string golden_path(const std::string& name);

/// Content of a gzip file of the golden data.
std::string read_golden_gz(const std::string& name);

/// Pixels of a golden or written image as numbers: 32-bit floating-point or unsigned 16-bit, both
/// little-endian. Throw std::runtime_error unless `bytes` are those of all pixels of the case.
std::vector<double> float_pixels(const Case& golden, const std::string& bytes);
std::vector<double> integer_pixels(const Case& golden, const std::string& bytes);

/// `id` as part of the name of a test.
std::string test_name(const std::string& id);

}  // namespace kbragg::parity

#endif
