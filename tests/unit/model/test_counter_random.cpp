// SPDX-License-Identifier: BSD-3-Clause
// Philox4x32-10 against the known answers of its authors, and what is drawn from it.
#include <gtest/gtest.h>

#include "math/counter_random.hpp"

namespace kbragg {
namespace {

void expect_words(const Words4& found, const Words4& expected) {
  for (int i = 0; i < 4; ++i) EXPECT_EQ(found.w[i], expected.w[i]) << i;
}

TEST(Philox, KnownAnswers) {
  expect_words(philox4x32({{0, 0, 0, 0}}, 0, 0),
               {{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}});
  constexpr std::uint32_t ones = 0xffffffff;
  expect_words(philox4x32({{ones, ones, ones, ones}}, ones, ones),
               {{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}});
  expect_words(
      philox4x32({{0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}}, 0xa4093822, 0x299f31d0),
      {{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}});
}

TEST(CounterRandom, CounterHoldsIndexDrawAndPurpose) {
  const std::uint64_t seed = 0x0000000500000007, index = 0x0000000900000003;
  CounterRandom random(seed, RandomPurpose::noise, index);
  for (std::uint32_t draw = 0; draw < 3; ++draw) {
    const Words4 words = philox4x32({{3, 9, draw, 4}}, 7, 5);
    for (int half = 0; half < 2; ++half) {
      const std::uint64_t high = words.w[2 * half], low = words.w[2 * half + 1];
      const double expected =
          (static_cast<double>(high << 20 | low >> 12) + 0.5) / 4503599627370496.0;
      EXPECT_EQ(random.uniform(), expected);
    }
  }
}

}  // namespace
}  // namespace kbragg
