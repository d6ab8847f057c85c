// SPDX-License-Identifier: BSD-3-Clause
// The dense table of structure factors: its box, its border, defaults, repeated reflections.
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "base/error.hpp"
#include "model/hkl_table.hpp"

namespace kbragg::model {
namespace {

int test_amplitude_square_term(int h) { return (h * h) % 7; }

// The test table P of the physics specification of structure factors.
double test_amplitude(int h, int k, int l) {
  return 100 + 7 * h - 3 * k + 5 * l + 0.5 * h * k - 0.25 * k * l + test_amplitude_square_term(h);
}

ReflectionList cube(int reach, int k_low) {
  ReflectionList list;
  for (int h = -reach; h <= reach; ++h) {
    for (int k = k_low; k <= reach; ++k) {
      for (int l = -reach; l <= reach; ++l) {
        list.reflections.push_back({h, k, l, test_amplitude(h, k, l)});
      }
    }
  }
  return list;
}

ReflectionList some(std::vector<Reflection> reflections) {
  ReflectionList list;
  list.reflections = std::move(reflections);
  return list;
}

// Intensities of the specification are F^2 times a factor of the pixel, at single precision.
constexpr double pixel_00 = 0.927342117 / (120.0 * 120.0);
constexpr double pixel_30 = 0.976179004 / (125.5 * 125.5);
constexpr double pixel_03 = 0.900698304 / (120.0 * 120.0);

void expect_intensity(const HklTable& table, int h, int k, int l, double pixel, double expected) {
  const double F = table.at(h, k, l);
  EXPECT_NEAR(F * F * pixel, expected, 1e-6 * expected) << h << " " << k << " " << l;
}

TEST(HklTable, HoldsEveryReflectionOfTheTestTables) {
  const HklTable p = make_hkl_table(cube(8, -8), 0);
  EXPECT_EQ(p.reflections, 17 * 17 * 17);
  EXPECT_EQ(p.values.size(), 19u * 19u * 19u);
  EXPECT_EQ(p.at(-8, -8, -8), 45);  // check S12
  EXPECT_EQ(p.at(-8, -8, -7), 52);
  EXPECT_EQ(p.at(-2, -2, 4), 120);
  expect_intensity(p, -2, -2, 5, pixel_30, 0.976179004);  // S1
  for (const Reflection& r : cube(8, -8).reflections) EXPECT_EQ(p.at(r.h, r.k, r.l), r.F);

  const HklTable pk = make_hkl_table(cube(8, -4), 55);
  EXPECT_EQ(pk.low, (std::array<std::int64_t, 3>{-8, -4, -8}));
  EXPECT_EQ(pk.high, (std::array<std::int64_t, 3>{8, 8, 8}));
  EXPECT_EQ(pk.at(0, -5, 0), 55);
  EXPECT_EQ(pk.at(0, -4, 0), test_amplitude(0, -4, 0));
}

TEST(HklTable, GivesTheDefaultOutsideTheBox) {  // S6
  const HklTable p4 = make_hkl_table(cube(4, -4), 55);
  expect_intensity(p4, -2, -2, 4, pixel_00, 0.927342117);
  expect_intensity(p4, -2, -2, 5, pixel_30, 0.187485367);
  EXPECT_EQ(p4.at(1000000, 0, 0), 55);
  EXPECT_EQ(p4.at(0, -5, 0), 55);
}

TEST(HklTable, FillsGapsOfTheBoxWithTheDefault) {  // S8
  const ReflectionList sparse = some({{-8, -8, -8, 1}, {8, 8, 8, 1}, {-2, -2, 4, 200}});
  const HklTable empty = make_hkl_table(sparse, 0);
  expect_intensity(empty, -2, -2, 4, pixel_00, 2.57595038);
  expect_intensity(empty, -2, -2, 4, pixel_03, 2.50193977);
  EXPECT_EQ(empty.at(-2, -2, 5), 0);
  EXPECT_EQ(empty.reflections, 3);
  expect_intensity(make_hkl_table(sparse, 30), -2, -2, 5, pixel_30, 0.0557807721);
}

TEST(HklTable, LetsTheLastOfRepeatedReflectionsCount) {  // S9
  const HklTable table =
      make_hkl_table(some({{-2, -2, 4, 10}, {-2, -2, 4, 20}, {-2, -2, 5, 30}}), 0);
  EXPECT_EQ(table.reflections, 2);
  expect_intensity(table, -2, -2, 4, pixel_00, 0.0257595032);
  expect_intensity(table, -2, -2, 5, pixel_30, 0.0557807721);
}

TEST(HklTable, HasABorderOfTheDefaultOneIndexWide) {
  const HklTable table = make_hkl_table(cube(2, -1), 7);
  std::int64_t border = 0;
  for (std::int64_t h = table.low[0] - 1; h <= table.high[0] + 1; ++h) {
    for (std::int64_t k = table.low[1] - 1; k <= table.high[1] + 1; ++k) {
      for (std::int64_t l = table.low[2] - 1; l <= table.high[2] + 1; ++l) {
        const auto value = table.values.at(static_cast<std::size_t>(table.index(h, k, l)));
        EXPECT_EQ(value, table.at(h, k, l));
        border += value == 7 && std::abs(test_amplitude(h, k, l) - 7) > 1e-9;
      }
    }
  }
  EXPECT_EQ(border, 7 * 6 * 7 - 5 * 4 * 5);
}

TEST(HklTable, OfAConstantHasItEverywhere) {
  const HklTable table = constant_hkl_table(42);
  EXPECT_EQ(table.reflections, 0);
  EXPECT_EQ(table.default_F, 42);
  EXPECT_EQ(table.values.size(), 27u);
  for (const double value : table.values) EXPECT_EQ(value, 42);
  EXPECT_EQ(table.at(0, 0, 0), 42);
  EXPECT_EQ(table.at(-1000, 3, 17), 42);
}

TEST(HklTable, IsBlankBeforeAReaderFillsIt) {
  const HklTable table = blank_hkl_table({-1, 2, 0}, {1, 2, 4}, 7);
  EXPECT_EQ(table.low, (std::array<std::int64_t, 3>{-1, 2, 0}));
  EXPECT_EQ(table.high, (std::array<std::int64_t, 3>{1, 2, 4}));
  EXPECT_EQ(table.values, std::vector<double>(5 * 3 * 7, 7.0));
  EXPECT_EQ(table.reflections, 0);
  EXPECT_EQ(table.default_F, 7);
  EXPECT_THROW(blank_hkl_table({0, 0, 0}, {0, 0, 0}, std::nan("")), Error);
  EXPECT_THROW(blank_hkl_table({-2000, -2000, -2000}, {2000, 2000, 2000}, 0), Error);
}

TEST(HklTable, RefusesWhatCannotBeATable) {
  const double inf = std::numeric_limits<double>::infinity();
  EXPECT_THROW(make_hkl_table(some({}), 0), Error);
  EXPECT_THROW(make_hkl_table(some({{1, 2, 3, inf}}), 0), Error);
  EXPECT_THROW(make_hkl_table(some({{1, 2, 3, std::nan("")}}), 0), Error);
  EXPECT_THROW(make_hkl_table(some({{1, 2, 3, 1}}), inf), Error);
  EXPECT_THROW(constant_hkl_table(inf), Error);
  EXPECT_THROW(make_hkl_table(some({{-2000, -2000, -2000, 1}, {2000, 2000, 2000, 1}}), 0), Error);
  constexpr int most = std::numeric_limits<int>::max();
  EXPECT_THROW(make_hkl_table(some({{-most, -most, -most, 1}, {most, most, most, 1}}), 0), Error);
  EXPECT_THROW(make_hkl_table(some({{-most, 0, 0, 1}, {most, 0, 0, 1}}), 0), Error);
}

}  // namespace
}  // namespace kbragg::model
