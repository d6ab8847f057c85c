// SPDX-License-Identifier: BSD-3-Clause
// Where the detector of a command line stands: the checks of spec 01 and 06, and the sensor.
#include "import_support.hpp"

namespace kbragg::test {
namespace {

using config::AbsorptionPlace;
using config::Length;
using config::Pivot;

model::PlacedDetector plane_of(const std::string& line) {
  return model::make_detector(import(base + line).config, {}).plane;
}
double orgx(const model::PlacedDetector& d, double pixel) {
  return d.closest_point.fast / pixel + 0.5;
}
double orgy(const model::PlacedDetector& d, double pixel) {
  return d.closest_point.slow / pixel + 0.5;
}

const std::string G = "-detpixels_f 800 -detpixels_s 600 -pixel 0.2 ";
const std::string T = "-detector_rotx 5 -detector_roty 3 -detector_rotz 2 -twotheta 15 ";

struct Centre {
  std::string line;
  Vec3 pix0;
  double orgx, orgy, pixel;
};

TEST(ImportDetector, DefaultAndGivenCentres) {
  const Centre cases[] = {
      {"-detpixels 1024 -distance 100", {0.1, 0.0513, -0.0513}, 513.5, 513.5, 1e-4},
      {"-detpixels 1024 -distance 100 -adxv", {-0.05125, 0.05125, 0.1}, 513, 513, 1e-4},
      {G + "-distance 250 -Xbeam 60 -Ybeam 80", {0.25, 0.0601, -0.0801}, 401, 301, 2e-4},
      {G + "-distance 250 -Xbeam 60 -Ybeam 80 -denzo", {0.25, 0.06, -0.08}, 400.5, 300.5, 2e-4},
      {G + "-distance 250 -Xbeam 60 -Ybeam 80 -adxv", {-0.06, 0.04, 0.25}, 300.5, 200.5, 2e-4},
      {"-detsize 10.26 -pixel 0.1 -distance 100", {0.1, 0.00523, -0.00523}, 52.8, 52.8, 1e-4},
      {"-xds -pivot beam -detpixels 8 -distance 100", {-0.0004, -0.0004, 0.1}, 4.5, 4.5, 1e-4},
      {"-xds -Xclose 0.1 -Yclose 0.2 -detpixels 8 -distance 100",
       {-0.0004, -0.0004, 0.1},
       4.5,
       4.5,
       1e-4},
      {"-dials -Xbeam 0.1 -detpixels 8 -distance 100", {-0.0004, -0.0004, 0.1}, 4.5, 4.5, 1e-4},
      {"-mosflm -Xclose 0.1 -ORGY 3 -detpixels 8", {0.1, 0.0005, -0.0005}, 5.5, 5.5, 1e-4},
  };
  for (const Centre& c : cases) {
    const auto d = plane_of(c.line);
    EXPECT_TRUE(near(d.pix0, c.pix0)) << c.line;
    EXPECT_NEAR(orgx(d, c.pixel), c.orgx, 1e-9) << c.line;
    EXPECT_NEAR(orgy(d, c.pixel), c.orgy, 1e-9) << c.line;
  }
  EXPECT_EQ(import(base + "-detsize 10.26 -pixel 0.1").config.detector.pixels[0], 103);
}

TEST(ImportDetector, TiltedWithXdsAndDials) {
  const auto xds = plane_of(G + T + "-distance 250 -xds -ORGX 401.5 -ORGY 290.25");
  EXPECT_TRUE(near(xds.pix0, {-0.064575342399651653, -0.14274331227625042, 0.21702526662232352}));
  EXPECT_NEAR(xds.close_distance, 0.24870736197008322, 1e-15);
  EXPECT_NEAR(xds.tilt_cosine, 0.99482944788033301, 1e-15);
  EXPECT_NEAR(xds.beam_spot.fast, 0.069816905923390377, 1e-15);
  EXPECT_NEAR(xds.beam_spot.slow, 0.14339722627982979, 1e-15);
  const auto dials = plane_of(G + T + "-distance 250 -dials -ORGX 401.5 -ORGY 290.25");
  EXPECT_TRUE(
      near(dials.pix0, {0.0014433145026390634, -0.081709179587365927, 0.25488648691628213}));
}

TEST(ImportDetector, TiltedWithMosflm) {
  const auto d = plane_of(G + T + "-distance 250 -Xbeam 60 -Ybeam 80");
  EXPECT_TRUE(near(d.pix0, {0.26123652456928148, 0.066016814991703185, -0.074454957215454559}));
  EXPECT_NEAR(d.close_distance, 0.24325868111881591, 1e-15);
  EXPECT_NEAR(d.distance, 0.24374099662579196, 1e-15);
  const auto close = plane_of(G + T + "-close_distance 250 -distance 7 -Xbeam 60 -Ybeam 80");
  EXPECT_NEAR(close.pix0.x, 0.26173220626988691, 1e-15);
  EXPECT_NEAR(close.close_distance, 0.24374099662579193, 1e-15);
}

TEST(ImportDetector, CustomVectorsAndTheirOrder) {
  const auto d = plane_of(
      "-detpixels 100 -distance 100 -twotheta_axis 0.6 0 0.8 -twotheta 20 -detector_rotz 4 "
      "-Xclose 3 -Yclose 7");
  EXPECT_TRUE(near(d.pix0, {0.091301573502220443, 0.040811323432594443, 0.0027926509639868958}));
  EXPECT_NEAR(d.close_distance, 0.099756405025982417, 1e-15);
  EXPECT_NEAR(orgx(d, 1e-4), 30.5, 1e-9);
  EXPECT_NEAR(orgy(d, 1e-4), 70.5, 1e-9);
  const std::string line = "-detpixels 8 -distance 100 ";
  EXPECT_TRUE(
      near(plane_of(line + "-twotheta 20 -twotheta_axis 0 0 -1").pix0, {0.1, 0.0004, -0.0004}));
  EXPECT_TRUE(near(plane_of(line + "-twotheta_axis 0 0 -1 -twotheta 20").pix0,
                   {0.094106070135921122, -0.03382613728425251, -0.0004}));
}

TEST(ImportDetector, CustomCentreServesBothPivots) {
  const auto beam = import(base + "-beam_vector 1 0 0 -Xbeam 1.5 -ORGY 3").config.detector;
  EXPECT_EQ(beam.pivot, Pivot::sample);
  EXPECT_EQ((*beam.closest_point)[0], (config::DetectorPosition{1.5, "mm"}));
  EXPECT_EQ((*beam.closest_point)[1], (config::DetectorPosition{2.5 * (0.1 / 1000), "m"}));
  const auto sample = import(base + "-beam_vector 1 0 0 -Xclose 1.5 -distance 90").config.detector;
  EXPECT_EQ(sample.pivot, Pivot::beam);
  EXPECT_EQ((*sample.beam_center)[0], (config::DetectorPosition{1.5, "mm"}));
  EXPECT_EQ((*sample.beam_center)[1].si(), 1024 * (0.1 / 1000) / 2);
}

TEST(ImportDetector, VectorsOnlyWithCustom) {
  const auto custom = import(base + "-spindle_axis 0.36 0.48 0.8 -polar_vector 0 2 0").config;
  EXPECT_EQ(custom.scan.axis, (std::array{0.36, 0.48, 0.8}));
  EXPECT_EQ(custom.beam.polarization.axis, (std::array{0.0, 2.0, 0.0}));
  EXPECT_EQ(custom.detector.axes, config::AxisRule::as_given);
  const auto named = import(base + "-spindle_axis 0.36 0.48 0.8 -xds").config;
  EXPECT_FALSE(named.scan.axis);
  EXPECT_EQ(named.detector.axes, config::AxisRule::checked);
}

TEST(ImportDetector, NormalOfAnotherLengthGivesWay) {
  const std::string skew = "-fdet_vector 0 0.1 1 -sdet_vector 0 -1 0.1 ";
  const auto kept = import(base + skew + "-odet_vector 0.8 0.6 0");
  EXPECT_EQ(kept.config.detector.normal, (std::array{0.8, 0.6, 0.0}));
  EXPECT_TRUE(kept.warnings.empty());
  const auto replaced = import(base + skew + "-odet_vector 2 0.1 0");
  const auto n = *replaced.config.detector.normal;
  EXPECT_TRUE(near({n[0], n[1], n[2]}, {1, 0, 0}));
  ASSERT_EQ(replaced.warnings.size(), 1u);
  EXPECT_EQ(replaced.warnings[0].substr(0, 13), "-odet_vector:");
  EXPECT_FALSE(import(base + skew).config.detector.normal);
}

TEST(ImportDetector, HeaderValues) {
  io::ClassicHeader h;
  h.size1 = h.size2 = 4;
  h.pixel_size_mm = 0.2;
  h.distance_mm = 150;
  h.wavelength_A = 1.1;
  h.beam_center_x_mm = 0.3;
  h.beam_center_y_mm = 0.5;
  h.orgx = 1;
  h.orgy = 2;
  h.phi_deg = 3;
  h.osc_deg = 1;
  const auto image = import(base, {{}, h});
  const auto d = model::make_detector(image.config, {}).plane;
  EXPECT_NEAR(orgx(d, 2e-4), 3.5, 1e-12);
  EXPECT_NEAR(orgy(d, 2e-4), 2.5, 1e-12);
  EXPECT_NEAR(d.distance, 0.15, 1e-15);
  EXPECT_NEAR(image.outputs.x_beam, 0.3e-3, 1e-18);
  EXPECT_NEAR(image.outputs.y_beam, 0.5e-3, 1e-18);
  EXPECT_EQ(image.config.scan.steps, 2);
  EXPECT_EQ(image.config.scan.oscillation, (config::Angle{1, "deg"}));
  EXPECT_EQ(image.outputs.twotheta, 0);
  EXPECT_TRUE(image.warnings.empty());  // ORGX of a header has no effect either, unasked
  const auto mask = import(base, {h, {}});
  EXPECT_NEAR(mask.outputs.y_beam, 0.3e-3, 1e-18);
  EXPECT_NEAR(orgx(model::make_detector(mask.config, {}).plane, 2e-4), 2.5, 1e-12);
  EXPECT_EQ(import(base + "-distance 77", {{}, h}).config.detector.distance, (Length{77, "mm"}));
  h.close_distance_mm = 140;
  for (const std::string line : {"", "-distance 77"}) {
    const auto close = import(base + line, {{}, h}).config;
    EXPECT_NEAR(model::make_detector(close, {}).plane.distance, 0.14, 1e-15);
  }
  EXPECT_TRUE(import(base, {{}, h}).warnings.empty());
  EXPECT_EQ(import(base + "-distance 77", {{}, h}).warnings.size(), 1u);
}

TEST(ImportDetector, SensorLayers) {
  const auto sensor = [](const std::string& line) {
    return import(base + line).config.detector.sensor;
  };
  EXPECT_FALSE(sensor(""));
  EXPECT_FALSE(sensor("-detector_abs 100 -thicksteps 3"));
  EXPECT_FALSE(sensor("-detector_thick 300 -detector_abs inf"));
  const std::string thick = "-detector_abs 100 -detector_thick 300 ";
  const auto two = sensor(thick);
  EXPECT_EQ(two->layers, 2);
  EXPECT_EQ(two->layer_spacing, config::LayerSpacing::whole);
  EXPECT_EQ(two->thickness, (Length{300, "um"}));
  EXPECT_EQ(two->attenuation_depth, (Length{100, "um"}));
  const auto one = sensor(thick + "-thicksteps 1");
  EXPECT_EQ(one->layers, 2);
  EXPECT_EQ(one->layer_spacing, config::LayerSpacing::fence_post);
  EXPECT_EQ(sensor(thick + "-thicksteps 5")->layers, 5);
  EXPECT_EQ(sensor(thick + "-thicksteps 0")->layer_spacing, config::LayerSpacing::whole);
  EXPECT_NEAR(scene_of(base + thick + "-thicksteps 5").detector.sensor.layer_thickness, 75e-6,
              1e-18);
  EXPECT_EQ(sensor("-detector_thick 300")->attenuation_depth, (Length{300, "um"}));
}

TEST(ImportDetector, SensorsThatAbsorbNothing) {
  const auto none = config::SensorAbsorption::none;
  for (const std::string line : {"-detector_abs inf -detector_thick 100", "-oversample_thick"}) {
    const auto run = import(base + line);
    EXPECT_EQ(run.config.detector.sensor->absorption, none) << line;
    EXPECT_EQ(run.warnings.size(), 1u) << line;
    EXPECT_EQ(scene_of(run.config).detector.sensor.attenuation, 0) << line;
  }
  EXPECT_EQ(import(base + "-oversample_thick").config.sampling.absorption, AbsorptionPlace::each);
}

TEST(ImportDetector, Region) {
  const std::string pixels = base + "-detpixels_x 96 -detpixels_y 64 ";
  const auto roi = [&](const std::string& line) {
    return import(pixels + line).config.detector.roi;
  };
  EXPECT_FALSE(roi(""));
  EXPECT_FALSE(roi("-roi -1 -1 -1 -1"));
  EXPECT_FALSE(roi("-roi 0 96 0 64"));
  EXPECT_EQ(roi("-roi 20 71 13 48")->fast, (std::array<std::int64_t, 2>{20, 71}));
  EXPECT_EQ(roi("-roi 20 71 13 48")->slow, (std::array<std::int64_t, 2>{13, 48}));
  EXPECT_EQ(roi("-roi -3 500 13 -1")->slow, (std::array<std::int64_t, 2>{13, 63}));
  EXPECT_EQ(roi("-roi -3 500 13 -1")->fast, (std::array<std::int64_t, 2>{0, 95}));
  EXPECT_EQ(import_failure(pixels + "-roi 5 4 0 3"), "-roi: holds no pixel of the detector");
  EXPECT_EQ(import_failure(pixels + "-roi 96 99 0 3"), "-roi: holds no pixel of the detector");
}

TEST(ImportDetector, RulesOfTheReference) {
  const auto d = import(base + "-curved_det -point_pixel -mask m.img").config.detector;
  EXPECT_EQ(d.distance_rule, config::DistanceRule::without_twotheta);
  EXPECT_TRUE(d.curved && d.point_pixel);
  EXPECT_EQ(d.curved_by, config::CurvedBy::lab_yz);
  EXPECT_EQ(d.mask_file, "/runs/m.img");
}

}  // namespace
}  // namespace kbragg::test
