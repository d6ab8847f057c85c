// SPDX-License-Identifier: BSD-3-Clause
// Runs `kbragg classic FLAGS` and reads what it leaves behind.
#ifndef KBRAGG_TESTS_CHECKS_CLASSIC_HPP
#define KBRAGG_TESTS_CHECKS_CLASSIC_HPP

#include <gtest/gtest.h>

#include <cstdint>
#include <string>
#include <vector>

#include "app/directory.hpp"
#include "app/program.hpp"
#include "config/run_config.hpp"
#include "model/scene.hpp"

namespace kbragg::checks {

using app_test::Directory;
using app_test::Outcome;

/// `kbragg classic FLAGS` in `directory`; flags are separated by blanks.
Outcome start_classic(const Directory& directory, const std::string& flags);

/// The same on a backend (with what follows its name on the command line); the test fails unless
/// it succeeds. Returns its standard output.
std::string run_classic(const Directory& directory, const std::string& flags,
                        const std::string& backend = "serial --threads 1");

/// What the flags mean: the run file of --emit-yaml, and the scene that the program makes of it,
/// without its list of structure factors.
struct Resolved {
  config::RunConfig config;
  model::Scene scene;
};
Resolved resolve(const Directory& directory, const std::string& flags);
model::Scene scene_of(const std::string& flags);

/// Raw float32 pixels; the second runs the flags first, in a directory of its own.
std::vector<float> float_image(const Directory& directory,
                               const std::string& name = "floatimage.bin");
std::vector<float> float_image_of(const std::string& flags);

/// A 16-bit image with its header of 512 bytes.
struct SmvFile {
  std::string header;
  std::vector<int> pixels;
  /// Text between "KEY=" at the start of a line and ";" or the end of the line.
  std::string value(const std::string& key) const;
};
SmvFile read_smv_file(const Directory& directory, const std::string& name);

/// Grey values of a PGM file.
std::vector<int> grey_image(const Directory& directory, const std::string& name = "image.pgm");

/// A dataset of an HDF5 file, row by row; the test fails if it is not there.
std::vector<double> dataset(const Directory& directory, const std::string& file,
                            const std::string& name);

/// Each pixel within `tolerance` of the expected one, relative to it.
testing::AssertionResult same(const std::vector<float>& found, const std::vector<double>& expected,
                              double tolerance);

}  // namespace kbragg::checks

#endif
