// SPDX-License-Identifier: BSD-3-Clause
// Resolution of whole scenes: automatic choices, counts and contradictions.
#include <gtest/gtest.h>

#include "base/error.hpp"
#include "model/scene.hpp"
#include "support/near.hpp"
#include "support/scene_builder.hpp"

namespace kbragg::model {
namespace {

using test::close;
using test::scene;
using test::Settings;

std::string sentence(const Settings& settings) {
  try {
    scene(settings);
  } catch (const Error& error) {
    return error.what();
  }
  return "";
}

TEST(Scene, AutomaticOversampling) {
  EXPECT_EQ(sufficient_oversample(5 * 90e-10, 0.1e-3, 1.2e-10, 50e-3), 3);
  EXPECT_EQ(sufficient_oversample(50 * 90e-10, 0.1e-3, 1e-10, 50e-3), 27);
  EXPECT_EQ(sufficient_oversample(5 * 100e-10, 0.1e-3, 1e-10, 100e-3), 2);
  EXPECT_EQ(sufficient_oversample(500 * 100e-10, 0.1e-3, 1e-10, 100e-3), 150);
  // 25 but for rounding: the order of the operations is that of the reference.
  EXPECT_EQ(sufficient_oversample(50 * 1e-10 * 100, 0.1 / 1000, 1.2 / 1e10, 0.05), 26);
  EXPECT_EQ(sufficient_oversample(1e-10, 0.1e-3, 1e-10, 100e-3), 1);
  EXPECT_EQ(scene({{"sampling.oversample", "auto"},
                   {"beam.wavelength", "1.2 A"},
                   {"detector.distance", "50 mm"}})
                .sampling.oversample,
            3);
}

TEST(Scene, CountsOfSteps) {
  const Scene s =
      scene({{"scan", "{oscillation: 1 deg, steps: 4}"},
             {"crystal.mosaic", "{spread: 0.1 deg, domains: 3}"},
             {"beam.dispersion", "{range: 1 %, steps: 5}"},
             {"detector.sensor", "{thickness: 300 um, attenuation_depth: 200 um, layers: 2}"},
             {"sampling.oversample", "3"}});
  EXPECT_EQ(s.orientations(), 12);
  EXPECT_EQ(s.steps_per_pixel(), 12 * 5 * 2 * 9);
  EXPECT_EQ(s.pixel_steps(), 12.0 * 5 * 2 * 9 * 64);
}

TEST(Scene, InterpolationIsChosenByTheFinalCells) {
  const auto chosen = [](const char* cells) {
    SceneInputs inputs;
    inputs.hkl = make_hkl_table(test::polynomial_reflections(3), 0);
    return scene({{"crystal.cells", cells}}, inputs).interpolation;
  };
  EXPECT_EQ(chosen("[2, 9, 9]"), config::Interpolation::tricubic);
  EXPECT_EQ(chosen("[3, 3, 3]"), config::Interpolation::nearest);
  EXPECT_EQ(scene({{"crystal.cells", "[1, 1, 1]"}}).interpolation,
            config::Interpolation::nearest);  // nothing to interpolate
}

TEST(Scene, WaterIntensity) {
  // 50 um in a beam of 50 um: (50e-6)^3 m^3 of water, as many molecules, 2.57 electrons each.
  EXPECT_TRUE(
      close(water_intensity(50e-6, 50e-6), 2.57 * 2.57 * 1.25e-13 * 1e6 * 6.02214179e23 / 18.0));
  // The reference's number for 50 um, where r_e^2 fluence is 1.
  EXPECT_TRUE(close(water_intensity(50e-6, 50e-6), 2.7622e16, 2e-5));
}

TEST(Scene, Refusals) {
  const std::pair<Settings, const char*> rows[] = {
      {{{"scan.oscillation", "1 deg"}}, "scan.steps: must be given"},
      {{{"scan.steps", "5"}}, "without scan.oscillation"},
      {{{"background.water.thickness", "10 um"}}, "needs beam.size"},
      {{{"noise.kind", "poisson"}}, "noise.seed: must be given"},
      {{{"noise.seed", "3"}}, "no effect without noise.kind"},
      {{{"noise.gain", "3"}}, "noise.gain: has no effect without noise.kind"},
      {{{"noise.readout", "3"}}, "noise.readout: has no effect without noise.kind"},
      {{{"noise", "{kind: poisson, seed: 1, stream: nanobragg, pedestal: 3}"}},
       "noise.pedestal: has no effect without"},
      {{{"noise", "{kind: poisson, seed: 1, pedestal: 100}"}, {"detector.saturation", "100"}},
       "noise.pedestal: is 100, which must be below detector.saturation, 100"},
      {{{"structure_factors.interpolation", "tricubic"}}, "needs a list"},
      {{{"crystal", "{cells: [2, 2, 2]}"}}, "no unit cell"},
      {{{"crystal.cell", "{a: 5 A, b: 5 A, c: 5 A, alpha: 30 deg, beta: 30 deg, gamma: 170 deg}"}},
       "cannot form a cell"},
      {{{"crystal.cells", "[100000000, 2, 2]"}, {"sampling.oversample", "auto"}},
       "sampling.oversample: auto would need"},
      {{{"crystal.mosaic", "{spread: 1 deg, domains: 10000000}"},
        {"scan", "{oscillation: 1 deg, steps: 100}"}},
       "orientations"}};
  for (const auto& [settings, expected] : rows)
    EXPECT_NE(sentence(settings).find(expected), std::string::npos)
        << expected << " <- " << sentence(settings);
}

TEST(Scene, MatrixMustAgreeWithTheCellAndBeRightHanded) {
  const auto with_matrix = [](const std::string& a_star) {
    return sentence({{"crystal",
                      "{cell: {a: 70 A, b: 80 A, c: 90 A}, cells: [2, 2, 2], a_matrix: "
                      "{a_star: [" +
                          a_star +
                          " 1/A, 0 1/A, 0 1/A], b_star: [0 1/A, 0.0125 1/A, 0 1/A], "
                          "c_star: [0 1/A, 0 1/A, 0.0111111111 1/A]}}"}});
  };
  EXPECT_EQ(with_matrix("0.0142857143"), "");
  EXPECT_NE(with_matrix("0.0152857143").find("but the orientation matrix has"), std::string::npos);
  EXPECT_NE(with_matrix("-0.0142857143").find("left-handed"), std::string::npos);
  EXPECT_NE(with_matrix("0").find("do not span a cell"), std::string::npos);
  EXPECT_NE(sentence({{"crystal",
                       "{cells: [2, 2, 2], a_matrix: {a_star: [1e-105 1/A, 0 1/A, 0 1/A], b_star: "
                       "[0 1/A, 1e-105 1/A, 0 1/A], c_star: [0 1/A, 0 1/A, 1e-105 1/A]}}"}})
                .find("crystal.a_matrix: "),
            std::string::npos);
  EXPECT_NE(sentence({{"crystal",
                       "{cells: [2, 2, 2], a_matrix: {a_star: [1e-9 1/A, 0 1/A, 0 1/A], b_star: "
                       "[0 1/A, 0.01 1/A, 0 1/A], c_star: [0 1/A, 0 1/A, 0.01 1/A]}}"}})
                .find("edges must lie between"),
            std::string::npos);
}

}  // namespace
}  // namespace kbragg::model
