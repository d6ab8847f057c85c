// SPDX-License-Identifier: BSD-3-Clause
// Sharing the steps of a pixel among work items, for devices that have more of them at hand than an
// image or its region has pixels.
#ifndef KBRAGG_KERNELS_STEP_SPLIT_HPP
#define KBRAGG_KERNELS_STEP_SPLIT_HPP

#include <algorithm>
#include <cstdint>

#include "base/error.hpp"
#include "kernels/intensity.hpp"

namespace kbragg::kernels {

/// Work items that occupy a large GPU. A constant, so that images do not depend on the model.
inline constexpr std::int64_t items_of_device = std::int64_t{1} << 17;

/// The split by which `pixels` pixels become about `items` work items of at least one step each;
/// `sub_pixels` of all layers, 1 where every work item needs to see all of them.
inline StepSplit split_steps(std::int64_t pixels, std::int64_t sub_pixels,
                             std::int64_t orientations, std::int64_t items) {
  const auto shares = [&](std::int64_t of_pixels) { return (items + of_pixels - 1) / of_pixels; };
  StepSplit split;
  if (pixels <= 0 || pixels >= items) return split;
  split.sub_pixels = std::min(shares(pixels), sub_pixels);
  split.orientations = std::min(shares(pixels * split.sub_pixels), orientations);
  return split;
}

/// Whether steps may be evaluated in any order.
template <class Amplitude>
constexpr bool can_split() {
  if constexpr (Amplitude::interpolates) return !Amplitude::in_order;
  return true;
}

/// First half of a split image: sums(pixel of the band, share), each share a work item of its own.
template <class Functor>
struct AccumulateShares {
  Functor pixels;
  StepSplit split;
  double* sums;

  KOKKOS_FUNCTION void operator()(std::int64_t item) const {
    const std::int64_t shares = split.count();
    sums[item] = pixels.share_of_sum(item / shares, item % shares, split);
  }
};

/// Second half: adds the shares of each pixel in their order.
template <class ExecSpace>
struct AddShares {
  PhotonImage<ExecSpace> image;
  ConstView1D<ExecSpace, std::uint8_t> mask;
  std::int64_t slow_first, fast_first, columns;  // of the band
  std::int64_t shares;
  const double* sums;

  KOKKOS_FUNCTION void operator()(std::int64_t pixel) const {
    const std::int64_t slow = slow_first + pixel / columns, fast = fast_first + pixel % columns;
    const auto row =
        static_cast<std::int64_t>(image.is_single ? image.single.extent(1) : image.full.extent(1));
    if (mask.extent(0) > 0 && mask(slow * row + fast) != 0) return;
    double sum = 0;
    for (std::int64_t i = 0; i < shares; ++i) sum += sums[pixel * shares + i];
    if (image.is_single)
      image.single(slow, fast) = static_cast<float>(sum);
    else
      image.full(slow, fast) = sum;
  }
};

/// accumulate() in shares; `sums` has room for all shares of all pixels of the band. The functor
/// has one lane and an amplitude that can_split.
template <class ExecSpace, class Functor>
void accumulate_shares(const ExecSpace& exec, const Functor& functor, std::int64_t rows,
                       const StepSplit& split, const View1D<ExecSpace, double>& sums) {
  const SamplingTerms& terms = functor.terms;
  const std::int64_t columns = terms.fast_last - terms.fast_first + 1, pixels = rows * columns;
  KBRAGG_REQUIRE(static_cast<std::int64_t>(sums.extent(0)) >= pixels * split.count(),
                 "no room for the shares of a band");
  using Policy = Kokkos::RangePolicy<ExecSpace, Kokkos::IndexType<std::int64_t>>;
  Kokkos::parallel_for(
      "kbragg::intensity::accumulate_shares",
      compat::launched_ahead(Policy(exec, std::int64_t{0}, pixels * split.count())),
      AccumulateShares<Functor>{functor, split, sums.data()});
  Kokkos::parallel_for("kbragg::intensity::add_shares",
                       compat::launched_ahead(Policy(exec, std::int64_t{0}, pixels)),
                       AddShares<ExecSpace>{functor.image, functor.mask, terms.slow_first,
                                            terms.fast_first, columns, split.count(), sums.data()});
}

}  // namespace kbragg::kernels

#endif
