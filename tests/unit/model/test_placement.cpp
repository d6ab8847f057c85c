// SPDX-License-Identifier: BSD-3-Clause
// Placement of the detector against values printed by the reference program with full precision.
#include <gtest/gtest.h>

#include "math/constants.hpp"
#include "model/detector.hpp"
#include "support/near.hpp"

namespace kbragg::model {
namespace {

using config::Convention;
using config::Pivot;
using test::close;

constexpr double mm = 1e-3;
double deg(double angle) { return angle / constants::degrees_per_radian; }

/// A detector of `fast` x `slow` pixels in a convention, centre by default, reference distances.
Placement in_convention(Convention convention, double fast, double slow, double pixel,
                        std::optional<double> x = {}, std::optional<double> y = {}) {
  const ConventionFrame f = convention_frame(convention);
  Placement p;
  p.beam = f.beam;
  p.fast = f.fast;
  p.slow = f.slow;
  p.normal = f.normal;
  p.twotheta_axis = f.twotheta_axis;
  p.pivot = f.pivot;
  p.beam_spot = beam_spot(convention, x, y, fast * pixel, slow * pixel, pixel);
  p.closest_point = {fast * pixel / 2, slow * pixel / 2};
  p.distance_rule = DistanceRule::without_twotheta;
  p.distance = 100 * mm;
  return p;
}

void tilt(Placement& p) {
  p.rotation = {deg(5), deg(3), deg(2)};
  p.twotheta = deg(15);
  p.distance = 250 * mm;
}

struct Centre {
  double org_x, org_y;
};
Centre org(const PlacedDetector& d, double pixel) {
  return {d.closest_point.fast / pixel + 0.5, d.closest_point.slow / pixel + 0.5};
}

TEST(Placement, DefaultCentres) {
  const auto mosflm = place_detector(in_convention(Convention::mosflm, 1024, 1024, 0.1 * mm));
  EXPECT_TRUE(close(mosflm.pix0, {0.1, 0.0513, -0.0513}));
  EXPECT_TRUE(close(org(mosflm, 0.1 * mm).org_x, 513.5));
  EXPECT_TRUE(close(org(mosflm, 0.1 * mm).org_y, 513.5));
  const auto adxv = place_detector(in_convention(Convention::adxv, 1024, 1024, 0.1 * mm));
  EXPECT_TRUE(close(adxv.pix0, {-0.05125, 0.05125, 0.1}));
  EXPECT_TRUE(close(org(adxv, 0.1 * mm).org_x, 513));
  EXPECT_TRUE(close(org(adxv, 0.1 * mm).org_y, 513));
}

TEST(Placement, BeamCentreOfEachConvention) {
  struct Row {
    Convention convention;
    Vec3 pix0;
    double org_x, org_y;
  };
  const Row rows[] = {{Convention::mosflm, {0.25, 0.0601, -0.0801}, 401, 301},
                      {Convention::denzo, {0.25, 0.06, -0.08}, 400.5, 300.5},
                      {Convention::adxv, {-0.06, 0.04, 0.25}, 300.5, 200.5}};
  for (const Row& row : rows) {
    Placement p = in_convention(row.convention, 800, 600, 0.2 * mm, 60 * mm, 80 * mm);
    p.distance = 250 * mm;
    const auto d = place_detector(p);
    EXPECT_TRUE(close(d.pix0, row.pix0)) << config::name_of(row.convention);
    EXPECT_TRUE(close(org(d, 0.2 * mm).org_x, row.org_x));
    EXPECT_TRUE(close(org(d, 0.2 * mm).org_y, row.org_y));
  }
}

TEST(Placement, SamplePivotTilted) {
  Placement p = in_convention(Convention::xds, 800, 600, 0.2 * mm);
  tilt(p);
  p.closest_point = {401 * 0.2 * mm, 289.75 * 0.2 * mm};
  const auto d = place_detector(p);
  EXPECT_TRUE(close(d.pix0, {-0.064575342399651653, -0.14274331227625042, 0.21702526662232352}));
  EXPECT_TRUE(close(d.tilt_cosine, 0.99482944788033301));
  EXPECT_TRUE(close(d.close_distance, 0.24870736197008322));
  EXPECT_TRUE(close(d.fast, {0.99802119662406841, 0.047209668579677753, -0.041532376306438523}));
  EXPECT_TRUE(close(d.slow, {-0.030208093111266109, 0.93929112390563896, 0.34178890511931903}));
  EXPECT_TRUE(close(d.normal, {0.055146733354240543, -0.33985795818941589, 0.93885856552287872}));
  EXPECT_TRUE(close(d.beam_spot.fast, 0.069816905923390377));
  EXPECT_TRUE(close(d.beam_spot.slow, 0.14339722627982979));

  const ConventionFrame dials = convention_frame(Convention::dials);
  p.twotheta_axis = dials.twotheta_axis;
  const auto e = place_detector(p);
  EXPECT_TRUE(close(e.pix0, {0.0014433145026390634, -0.081709179587365927, 0.25488648691628213}));
  EXPECT_TRUE(close(e.normal, {0.31074846172259346, -0.085283101670073275, 0.94665843159324037}));
}

TEST(Placement, BeamPivotTilted) {
  Placement p = in_convention(Convention::mosflm, 800, 600, 0.2 * mm, 60 * mm, 80 * mm);
  tilt(p);
  auto d = place_detector(p);
  EXPECT_TRUE(close(d.pix0, {0.26123652456928148, 0.066016814991703185, -0.074454957215454559}));
  EXPECT_TRUE(close(d.tilt_cosine, 0.99802119662406841));
  EXPECT_TRUE(close(d.close_distance, 0.24325868111881591));
  EXPECT_TRUE(close(d.distance, 0.24374099662579196));
  EXPECT_TRUE(close(d.fast, {0.031194763044708168, -0.096650175316428014, 0.99482944788033301}));
  EXPECT_TRUE(close(d.slow, {-0.22853951895445268, -0.96963620547183527, -0.087036298831283193}));
  EXPECT_TRUE(close(d.normal, {0.97303472447526351, -0.22464276674196476, -0.052335956242943828}));
  p.close_distance = 250 * mm;
  d = place_detector(p);
  EXPECT_TRUE(close(d.pix0.x, 0.26173220626988691));
  EXPECT_TRUE(close(d.pix0.y, 0.066016814991703185));
  EXPECT_TRUE(close(d.close_distance, 0.24374099662579193));
}

TEST(Placement, TrueDistanceIsWhereTheBeamMeetsThePlane) {
  Placement p = in_convention(Convention::mosflm, 800, 600, 0.2 * mm, 60 * mm, 80 * mm);
  tilt(p);
  p.distance_rule = DistanceRule::along_beam;
  const auto d = place_detector(p);
  EXPECT_TRUE(close(d.distance, 0.25));
  const Vec3 spot = d.pix0 + d.beam_spot.fast * d.fast + d.beam_spot.slow * d.slow;
  EXPECT_TRUE(close(spot, 0.25 * p.beam));
  EXPECT_TRUE(close(d.beam_spot.fast, p.beam_spot.fast));
  EXPECT_TRUE(close(d.beam_spot.slow, p.beam_spot.slow));
}

TEST(Placement, OwnTwothetaAxis) {
  Placement p = in_convention(Convention::custom, 100, 100, 0.1 * mm);
  p.twotheta_axis = {0.6, 0, 0.8};
  p.twotheta = deg(20);
  p.rotation = {0, 0, deg(4)};
  p.pivot = Pivot::sample;
  p.closest_point = {3 * mm, 7 * mm};
  const auto d = place_detector(p);
  EXPECT_TRUE(close(d.pix0, {0.091301573502220443, 0.040811323432594443, 0.0027926509639868958}));
  EXPECT_TRUE(close(d.close_distance, 0.099756405025982417));
  EXPECT_TRUE(close(org(d, 0.1 * mm).org_x, 30.5));
  EXPECT_TRUE(close(org(d, 0.1 * mm).org_y, 70.5));

  Placement q = in_convention(Convention::custom, 8, 8, 0.1 * mm);
  q.twotheta_axis = {0, 0, -1};
  q.pivot = Pivot::sample;
  EXPECT_TRUE(close(place_detector(q).pix0, {0.1, 0.0004, -0.0004}));
  q.twotheta = deg(20);
  EXPECT_TRUE(close(place_detector(q).pix0, {0.094106070135921122, -0.03382613728425251, -0.0004}));
}

TEST(Placement, DetectorSizeThatIsNoWholeNumberOfPixels) {
  EXPECT_EQ(pixel_count(10.26 * mm, 0.1 * mm), 103);
  EXPECT_EQ(pixel_count(10.25 * mm, 0.1 * mm), 102);  // halves round down
  Placement p = in_convention(Convention::mosflm, 102.6, 102.6, 0.1 * mm);
  EXPECT_TRUE(close(place_detector(p).pix0, {0.1, 0.00523, -0.00523}));
}

TEST(Placement, SamplePivotOfXdsUsesThePointNearestToTheSample) {
  const auto d = place_detector(in_convention(Convention::xds, 8, 8, 0.1 * mm));
  EXPECT_TRUE(close(d.pix0, {-0.0004, -0.0004, 0.1}));
}

TEST(Placement, GivenPix0ReplacesEverything) {
  Placement p = in_convention(Convention::mosflm, 100, 100, 0.1 * mm);
  p.pix0 = Vec3{0.2, 0.004, -0.003};
  const auto d = place_detector(p);
  EXPECT_TRUE(close(d.pix0, {0.2, 0.004, -0.003}));
  EXPECT_TRUE(close(d.distance, 0.2));
  EXPECT_TRUE(close(d.beam_spot.fast, 0.003));
  EXPECT_TRUE(close(d.beam_spot.slow, 0.004));
}

TEST(Placement, Layers) {
  EXPECT_DOUBLE_EQ(layer_thickness(450e-6, 3, LayerSpacing::whole), 150e-6);
  EXPECT_DOUBLE_EQ(layer_thickness(450e-6, 3, LayerSpacing::fence_post), 225e-6);
}

}  // namespace
}  // namespace kbragg::model
