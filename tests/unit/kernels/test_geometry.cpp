// SPDX-License-Identifier: BSD-3-Clause
// Sub-pixel positions, solid angles and polarization against values of the reference.
#include <gtest/gtest.h>

#include "kernels/device_scene.hpp"
#include "support/near.hpp"
#include "support/scene_builder.hpp"

namespace kbragg::kernels {
namespace {

using test::close;

/// 100 x 100 pixels of 1 mm at 100 mm with more keys of the detector section.
model::Scene scene(const std::string& keys = "", const test::Settings& more = {}) {
  test::Settings settings = {
      {"detector", "{pixels: [100, 100], pixel_size: 1 mm, distance: 100 mm" +
                       (keys.empty() ? "" : ", " + keys) + "}"}};
  settings.insert(settings.end(), more.begin(), more.end());
  return test::scene(settings);
}

TEST(Geometry, PixelCentre) {
  const DetectorFrame d = detector_frame(scene());
  const Vec3 x = flat_position(d, 90, 10, 0, 0, 0);
  EXPECT_TRUE(close(x, {0.1, 0.0405, 0.0395}));
  const PixelView view = view_from_sample(x);
  EXPECT_TRUE(close(solid_angle(d, view.inverse_distance), 6.5934759715183255e-05));
  EXPECT_TRUE(close(view.inverse_distance * view.inverse_distance, 75.754706261126458));
  const auto sources = source_terms(scene());
  const Vec3 q = scattering_vector(sources[0], view.direction);
  EXPECT_TRUE(close(norm(q) / 2, 2545861390.3718648));
}

TEST(Geometry, SubPixels) {
  const DetectorFrame d = detector_frame(scene("", {{"sampling.oversample", "3"}}));
  const Vec3 first = flat_position(d, 90, 10, 0, 0, 0);
  EXPECT_TRUE(close(solid_angle(d, 1 / norm(first)), 6.592810045123645e-05));
  EXPECT_TRUE(
      close(flat_position(d, 90, 10, 2, 2, 0), {0.1, 0.04016666666666667, 0.03983333333333332}));
}

TEST(Geometry, TiltedDetector) {
  model::Scene s = scene("twotheta: 30 deg, rotation: [5 deg, 0 deg, 0 deg]");
  const DetectorFrame d = detector_frame(s);
  const Vec3 x = flat_position(d, 90, 10, 0, 0, 0);
  EXPECT_TRUE(close(x, {0.1184516167170916, 0.031959137635789905, 0.042879498155904097}));
  EXPECT_TRUE(close(solid_angle(d, 1 / norm(x)), 3.9450671698337905e-05));
}

TEST(Geometry, CurvedAsTheReferenceBendsIt) {
  const DetectorFrame d = detector_frame(scene());
  const Vec3 x = sphere_position_lab_yz(d, flat_position(d, 90, 10, 0, 0, 0));
  EXPECT_TRUE(close(x, {0.084832835488191538, 0.035367812878267797, 0.039401876037078044}));
  EXPECT_TRUE(close(solid_angle(d, 1 / norm(x)), 1e-4));
}

TEST(Geometry, CurvedDetectorTouchesTheFlatOneAtTheBeam) {
  for (const char* convention : {"mosflm", "adxv", "xds"}) {
    const DetectorFrame d =
        detector_frame(scene(std::string("curved: true, convention: ") + convention));
    for (const double offset : {-1.0, 1.0}) {
      const double f = d.spot_fast / 1e-3 - 0.5 + offset, s = d.spot_slow / 1e-3 - 0.5 - offset;
      const Vec3 flat = flat_position(d, f, s, 0, 0, 0), bent = sphere_position(d, flat);
      EXPECT_TRUE(close(norm(bent), 0.1));
      EXPECT_LT(norm(bent - flat), 2e-5) << convention;  // 1 mm off: sagitta 1e-5 m
    }
  }
}

double polarization(const test::Settings& more, const std::string& keys = "") {
  const model::Scene s = scene(keys, more);
  const DetectorFrame d = detector_frame(s);
  const PixelView view = view_from_sample(flat_position(d, 90, 10, 0, 0, 0));
  return source_terms(s)[0].polarization(view.direction);
}

TEST(Polarization, ReferenceValues) {
  EXPECT_TRUE(close(polarization({}), 0.8787735313056324));
  const test::Settings k9 = {{"beam.polarization.kahn_factor", "0.9"}};
  EXPECT_TRUE(close(polarization(k9), 0.88150070073103293));
  EXPECT_TRUE(close(polarization(k9, "convention: xds"), 0.87604636188023188));
  EXPECT_TRUE(close(polarization(k9, "twotheta: 30 deg, rotation: [5 deg, 0 deg, 0 deg]"),
                    0.89356421049665602));
}

TEST(Polarization, LastSubPixelOfTwo) {
  const model::Scene s = scene("", {{"sampling.oversample", "2"}});
  const PixelView view = view_from_sample(flat_position(detector_frame(s), 90, 10, 1, 1, 0));
  EXPECT_TRUE(close(source_terms(s)[0].polarization(view.direction), 0.87878429181541851));
}

TEST(Sensor, SphereIsHitAlongItsNormalEverywhere) {
  const DetectorFrame d = detector_frame(
      scene("curved: true, sensor: {thickness: 300 um, attenuation_depth: 600 um, layers: 1}"));
  const PixelView view = view_from_sample(sphere_position(d, flat_position(d, 0, 0, 0, 0, 0)));
  EXPECT_TRUE(close(capture_fraction(d, view.direction, 0), 1 - std::exp(-0.5)));
}

TEST(Sensor, LayersCaptureTheWholeLoss) {
  const DetectorFrame d =
      detector_frame(scene("sensor: {thickness: 300 um, attenuation_depth: 100 um, layers: 3}"));
  const Vec3 direction = d.normal;
  double sum = 0;
  for (int layer = 0; layer < 3; ++layer) sum += capture_fraction(d, direction, layer);
  EXPECT_TRUE(close(sum, 1 - std::exp(-3.0)));
}

}  // namespace
}  // namespace kbragg::kernels
