// SPDX-License-Identifier: BSD-3-Clause
// Sums and extremes of rows of pixels, in loops that compilers turn into vector instructions.
#ifndef KBRAGG_MATH_PIXEL_SCAN_HPP
#define KBRAGG_MATH_PIXEL_SCAN_HPP

#include <algorithm>
#include <bit>
#include <cstdint>
#include <limits>
#include <type_traits>

namespace kbragg {

/// Sum of term(i) for 0 <= i < count, in eight partial sums: the same on every machine, whatever
/// the width of its vectors.
template <class Term>
double sum_of_terms(std::int64_t count, Term&& term) {
  constexpr int lanes = 8;
  double partial[lanes] = {};
  std::int64_t i = 0;
  for (; i + lanes <= count; i += lanes)
    for (int k = 0; k < lanes; ++k) partial[k] += term(i + k);
  for (int k = 0; i < count; ++i, ++k) partial[k] += term(i);
  return ((partial[0] + partial[4]) + (partial[2] + partial[6])) +
         ((partial[1] + partial[5]) + (partial[3] + partial[7]));
}

/// The bits of a number as an unsigned integer: among numbers from +0 to infinity they have the
/// order of the numbers, while NaN and everything with a minus sign come out above infinity.
template <class Number>
auto ordered_bits(Number number) {
  using Bits = std::conditional_t<sizeof(Number) == 4, std::uint32_t, std::uint64_t>;
  return std::bit_cast<Bits>(number);
}

/// Highest ordered_bits of `count` numbers; 0 for none.
template <class Number>
auto highest_bits(const Number* numbers, std::int64_t count) {
  decltype(ordered_bits(Number{})) highest = 0;
  for (std::int64_t i = 0; i < count; ++i) highest = std::max(highest, ordered_bits(numbers[i]));
  return highest;
}

inline bool are_finite(const float* numbers, std::int64_t count) {
  constexpr std::uint32_t without_sign = 0x7fffffff;
  std::int32_t highest = 0;  // signed: minimal vector instructions have no other maximum
  for (std::int64_t i = 0; i < count; ++i)
    highest = std::max(highest, static_cast<std::int32_t>(ordered_bits(numbers[i]) & without_sign));
  return highest < static_cast<std::int32_t>(ordered_bits(std::numeric_limits<float>::infinity()));
}

/// The highest of 0 and `count` finite numbers.
inline float highest_from_0(const float* numbers, std::int64_t count) {
  std::int32_t highest = 0;  // with a minus sign the bits are negative
  for (std::int64_t i = 0; i < count; ++i)
    highest = std::max(highest, static_cast<std::int32_t>(ordered_bits(numbers[i])));
  return std::bit_cast<float>(highest);
}

}  // namespace kbragg

#endif
