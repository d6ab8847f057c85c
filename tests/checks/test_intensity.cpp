// SPDX-License-Identifier: BSD-3-Clause
// Checks I1 to I26 of the specification of the intensity of a pixel, from classic flags. The
// d-spacings of I13 are in tests/unit/kernels/test_indices.cpp.
#include <gtest/gtest.h>

#include <cmath>

#include "classic.hpp"

namespace kbragg::checks {
namespace {

const std::string common =
    "-default_F 100 -lambda 1 -distance 100 -pixel 1 -detpixels 4 -Xbeam -30 -Ybeam -40 -nonoise "
    "-nopgm ";

/// Replaces FLAT and TRI by what the specification means by them.
std::string spelled_out(std::string flags) {
  const std::pair<std::string, std::string> names[] = {
      {"FLAT", "-cell 100 100 100 90 90 90"},
      {"TRI", "-cell 100 110 120 85 95 105 -misset 5 7 11"}};
  for (const auto& [name, meaning] : names)
    if (flags.rfind(name, 0) == 0) flags.replace(0, name.size(), meaning);
  return common + flags;
}

struct Row {
  const char* number;
  const char* flags;
  std::vector<double> corners;  ///< pixels (0,0), (3,0), (0,3), (3,3) as (fast, slow)
};

void expect_corners(const std::vector<Row>& rows) {
  for (const Row& row : rows) {
    const Directory directory;
    directory.write("s.txt", "-10 0 0 5 1e-10\n-10 0.5 0 1 1e-10\n-10 0 0.5 1 1.02e-10\n");
    run_classic(directory, spelled_out(row.flags));
    const std::vector<float> p = float_image(directory);
    ASSERT_EQ(p.size(), 16u) << row.number;
    EXPECT_TRUE(same({p[0], p[3], p[12], p[15]}, row.corners, 1e-6)) << row.number;
  }
}

TEST(IntensityChecks, SolidAngleAndPolarization) {
  expect_corners({
      {"I1 omega only",
       "FLAT -N 1 -oversample 1 -nopolar",
       {0.71554178, 0.694681644, 0.699614644, 0.679515362}},
      {"I2 point pixel",
       "FLAT -N 1 -oversample 1 -nopolar -point_pixel",
       {800000, 784375.25, 788084.188, 772917}},
      {"I3 polar K=0",
       "FLAT -N 1 -oversample 1",
       {0.643987596, 0.619786382, 0.625484943, 0.602362156}},
      {"I4 polar K=0.9",
       "FLAT -N 1 -oversample 1 -polar 0.9",
       {0.625955939, 0.596516788, 0.612806559, 0.584399998}},
      {"I5 first-subpixel caching",
       "FLAT -N 1 -oversample 4",
       {0.649252415, 0.624956131, 0.630730271, 0.607508957}},
      {"I6 oversample_omega",
       "FLAT -N 1 -oversample 4 -oversample_omega",
       {0.645182192, 0.620950103, 0.626667976, 0.603513718}},
      {"I7 oversample_polar",
       "FLAT -N 1 -oversample 4 -oversample_polar",
       {0.648041964, 0.623777747, 0.629532158, 0.606343269}},
      {"I8 nopolar + oversample_polar",
       "FLAT -N 1 -oversample 1 -nopolar -oversample_polar",
       {0.643987596, 0.619786382, 0.625484943, 0.602362156}},
  });
}

// By hand: pixel (0,0) lies at (100, -30, 40) mm, so R^2 = 12500 mm^2 and cos^2 = 0.8.
TEST(IntensityChecks, ByHand) {
  const auto first = [](const char* flags) {
    const auto pixels = float_image_of(spelled_out(flags));
    return pixels.empty() ? 0 : static_cast<double>(pixels[0]);
  };
  const double solid_angle = 1 / 12500.0 * 100 / std::sqrt(12500.0);
  EXPECT_NEAR(solid_angle, 7.15541753e-5, 1e-13);
  EXPECT_NEAR(first("FLAT -N 1 -oversample 1 -nopolar"), 1e4 * solid_angle, 1e-7);
  EXPECT_NEAR(first("FLAT -N 1 -oversample 1"), 0.9e4 * solid_angle, 1e-7);
  EXPECT_EQ(first("FLAT -N 1 -oversample 1 -nopolar -point_pixel"), 1e4 / 0.0125);
}

TEST(IntensityChecks, Sensor) {
  expect_corners({
      {"I9 absorption, 2 default layers",
       "FLAT -N 1 -oversample 1 -nopolar -detector_abs 100 -detector_thick 300",
       {0.21758543, 0.208555147, 0.210684091, 0.202035934}},
      {"I10 absorption, 5 layers",
       "FLAT -N 1 -oversample 1 -nopolar -detector_abs 100 -detector_thick 300 "
       "-detector_thicksteps 5",
       {0.0710761771, 0.0671787933, 0.0680932254, 0.0643958598}},
      {"I11 same + oversample_thick",
       "FLAT -N 1 -oversample 1 -nopolar -detector_abs 100 -detector_thick 300 "
       "-detector_thicksteps 5 -oversample_thick",
       {0.704811931, 0.684697866, 0.68945688, 0.670057058}},
      {"I12 oversample_thick, no sensor",
       "FLAT -N 1 -oversample 1 -nopolar -oversample_thick",
       {0, 0, 0, 0}},
  });
}

TEST(IntensityChecks, ResolutionLimitAndWater) {
  expect_corners({
      {"I13 dmin partial",
       "FLAT -N 1 -oversample 2 -dmin 2.045",
       {0.647496223, 0.623231292, 0.62898016, 0.151447833}},
      {"I14 water",
       "FLAT -N 1 -oversample 2 -water 0.005",
       {1.0946244, 1.05360329, 1.06332207, 1.02412021}},
      {"I15 water, omega+polar inside",
       "FLAT -N 1 -oversample 2 -water 0.005 -oversample_omega -oversample_polar",
       {6906.1377, 6906.11377, 6906.11914, 6906.09619}},
  });
}

TEST(IntensityChecks, Shapes) {
  expect_corners({
      {"I16 square",
       "TRI -Na 4 -Nb 5 -Nc 6 -oversample 2",
       {605.381775, 151.591934, 2.15668297, 0.557416797}},
      {"I17 round",
       "TRI -Na 4 -Nb 5 -Nc 6 -oversample 2 -round_xtal",
       {523.364563, 219.81488, 11.6471796, 3.82784343}},
      {"I18 gauss",
       "TRI -Na 4 -Nb 5 -Nc 6 -oversample 2 -gauss_xtal",
       {4277.84961, 4592.85059, 4044.37964, 2324.78149}},
      {"I19 tophat",
       "TRI -Na 4 -Nb 5 -Nc 6 -oversample 4 -tophat_spots",
       {5843.27148, 7874.44775, 6811.88672, 3280.54834}},
      {"I20 gauss, fudge",
       "TRI -Na 4 -Nb 5 -Nc 6 -oversample 2 -gauss_xtal -fudge 3",
       {2212.09155, 2293.49805, 1070.14514, 211.663849}},
  });
}

TEST(IntensityChecks, SweepsSourcesAndCurvature) {
  expect_corners({
      {"I21 phi sweep",
       "TRI -N 5 -oversample 1 -phi 0 -osc 1 -phisteps 4",
       {10.3298149, 24.3217297, 0.048467882, 57.5067406}},
      {"I22 dispersion",
       "TRI -N 5 -oversample 1 -dispersion 2 -dispsteps 3",
       {18.178587, 77.8126678, 93.5171127, 0.0709819794}},
      {"I23 everything inside",
       "TRI -Na 4 -Nb 5 -Nc 6 -oversample 3 -oversample_thick -oversample_polar -oversample_omega "
       "-polar 0.8 -detector_abs 100 -detector_thick 300 -thicksteps 3",
       {286.407745, 200.133209, 4.28588581, 9.33931065}},
      {"I24 curved",
       "TRI -N 5 -oversample 1 -curved_det",
       {0.00236025639, 0.0485483371, 0.0722466186, 0.414693058}},
      {"I25 3 sources",
       "TRI -N 5 -oversample 1 -polar 0.9 -sourcefile s.txt",
       {4.08823872, 30.7987728, 1.63280642, 1.78480947}},
      {"I26 3 sources, oversample_polar",
       "TRI -N 5 -oversample 1 -polar 0.9 -oversample_polar -sourcefile s.txt",
       {4.08822918, 30.8063011, 1.57933736, 1.74207914}},
  });
}

}  // namespace
}  // namespace kbragg::checks
