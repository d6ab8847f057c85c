// SPDX-License-Identifier: BSD-3-Clause
// A run whose images are started ahead, as on devices, writes what any run writes.
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

#include "app/image_source.hpp"
#include "app/run_driver.hpp"
#include "config/run_config.hpp"
#include "nxmx_support.hpp"

namespace kbragg::app {
namespace {

using io::test::Folder;
using io::test::H5File;

constexpr const char* text = R"(schema: 1
beam: {wavelength: 1 A, fluence: 1e29 /m^2}
detector: {pixels: [70, 90], pixel_size: 0.5 mm, distance: 100 mm, convention: mosflm}
crystal:
  cell: {a: 30 A, b: 32 A, c: 35 A}
  cells: [4, 4, 4]
  mosaic: {spread: 1 deg, domains: 3}
structure_factors: {wilson: {dmin: 3 A, scale: 100 e}}
scan: {oscillation: 1 deg, steps: 2, images: 7}
noise: {kind: poisson, seed: 3}
)";

[[noreturn]] void run_and_exit(const std::string& file, const std::string& out, int bands_at_once,
                               bool full) {
  const LoadedRun run =
      load_run(config::read_run_file(file, {{"output.file", out},
                                            {"output.expected", "true"},
                                            {"output.pixel_type", full ? "float64" : "float32"}}));
  const auto job = ranks::join_job();
  RankGroup group(*job);
  DriveOptions options;
  options.bands_at_once = bands_at_once;
  std::exit(drive(run, options, {run.config.output.file, {}, {}, false}, group).brightest_pixel > 0
                ? 0
                : 1);
}

/// In a process of its own, for Kokkos starts once in each.
void run(const std::string& file, const std::string& out, int bands_at_once, bool full) {
  EXPECT_EXIT(run_and_exit(file, out, bands_at_once, full), testing::ExitedWithCode(0), "")
      << bands_at_once;
}

TEST(RunningAhead, WritesTheSameFile) {
  const Folder folder;
  const std::string file = folder.file("run.yaml");
  std::ofstream(file) << text;
  for (const bool full : {false, true}) {
    const std::string expected = folder.file("plain.h5");
    run(file, expected, 1, full);
    for (const int bands_at_once : {2, 3}) {
      const std::string out = folder.file("ahead.h5");
      run(file, out, bands_at_once, full);
      ASSERT_TRUE(std::filesystem::exists(expected) && std::filesystem::exists(out));
      const H5File x(expected), y(out);
      for (const char* data : {"/entry/data/data", "/entry/kbragg/expected/photons"}) {
        EXPECT_EQ(x.numbers(data).size(), 7u * 70 * 90);
        EXPECT_EQ(x.numbers(data), y.numbers(data)) << data << " " << bands_at_once;
      }
      EXPECT_EQ(std::filesystem::file_size(expected), std::filesystem::file_size(out));
    }
  }
}

TEST(BandSize, AimsAtATenthOfASecond) {
  BandSize band(1, 1000);
  EXPECT_EQ(band.rows(), 1);
  band.took(1, 1e-4, 1e-4);
  EXPECT_EQ(band.rows(), 8);  // carefully at first
  band.took(8, 8e-4, 8e-4);
  band.took(64, 6.4e-3, 6.4e-3);
  band.took(512, 0.05, 0.05);
  EXPECT_EQ(band.rows(), 1000);  // never more than there are
  band.took(1000, 0.2, 0.2);
  EXPECT_EQ(band.rows(), 500);
  band.took(3, 3e-4, 3e-4);  // the last rows of an image
  EXPECT_EQ(band.rows(), 1000);
  band.took(1000, 100, 100);
  EXPECT_EQ(band.rows(), 250);
}

TEST(BandSize, KeepsToWhatIsCertain) {
  BandSize band(1, 1000);
  for (int i = 0; i < 4; ++i) band.took(band.rows(), 1e-6, 1e-6);
  EXPECT_EQ(band.rows(), 1000);
  band.took(1000, 1e-5, 7);  // done while the program did something else for seconds
  EXPECT_EQ(band.rows(), 1000);
  band.took(1000, 0.2, 7);
  EXPECT_EQ(band.rows(), 500);
  band.took(500, 1e-5, 0.05);
  EXPECT_EQ(band.rows(), 1000);
}

}  // namespace
}  // namespace kbragg::app
