// SPDX-License-Identifier: BSD-3-Clause
// Device functions of the lattice factor: values of the reference, limits, accuracy.
#include <gtest/gtest.h>

#include <cmath>

#include "kernels/amplitude.hpp"
#include "kernels/device_scene.hpp"
#include "support/near.hpp"
#include "support/scene_builder.hpp"

namespace kbragg::kernels {
namespace {

using test::close;
constexpr double pi = 3.14159265358979323846;

TEST(Trigonometry, PolynomialsAreExactToRounding) {
  for (int i = -4096; i <= 4096; ++i) {
    const double x = i / 8192.0;
    const auto exact = static_cast<double>(std::sin(3.14159265358979323846264338L * x));
    EXPECT_TRUE(close(sin_pi(x), exact, 4e-16)) << x;
    EXPECT_NEAR(cos_pi(x), static_cast<double>(std::cos(3.14159265358979323846264338L * x)), 3e-16)
        << x;
  }
  EXPECT_TRUE(close(sin_pi(1e-12), pi * 1e-12, 4e-16));
  EXPECT_EQ(sin_pi(0.0), 0.0);
}

TEST(Exponential, ExactToRounding) {
  for (int i = 0; i <= 70000; ++i) {
    const double x = -i / 100.0;
    EXPECT_TRUE(close(exp_not_positive(x), std::exp(x), 5e-16)) << x;
  }
  EXPECT_EQ(exp_not_positive(0.0), 1.0);
  EXPECT_EQ(exp_not_positive(-1e6), 0.0);
  EXPECT_TRUE(close(exp_not_positive(-1e-300), 1.0));
}

TEST(Trigonometry, HalvesGoDown) {
  const double rows[][2] = {{0.5, 0}, {1.5, 1}, {2.5, 2}, {-0.5, -1}, {-1.5, -2}, {0.49, 0}};
  for (const auto& row : rows) EXPECT_EQ(nearest_integer(row[0]), row[1]);
}

struct Offsets {
  double h, k, l;
};
Offsets reference_offsets() {
  return {-0.049981642839557527, 0.51443632060276201 - 1, 0.79805463187203907 - 1};
}

/// |F| of a crystal with 3 x 4 x 5 cells at a point where the reference printed F.
double factor(const char* shape, double fudge, model::SpotWidth width) {
  model::Scene scene = test::scene({{"crystal.shape", shape},
                                    {"crystal.cells", "[3, 4, 5]"},
                                    {"crystal.fudge", std::to_string(fudge)},
                                    {"crystal.misset", "[10 deg, 20 deg, 30 deg]"}});
  scene.crystal.spot_width = width;
  double squared = 0;
  with_lattice(scene.crystal, [&](const auto& lattice) {
    const Offsets d = reference_offsets();
    squared = lattice.squared(d.h, d.k, d.l);
  });
  return std::sqrt(squared);
}

TEST(Lattice, ReferenceValues) {
  using model::SpotWidth;
  EXPECT_TRUE(close(factor("square", 1, SpotWidth::per_axis), 0.027018358078077568, 1e-13));
  EXPECT_TRUE(close(factor("round", 1, SpotWidth::per_axis), 2.0189540258121164, 1e-13));
  EXPECT_TRUE(close(factor("round", 0.5, SpotWidth::per_axis), 1.9933989054073868, 1e-13));
  EXPECT_TRUE(close(factor("gauss", 0.001, SpotWidth::isotropic), 59.985470094075438, 1e-13));
  EXPECT_TRUE(close(factor("tophat", 1, SpotWidth::isotropic), 60, 1e-13));
}

TEST(Lattice, OneCell) {
  const SquareLattice<double> square{1, 1, 1};
  EXPECT_EQ(square.squared(0.3, -0.5, 0.01), 1);
  EXPECT_EQ(square.squared(0, 0, 0), 1);
  const RoundLattice<double> round{{1, 1, 1}, 1, 0.723601254558268};
  const Offsets d = reference_offsets();
  EXPECT_TRUE(close(std::sqrt(round.squared(d.h, d.k, d.l)), 0.54294509292076742, 1e-13));
}

TEST(Lattice, PeakFirstZeroAndPeriod) {
  const SquareLattice<double> square{5, 8, 100};
  EXPECT_EQ(square.squared(0, 0, 0), 5.0 * 5 * 8 * 8 * 100 * 100);
  EXPECT_NEAR(square.squared(1.0 / 5, 0, 0), 0, 1e-20);
  EXPECT_TRUE(close(square.squared(1e-9, 0, 0), square.squared(0, 0, 0), 1e-12));
  EXPECT_TRUE(close(square.squared(0.5, 0, 0), 8.0 * 8 * 100 * 100));  // N odd: 1 at the border
  // Far fringes of many cells keep their accuracy.
  for (const double d : {0.1234, 0.4987, 0.0051}) {
    const long double exact = std::sin(100 * 3.14159265358979323846L * d) /
                              std::sin(3.14159265358979323846L * static_cast<long double>(d));
    EXPECT_TRUE(close(square.squared(0, 0, d), static_cast<double>(1600 * exact * exact), 1e-11));
  }
}

TEST(Lattice, SphereTransformIsSmoothAcrossItsSeries) {
  using Round = RoundLattice<double>;
  EXPECT_EQ(Round::sphere_transform(0.0), 1);
  for (const double x : {1e-6, 0.1, 0.7, 0.7072, 0.71, 1.0, 4.4934, 30.0, 300.0}) {
    const long double y = x;
    const auto exact = static_cast<double>(3 * (std::sin(y) / y - std::cos(y)) / (y * y));
    const double expected = x < 1e-3 ? 1 - x * x / 10 : exact;
    EXPECT_NEAR(std::fabs(Round::sphere_transform(x * x / (pi * pi))), std::fabs(expected), 3e-15)
        << x;
  }
}

TEST(Lattice, TophatLimit) {
  const TophatLattice<double, RadiusPerAxis<double>> hat{{10, 10, 10}, 1, 1000};
  EXPECT_EQ(hat.squared(0.0629, 0, 0), 1e6);
  EXPECT_EQ(hat.squared(0.0631, 0, 0), 0);
}

TEST(Interpolation, CubicsAreReproduced) {
  double w[4];
  TricubicAmplitude::lagrange_weights(1.5, w);  // nodes -1, 0, 1, 2 at 0.5
  EXPECT_DOUBLE_EQ(w[0] * 1 + w[1] * 8 + w[2] * 27 + w[3] * 64, 15.625);
  TricubicAmplitude::lagrange_weights(2.0, w);
  EXPECT_EQ(w[2], 1);
  EXPECT_EQ(w[0] + w[1] + w[3], 0);
}

}  // namespace
}  // namespace kbragg::kernels
