// SPDX-License-Identifier: BSD-3-Clause
// Pictures of two images and their difference: scales, grey levels, shrinking.
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "io/comparison_pictures.hpp"

namespace kbragg::io {
namespace {

using Levels = std::vector<std::uint8_t>;
using Values = std::vector<double>;

ComparisonPictures render(const Values& a, const Values& b, std::int64_t slow, std::int64_t fast) {
  return render_comparison(a.data(), b.data(), slow, fast, {0, fast - 1, 0, slow - 1});
}

TEST(ComparisonPictures, OneScaleForBoth) {
  const ComparisonPictures p = render({0, 50, 100, -7}, {200, 100, 0, 0}, 2, 2);
  EXPECT_EQ(p.white, 200);
  EXPECT_EQ(p.difference_scale, 200);
  EXPECT_EQ(p.a.width, 2);
  EXPECT_EQ(p.a.height, 2);
  EXPECT_EQ(p.a.channels, 1);
  EXPECT_EQ(p.a.pixels, (Levels{0, 64, 128, 0}));
  EXPECT_EQ(p.b.pixels, (Levels{255, 128, 0, 0}));
  EXPECT_EQ(p.difference.pixels, (Levels{255, 160, 65, 132}));
}

TEST(ComparisonPictures, SideBySide) {
  const ComparisonPictures p = render({0, 50, 100, -7}, {200, 100, 0, 0}, 2, 2);
  const Picture row = side_by_side(p);
  EXPECT_EQ(row.width, 22);
  EXPECT_EQ(row.height, 2);
  EXPECT_EQ(row.channels, 1);
  Levels expected(44, 255);
  for (std::size_t y = 0; y < 2; ++y)
    for (std::size_t x = 0; x < 2; ++x) {
      expected[22 * y + x] = p.a.pixels[2 * y + x];
      expected[22 * y + 10 + x] = p.b.pixels[2 * y + x];
      expected[22 * y + 20 + x] = p.difference.pixels[2 * y + x];
    }
  EXPECT_EQ(row.pixels, expected);
}

TEST(ComparisonPictures, ScalesEndAtThePercentile) {
  Values a(1000, 1), b(1000, 1);
  for (std::size_t i = 0; i < 1000; ++i) b[i] = 1 + static_cast<double>(i);
  b[999] = 1e6;
  const ComparisonPictures p = render(a, b, 10, 100);
  EXPECT_EQ(p.white, 990);             // of 2000 values
  EXPECT_EQ(p.difference_scale, 994);  // of the 999 that are not 0
  EXPECT_EQ(p.b.pixels[999], 255);
  EXPECT_EQ(p.difference.pixels[999], 255);
  EXPECT_EQ(p.difference.pixels[0], 128);
}

TEST(ComparisonPictures, TheScaleIsThatOfTheRegion) {
  const Values a{1, 2, 3, 1000}, b{1, 4, 3, 9};
  const ComparisonPictures p = render_comparison(a.data(), b.data(), 2, 2, {0, 1, 0, 0});
  EXPECT_EQ(p.white, 4);
  EXPECT_EQ(p.difference_scale, 2);
  EXPECT_EQ(p.a.pixels[3], 255);
  EXPECT_EQ(p.difference.pixels[3], 1);
  const ComparisonPictures none = render_comparison(a.data(), b.data(), 2, 2, {0, -1, 0, -1});
  EXPECT_EQ(none.white, 0);
  EXPECT_EQ(none.a.pixels, Levels(4, 0));
  EXPECT_EQ(none.difference.pixels, Levels(4, 128));
}

TEST(ComparisonPictures, IdenticalIsMidGreyAndZeroBlack) {
  const Values a{1, 2, 3, 4}, zero(4, 0.0);
  EXPECT_EQ(render(a, a, 2, 2).difference.pixels, Levels(4, 128));
  const ComparisonPictures p = render(zero, zero, 2, 2);
  EXPECT_EQ(p.white, 0);
  EXPECT_EQ(p.a.pixels, Levels(4, 0));
  EXPECT_EQ(p.b.pixels, Levels(4, 0));
  EXPECT_EQ(p.difference.pixels, Levels(4, 128));
}

TEST(ComparisonPictures, NonFiniteCountsAsZero) {
  const double nan = std::nan(""), inf = std::numeric_limits<double>::infinity();
  const ComparisonPictures p = render({nan, inf, 4, 4}, {1, 2, -inf, 4}, 2, 2);
  EXPECT_EQ(p.white, 4);
  EXPECT_EQ(p.a.pixels, (Levels{0, 0, 255, 255}));
  EXPECT_EQ(p.difference.pixels, Levels(4, 128));
}

/// One spot and one difference of either sign survive in an image that is made smaller.
TEST(ComparisonPictures, LargeImagesShrinkByTheLargestOfABlock) {
  constexpr std::int64_t fast = 4097, slow = 7;
  Values a(fast * slow, 1.0), b = a;
  a[4 * fast + 3001] = 9;  // block (1, 1000)
  b[4 * fast + 3001] = 4;
  b[6 * fast + 4096] = 6;  // block (2, 1365)
  const ComparisonPictures p = render(a, b, slow, fast);
  EXPECT_EQ(p.block, 3);
  EXPECT_EQ(p.a.width, 1366);
  EXPECT_EQ(p.a.height, 3);
  ASSERT_EQ(p.difference.pixels.size(), 1366u * 3);
  EXPECT_EQ(p.difference.pixels[1366 + 1000], 1);
  EXPECT_EQ(p.difference.pixels[2 * 1366 + 1365], 255);
  EXPECT_EQ(p.difference.pixels[0], 128);
  EXPECT_EQ(p.a.pixels[1366 + 1000], 255);
}

}  // namespace
}  // namespace kbragg::io
