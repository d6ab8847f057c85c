// SPDX-License-Identifier: BSD-3-Clause
// Spreads the expected photons of a whole image by the point-spread function of the detector.
#ifndef KBRAGG_KERNELS_POINT_SPREAD_HPP
#define KBRAGG_KERNELS_POINT_SPREAD_HPP

#include <utility>

#include "kernels/active_pixels.hpp"
#include "model/point_spread.hpp"

namespace kbragg::kernels {

/// Pixels that one work item makes side by side: those of a vector on a host.
template <class ExecSpace>
inline constexpr int spread_lanes = compat::is_gpu<ExecSpace>() ? 1 : 16;

/// photons(s, f) = sum of shares(i, j) source(s + i, f + j) over the (2 slow_radius + 1) times
/// (2 fast_radius + 1) shares, always in this order. `source` begins `radius` pixels before the
/// region and is 0 outside of it.
template <class ExecSpace, class Pixel>
struct Spread {
  ImageView<ExecSpace, Pixel> source, photons;
  View1D<ExecSpace, double> shares;
  ActivePixels<ExecSpace> active;
  std::int64_t radius, slow_radius, fast_radius;
  bool is_last;  // of the passes: pixels that are not active lose what fell on them

  KOKKOS_FUNCTION void operator()(std::int64_t item) const {
    constexpr int lanes = spread_lanes<ExecSpace>;
    const model::Region& region = active.region;
    const std::int64_t columns = region.fast_last - region.fast_first + 1;
    const std::int64_t blocks = (columns + lanes - 1) / lanes;
    const std::int64_t row = item / blocks, first = item % blocks * lanes;
    double sums[lanes] = {};
    std::int64_t share = 0;
    for (std::int64_t i = radius - slow_radius; i <= radius + slow_radius; ++i)
      for (std::int64_t j = radius - fast_radius; j <= radius + fast_radius; ++j) {
        const double weight = shares(static_cast<std::size_t>(share++));
        const Pixel* from = &source(row + i, first + j);
        KBRAGG_LANE_LOOP
        for (int lane = 0; lane < lanes; ++lane)
          sums[lane] += weight * static_cast<double>(from[lane]);
      }
    for (int lane = 0; lane < lanes && first + lane < columns; ++lane) {
      const std::int64_t slow = region.slow_first + row, fast = region.fast_first + first + lane;
      photons(slow, fast) = static_cast<Pixel>(is_last && !active(slow, fast) ? 0 : sums[lane]);
    }
  }
};

/// Spreads images of one engine, one after the other.
template <class ExecSpace, class Pixel>
class PointSpreader {
 public:
  PointSpreader() = default;

  /// `shares`: of `psf`, in the memory of the space.
  PointSpreader(const model::PointSpread& psf, const View1D<ExecSpace, double>& shares,
                const ActivePixels<ExecSpace>& active)
      : m_psf(&psf),
        m_shares(shares),
        m_active(active),
        m_rows(active.region.slow_last - active.region.slow_first + 1),
        m_columns(active.region.fast_last - active.region.fast_first + 1),
        m_source(
            "kbragg::psf::source", static_cast<std::size_t>(m_rows + 2 * psf.radius),
            static_cast<std::size_t>(m_columns + 2 * psf.radius + spread_lanes<ExecSpace> - 1)) {}

  /// In place; photons that leave the region are lost, and so are those that fall on masked pixels.
  void spread(const ExecSpace& exec, const ImageView<ExecSpace, Pixel>& photons) const {
    const std::int64_t r = m_psf->radius;
    if (!m_psf->is_separable()) return pass(exec, photons, r, r, true);
    pass(exec, photons, 0, r, false);
    pass(exec, photons, r, 0, true);
  }

 private:
  void pass(const ExecSpace& exec, const ImageView<ExecSpace, Pixel>& photons,
            std::int64_t slow_radius, std::int64_t fast_radius, bool is_last) const {
    const model::Region& region = m_active.region;
    const auto range = [](std::int64_t first, std::int64_t count) {
      return std::make_pair(static_cast<std::size_t>(first),
                            static_cast<std::size_t>(first + count));
    };
    Kokkos::deep_copy(
        exec,
        Kokkos::subview(m_source, range(m_psf->radius, m_rows), range(m_psf->radius, m_columns)),
        Kokkos::subview(photons, range(region.slow_first, m_rows),
                        range(region.fast_first, m_columns)));
    constexpr std::int64_t lanes = spread_lanes<ExecSpace>;
    using Policy = Kokkos::RangePolicy<ExecSpace, Kokkos::IndexType<std::int64_t>>;
    Kokkos::parallel_for(
        "kbragg::psf::spread",
        Policy(exec, std::int64_t{0}, m_rows * ((m_columns + lanes - 1) / lanes)),
        Spread<ExecSpace, Pixel>{m_source, photons, m_shares, m_active, m_psf->radius, slow_radius,
                                 fast_radius, is_last});
  }

  const model::PointSpread* m_psf = nullptr;
  View1D<ExecSpace, double> m_shares;
  ActivePixels<ExecSpace> m_active;
  std::int64_t m_rows = 0, m_columns = 0;
  ImageView<ExecSpace, Pixel> m_source;
};

}  // namespace kbragg::kernels

#endif
