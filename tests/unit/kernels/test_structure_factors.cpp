// SPDX-License-Identifier: BSD-3-Clause
// Lookup and interpolation of structure factors inside images, against pixels of the reference.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>

#include "math/constants.hpp"
#include "support/near.hpp"
#include "support/render.hpp"
#include "support/scene_builder.hpp"

namespace kbragg::kernels {
namespace {

using test::close;

double deg(double angle) { return angle / constants::degrees_per_radian; }

model::Scene scene(const model::ReflectionList& list, double default_F, const char* cells,
                   config::Interpolation interpolation) {
  model::SceneInputs inputs;
  inputs.hkl = model::make_hkl_table(list, default_F);
  model::Scene s =
      test::scene({{"crystal.cells", cells},
                   {"detector",
                    "{pixels: [4, 4], pixel_size: 1 mm, distance: 100 mm, beam_center: [-30 mm, "
                    "-40 mm]}"}},
                  inputs);
  const model::CellEdges edges{10, 11, 12, deg(85), deg(95), deg(105)};
  s.crystal.lattice = model::complete_lattice(
      model::misset(model::reciprocal_basis(edges, model::CellBuilder::nanobragg),
                    {deg(5), deg(7), deg(11)}),
      edges);
  s.interpolation = interpolation;
  return s;
}

struct Case {
  const char* name;
  model::ReflectionList list;
  double default_F;
  const char* cells;
  config::Interpolation interpolation;
  double expected[4];
};

model::ReflectionList few(std::initializer_list<model::Reflection> reflections) {
  model::ReflectionList list;
  list.reflections = reflections;
  return list;
}

TEST(StructureFactors, ReferenceImages) {
  const auto nearest = config::Interpolation::nearest;
  const auto tricubic = config::Interpolation::tricubic;
  const auto p8 = test::polynomial_reflections(8), p4 = test::polynomial_reflections(4);
  const auto sparse = few({{-8, -8, -8, 1}, {8, 8, 8, 1}, {-2, -2, 4, 200}});
  const auto twice = few({{-2, -2, 4, 10}, {-2, -2, 4, 20}, {-2, -2, 5, 30}});
  const Case cases[] = {
      {"S1", p8, 0, "[1, 1, 1]", nearest, {0.927342117, 0.976179004, 0.900698304, 0.948735476}},
      {"S2", p8, 0, "[1, 1, 1]", tricubic, {0.968802631, 0.940221131, 0.956159055, 0.928549707}},
      {"S3", p8, 0, "[3, 3, 3]", nearest, {0.0342029929, 20.1080151, 0.362910956, 20.6529312}},
      {"S4", p8, 0, "[3, 3, 3]", tricubic, {0.0357321762, 19.3673306, 0.385257304, 20.2135086}},
      {"S5", p8, 0, "[5, 5, 2]", tricubic, {48.1027374, 0.0626979992, 2.78548169, 0.00618084287}},
      {"S6", p4, 55, "[1, 1, 1]", nearest, {0.927342117, 0.187485367, 0.900698304, 0.182214558}},
      {"S8", sparse, 0, "[1, 1, 1]", nearest, {2.57595038, 0, 2.50193977, 0}},
      {"S8 with default",
       sparse,
       30,
       "[1, 1, 1]",
       nearest,
       {2.57595038, 0.0557807721, 2.50193977, 0.0542125963}},
      {"S9",
       twice,
       0,
       "[1, 1, 1]",
       nearest,
       {0.0257595032, 0.0557807721, 0.025019398, 0.0542125963}}};
  const std::size_t at[4] = {0, 3, 12, 15};
  for (const Case& c : cases)
    for (const std::string& backend : backend_names()) {
      const auto pixels =
          test::render(scene(c.list, c.default_F, c.cells, c.interpolation), backend);
      for (std::size_t i = 0; i < 4; ++i)
        EXPECT_TRUE(close(pixels[at[i]], c.expected[i], 1e-6)) << c.name << " on " << backend;
    }
}

TEST(StructureFactors, FallbacksAreCountedPerEvaluation) {
  // Interpolation needs the indices floor(k) - 1 to floor(k) + 2; with k from -3 on they are
  // missing below -2, in most pixels from the second row on. Each of these falls back by itself.
  model::ReflectionList list;
  for (const auto& r : test::polynomial_reflections(8).reflections)
    if (r.k >= -3) list.reflections.push_back(r);
  for (const std::string& backend : backend_names()) {
    std::int64_t fallbacks = 0;
    const auto pixels = test::render(scene(list, 55, "[1, 1, 1]", config::Interpolation::tricubic),
                                     backend, 0, &fallbacks);
    EXPECT_TRUE(close(pixels[0], 0.968802631, 1e-6));
    EXPECT_TRUE(close(pixels[3], 0.940221131, 1e-6));
    EXPECT_TRUE(close(pixels[12], 0.900698304, 1e-6));
    EXPECT_TRUE(close(pixels[15], 0.948735476, 1e-6));
    EXPECT_EQ(fallbacks, 11);  // all of rows 1 to 3 but pixel (3, 1), whose k is -1.99
  }
}

// The image of tricubic up to the first pixel (raster order) that comes within two indices of
// the limits of the table, the image of nearest after it, whatever the bands of rows.
TEST(StructureFactors, InterpolationEndsAtTheFirstGapInRasterOrder) {
  model::ReflectionList list;  // ends inside the lower part of the image
  for (const auto& r : test::polynomial_reflections(7).reflections)
    if (r.k >= -3) list.reflections.push_back(r);
  const auto scene_with = [&](config::Interpolation interpolation) {
    model::SceneInputs inputs;
    inputs.hkl = model::make_hkl_table(list, 55);
    model::Scene s = test::scene({{"detector.pixels", "[40, 30]"},
                                  {"detector.pixel_size", "2 mm"},
                                  {"crystal.cell", "{a: 10 A, b: 11 A, c: 12 A}"},
                                  {"crystal.misset", "[5 deg, 7 deg, 11 deg]"},
                                  {"crystal.cells", "[2, 2, 2]"}},
                                 inputs);
    s.interpolation = interpolation;
    return s;
  };
  const auto whole_until = scene_with(config::Interpolation::tricubic_until_outside);
  for (const std::string& backend : backend_names()) {
    const auto tricubic = test::render(scene_with(config::Interpolation::tricubic), backend);
    const auto nearest = test::render(scene_with(config::Interpolation::nearest), backend);
    const auto engine = make_engine(backend, whole_until, config::PixelType::float64);
    std::vector<double> pixels(1200);
    for (const std::int64_t rows : {30, 7, 1}) {
      engine->start_image(0);
      for (std::int64_t row = 0; row < 30; row += rows)
        engine->compute_rows(row, std::min<std::int64_t>(rows, 30 - row));
      engine->copy_photons(pixels.data());
      const double apart = backend == "cuda" ? 1e-12 : 0;  // kernels fuse different operations
      const auto differs = [&](double x, double y) { return std::fabs(x - y) > apart * y; };
      const auto gap = static_cast<std::size_t>(
          std::mismatch(pixels.begin(), pixels.end(), tricubic.begin(), std::not_fn(differs))
              .first -
          pixels.begin());
      EXPECT_GT(gap, 0u);
      EXPECT_LT(gap, 1200u);
      for (std::size_t i = 0; i < 1200; ++i) {
        const double expected = i < gap ? tricubic[i] : nearest[i];
        EXPECT_NEAR(pixels[i], expected, apart * expected) << backend << ", pixel " << i;
      }
    }
  }
}

}  // namespace
}  // namespace kbragg::kernels
