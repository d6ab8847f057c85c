// SPDX-License-Identifier: BSD-3-Clause
// Whole images against pixels of the reference, for all cases in which its physics is that of the
// defaults (or of a named option), on every backend. Reference pixels are single precision.
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>

#include "math/constants.hpp"
#include "model/reference_rules.hpp"
#include "support/near.hpp"
#include "support/render.hpp"
#include "support/scene_builder.hpp"

namespace kbragg::kernels {
namespace {

using test::close;
using test::Settings;

double deg(double angle) { return angle / constants::degrees_per_radian; }

/// 4 x 4 pixels of 1 mm, beam centre (-30, -40) mm, cell 100 A cubic.
Settings flat(Settings more) {
  Settings s = {{"crystal", "{cell: {a: 100 A, b: 100 A, c: 100 A}, cells: [1, 1, 1]}"},
                {"detector",
                 "{pixels: [4, 4], pixel_size: 1 mm, distance: 100 mm, beam_center: "
                 "[-30 mm, -40 mm]}"}};
  s.insert(s.end(), more.begin(), more.end());
  return s;
}

/// The same with the triclinic cell 100 110 120 85 95 105 as the reference builds it.
model::Scene triclinic(Settings more) {
  model::Scene scene = test::scene(flat(std::move(more)));
  const model::CellEdges edges{100, 110, 120, deg(85), deg(95), deg(105)};
  scene.crystal.lattice = model::complete_lattice(
      model::misset(model::reciprocal_basis(edges, model::CellBuilder::nanobragg),
                    {deg(5), deg(7), deg(11)}),
      edges);
  return scene;
}

/// Pixels (0,0), (3,0), (0,3), (3,3) as (fast, slow).
void expect_corners(const model::Scene& scene, const double (&expected)[4]) {
  const std::int64_t at[4][2] = {{0, 0}, {3, 0}, {0, 3}, {3, 3}};
  for (const std::string& backend : backend_names()) {
    const auto pixels = test::render(scene, backend);
    for (std::size_t i = 0; i < 4; ++i)
      EXPECT_TRUE(
          close(pixels[static_cast<std::size_t>(at[i][1] * 4 + at[i][0])], expected[i], 1e-6))
          << backend << " pixel (" << at[i][0] << ", " << at[i][1] << ")";
  }
}

const config::Override unpolarized{"beam.polarization.enabled", "false"};

TEST(Image, SolidAngle) {
  expect_corners(test::scene(flat({unpolarized})),
                 {0.71554178, 0.694681644, 0.699614644, 0.679515362});
}

TEST(Image, PointPixel) {
  expect_corners(test::scene(flat({unpolarized, {"detector.point_pixel", "true"}})),
                 {800000, 784375.25, 788084.188, 772917});
}

TEST(Image, Polarization) {
  expect_corners(test::scene(flat({})), {0.643987596, 0.619786382, 0.625484943, 0.602362156});
  expect_corners(test::scene(flat({{"beam.polarization.kahn_factor", "0.9"}})),
                 {0.625955939, 0.596516788, 0.612806559, 0.584399998});
}

TEST(Image, PhiSweep) {
  // The reference samples 0, 0.25, 0.5, 0.75 deg: the centres of four steps that begin at -0.125.
  expect_corners(triclinic({{"crystal.cells", "[5, 5, 5]"},
                            {"scan", "{start: -0.125 deg, oscillation: 1 deg, steps: 4}"}}),
                 {10.3298149, 24.3217297, 0.048467882, 57.5067406});
}

TEST(Image, Dispersion) {
  model::Scene scene = triclinic({{"crystal.cells", "[5, 5, 5]"}});
  model::SourceFan fan;
  fan.dispersion = model::reference_samples(3, 0.02, -1);
  scene.beam.sources = model::make_fan({1, 0, 0}, {0, 0, 1}, 1e-10, fan);
  expect_corners(scene, {18.178587, 77.8126678, 93.5171127, 0.0709819794});
}

TEST(Image, AllFactorsInsideTheSum) {
  model::Scene scene =
      triclinic({{"crystal.cells", "[4, 5, 6]"},
                 {"sampling.oversample", "3"},
                 {"beam.polarization.kahn_factor", "0.8"},
                 {"detector.sensor", "{thickness: 300 um, attenuation_depth: 100 um, layers: 3}"}});
  scene.detector.sensor.layer_thickness =
      model::layer_thickness(300e-6, 3, model::LayerSpacing::fence_post);
  expect_corners(scene, {286.407745, 200.133209, 4.28588581, 9.33931065});
}

TEST(Image, CurvedAsTheReferenceBendsIt) {
  model::Scene scene = triclinic({{"crystal.cells", "[5, 5, 5]"}});
  scene.detector.surface = model::DetectorSurface::sphere_lab_yz;
  expect_corners(scene, {0.00236025639, 0.0485483371, 0.0722466186, 0.414693058});
}

TEST(Image, ThreeSources) {
  expect_corners(triclinic({{"crystal.cells", "[5, 5, 5]"},
                            {"beam.polarization.kahn_factor", "0.9"},
                            {"beam.sources",
                             "[{direction: [-10, 0, 0], wavelength: 1 A}, {direction: [-10, "
                             "0.5, 0], wavelength: 1 A}, {direction: [-10, 0, 0.5], "
                             "wavelength: 1.02 A}]"}}),
                 {4.08822918, 30.8063011, 1.57933736, 1.74207914});
}

TEST(Image, WholeFrame) {
  const double expected[16] = {0.249966413, 0.606461763, 5.10772562, 5.10772562,
                               0.606461763, 1.47129631,  12.3914661, 12.3914661,
                               5.10772562,  12.3914661,  104.3638,   104.3638,
                               5.10772562,  12.3914661,  104.3638,   104.3638};
  const model::Scene scene = test::scene(
      {{"crystal.cell", "{a: 100 A, b: 100 A, c: 100 A}"}, {"detector.pixels", "[4, 4]"}});
  for (const std::string& backend : backend_names()) {
    const auto pixels = test::render(scene, backend);
    for (std::size_t i = 0; i < 16; ++i) EXPECT_TRUE(close(pixels[i], expected[i], 1e-6));
  }
}

TEST(Image, DirectBeamIsThePeakOfEveryShape) {
  // Pixel (50, 50) of 1 mm with the MOSFLM centre (50, 50) mm is where the beam hits: h = k = l =
  // 0.
  for (const auto& [shape, height] :
       {std::pair{"square", 1.0}, {"gauss", 1.0}, {"tophat", 1.0}, {"round", 0.723601254558268}}) {
    const model::Scene scene =
        test::scene({{"crystal.shape", shape},
                     unpolarized,
                     {"detector",
                      "{pixels: [100, 100], pixel_size: 1 mm, distance: 100 mm, beam_center: "
                      "[50 mm, 50 mm], roi: {fast: [50, 50], slow: [50, 50]}}"}});
    const double f = 100 * 125 * height;
    for (const std::string& backend : backend_names())
      EXPECT_TRUE(close(test::render(scene, backend)[50 * 100 + 50], f * f * 1e-4, 1e-9)) << shape;
  }
}

TEST(Image, WhatDminCutsIsNeitherComputedNorCounted) {
  model::SceneInputs inputs;
  inputs.hkl = model::make_hkl_table(test::polynomial_reflections(1), 0);
  model::Scene scene = test::scene(flat({{"sampling.dmin", "50 A"}}), inputs);
  scene.interpolation = model::Interpolation::tricubic;
  for (const std::string& backend : backend_names()) {
    std::int64_t fallbacks = -1;
    for (const double p : test::render(scene, backend, 0, &fallbacks)) EXPECT_EQ(p, 0);
    EXPECT_EQ(fallbacks, 0);
  }
}

TEST(Image, RegionAndMaskLeaveTheRestZero) {
  model::SceneInputs inputs;
  inputs.mask.assign(64, 0);
  inputs.mask[3 * 8 + 4] = 1;
  const model::Scene all = test::scene();
  const model::Scene part = test::scene({{"detector.roi", "{fast: [2, 5], slow: [3, 6]}"}}, inputs);
  for (const std::string& backend : backend_names()) {
    const auto whole = test::render(all, backend), cut = test::render(part, backend);
    for (int s = 0; s < 8; ++s)
      for (int f = 0; f < 8; ++f) {
        const auto i = static_cast<std::size_t>(s * 8 + f);
        const bool inside = f >= 2 && f <= 5 && s >= 3 && s <= 6 && i != 3 * 8 + 4;
        EXPECT_EQ(cut[i], inside ? whole[i] : 0) << f << " " << s;
      }
  }
}

TEST(Image, BandsOfRowsDoNotMatter) {
  const model::Scene scene = test::scene({{"sampling.oversample", "2"}});
  for (const std::string& backend : backend_names()) {
    const auto whole = test::render(scene, backend);
    const auto engine = make_engine(backend, scene, config::PixelType::float64);
    engine->start_image(0);
    for (std::int64_t row = 0; row < 8; row += 3)
      engine->compute_rows(row, std::min<std::int64_t>(3, 8 - row));
    std::vector<double> pixels(64);
    engine->copy_photons(pixels.data());
    EXPECT_EQ(pixels, whole);
  }
}

// Nothing is cleared, allocated or copied but the orientations.
TEST(Image, NextImageOfAScanStartsAtOnce) {
  const model::Scene scene = test::scene({{"detector.pixels", "[2048, 2048]"},
                                          {"detector.roi", "{fast: [0, 2047], slow: [0, 3]}"},
                                          {"crystal.mosaic", "{spread: 1 deg, domains: 10}"},
                                          {"scan", "{oscillation: 1 deg, steps: 5, images: 9}"}});
  for (const std::string& backend : backend_names()) {
    const auto engine = make_engine(backend, scene, config::PixelType::float32);
    std::vector<const float*> memory;
    std::chrono::duration<double> shortest(1);
    for (std::int64_t image = 0; image < 9; ++image) {
      const auto start = std::chrono::steady_clock::now();
      engine->start_image(image);
      const auto end = std::chrono::steady_clock::now();
      if (image > 0) shortest = std::min<std::chrono::duration<double>>(shortest, end - start);
      engine->compute_rows(0, 4);
      memory.push_back(engine->host_rows(0, 4).single);
      EXPECT_EQ(memory.back()[2048 * 2048 - 1], 0);
    }
    const auto images = static_cast<std::size_t>(engine->images_at_once());
    for (std::size_t i = images; i < 9; ++i) EXPECT_EQ(memory[i], memory[i - images]) << backend;
    EXPECT_LT(shortest.count(), 1e-3) << backend;
  }
}

TEST(Image, BackendsAgreeBitwise) {
  const model::Scene scene = test::scene({{"sampling.oversample", "2"},
                                          {"crystal.mosaic", "{spread: 1 deg, domains: 7}"},
                                          {"detector.pixels", "[37, 23]"}});
  const auto serial = test::render(scene, "serial");
  for (const std::string& backend : backend_names()) {
    const auto image = test::render(scene, backend);
    const double peak = *std::max_element(serial.begin(), serial.end());
    const double apart = backend == "cuda" ? 1e-9 * peak : 0;  // it rounds differently
    for (std::size_t i = 0; i < serial.size(); ++i)
      ASSERT_NEAR(image[i], serial[i], apart) << backend << ", pixel " << i;
  }
}

TEST(Image, UnknownBackendIsNamed) {
  try {
    make_engine("abacus", test::scene(), config::PixelType::float32);
    FAIL() << "no error";
  } catch (const std::exception& error) {
    EXPECT_NE(std::string(error.what()).find("abacus"), std::string::npos);
    EXPECT_NE(std::string(error.what()).find(backend_names().front()), std::string::npos);
  }
}

}  // namespace
}  // namespace kbragg::kernels
