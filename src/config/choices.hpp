// SPDX-License-Identifier: BSD-3-Clause
// Choices that several sections of the run file share.
#ifndef KBRAGG_CONFIG_CHOICES_HPP
#define KBRAGG_CONFIG_CHOICES_HPP

#include <string_view>

#include "config/field.hpp"

namespace kbragg::config {

/// Where the samples of a range lie.
enum class RangeSampling { bin_centers, from_edge };
template <>
struct EnumNames<RangeSampling> {
  static constexpr std::string_view what = "sampling of a range";
  static constexpr Choice<RangeSampling> choices[] = {
      {RangeSampling::bin_centers, "bin_centers", "at the centres of equal parts of the range"},
      {RangeSampling::from_edge, "from_edge",
       "at the low edge of the range plus multiples of the key step"},
  };
};

/// Where random numbers come from.
enum class RandomStream { counter, nanobragg };
template <>
struct EnumNames<RandomStream> {
  static constexpr std::string_view what = "random stream";
  static constexpr Choice<RandomStream> choices[] = {
      {RandomStream::counter, "counter", "counter-based (Philox), independent of any order"},
      {RandomStream::nanobragg, "nanobragg",
       "the sequential generator of nanoBragg.c, number for number"},
  };
};

/// Seeds that fit the sequential generator, which also takes negative ones. The counter-based one
/// does not; that rule needs the stream beside the seed and is model::checked_seed.
inline Bounds any_seed() { return between(-2147483648.0, 2147483647.0); }

}  // namespace kbragg::config

#endif
