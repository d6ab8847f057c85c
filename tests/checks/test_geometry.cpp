// SPDX-License-Identifier: BSD-3-Clause
// Checks 1 to 12 of the specification of units and geometry, from classic flags. Positions are
// compared with full precision in the scene that the flags come to, solid angles as pixels of an
// isolated cell without polarization, which are F^2 times the solid angle.
#include <gtest/gtest.h>

#include <array>
#include <string>

#include "classic.hpp"
#include "support/near.hpp"

namespace kbragg::checks {
namespace {

using config::Pivot;
using test::close;

constexpr double tolerance = 1e-13;
const std::string common = "-cell 70 80 90 -default_F 100 -N 5 -lambda 1 -oversample 1 ";
const std::string G = "-detpixels_f 800 -detpixels_s 600 -pixel 0.2 -distance 250 ";
const std::string T = "-detector_rotx 5 -detector_roty 3 -detector_rotz 2 -twotheta 15 ";

struct Place {
  const char* number;
  std::string flags;
  Vec3 pix0;
  std::array<double, 2> org;  ///< ORGX, ORGY
  Pivot pivot;
};

TEST(GeometryChecks, CornerAndNearestPoint) {
  const std::string trap = "-detpixels 8 -distance 100 ";
  const Place places[] = {
      {"1", "-detpixels 1024 -distance 100", {0.1, 0.0513, -0.0513}, {513.5, 513.5}, Pivot::beam},
      {"1",
       "-detpixels 1024 -distance 100 -adxv",
       {-0.05125, 0.05125, 0.1},
       {513, 513},
       Pivot::beam},
      {"2", G + "-Xbeam 60 -Ybeam 80", {0.25, 0.0601, -0.0801}, {401, 301}, Pivot::beam},
      {"2", G + "-Xbeam 60 -Ybeam 80 -denzo", {0.25, 0.06, -0.08}, {400.5, 300.5}, Pivot::beam},
      {"2", G + "-Xbeam 60 -Ybeam 80 -adxv", {-0.06, 0.04, 0.25}, {300.5, 200.5}, Pivot::beam},
      {"6",
       "-detpixels 100 -distance 100 -twotheta_axis 0.6 0 0.8 -twotheta 20 -detector_rotz 4 "
       "-Xclose 3 -Yclose 7",
       {0.091301573502220443, 0.040811323432594443, 0.0027926509639868958},
       {30.5, 70.5},
       Pivot::sample},
      {"6, order trap: the axis resets the angle",
       trap + "-twotheta 20 -twotheta_axis 0 0 -1",
       {0.1, 0.0004, -0.0004},
       {4.5, 4.5},
       Pivot::sample},
      {"6, flags exchanged",
       trap + "-twotheta_axis 0 0 -1 -twotheta 20",
       {0.094106070135921122, -0.03382613728425251, -0.0004},
       {4.5, 4.5},
       Pivot::sample},
      {"7",
       "-detsize 10.26 -pixel 0.1 -distance 100",
       {0.1, 0.00523, -0.00523},
       {52.8, 52.8},
       Pivot::beam},
      {"12", trap + "-xds -pivot beam", {-0.0004, -0.0004, 0.1}, {4.5, 4.5}, Pivot::sample},
      {"12",
       trap + "-xds -Xclose 0.1 -Yclose 0.2",
       {-0.0004, -0.0004, 0.1},
       {4.5, 4.5},
       Pivot::sample},
  };
  for (const Place& place : places) {
    SCOPED_TRACE("check " + std::string(place.number) + ": " + place.flags);
    const model::Detector d = scene_of(common + place.flags).detector;
    EXPECT_TRUE(close(d.plane.pix0, place.pix0, tolerance));
    EXPECT_TRUE(close(d.plane.closest_point.fast / d.pixel_size + 0.5, place.org[0], tolerance));
    EXPECT_TRUE(close(d.plane.closest_point.slow / d.pixel_size + 0.5, place.org[1], tolerance));
    EXPECT_EQ(d.pivot, place.pivot);
  }
}

TEST(GeometryChecks, PixelCountOfASizeThatIsNoWholeNumberOfPixels) {  // 7
  const model::Detector d = scene_of(common + "-detsize 10.26 -pixel 0.1 -distance 100").detector;
  EXPECT_EQ(d.fast_pixels, 103);
  EXPECT_EQ(d.slow_pixels, 103);
}

TEST(GeometryChecks, CloseDistanceOfACustomAxis) {  // 6
  const model::Detector d = scene_of(common +
                                     "-detpixels 100 -distance 100 -twotheta_axis 0.6 0 0.8 "
                                     "-twotheta 20 -detector_rotz 4 -Xclose 3 -Yclose 7")
                                .detector;
  EXPECT_TRUE(close(d.plane.close_distance, 0.099756405025982417, tolerance));
}

TEST(GeometryChecks, SamplePivotTilted) {  // 3
  const model::Detector d = scene_of(common + G + T + "-xds -ORGX 401.5 -ORGY 290.25").detector;
  const model::PlacedDetector& p = d.plane;
  EXPECT_EQ(d.pivot, Pivot::sample);
  EXPECT_TRUE(
      close(p.pix0, {-0.064575342399651653, -0.14274331227625042, 0.21702526662232352}, tolerance));
  EXPECT_TRUE(close(p.tilt_cosine, 0.99482944788033301, tolerance));
  EXPECT_TRUE(close(p.close_distance, 0.24870736197008322, tolerance));
  EXPECT_TRUE(
      close(p.fast, {0.99802119662406841, 0.047209668579677753, -0.041532376306438523}, tolerance));
  EXPECT_TRUE(
      close(p.slow, {-0.030208093111266109, 0.93929112390563896, 0.34178890511931903}, tolerance));
  EXPECT_TRUE(close(p.normal, {0.055146733354240543, -0.33985795818941589, 0.93885856552287872},
                    tolerance));
  EXPECT_TRUE(close(p.beam_spot.fast, 0.069816905923390377, tolerance));
  EXPECT_TRUE(close(p.beam_spot.slow, 0.14339722627982979, tolerance));
}

TEST(GeometryChecks, SamplePivotTiltedInTheFrameOfDials) {  // 4
  const model::Detector d = scene_of(common + G + T + "-dials -ORGX 401.5 -ORGY 290.25").detector;
  EXPECT_EQ(d.pivot, Pivot::sample);
  EXPECT_TRUE(close(d.plane.pix0,
                    {0.0014433145026390634, -0.081709179587365927, 0.25488648691628213},
                    tolerance));
  EXPECT_TRUE(close(d.plane.normal,
                    {0.31074846172259346, -0.085283101670073275, 0.94665843159324037}, tolerance));
}

TEST(GeometryChecks, BeamPivotTilted) {  // 5
  const model::Detector d = scene_of(common + G + T + "-Xbeam 60 -Ybeam 80").detector;
  const model::PlacedDetector& p = d.plane;
  EXPECT_EQ(d.pivot, Pivot::beam);
  EXPECT_TRUE(
      close(p.pix0, {0.26123652456928148, 0.066016814991703185, -0.074454957215454559}, tolerance));
  EXPECT_TRUE(close(p.tilt_cosine, 0.99802119662406841, tolerance));
  EXPECT_TRUE(close(p.close_distance, 0.24325868111881591, tolerance));
  EXPECT_TRUE(close(p.distance, 0.24374099662579196, tolerance));
  EXPECT_TRUE(
      close(p.fast, {0.031194763044708168, -0.096650175316428014, 0.99482944788033301}, tolerance));
  EXPECT_TRUE(close(p.slow, {-0.22853951895445268, -0.96963620547183527, -0.087036298831283193},
                    tolerance));
  EXPECT_TRUE(close(p.normal, {0.97303472447526351, -0.22464276674196476, -0.052335956242943828},
                    tolerance));
}

TEST(GeometryChecks, CloseDistanceInPlaceOfDistance) {  // 5
  const model::PlacedDetector p = scene_of(common +
                                           "-detpixels_f 800 -detpixels_s 600 -pixel 0.2 "
                                           "-close_distance 250 " +
                                           T + "-Xbeam 60 -Ybeam 80")
                                      .detector.plane;
  EXPECT_TRUE(
      close(p.pix0, {0.26173220626988691, 0.066016814991703185, -0.074454957215454559}, tolerance));
  EXPECT_TRUE(close(p.close_distance, 0.24374099662579193, tolerance));
}

// Pixel (90, 10) of 100 x 100 pixels of 1 mm at 100 mm.
TEST(GeometryChecks, SolidAngles) {
  struct Row {
    const char* number;
    const char* flags;
    double solid_angle;
  };
  const Row rows[] = {
      {"8", "", 6.5934759715183255e-05},
      {"8", "-point_pixel", 75.754706261126458},
      {"9, that of the first sub-pixel", "-oversample 3", 6.592810045123645e-05},
      {"10", "-curved_det", 1e-4},
      {"11", "-twotheta 30 -detector_rotx 5", 3.9450671698337905e-05},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE("check " + std::string(row.number) + ": " + row.flags);
    const auto pixels = float_image_of(
        common + "-detpixels 100 -pixel 1 -distance 100 -N 1 -nopolar -nonoise -nopgm " +
        row.flags);
    ASSERT_EQ(pixels.size(), 10000u);
    EXPECT_TRUE(close(static_cast<double>(pixels[10 * 100 + 90]), 1e4 * row.solid_angle, 1e-7));
  }
}

}  // namespace
}  // namespace kbragg::checks
