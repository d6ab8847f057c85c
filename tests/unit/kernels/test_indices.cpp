// SPDX-License-Identifier: BSD-3-Clause
// Miller indices and d-spacings of pixels against values of the reference: check 11 of the
// specification of the crystal, the table of indices of that of structure factors, the d-spacings
// of that of the intensity.
#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <set>

#include "kernels/device_scene.hpp"
#include "support/near.hpp"
#include "support/scene_builder.hpp"

namespace kbragg::kernels {
namespace {

using test::close;

Vec3 scattering_vector_of(const model::Scene& scene, double fast, double slow) {
  const PixelView view =
      view_from_sample(flat_position(detector_frame(scene), fast, slow, 0, 0, 0));
  return scattering_vector(source_terms(scene)[0], view.direction);
}

/// h, k, l of the centre of a pixel.
Vec3 indices(const model::Scene& scene, double fast, double slow) {
  const model::Basis basis = model::orientations(scene.crystal, scene.scan.spindle, {0.0}).front();
  const Vec3 q = scattering_vector_of(scene, fast, slow);
  return {dot(basis.a, q), dot(basis.b, q), dot(basis.c, q)};
}

TEST(Indices, OfAPixelBetweenReflections) {  // crystal, 11
  const model::Scene scene = test::scene(
      {{"crystal.misset", "[10 deg, 20 deg, 30 deg]"}, {"detector.pixels", "[100, 100]"}});
  const Vec3 hkl = indices(scene, 60, 45);
  EXPECT_TRUE(close(hkl, {-0.049981642839557527, 0.51443632060276201, 0.79805463187203907}, 1e-13));
  EXPECT_EQ(nearest_integer(hkl.x), 0);
  EXPECT_EQ(nearest_integer(hkl.y), 1);
  EXPECT_EQ(nearest_integer(hkl.z), 1);
}

TEST(Indices, OfTheDirectBeam) {  // crystal, 12
  const model::Scene scene =
      test::scene({{"detector",
                    "{pixels: [100, 100], pixel_size: 1 mm, distance: 100 mm, beam_center: [50 mm, "
                    "50 mm]}"}});
  // Zero to rounding: the direction is made with the reciprocal of the distance.
  const Vec3 hkl = indices(scene, 50, 50);
  EXPECT_NEAR(hkl.x, 0, 1e-14);
  EXPECT_NEAR(hkl.y, 0, 1e-14);
  EXPECT_NEAR(hkl.z, 0, 1e-14);
}

/// 4 x 4 pixels of 1 mm with the MOSFLM centre (-30, -40) mm.
const config::Override off_beam{
    "detector",
    "{pixels: [4, 4], pixel_size: 1 mm, distance: 100 mm, beam_center: [-30 mm, -40 mm]}"};

TEST(Indices, OfASmallTriclinicCell) {  // structure factors, table of indices
  const model::Scene scene =
      test::scene({off_beam,
                   {"crystal",
                    "{cell: {a: 10 A, b: 11 A, c: 12 A, alpha: 85 deg, beta: 95 deg, gamma: 105 "
                    "deg}, cell_builder: nanobragg, misset: [5 deg, 7 deg, 11 deg], cells: [1, 1, "
                    "1]}"}});
  struct Row {
    double fast, slow;
    Vec3 hkl;
  };
  const Row rows[] = {{0, 0, {-1.674943, -1.992336, 4.273875}},
                      {3, 0, {-1.813870, -1.904332, 4.531193}},
                      {0, 1, {-1.689234, -2.078298, 4.266203}},
                      {0, 3, {-1.719361, -2.248081, 4.249683}},
                      {3, 3, {-1.856260, -2.158526, 4.505774}}};
  for (const Row& row : rows) {
    const Vec3 hkl = indices(scene, row.fast, row.slow);
    EXPECT_NEAR(hkl.x, row.hkl.x, 6e-7) << row.fast << " " << row.slow;
    EXPECT_NEAR(hkl.y, row.hkl.y, 6e-7) << row.fast << " " << row.slow;
    EXPECT_NEAR(hkl.z, row.hkl.z, 6e-7) << row.fast << " " << row.slow;
  }
}

TEST(Indices, DSpacings) {  // intensity, d-spacings of I13
  const model::Scene scene = test::scene({off_beam});
  const double rows[][3] = {{0, 0, 2.176250}, {3, 0, 2.091062}, {0, 3, 2.110444}, {3, 3, 2.034108}};
  for (const auto& [fast, slow, listed] : rows) {
    const double found = 1e10 / norm(scattering_vector_of(scene, fast, slow));
    // The list was made from sin(theta)/lambda with six decimals.
    const double six_decimals = std::round(1e6 * 0.5 / found) / 1e6;
    EXPECT_NEAR(0.5 / six_decimals, listed, 6e-7);
    // By hand: the pixel lies at (100, -30 - slow, 40 + fast) mm.
    const double square = 100 * 100 + (30 + slow) * (30 + slow) + (40 + fast) * (40 + fast);
    EXPECT_TRUE(close(found, 0.5 / std::sqrt((1 - 100 / std::sqrt(square)) / 2), 1e-13));
  }
}

// GPUs find positions in the table by integers.
TEST(Indices, PositionsByDoublesAndByIntegersAreTheSame) {
  for (const std::array<std::int64_t, 3> low :
       {std::array<std::int64_t, 3>{-4, -3, -5}, std::array<std::int64_t, 3>{1000, -900, 0}}) {
    model::ReflectionList list;
    for (std::int32_t i = 0; i < 3; ++i)
      list.reflections.push_back({static_cast<std::int32_t>(low[0]) + i,
                                  static_cast<std::int32_t>(low[1]) + 2 * i,
                                  static_cast<std::int32_t>(low[2]) + 3 * i, 10.0 + i});
    const model::HklTable table = model::make_hkl_table(list, 7);
    const HklGrid<double> grid = hkl_grid(table, table.values.data());
    MillerPoint p({}, {});
    std::set<int> found;
    const auto check = [&](double h, double k, double l) {
      p.h0 = h;
      p.k0 = k;
      p.l0 = l;
      const int position = grid.nearest_by_doubles(p);
      ASSERT_EQ(grid.nearest_by_integers(p), position) << h << " " << k << " " << l;
      ASSERT_GE(position, 0);
      ASSERT_LT(static_cast<std::size_t>(position), table.values.size());
      found.insert(position);
    };
    // The box, its border, and beyond.
    for (int h = -3; h < 7; ++h)
      for (int k = -3; k < 9; ++k)
        for (int l = -3; l < 11; ++l)
          check(static_cast<double>(low[0] + h), static_cast<double>(low[1] + k),
                static_cast<double>(low[2] + l));
    EXPECT_EQ(found.size(), table.values.size()) << "every entry is reached";
    check(2e9, -2e9, 2e9);
    check(-2e9, 2e9, -2e9);
  }
}

}  // namespace
}  // namespace kbragg::kernels
