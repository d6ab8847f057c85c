// SPDX-License-Identifier: BSD-3-Clause
// The metrics against a straight evaluation of their definitions in extended precision.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "pictures.hpp"
#include "support/near.hpp"

namespace kbragg::metrics {
namespace {

using Real = long double;
using test::close;

struct Scalar {
  Real correlation, one_minus, sum_a, sum_b, mse;
};

Scalar evaluate(const std::vector<double>& a, const std::vector<double>& b) {
  const auto n = static_cast<Real>(a.size());
  Scalar r{};
  for (std::size_t i = 0; i < a.size(); ++i) {
    r.sum_a += a[i];
    r.sum_b += b[i];
    r.mse += (static_cast<Real>(b[i]) - a[i]) * (static_cast<Real>(b[i]) - a[i]) / n;
  }
  Real aa = 0, bb = 0, ab = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    const Real x = a[i] - r.sum_a / n, y = b[i] - r.sum_b / n;
    aa += x * x;
    bb += y * y;
    ab += x * y;
  }
  r.correlation = ab / std::sqrt(aa * bb);
  for (std::size_t i = 0; i < a.size(); ++i) {
    const Real x = (a[i] - r.sum_a / n) / std::sqrt(aa), y = (b[i] - r.sum_b / n) / std::sqrt(bb);
    r.one_minus += (x - y) * (x - y) / 2;
  }
  return r;
}

std::vector<double> logarithms(std::vector<double> values) {
  std::vector<double> positive;
  for (const double x : values)
    if (x > 0) positive.push_back(x);
  std::sort(positive.begin(), positive.end());
  const auto last = static_cast<double>(positive.size() - 1);
  const double median = positive[static_cast<std::size_t>(std::llround(last / 2))];
  for (double& x : values) x = static_cast<double>(std::log(1 + static_cast<Real>(x) / median));
  return values;
}

/// The part of an image that a region names.
std::vector<double> part(Image image, const Region& r) {
  std::vector<double> pixels;
  for (std::int64_t s = r.slow_first; s <= r.slow_last; ++s)
    for (std::int64_t f = r.fast_first; f <= r.fast_last; ++f) pixels.push_back(image.at(s, f));
  return pixels;
}

void expect_sums(const Comparison& c, const std::vector<double>& a, const std::vector<double>& b) {
  const Scalar e = evaluate(a, b);
  const auto as_double = [](Real x) { return static_cast<double>(x); };
  EXPECT_EQ(c.n_pixels, static_cast<std::int64_t>(a.size()));
  EXPECT_NEAR(c.correlation.value.value(), as_double(e.correlation), 1e-14);
  EXPECT_NEAR(c.one_minus_correlation.value.value(), as_double(e.one_minus),
              as_double(1e-15 * std::sqrt(e.one_minus) + 1e-13 * e.one_minus));
  EXPECT_TRUE(close(c.sum_a.value.value(), as_double(e.sum_a), 1e-14));
  EXPECT_TRUE(close(c.sum_b.value.value(), as_double(e.sum_b), 1e-14));
  EXPECT_TRUE(close(c.sum_ratio.value.value(), as_double(e.sum_b / e.sum_a), 1e-14));
  EXPECT_TRUE(close(c.mse.value.value(), as_double(e.mse), 1e-12));
  EXPECT_TRUE(close(c.rmse.value.value(), as_double(std::sqrt(e.mse)), 1e-12));
  EXPECT_TRUE(close(c.log_correlation.value.value(),
                    as_double(evaluate(logarithms(a), logarithms(b)).correlation), 1e-13));
}

/// Large and small differences, unlike images, and a large common offset.
TEST(AgainstScalar, SumsOfWholeImages) {
  const Image a = spots(101, 83);
  for (const double size : {1e-9, 1e-3, 0.5}) {
    const Image b = disturbed(a, size);
    expect_sums(compared(a, b), a.pixels, b.pixels);
  }
  const Image other = spots(101, 83, 3.3, -2.1);
  expect_sums(compared(a, other), a.pixels, other.pixels);
  Image c = a, d = disturbed(a, 1e-3);
  for (double& x : c.pixels) x += 1e6;
  for (double& x : d.pixels) x += 1e6;
  expect_sums(compared(c, d), c.pixels, d.pixels);
}

TEST(AgainstScalar, SumsOfARegion) {
  const Image a = spots(61, 47), b = disturbed(a, 0.1);
  const Region region{5, 30, 11, 59};
  const Comparison c = compared(a, b, region);
  EXPECT_EQ(c.region.height() * c.region.width(), 26 * 49);
  expect_sums(c, part(a, region), part(b, region));
}

TEST(AgainstScalar, Tiles) {
  const Image a = spots(70, 53), b = disturbed(a, 0.2);
  const Region region{2, 50, 3, 69};
  const Comparison c = compared(a, b, region);
  std::int64_t covered = 0;
  for (int s = 0; s < tile_edge; ++s) {
    for (int f = 0; f < tile_edge; ++f) {
      const Region r{2 + 49 * f / 8, 2 + 49 * (f + 1) / 8 - 1, 3 + 67 * s / 8,
                     3 + 67 * (s + 1) / 8 - 1};
      covered += r.height() * r.width();
      const Scalar e = evaluate(part(a, r), part(b, r));
      const Tile& tile = c.tiles[static_cast<std::size_t>(s * tile_edge + f)];
      EXPECT_TRUE(close(tile.correlation.value.value(), static_cast<double>(e.correlation), 1e-13));
      EXPECT_TRUE(
          close(tile.sum_ratio.value.value(), static_cast<double>(e.sum_b / e.sum_a), 1e-14));
    }
  }
  EXPECT_EQ(covered, 49 * 67);
}

TEST(AgainstScalar, TilesWithoutPixelsSayWhy) {
  const Image a = spots(3, 3), b = disturbed(a, 0.2);
  const Comparison c = compared(a, b);
  int empty = 0, single = 0;
  for (const Tile& tile : c.tiles) {
    EXPECT_FALSE(tile.correlation.value);
    empty += tile.correlation.reason == "there is no pixel to compare" && !tile.sum_ratio.value;
    single += tile.correlation.reason == "both images are constant" && tile.sum_ratio.value;
  }
  EXPECT_EQ(single, 9);
  EXPECT_EQ(empty, 64 - 9);
}

/// The worst pixels are put where they must be found.
TEST(AgainstScalar, WorstPixels) {
  Image a(20, 30, 1.0);
  a.at(4, 5) = 1000;
  a.at(6, 7) = 500;
  Image b = a;
  b.at(4, 5) = 1030;    // largest absolute, 2.9 %
  b.at(6, 7) = 450;     // largest of the peaks, 10 %
  b.at(8, 9) = 0.25;    // largest relative, 75 %
  b.at(10, 11) = 0.25;  // the same again, later
  a.at(12, 13) = 1e-10;
  b.at(12, 13) = 5e-10;  // too faint to count
  const Comparison c = compared(a, b);
  const auto expect = [](const PixelMetric& m, double value, std::int64_t slow, std::int64_t fast) {
    EXPECT_TRUE(close(m.value.value(), value));
    EXPECT_EQ(m.pixel.slow, slow);
    EXPECT_EQ(m.pixel.fast, fast);
  };
  expect(c.max_abs_diff, 50, 6, 7);
  expect(c.max_rel, 0.75, 8, 9);
  expect(c.peak_max_rel, 0.1, 6, 7);
  expect(c.brightest_a, 1000, 4, 5);
  expect(c.brightest_b, 1030, 4, 5);
  EXPECT_FALSE(c.worst_is_peak);
  b.at(4, 5) = 100;
  EXPECT_TRUE(compared(a, b).worst_is_peak);
  EXPECT_FALSE(compared(a, b, Region{0, 29, 5, 19}).worst_is_peak);
}

TEST(AgainstScalar, CountBeyond) {
  Image a(4, 5, 1.0);
  a.at(0, 0) = -1e6;  // largest size
  a.at(0, 1) = 0;
  Image b = a;
  EXPECT_EQ(count_beyond(pair_of(a, b), 1e-6, 1e-6), 0);
  b.at(0, 0) += 0.5;     // within 1e-6 of itself
  b.at(0, 1) = 0.9e-6;   // within 1e-6 of the floor, 1e-6 * 1e6
  b.at(1, 1) += 0.9e-6;  // within
  EXPECT_EQ(count_beyond(pair_of(a, b), 1e-6, 1e-6), 0);
  b.at(0, 0) += 1;       // beyond
  b.at(0, 1) = 1.1e-6;   // beyond
  b.at(1, 1) += 1.1e-6;  // beyond
  EXPECT_EQ(count_beyond(pair_of(a, b), 1e-6, 1e-6), 3);
  b.at(3, 4) = std::nan("");
  EXPECT_EQ(count_beyond(pair_of(a, b), 1e-6, 1e-6), 4);
  EXPECT_EQ(count_beyond(pair_of(a, a), 0, 0), 0);
}

TEST(AgainstScalar, WorstDeviation) {
  Image a(4, 5, 2.0);
  a.at(0, 0) = -1e6;  // largest size
  a.at(0, 1) = 0;
  Image b = a;
  const auto expect = [&](double value, std::int64_t slow, std::int64_t fast) {
    const PixelMetric worst = worst_deviation(pair_of(a, b), 1e-6);
    EXPECT_DOUBLE_EQ(worst.value.value(), value);
    EXPECT_EQ(worst.pixel.slow, slow);
    EXPECT_EQ(worst.pixel.fast, fast);
  };
  expect(0, 0, 0);
  b.at(2, 3) = 2.5;
  expect(0.25, 2, 3);  // of the reference, not of the larger one
  b.at(0, 1) = 0.75;
  expect(0.75, 0, 1);  // of the floor, 1e-6 * 1e6
  b.at(0, 1) = std::nan("");
  expect(0.25, 2, 3);
  const Image zero(4, 5, 0.0);
  EXPECT_FALSE(worst_deviation(pair_of(zero, b), 1e-6).value);
}

}  // namespace
}  // namespace kbragg::metrics
