// SPDX-License-Identifier: BSD-3-Clause
// The detector section of a run file: what it becomes, and what is refused.
#include <gtest/gtest.h>

#include "base/error.hpp"
#include "model/detector.hpp"
#include "support/near.hpp"
#include "support/scene_builder.hpp"

namespace kbragg::model {
namespace {

using test::close;

Detector detector(const std::string& keys, std::vector<std::uint8_t> mask = {}) {
  return make_detector(test::config({{"detector", "{" + keys + "}"}}), std::move(mask));
}

std::string sentence(const std::string& keys) {
  try {
    detector(keys);
  } catch (const Error& error) {
    return error.what();
  }
  return "";
}

TEST(Detector, CentreFormsOfOnePosition) {
  // The same place said in the ways of several conventions.
  const auto d = detector(
      "convention: denzo, pixels: [6, 4], distance: 100 mm, "
      "beam_center: [0.2 mm, 0.3 mm]");
  EXPECT_TRUE(close(d.plane.pix0, {0.1, 0.0002, -0.0003}));
  const auto px = detector(
      "convention: denzo, pixels: [6, 4], distance: 100 mm, "
      "beam_center: [2 px, 3 px]");
  EXPECT_TRUE(close(px.plane.pix0, d.plane.pix0));
  const auto origin =
      detector("convention: denzo, pixels: [6, 4], dials_origin: [-0.3 mm, 0.2 mm, -100 mm]");
  EXPECT_TRUE(close(origin.plane.pix0, d.plane.pix0));
  const auto pix0 = detector("convention: denzo, pixels: [6, 4], pix0: [100 mm, 0.2 mm, -0.3 mm]");
  EXPECT_TRUE(close(pix0.plane.pix0, d.plane.pix0));
  const auto xds =
      detector("convention: xds, pixels: [6, 4], distance: 100 mm, xds_org: [3.5, 2.5]");
  EXPECT_TRUE(close(xds.plane.pix0, {-0.0003, -0.0002, 0.1}));
  const auto closest = detector(
      "convention: xds, pixels: [6, 4], distance: 100 mm, "
      "closest_point: [0.3 mm, 0.2 mm]");
  EXPECT_TRUE(close(closest.plane.pix0, xds.plane.pix0));
  const auto beam = detector(
      "convention: xds, pivot: beam, pixels: [6, 4], distance: 100 mm, "
      "beam_center: [0.3 mm, 0.2 mm]");
  EXPECT_TRUE(close(beam.plane.pix0, xds.plane.pix0));
}

TEST(Detector, FencePostLayersAreTwoOrMore) {
  const auto keys = [](const char* layers) {
    return std::string(
               "convention: xds, pixels: [6, 4], distance: 100 mm, sensor: {thickness: 300 um, "
               "attenuation_depth: 200 um, layer_spacing: fence_post, layers: ") +
           layers + "}";
  };
  EXPECT_TRUE(close(detector(keys("2")).sensor.layer_thickness, 300e-6));
  EXPECT_NE(sentence(keys("1")).find("detector.sensor.layer_spacing: fence_post needs 2 layers"),
            std::string::npos)
      << sentence(keys("1"));
}

TEST(Detector, SingleVectorsReplaceThoseOfTheConvention) {
  const auto d = detector(
      "convention: xds, pixels: [6, 4], distance: 100 mm, "
      "slow_axis: [0, -2, 0]");
  EXPECT_TRUE(close(d.plane.slow, {0, -1, 0}));
  EXPECT_TRUE(close(d.plane.normal, {0, 0, 1}));  // away from the sample whatever the handedness
  EXPECT_GT(d.plane.close_distance, 0);
}

TEST(Detector, CornerBehindTheSampleTurnsTheNormal) {
  const auto d = detector("pixels: [6, 4], pix0: [-100 mm, 0.2 mm, -0.3 mm]");
  EXPECT_TRUE(close(d.plane.normal, {-1, 0, 0}));
  EXPECT_TRUE(close(d.plane.close_distance, 0.1));
  EXPECT_THROW(detector("pixels: [6, 4], normal: [1, 0, 0], pix0: [-100 mm, 0 mm, 0 mm]"), Error);
}

TEST(Detector, RegionAndMask) {
  std::vector<std::uint8_t> mask(24, 0);
  mask[7] = mask[8] = mask[23] = 1;
  const auto d =
      detector("pixels: [6, 4], distance: 100 mm, roi: {fast: [1, 4], slow: [1, 2]}", mask);
  EXPECT_EQ(d.active_pixels, 8 - 2);
}

TEST(Detector, DialsOriginNeedsTheFrameItIsDefinedIn) {
  EXPECT_NE(sentence("convention: xds, pixels: [6, 4], dials_origin: [1 mm, 1 mm, -9 mm]")
                .find("detector.dials_origin: is defined for"),
            std::string::npos);
}

TEST(Detector, Refusals) {
  const std::string base = "pixels: [6, 4], distance: 100 mm, ";
  const std::pair<const char*, const char*> rows[] = {
      {"xds_org: [1, 1]", "detector.xds_org: needs the sample pivot"},
      {"closest_point: [0.1 mm, 0.1 mm]", "detector.closest_point: needs the sample pivot"},
      {"convention: xds, beam_center: [0.1 mm, 0.1 mm]",
       "detector.beam_center: needs the beam pivot"},
      {"fast_axis: [0, 1, 0]", "not perpendicular"},
      {"fast_axis: [0, 0, 0]", "zero vector"},
      {"normal: [0, 1, 0]", "detector.normal"},
      {"roi: {fast: [1, 6], slow: [0, 1]}", "detector.roi.fast: is [1, 6]"},
      {"roi: {fast: [3, 1], slow: [0, 1]}", "first <= last"},
      {"rotation: [0 deg, 120 deg, 0 deg]", "detector.rotation: turns the detector against"},
      {"twotheta: 120 deg", "faces away"},
      {"curved: true, rotation: [0 deg, 3 deg, 0 deg]", "must face the beam"},
      {"curved: true, pixel_size: 200 mm", "reaches around the sphere"},
      {"normal: [-1, 0, 0]", "detector.normal: must point away"}};
  for (const auto& [keys, expected] : rows)
    EXPECT_NE(sentence(base + keys).find(expected), std::string::npos)
        << keys << ": " << sentence(base + keys);
}

}  // namespace
}  // namespace kbragg::model
