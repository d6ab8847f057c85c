// SPDX-License-Identifier: BSD-3-Clause
// Synthetic amplitudes: their moments against Wilson's distributions, and what they depend on.
#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <gemmi/symmetry.hpp>
#include <gemmi/unitcell.hpp>
#include <map>

#include "base/error.hpp"
#include "model/symmetry.hpp"

namespace kbragg::model {
namespace {

WilsonParameters parameters(const std::string& group, CellParameters cell, double dmin) {
  WilsonParameters p;
  p.cell = cell;
  p.space_group = group;
  p.dmin_angstrom = dmin;
  p.b_factor = 15;
  p.scale = 500;
  p.seed = 7;
  return p;
}

WilsonParameters tetragonal(double dmin) {
  return parameters("P 43 21 2", {78.5, 78.5, 37.8, 90, 90, 90}, dmin);
}

gemmi::UnitCell unit_cell(const CellParameters& c) {
  return {c.a, c.b, c.c, c.alpha, c.beta, c.gamma};
}

// Moments of z = I / (epsilon scale^2 exp(-2 B s^2)).
struct Moments {
  double n = 0, z = 0, z2 = 0, f = 0;
  void add(double value) {
    ++n;
    z += value;
    z2 += value * value;
    f += std::sqrt(value);
  }
};

std::array<Moments, 2> moments_by_centricity(const WilsonParameters& p) {
  const gemmi::GroupOps group = gemmi::get_spacegroup_by_name(p.space_group).operations();
  const gemmi::UnitCell cell = unit_cell(p.cell);
  std::array<Moments, 2> result;
  for (const Reflection& r : wilson_reflections(p).reflections) {
    const gemmi::Miller hkl{{r.h, r.k, r.l}};
    const double mean = group.epsilon_factor_without_centering(hkl) * p.scale * p.scale *
                        std::exp(-2 * p.b_factor * 0.25 * cell.calculate_1_d2(hkl));
    result[group.is_reflection_centric(hkl)].add(r.F * r.F / mean);
  }
  return result;
}

// Expected moments of z: mean 1; second moment 2 (acentric) or 3 (centric); mean of sqrt(z)
// sqrt(pi)/2 or sqrt(2/pi). Limits are four standard errors.
void expect_moments(const Moments& m, bool centric) {
  ASSERT_GT(m.n, 1000);
  EXPECT_NEAR(m.z / m.n, 1, 4 * std::sqrt((centric ? 2 : 1) / m.n));
  EXPECT_NEAR(m.z2 / m.n, centric ? 3 : 2, 4 * std::sqrt((centric ? 96 : 20) / m.n));
  EXPECT_NEAR(m.f / m.n, centric ? std::sqrt(2 / M_PI) : std::sqrt(M_PI) / 2,
              4 * std::sqrt((centric ? 1 - 2 / M_PI : 1 - M_PI / 4) / m.n));
}

TEST(Wilson, HasTheMomentsOfAcentricAndCentricReflections) {
  const auto tetragonal_moments = moments_by_centricity(tetragonal(1.2));
  expect_moments(tetragonal_moments[0], false);
  expect_moments(tetragonal_moments[1], true);
  const auto p1 = moments_by_centricity(parameters("P 1", {40, 50, 60, 80, 95, 105}, 1.5));
  expect_moments(p1[0], false);
  EXPECT_EQ(p1[1].n, 0);
  const auto centred = moments_by_centricity(parameters("I 21 3", {90, 90, 90, 90, 90, 90}, 1.2));
  expect_moments(centred[0], false);
  const auto bar = moments_by_centricity(parameters("P -1", {40, 50, 60, 80, 95, 105}, 1.5));
  EXPECT_EQ(bar[0].n, 0);
  expect_moments(bar[1], true);
}

TEST(Wilson, EnhancesReflectionsOnSymmetryAxes) {
  // (0 0 2n) of a hexagonal group, epsilon 6, averaged over seeds.
  WilsonParameters p = parameters("P 6", {30, 30, 100, 90, 90, 120}, 8);
  p.b_factor = 0;
  Moments axial;
  for (p.seed = 0; p.seed < 400; ++p.seed) {
    for (const Reflection& r : wilson_reflections(p).reflections) {
      if (r.h == 0 && r.k == 0) axial.add(r.F * r.F / (p.scale * p.scale));
    }
  }
  EXPECT_NEAR(axial.z / axial.n, 6, 6 * 4 / std::sqrt(axial.n));
}

TEST(Wilson, FallsWithTheBFactor) {
  // Least squares line through ln(I) over s^2; the scatter of ln(I) of an acentric reflection is
  // pi/sqrt(6).
  const WilsonParameters p = parameters("P 1", {40, 50, 60, 80, 95, 105}, 1.5);
  const gemmi::UnitCell cell = unit_cell(p.cell);
  double n = 0, sx = 0, sy = 0, sxx = 0, sxy = 0;
  for (const Reflection& r : wilson_reflections(p).reflections) {
    const double x = 0.25 * cell.calculate_1_d2({{r.h, r.k, r.l}}), y = 2 * std::log(r.F);
    ++n, sx += x, sy += y, sxx += x * x, sxy += x * y;
  }
  const double variance = sxx / n - sx * sx / n / n;
  const double slope = (sxy / n - sx * sy / n / n) / variance;
  EXPECT_NEAR(slope, -2 * p.b_factor, 4 * M_PI / std::sqrt(6 * n * variance));
}

TEST(Wilson, ListsTheUniqueReflectionsWithoutAbsences) {
  const WilsonParameters p = tetragonal(3);
  const ReflectionList list = wilson_reflections(p);
  EXPECT_EQ(list.space_group, "P 43 21 2");
  EXPECT_EQ(list.cell->c, 37.8);
  const gemmi::GroupOps group = gemmi::get_spacegroup_by_name(p.space_group).operations();
  const gemmi::UnitCell cell = unit_cell(p.cell);
  const HklTable table = make_p1_table(list, p.space_group, -1, [](const HklBox&) {});
  for (int h = -27; h <= 27; ++h) {
    for (int k = -27; k <= 27; ++k) {
      for (int l = -13; l <= 13; ++l) {
        const gemmi::Miller hkl{{h, k, l}};
        const bool inside = cell.calculate_1_d2(hkl) <= 1.0 / 9 && (h || k || l);
        const bool present = inside && !group.is_systematically_absent(hkl);
        EXPECT_EQ(table.at(h, k, l) != -1, present) << h << " " << k << " " << l;
      }
    }
  }
  for (const Reflection& r : list.reflections) EXPECT_FALSE(r.h == 0 && r.k == 0 && r.l % 4);
}

TEST(Wilson, GivesAReflectionTheSameAmplitudeAtAnyResolutionLimit) {
  std::map<std::array<int, 3>, double> fine;
  for (const Reflection& r : wilson_reflections(tetragonal(2)).reflections) {
    fine[{r.h, r.k, r.l}] = r.F;
  }
  const ReflectionList coarse = wilson_reflections(tetragonal(4));
  ASSERT_GT(coarse.reflections.size(), 1000u);
  for (const Reflection& r : coarse.reflections) EXPECT_EQ(fine.at({r.h, r.k, r.l}), r.F);
}

TEST(Wilson, DependsOnTheSeed) {
  WilsonParameters p = tetragonal(4);
  const ReflectionList first = wilson_reflections(p), again = wilson_reflections(p);
  p.seed = 8;
  const ReflectionList other = wilson_reflections(p);
  ASSERT_EQ(first.reflections.size(), other.reflections.size());
  double covariance = 0, variance = 0;
  for (std::size_t i = 0; i < first.reflections.size(); ++i) {
    EXPECT_EQ(first.reflections[i].F, again.reflections[i].F);
    const double a = std::log(first.reflections[i].F), b = std::log(other.reflections[i].F);
    EXPECT_NE(a, b);
    covariance += (a - std::log(400)) * (b - std::log(400));
    variance += (a - std::log(400)) * (a - std::log(400));
  }
  EXPECT_LT(std::abs(covariance / variance), 0.2);
}

TEST(Wilson, RefusesWhatItCannotGenerate) {
  EXPECT_THROW(wilson_reflections(tetragonal(0)), Error);
  EXPECT_THROW(wilson_reflections(tetragonal(std::nan(""))), Error);
  EXPECT_THROW(wilson_reflections(tetragonal(0.01)), Error) << "more than 2^31 indices";
  EXPECT_THROW(wilson_reflections(tetragonal(1000)), Error) << "no reflection";
  EXPECT_THROW(wilson_reflections(parameters("P 43 21 2", {78, 79.5, 38, 90, 90, 90}, 3)), Error);
  EXPECT_THROW(wilson_reflections(parameters("P 43 21 5", {78, 78, 38, 90, 90, 90}, 3)), Error);
}

}  // namespace
}  // namespace kbragg::model
