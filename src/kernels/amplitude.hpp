// SPDX-License-Identifier: BSD-3-Clause
// Structure factor amplitude at a point of reciprocal space, from the dense table.
#ifndef KBRAGG_KERNELS_AMPLITUDE_HPP
#define KBRAGG_KERNELS_AMPLITUDE_HPP

#include "kernels/trigonometry.hpp"

namespace kbragg::kernels {

/// Where a reciprocal space point lies: fractional indices and the nearest lattice point.
struct MillerPoint {
  double h, k, l;
  double h0, k0, l0;
};

/// The table of model::HklTable on the device: box [low, high] with a border of default_F, one
/// index wide. Indices are held in double so that the clamping and the position stay in vector
/// registers; positions fit 32 bits.
struct HklGrid {
  const double* values;
  double low[3], high[3];  ///< limits of the box without its border
  double stride_h, stride_k;

  /// Position of an index that lies in the box or its border.
  KOKKOS_FORCEINLINE_FUNCTION int position(double h, double k, double l) const {
    return static_cast<int>((h - (low[0] - 1)) * stride_h + (k - (low[1] - 1)) * stride_k +
                            (l - (low[2] - 1)));
  }
  KOKKOS_FORCEINLINE_FUNCTION double nearest(const MillerPoint& p) const {
    return values[position(clamped(p.h0, 0), clamped(p.k0, 1), clamped(p.l0, 2))];
  }

 private:
  KOKKOS_FORCEINLINE_FUNCTION double clamped(double index, int axis) const {
    const double lowest = low[axis] - 1, highest = high[axis] + 1;
    // Written so that also NaN ends inside.
    const double raised = index > lowest ? index : lowest;
    return raised < highest ? raised : highest;
  }
};

/// Amplitude of the nearest reflection; default_F outside the table.
struct NearestAmplitude {
  HklGrid grid;
  static constexpr bool counts_fallbacks = false;
  static constexpr bool in_order = false;

  KOKKOS_FORCEINLINE_FUNCTION double operator()(const MillerPoint& p, std::int64_t&) const {
    return grid.nearest(p);
  }
};

/// Tensor product of 4-point Lagrange polynomials on the indices floor(x)-1 .. floor(x)+2 of each
/// axis. Where not all 64 reflections lie in the box, the nearest one, counted in `fallbacks`.
struct TricubicAmplitude {
  HklGrid grid;
  static constexpr bool counts_fallbacks = true;
  static constexpr bool in_order = false;

  KOKKOS_FORCEINLINE_FUNCTION double operator()(const MillerPoint& p,
                                                std::int64_t& fallbacks) const {
    if (has_neighbours(p)) return interpolated(p);
    ++fallbacks;
    return grid.nearest(p);
  }

  KOKKOS_FORCEINLINE_FUNCTION bool has_neighbours(const MillerPoint& p) const {
    return inside(p.h, 0) && inside(p.k, 1) && inside(p.l, 2);
  }

  KOKKOS_FORCEINLINE_FUNCTION double interpolated(const MillerPoint& p) const {
    const double h1 = math::floor(p.h) - 1, k1 = math::floor(p.k) - 1, l1 = math::floor(p.l) - 1;
    double wh[4], wk[4], wl[4];
    lagrange_weights(p.h - h1, wh);
    lagrange_weights(p.k - k1, wk);
    lagrange_weights(p.l - l1, wl);
    const double* corner = grid.values + grid.position(h1, k1, l1);
    const auto step_h = static_cast<std::int64_t>(grid.stride_h);
    const auto step_k = static_cast<std::int64_t>(grid.stride_k);
    double sum_h = 0;
    for (int i = 0; i < 4; ++i) {
      double sum_k = 0;
      for (int j = 0; j < 4; ++j) {
        const double* row = corner + i * step_h + j * step_k;
        sum_k += wk[j] * (wl[0] * row[0] + wl[1] * row[1] + wl[2] * row[2] + wl[3] * row[3]);
      }
      sum_h += wh[i] * sum_k;
    }
    return sum_h;
  }

  /// Weights of the values at 0, 1, 2, 3 for the cubic through them, at t.
  KOKKOS_FORCEINLINE_FUNCTION static void lagrange_weights(double t, double (&w)[4]) {
    const double t1 = t - 1, t2 = t - 2, t3 = t - 3;
    w[0] = t1 * t2 * t3 / -6;
    w[1] = t * t2 * t3 / 2;
    w[2] = t * t1 * t3 / -2;
    w[3] = t * t1 * t2 / 6;
  }

 private:
  KOKKOS_FORCEINLINE_FUNCTION bool inside(double x, int axis) const {
    const double below = math::floor(x);
    return below - 1 >= grid.low[axis] && below + 2 <= grid.high[axis];
  }
};

/// Tricubic until the first evaluation of a pixel that comes within two indices of the limits of
/// the table, which and all later ones of the pixel take the nearest reflection; `fallbacks` must
/// live as long as the pixel.
struct SwitchingAmplitude {
  TricubicAmplitude tricubic;
  bool skips_zero;  ///< evaluations with a lattice factor of 0 do not count
  static constexpr bool counts_fallbacks = true;
  static constexpr bool in_order = true;

  KOKKOS_FORCEINLINE_FUNCTION double operator()(const MillerPoint& p,
                                                std::int64_t& fallbacks) const {
    if (fallbacks == 0 && within_reach(p)) return tricubic.interpolated(p);
    ++fallbacks;
    return tricubic.grid.nearest(p);
  }

 private:
  // The reference asks for two indices beyond the point itself, more than the neighbours need.
  KOKKOS_FORCEINLINE_FUNCTION bool within_reach(const MillerPoint& p) const {
    const HklGrid& g = tricubic.grid;
    return p.h - 2 >= g.low[0] && p.h + 2 <= g.high[0] && p.k - 2 >= g.low[1] &&
           p.k + 2 <= g.high[1] && p.l - 2 >= g.low[2] && p.l + 2 <= g.high[2];
  }
};

}  // namespace kbragg::kernels

#endif
