// SPDX-License-Identifier: BSD-3-Clause
// Images at which careless metrics divide by zero, and what a wrong image looks like in them.
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "pictures.hpp"
#include "support/near.hpp"

namespace kbragg::metrics {
namespace {

using test::close;

TEST(SpecialImages, Identical) {
  const Image a = spots(64, 48);
  const Comparison c = compared(a, a);
  EXPECT_TRUE(c.identical);
  EXPECT_EQ(c.n_pixels, 64 * 48);
  EXPECT_EQ(c.correlation.value, 1.0);
  EXPECT_EQ(c.one_minus_correlation.value, 0.0);
  EXPECT_EQ(c.log_correlation.value, 1.0);
  EXPECT_EQ(c.sum_ratio.value, 1.0);
  for (const Metric& m : {c.mse, c.rmse, Metric(c.max_abs_diff), Metric(c.max_rel),
                          Metric(c.peak_max_rel), c.peaks.mean, c.peaks.max})
    EXPECT_EQ(m.value, 0.0);
  for (const Tile& tile : c.tiles) {
    EXPECT_EQ(tile.correlation.value, 1.0);
    EXPECT_EQ(tile.sum_ratio.value, 1.0);
  }
}

/// A wrong factor leaves the correlation alone; the sums show it.
TEST(SpecialImages, Factor225) {
  const Image a = spots(64, 48);
  const Comparison c = compared(a, scaled(a, 225));
  EXPECT_FALSE(c.identical);
  EXPECT_TRUE(close(c.correlation.value.value(), 1));
  EXPECT_LT(c.one_minus_correlation.value.value(), 1e-28);
  EXPECT_TRUE(close(c.log_correlation.value.value(), 1));
  EXPECT_TRUE(close(c.sum_ratio.value.value(), 225));
  EXPECT_TRUE(close(c.max_rel.value.value(), 224.0 / 225));
  EXPECT_EQ(c.peaks.max.value, 0.0);
  for (const Tile& tile : c.tiles) EXPECT_TRUE(close(tile.sum_ratio.value.value(), 225));
}

TEST(SpecialImages, NegativeValues) {
  const Image a = spots(64, 48);
  const Comparison c = compared(a, scaled(a, -1));
  EXPECT_TRUE(close(c.correlation.value.value(), -1));
  EXPECT_TRUE(close(c.sum_ratio.value.value(), -1));
  EXPECT_EQ(c.max_rel.value, 2.0);
  EXPECT_FALSE(c.log_correlation.value);
  EXPECT_EQ(c.log_correlation.reason, "a pixel is too far below 0, or none above it");
  const Comparison d = compared(scaled(a, -1), scaled(a, -1));
  EXPECT_EQ(d.correlation.value, 1.0);
  EXPECT_EQ(d.max_rel.value, 0.0);
  EXPECT_FALSE(d.peak_max_rel.value);
  EXPECT_EQ(d.peak_max_rel.reason, "the reference has no pixel above 0");
}

TEST(SpecialImages, OneNaN) {
  const Image a = spots(64, 48);
  Image b = a;
  b.at(33, 21) = std::numeric_limits<double>::quiet_NaN();
  b.at(33, 22) = std::numeric_limits<double>::infinity();
  const Comparison c = compared(a, b);
  EXPECT_EQ(c.nonfinite_a.count, 0);
  EXPECT_EQ(c.nonfinite_b.count, 2);
  EXPECT_EQ(c.nonfinite_b.first.slow, 33);
  EXPECT_EQ(c.nonfinite_b.first.fast, 21);
  EXPECT_EQ(c.n_pixels, 64 * 48 - 2);
  EXPECT_FALSE(c.identical);
  EXPECT_EQ(c.correlation.value, 1.0);  // of the others
  const Comparison away = compared(a, b, Region{0, 20, 0, 63});
  EXPECT_EQ(away.nonfinite_b.count, 0);
  EXPECT_TRUE(away.identical);
  const Comparison other = compared(b, a);
  EXPECT_EQ(other.nonfinite_a.count, 2);
  EXPECT_EQ(other.nonfinite_b.count, 0);
}

TEST(SpecialImages, AllNaN) {
  const Image a = spots(16, 16), b(16, 16, std::nan(""));
  const Comparison c = compared(a, b);
  EXPECT_EQ(c.n_pixels, 0);
  EXPECT_EQ(c.nonfinite_b.count, 256);
  EXPECT_FALSE(c.correlation.value);
  EXPECT_FALSE(c.identical);
  EXPECT_EQ(c.peaks.n_b, 0);
}

TEST(SpecialImages, OneConstant) {
  const Image a = spots(32, 32), flat(32, 32, 0.1);
  const Comparison c = compared(a, flat), d = compared(flat, a);
  EXPECT_FALSE(c.correlation.value);
  EXPECT_EQ(c.correlation.reason, "the test image is constant");
  EXPECT_FALSE(d.correlation.value);
  EXPECT_EQ(d.correlation.reason, "the reference is constant");
  EXPECT_EQ(d.log_correlation.reason, "the reference is constant");
  EXPECT_TRUE(d.sum_ratio.value);
  EXPECT_FALSE(d.peaks.mean.value);
  EXPECT_EQ(d.peaks.mean.reason, "an image has no peak");
}

TEST(SpecialImages, BothConstant) {
  const Image a(32, 32, 0.1), b(32, 32, 0.3);
  EXPECT_FALSE(compared(a, b).identical);
  const Comparison c = compared(a, a);
  EXPECT_TRUE(c.identical);
  EXPECT_FALSE(c.correlation.value);
  EXPECT_EQ(c.correlation.reason, "both images are constant");
  EXPECT_EQ(c.sum_ratio.value, 1.0);
  EXPECT_EQ(c.max_rel.value, 0.0);
}

TEST(SpecialImages, AllZero) {
  const Image zero(32, 32), a = spots(32, 32);
  const Comparison both = compared(zero, zero), first = compared(zero, a),
                   second = compared(a, zero);
  EXPECT_TRUE(both.identical);
  EXPECT_FALSE(both.sum_ratio.value);
  EXPECT_EQ(both.sum_ratio.reason, "the sum of the reference is 0");
  EXPECT_FALSE(both.max_rel.value);
  EXPECT_EQ(both.max_abs_diff.value, 0.0);
  EXPECT_FALSE(first.sum_ratio.value);
  EXPECT_EQ(first.max_rel.value, 1.0);
  EXPECT_FALSE(first.peak_max_rel.value);
  EXPECT_EQ(second.sum_ratio.value, 0.0);
  EXPECT_EQ(second.peak_max_rel.value, 1.0);
}

TEST(SpecialImages, EmptyRegion) {
  const Image a = spots(32, 32);
  for (const Region& region : {Region{}, Region{5, 4, 0, 31}, Region{0, 31, 7, 3},
                               Region{32, 40, 0, 31}, Region{0, 31, -9, -1}}) {
    const Comparison c = compared(a, a, region);
    EXPECT_EQ(c.n_pixels, 0);
    EXPECT_TRUE(c.region.empty());
    EXPECT_FALSE(c.identical);
    for (const Metric& m :
         {c.correlation, c.one_minus_correlation, c.log_correlation, c.mse, c.rmse, c.sum_a,
          c.sum_b, c.sum_ratio, Metric(c.brightest_a), Metric(c.max_abs_diff), Metric(c.max_rel),
          Metric(c.peak_max_rel), c.peaks.mean, c.peaks.max}) {
      EXPECT_FALSE(m.value);
      EXPECT_NE(m.reason, "");
    }
  }
}

/// A number that no double holds is none, and never an infinity.
TEST(SpecialImages, BeyondTheRangeOfDouble) {
  Image a = scaled(spots(32, 32), 1e300);
  const Comparison c = compared(a, disturbed(a, 0.1));
  EXPECT_FALSE(c.correlation.value);
  EXPECT_EQ(c.correlation.reason, "a variance is beyond the range of double precision");
  EXPECT_FALSE(c.mse.value);
  EXPECT_EQ(c.mse.reason, "it is beyond the range of double precision");
  EXPECT_TRUE(c.max_rel.value);
}

TEST(SpecialImages, OnePixel) {
  const Comparison c = compared(Image(1, 1, 2.0), Image(1, 1, 3.0));
  EXPECT_FALSE(c.correlation.value);
  EXPECT_EQ(c.sum_ratio.value, 1.5);
  EXPECT_EQ(c.rmse.value, 1.0);
}

}  // namespace
}  // namespace kbragg::metrics
