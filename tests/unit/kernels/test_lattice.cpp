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

constexpr long double long_pi = 3.14159265358979323846264338L;

TEST(Trigonometry, PolynomialsAreExactToRounding) {
  for (int i = -4096; i <= 4096; ++i) {
    const double x = i / 8192.0;
    const auto sine = static_cast<double>(std::sin(long_pi * x));
    const auto cosine = static_cast<double>(std::cos(long_pi * x));
    EXPECT_TRUE(close(sin_pi(x), sine, 5e-16)) << x;
    EXPECT_NEAR(cos_pi(x), cosine, 3e-16) << x;
    EXPECT_TRUE(close(sin_pi(static_cast<float>(x)), sine, 2e-7)) << x;
    EXPECT_NEAR(cos_pi(static_cast<float>(x)), cosine, 2e-7) << x;
  }
  EXPECT_TRUE(close(sin_pi(1e-12), pi * 1e-12, 5e-16));
  EXPECT_EQ(sin_pi(0.0), 0.0);
}

TEST(Exponential, ExactToRounding) {
  for (int i = 0; i <= 70000; ++i) {
    const double x = -i / 100.0;
    EXPECT_TRUE(close(exponential(x), std::exp(x), 5e-16)) << x;
    if (x > -87) {
      const auto single = static_cast<float>(x);
      EXPECT_TRUE(close(exponential(single), std::exp(static_cast<double>(single)), 3e-7)) << x;
    }
  }
  EXPECT_EQ(exponential(0.0), 1.0);
  EXPECT_EQ(exponential(-1e6), 0.0);
  EXPECT_EQ(exponential(-1e6f), 0.0f);
  EXPECT_TRUE(close(exponential(-1e-300), 1.0));
  EXPECT_TRUE(close(exponential(700.0), std::exp(700.0), 5e-16));
}

TEST(Trigonometry, HalvesGoDown) {
  const double rows[][2] = {{0.5, 0}, {1.5, 1}, {2.5, 2}, {-0.5, -1}, {-1.5, -2}, {0.49, 0}};
  for (const auto& row : rows) EXPECT_EQ(nearest_integer(row[0]), row[1]);
}

Offset<double> reference_offset() {
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
  with_lattice<double>(scene.crystal, [&](const auto& lattice) {
    squared = lattice.peak_squared * lattice.relative(reference_offset());
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

/// Squared lattice factor of a crystal with these cells at an offset.
template <class Real = double>
double squared(const char* shape, const char* cells, Offset<Real> d) {
  const model::Scene scene = test::scene({{"crystal.shape", shape}, {"crystal.cells", cells}});
  double result = 0;
  with_lattice<Real>(scene.crystal, [&](const auto& lattice) {
    result = lattice.peak_squared * static_cast<double>(lattice.relative(d));
  });
  return result;
}

TEST(Lattice, OneCell) {
  EXPECT_TRUE(close(squared("square", "[1, 1, 1]", {0.3, -0.5, 0.01}), 1, 1e-15));
  EXPECT_TRUE(close(squared("square", "[1, 1, 1]", {0, 0, 0}), 1, 1e-15));
  const double round = squared("round", "[1, 1, 1]", reference_offset());
  EXPECT_TRUE(close(std::sqrt(round), 0.54294509292076742, 1e-13));
}

TEST(Lattice, PeakFirstZeroAndPeriod) {
  const auto square = [](double h, double k, double l) {
    return squared("square", "[5, 8, 100]", {h, k, l});
  };
  EXPECT_TRUE(close(square(0, 0, 0), 5.0 * 5 * 8 * 8 * 100 * 100, 1e-15));
  EXPECT_NEAR(square(1.0 / 5, 0, 0), 0, 1e-20);
  EXPECT_TRUE(close(square(1e-9, 0, 0), square(0, 0, 0), 1e-12));
  EXPECT_TRUE(close(square(0.5, 0, 0), 8.0 * 8 * 100 * 100));  // N odd: 1 at the border
  // Far fringes of many cells keep their accuracy.
  for (const double d : {0.1234, 0.4987, 0.0051}) {
    const long double exact = std::sin(100 * 3.14159265358979323846L * d) /
                              std::sin(3.14159265358979323846L * static_cast<long double>(d));
    EXPECT_TRUE(close(square(0, 0, d), static_cast<double>(1600 * exact * exact), 1e-11));
  }
}

TEST(Lattice, SinglePrecisionNearThePeaksOfLargeCrystals) {
  for (const char* shape : {"square", "round", "gauss", "tophat"})
    for (const double h : {0.0, 1e-7, 3e-6}) {
      const char* cells = "[100000, 50000, 20000]";
      const double exact = squared<double>(shape, cells, {h, -h, h / 2});
      const auto single = static_cast<float>(h);
      EXPECT_TRUE(close(squared<float>(shape, cells, {single, -single, single / 2}), exact, 1e-5))
          << shape << " " << h;
    }
}

TEST(Lattice, FactorsBelowTheBoundAreZeroAndThoseAboveAreNot) {
  // gauss: exp(-2 (N h)^2 / 0.63), 1e-12 at N h = 2.9502.
  const double peak = 1e6 * 1e6;
  EXPECT_GT(squared("gauss", "[100, 100, 100]", {0.0295, 0, 0}), 1e-12 * peak);
  EXPECT_EQ(squared("gauss", "[100, 100, 100]", {0.02951, 0, 0}), 0);
  // round: (3 cos(x) / x^2)^2, 1e-12 at x = pi N h = 1732.
  EXPECT_GT(squared("round", "[2000, 2000, 2000]", {0.26, 0, 0}), 0);
  EXPECT_EQ(squared("round", "[2000, 2000, 2000]", {0.28, 0, 0}), 0);
  EXPECT_TRUE(std::sqrt(RoundProfile::limit) > 1732.05 && std::sqrt(RoundProfile::limit) < 1734);
}

TEST(Lattice, OnlyShapesWithinReachOfTheBoundSkip) {
  const auto skips = [](const char* shape, const char* cells) {
    const model::Scene scene = test::scene({{"crystal.shape", shape}, {"crystal.cells", cells}});
    bool result = false;
    with_lattice<double>(scene.crystal, [&](const auto& lattice) {
      if constexpr (std::decay_t<decltype(lattice)>::can_skip) result = lattice.skips;
    });
    return result;
  };
  EXPECT_TRUE(skips("gauss", "[20, 20, 20]"));
  EXPECT_FALSE(skips("gauss", "[2, 2, 2]"));
  EXPECT_TRUE(skips("tophat", "[2, 2, 2]"));
  EXPECT_FALSE(skips("round", "[100, 100, 100]"));
  EXPECT_TRUE(skips("round", "[2000, 2000, 2000]"));
  EXPECT_FALSE(skips("square", "[2000, 2000, 2000]"));
}

TEST(Lattice, SphereTransformIsSmoothAcrossItsSeries) {
  using Round = RoundProfile;
  EXPECT_EQ(Round::sphere_transform(0.0), 1);
  for (const double x : {1e-6, 0.1, 0.7, 0.7072, 0.71, 1.0, 4.4934, 30.0, 300.0}) {
    const long double y = x;
    const auto exact = static_cast<double>(3 * (std::sin(y) / y - std::cos(y)) / (y * y));
    const double expected = x < 1e-3 ? 1 - x * x / 10 : exact;
    EXPECT_NEAR(std::fabs(Round::sphere_transform(x * x)), std::fabs(expected), 3e-15) << x;
  }
}

TEST(Lattice, TophatLimit) {
  EXPECT_EQ(squared("tophat", "[10, 10, 10]", {0.0629, 0, 0}), 1e6);
  EXPECT_EQ(squared("tophat", "[10, 10, 10]", {0.0631, 0, 0}), 0);
}

TEST(Interpolation, CubicsAreReproduced) {
  double w[4];
  lagrange_weights(1.5, w);  // nodes -1, 0, 1, 2 at 0.5
  EXPECT_DOUBLE_EQ(w[0] * 1 + w[1] * 8 + w[2] * 27 + w[3] * 64, 15.625);
  lagrange_weights(2.0, w);
  EXPECT_EQ(w[2], 1);
  EXPECT_EQ(w[0] + w[1] + w[3], 0);
}

}  // namespace
}  // namespace kbragg::kernels
