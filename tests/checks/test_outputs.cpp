// SPDX-License-Identifier: BSD-3-Clause
// Checks O1 to O4 and O6 to O11 of the specification of the outputs, from classic flags; headers
// are in test_headers.cpp.
#include <gtest/gtest.h>

#include <array>
#include <string>
#include <utility>
#include <vector>

#include "classic.hpp"
#include "inputs.hpp"

namespace kbragg::checks {
namespace {

const std::string base =
    "-cell 100 100 100 90 90 90 -default_F 100 -N 5 -lambda 1 -distance 100 -pixel 0.1 -detpixels "
    "4 -oversample 1 -seed 7 ";
const std::string one_cell =
    "-cell 100 100 100 90 90 90 -default_F 100 -N 1 -lambda 1 -distance 100 -oversample 1 ";

const std::vector<double> photons_of_base = {0.249966413, 0.606461763, 5.10772562, 5.10772562,
                                             0.606461763, 1.47129631,  12.3914661, 12.3914661,
                                             5.10772562,  12.3914661,  104.3638,   104.3638,
                                             5.10772562,  12.3914661,  104.3638,   104.3638};
const std::vector<int> noise_of_base = {40, 40, 46,  47,  40, 41, 51,  48,
                                        43, 53, 137, 135, 46, 48, 157, 163};

using Pixels = std::vector<int>;

/// The four images and the printed text of one run.
struct Result {
  std::string said;
  std::vector<float> photons;
  Pixels integers, noise, grey;
};
Result result_of(const Directory& directory, const std::string& flags) {
  Result r;
  r.said = run_classic(directory, flags);
  r.photons = float_image(directory);
  r.integers = read_smv_file(directory, "intimage.img").pixels;
  r.noise = read_smv_file(directory, "noiseimage.img").pixels;
  r.grey = grey_image(directory);
  return r;
}
Result result_of(const std::string& flags) { return result_of(Directory(), flags); }

void expect_said(const std::string& said, const std::vector<std::string>& lines) {
  for (const std::string& line : lines)
    EXPECT_NE(said.find(line), std::string::npos) << line << " is missing in\n" << said;
}

TEST(OutputChecks, FloatImage) {  // O1
  const Directory directory;
  const Result r = result_of(directory, base);
  EXPECT_TRUE(same(r.photons, photons_of_base, 1e-7));
  expect_said(r.said, {"max_I = 104.364  at 0.00025 0.00025\n",
                       "mean= 30.6491 rms= 54.3377 rmsd= 44.1655\n", "intfile_scale = 527.003\n",
                       "pgm_scale = 1.13211\n"});
  const std::pair<const char*, std::size_t> sizes[] = {
      {"floatimage.bin", 64}, {"intimage.img", 544}, {"image.pgm", 54}, {"noiseimage.img", 544}};
  for (const auto& [name, bytes] : sizes) EXPECT_EQ(directory.read(name).size(), bytes) << name;
  EXPECT_EQ(directory.names().size(), 4u);
}

TEST(OutputChecks, IntegerGreyAndNoiseImages) {  // O2, O3, O4
  const Result r = result_of(base);
  EXPECT_EQ(r.integers, (Pixels{172, 360, 2732, 2732, 360, 815, 6570, 6570, 2732, 6570, 55040,
                                55040, 2732, 6570, 55040, 55040}));
  EXPECT_EQ(r.grey, (Pixels{0, 0, 5, 5, 0, 1, 14, 14, 5, 14, 118, 118, 5, 14, 118, 118}));
  EXPECT_EQ(r.noise, noise_of_base);
  expect_said(r.said, {"495 photons on noise image (0 overloads)\n"});
}

TEST(OutputChecks, HeaderOfTheGreyMap) {  // O1: its 54 bytes
  const Directory directory;
  run_classic(directory, base);
  EXPECT_EQ(directory.read("image.pgm").substr(0, 38),
            "P5\n4 4\n# pixels scaled by 1.13211\n255\n");
}

TEST(OutputChecks, RegionOfInterest) {  // O6
  const Result r = result_of(base + "-roi 1 2 0 1");
  const std::vector<double> photons = {0, 0.606461763, 5.10772562, 0, 0, 1.47129631, 12.3914661, 0,
                                       0, 0,           0,          0, 0, 0,          0,          0};
  EXPECT_TRUE(same(r.photons, photons, 1e-7));
  const auto inside = [](int a, int b, int c, int d) {
    return Pixels{0, a, b, 0, 0, c, d, 0, 0, 0, 0, 0, 0, 0, 0, 0};
  };
  EXPECT_EQ(r.integers, inside(2732, 22711, 6570, 55040));
  EXPECT_EQ(r.noise, inside(40, 44, 44, 51));
  EXPECT_EQ(r.grey, inside(5, 47, 13, 115));
  expect_said(r.said, {"mean= 4.89424 rms= 7.79251 rmsd= 5.36518\n"});
}

TEST(OutputChecks, Mask) {  // O7
  const Directory directory;
  std::array<std::uint16_t, 16> mask;
  mask.fill(1);
  mask[5] = 0;
  directory.write("mask.img", small_smv({"PIXEL_SIZE=0.1", "DISTANCE=100"}, mask));
  const Result r = result_of(directory, base + "-mask mask.img");
  std::vector<double> photons = photons_of_base;
  photons[5] = 0;
  EXPECT_TRUE(same(r.photons, photons, 1e-7));
  ASSERT_EQ(r.integers.size(), 16u);
  EXPECT_EQ(r.integers[5], 40);
  Pixels noise = noise_of_base;
  noise[5] = 40;
  EXPECT_EQ(r.noise, noise);
  expect_said(r.said, {"mean= 32.5943 rms= 56.2434 rmsd= 44.2817\n"});
}

TEST(OutputChecks, GivenScales) {  // O8
  const Result r = result_of(one_cell + "-pixel 1 -detpixels 4 -scale 1000 -pgmscale 100 -adc 3");
  ASSERT_EQ(r.photons.size(), 16u);
  EXPECT_TRUE(same({r.photons.begin(), r.photons.begin() + 4},
                   {0.997504890, 0.998302281, 0.998701334, 0.998701334}, 1e-7));
  ASSERT_EQ(r.integers.size(), 16u);
  EXPECT_EQ(Pixels(r.integers.begin(), r.integers.begin() + 4), (Pixels{1001, 1001, 1002, 1002}));
  ASSERT_EQ(r.grey.size(), 16u);
  EXPECT_EQ(Pixels(r.grey.begin(), r.grey.begin() + 4), (Pixels{99, 99, 99, 99}));
}

TEST(OutputChecks, FloorInSinglePrecision) {  // O9
  const std::string flags =
      one_cell + "-nopolar -pixel 1 -detpixels 1 -Xbeam 0 -Ybeam 0 -scale 1 -adc ";
  for (const auto& [adc, expected] :
       {std::pair{"39998.4985", 40000}, std::pair{"39998.49", 39999}}) {
    const Result r = result_of(flags + adc);
    EXPECT_EQ(r.photons, std::vector<float>{1}) << adc;
    EXPECT_EQ(r.integers, Pixels{expected}) << adc;
  }
}

TEST(OutputChecks, BranchesOfTheCountingNoise) {  // O10
  struct Row {
    const char* fluence;
    double mean, tolerance;  ///< of the first pixel, and half of its last digit
    Pixels first;
    const char* said;
  };
  const Row rows[] = {
      {"1.2593201528622709e29", 0.99960, 5e-6, {10, 11, 11, 10, 14, 10, 11, 12, 10, 10}, "71 "},
      {"1e30", 7.93762, 5e-6, {18, 19, 23, 14, 23, 17, 18, 23, 17, 12}, "520 "},
      {"1e32", 793.762, 5e-4, {819, 744, 795, 830, 790, 824, 853, 770, 810, 811}, "50747 "},
      {"1e33",
       7937.62,
       5e-3,
       {7998, 7761, 7922, 8030, 7897, 7995, 8080, 7805, 7971, 7974},
       "506571 "},
      {"3e35", 2381285, 0.5, Pixels(10, 65535), "151773069 "},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(row.fluence);
    const Result r =
        result_of(one_cell + "-pixel 1 -detpixels 8 -Xbeam 1 -Ybeam 1 -adc 10 -seed 7 -fluence " +
                  row.fluence);
    ASSERT_EQ(r.photons.size(), 64u);
    EXPECT_NEAR(static_cast<double>(r.photons[0]), row.mean, row.tolerance);
    ASSERT_EQ(r.noise.size(), 64u);
    EXPECT_EQ(Pixels(r.noise.begin(), r.noise.begin() + 10), row.first);
    const bool overloaded = row.first[0] == 65535;
    if (overloaded) {
      EXPECT_EQ(r.noise, Pixels(64, 65535));
    }
    expect_said(r.said, {"\n" + std::string(row.said) + "photons on noise image (" +
                         (overloaded ? "64" : "0") + " overloads)\n"});
  }
}

TEST(OutputChecks, NegativeOffsetWrapsInTheNoiseImageOnly) {  // O11
  const Result r = result_of(one_cell + "-pixel 0.1 -detpixels 2 -adc -5 -seed 1");
  EXPECT_TRUE(same(r.photons, {0.01, 0.01, 0.01, 0.01}, 1e-5));
  EXPECT_EQ(r.noise, Pixels(4, 65531));
  EXPECT_EQ(r.integers, Pixels(4, 54995));
}

}  // namespace
}  // namespace kbragg::checks
