// SPDX-License-Identifier: BSD-3-Clause
// Which pixels of an image are computed.
#ifndef KBRAGG_KERNELS_ACTIVE_PIXELS_HPP
#define KBRAGG_KERNELS_ACTIVE_PIXELS_HPP

#include "kernels/views.hpp"
#include "model/detector.hpp"

namespace kbragg::kernels {

/// Pixels inside the region that the mask does not leave out; all others hold 0.
template <class ExecSpace>
struct ActivePixels {
  ConstView1D<ExecSpace, std::uint8_t> mask;  // (slow, fast), nonzero = left out; empty: none
  model::Region region;
  std::int64_t fast_pixels;

  KOKKOS_FUNCTION bool operator()(std::int64_t slow, std::int64_t fast) const {
    return slow >= region.slow_first && slow <= region.slow_last && fast >= region.fast_first &&
           fast <= region.fast_last &&
           (mask.extent(0) == 0 || mask(static_cast<std::size_t>(slow * fast_pixels + fast)) == 0);
  }
};

}  // namespace kbragg::kernels

#endif
