// SPDX-License-Identifier: BSD-3-Clause
// Peaks: which there are, where they are, and how far they have moved.
#include <gtest/gtest.h>

#include <cmath>

#include "metrics/peaks.hpp"
#include "pictures.hpp"
#include "support/near.hpp"

namespace kbragg::metrics {
namespace {

std::vector<Peak> peaks_of(const Image& image) {
  return find_peaks(image.pixels.data(), image.fast, {0, image.fast - 1, 0, image.slow - 1});
}

TEST(Peaks, ShiftByOnePixel) {
  const Image a = spots(96, 96);
  for (const auto& [slow, fast] : {std::pair(1.0, 0.0), {0.0, -1.0}, {-1.0, 1.0}}) {
    const Comparison c = compared(a, spots(96, 96, slow, fast), Region{3, 92, 3, 92});
    EXPECT_EQ(c.peaks.n_matched, 20);
    EXPECT_NEAR(c.peaks.mean_slow.value.value(), slow, 0.01);
    EXPECT_NEAR(c.peaks.mean_fast.value.value(), fast, 0.01);
    EXPECT_NEAR(c.peaks.mean.value.value(), std::hypot(slow, fast), 0.01);
    EXPECT_NEAR(c.peaks.max.value.value(), std::hypot(slow, fast), 0.01);
    EXPECT_LT(c.correlation.value.value(), 0.9);
  }
}

TEST(Peaks, ShiftByAFraction) {
  const Comparison c = compared(spots(96, 96), spots(96, 96, 0.25, 0));
  EXPECT_NEAR(c.peaks.mean_slow.value.value(), 0.25, 0.02);
  EXPECT_NEAR(c.peaks.mean_fast.value.value(), 0, 0.02);
}

TEST(Peaks, OnlyLocalMaximaAboveTheThreshold) {
  Image image(40, 40, 1.0);
  image.at(10, 10) = 50;
  image.at(10, 11) = 40;  // beside a higher one
  image.at(30, 5) = 30;
  image.at(30, 6) = 30;  // equal: the first counts
  image.at(0, 39) = 20;  // in a corner
  image.at(20, 20) = 0;
  const std::vector<Peak> peaks = peaks_of(image);
  ASSERT_EQ(peaks.size(), 3u);
  EXPECT_EQ(peaks[0].value, 50);
  EXPECT_EQ(peaks[1].value, 30);
  EXPECT_EQ(peaks[2].value, 20);
  EXPECT_TRUE(test::close(peaks[0].fast, 10 + 39.0 / (49 + 39)));
  EXPECT_TRUE(test::close(peaks[0].slow, 10));
  EXPECT_TRUE(test::close(peaks[1].fast, 5.5));
  EXPECT_TRUE(test::close(peaks[2].fast, 39));
  EXPECT_TRUE(test::close(peaks[2].slow, 0));
}

TEST(Peaks, NonFiniteNeighboursDoNotCount) {
  Image image(20, 20, 1.0);
  image.at(10, 10) = 50;
  image.at(10, 11) = std::nan("");
  image.at(11, 10) = -std::numeric_limits<double>::infinity();
  const std::vector<Peak> peaks = peaks_of(image);
  ASSERT_EQ(peaks.size(), 1u);
  EXPECT_EQ(peaks[0].fast, 10);
  EXPECT_EQ(peaks[0].slow, 10);
}

/// Two peaks near one partner: only the nearer is matched.
TEST(Peaks, MatchedOneToOne) {
  const std::vector<Peak> a{{9, 10, 10}, {8, 10, 14}, {7, 50, 50}};
  const std::vector<Peak> b{{9, 10, 13}, {8, 50, 52}};
  const PeakShift shift = match_peaks(a, b);
  EXPECT_EQ(shift.n_a, 3);
  EXPECT_EQ(shift.n_b, 2);
  EXPECT_EQ(shift.n_matched, 2);
  EXPECT_EQ(shift.mean.value, 1.5);
  EXPECT_EQ(shift.max.value, 2.0);
  EXPECT_EQ(shift.mean_fast.value, 0.5);
  EXPECT_EQ(shift.mean_slow.value, 0.0);
}

TEST(Peaks, OfTheFirstImageTheBrightest20AreMatched) {
  std::vector<Peak> many, one{{1, 5, 100}};
  for (int i = 0; i < 30; ++i) many.push_back({30.0 - i, 5, 10.0 * i});
  EXPECT_EQ(match_peaks(many, many).n_matched, 20);
  const PeakShift shift = match_peaks(many, {{1, 5, 290}});  // the nearest is none of the 20
  EXPECT_EQ(shift.n_matched, 0);
  EXPECT_EQ(shift.mean.reason, "no peaks could be matched");
  EXPECT_EQ(match_peaks(many, one).n_matched, 1);
}

}  // namespace
}  // namespace kbragg::metrics
