// SPDX-License-Identifier: BSD-3-Clause
// Structure factor amplitude at a point of reciprocal space, from the dense table.
#ifndef KBRAGG_KERNELS_AMPLITUDE_HPP
#define KBRAGG_KERNELS_AMPLITUDE_HPP

#include <cstdint>

#include "kernels/lattice.hpp"
#include "kernels/trigonometry.hpp"
#include "math/vec3.hpp"
#include "model/crystal.hpp"

namespace kbragg::kernels {

/// Where a scattering vector lies in reciprocal space: fractional indices and the nearest lattice
/// point, in double for any precision.
struct MillerPoint {
  double h, k, l;
  double h0, k0, l0;

  KOKKOS_FORCEINLINE_FUNCTION MillerPoint(const model::Basis& basis, const Vec3& q)
      : h(dot(basis.a, q)),
        k(dot(basis.b, q)),
        l(dot(basis.c, q)),
        h0(nearest_integer(h)),
        k0(nearest_integer(k)),
        l0(nearest_integer(l)) {}

  template <class Real>
  KOKKOS_FORCEINLINE_FUNCTION Offset<Real> offset() const {
    return {static_cast<Real>(h - h0), static_cast<Real>(k - k0), static_cast<Real>(l - l0)};
  }
};

/// The table of model::HklTable on the device: box [low, high] with a border of default_F, one
/// index wide. CPUs hold indices in double, so that the clamping and the position stay in vector
/// registers; positions fit 32 bits.
template <class Real>
struct HklGrid {
  const Real* values;
  double low[3], high[3];  ///< limits of the box without its border
  double border_low[3], border_high[3];
  double stride_h, stride_k;
  double origin;  ///< position of index (0, 0, 0)
  /// The same for GPUs.
  std::int32_t whole_low[3], whole_high[3], whole_stride_h, whole_stride_k;

  /// Position of an index; one of the table when the index lies in the box or its border.
  KOKKOS_FORCEINLINE_FUNCTION double position(double h, double k, double l) const {
    return h * stride_h + (k * stride_k + (l + origin));
  }
  /// Position of the nearest index; of the border for indices outside the table.
  KOKKOS_FORCEINLINE_FUNCTION int nearest(const MillerPoint& p) const {
    return compat::prefers_integers ? nearest_by_integers(p) : nearest_by_doubles(p);
  }
  KOKKOS_FORCEINLINE_FUNCTION int nearest_by_doubles(const MillerPoint& p) const {
    return static_cast<int>(position(clamped(p.h0, border_low[0], border_high[0]),
                                     clamped(p.k0, border_low[1], border_high[1]),
                                     clamped(p.l0, border_low[2], border_high[2])));
  }
  KOKKOS_FORCEINLINE_FUNCTION int nearest_by_integers(const MillerPoint& p) const {
    return whole(p.h0, 0) * whole_stride_h + (whole(p.k0, 1) * whole_stride_k + whole(p.l0, 2));
  }

  /// Written so that also NaN ends inside.
  template <class Number>
  KOKKOS_FORCEINLINE_FUNCTION static Number clamped(Number index, Number lowest, Number highest) {
    const Number raised = index > lowest ? index : lowest;
    return raised < highest ? raised : highest;
  }

 private:
  /// Steps from the border; GPUs take what 32 bits do not hold for the nearest number that they do.
  KOKKOS_FORCEINLINE_FUNCTION std::int32_t whole(double index, int axis) const {
    const auto number = static_cast<std::int32_t>(index);
    return clamped(number, whole_low[axis], whole_high[axis]) - whole_low[axis];
  }
};

/// Amplitude of the nearest reflection; default_F outside the table.
template <class Number>
struct NearestAmplitude {
  using Real = Number;
  HklGrid<Real> grid;
  static constexpr bool interpolates = false;
};

/// Tensor product of 4-point Lagrange polynomials on the indices floor(x)-1 .. floor(x)+2 of each
/// axis. Where not all 64 reflections lie in the box, the nearest one, counted in `fallbacks`.
template <class Number>
struct TricubicAmplitude {
  using Real = Number;
  HklGrid<Real> grid;
  static constexpr bool interpolates = true;
  static constexpr bool in_order = false;
  static constexpr bool skips_zero = false;

  KOKKOS_FORCEINLINE_FUNCTION bool applies(const MillerPoint& p, std::int64_t) const {
    const bool h = inside(p.h, 0), k = inside(p.k, 1), l = inside(p.l, 2);
    return h & k & l;  // not &&: a condition on a condition keeps loops from vectorising
  }

 private:
  KOKKOS_FORCEINLINE_FUNCTION bool inside(double x, int axis) const {
    const double below = compat::floor(x);
    const bool above_low = below - 1 >= grid.low[axis], below_high = below + 2 <= grid.high[axis];
    return above_low & below_high;
  }
};

/// Tricubic until the first evaluation of a pixel that comes within two indices of the limits of
/// the table, which and all later ones of the pixel take the nearest reflection; `fallbacks` must
/// live as long as the pixel.
template <class Number>
struct SwitchingAmplitude {
  using Real = Number;
  HklGrid<Real> grid;
  bool skips_zero;  ///< evaluations with a lattice factor of 0 do not count
  static constexpr bool interpolates = true;
  static constexpr bool in_order = true;

  // The reference asks for two indices beyond the point itself, more than the neighbours need.
  KOKKOS_FORCEINLINE_FUNCTION bool applies(const MillerPoint& p, std::int64_t fallbacks) const {
    const bool on = fallbacks == 0;
    const bool h = inside(p.h, 0), k = inside(p.k, 1), l = inside(p.l, 2);
    return on & h & k & l;
  }

 private:
  KOKKOS_FORCEINLINE_FUNCTION bool inside(double x, int axis) const {
    const bool above_low = x - 2 >= grid.low[axis], below_high = x + 2 <= grid.high[axis];
    return above_low & below_high;
  }
};

/// Weights of the values at 0, 1, 2, 3 for the cubic through them, at t.
template <class Real>
KOKKOS_FORCEINLINE_FUNCTION void lagrange_weights(Real t, Real (&w)[4]) {
  const Real t1 = t - 1, t2 = t - 2, t3 = t - 3;
  const Real low = t * t1, high = t2 * t3;
  w[0] = t1 * Real(-1.0 / 6) * high;
  w[1] = t * Real(0.5) * high;
  w[2] = t3 * Real(-0.5) * low;
  w[3] = t2 * Real(1.0 / 6) * low;
}

/// The interpolations of a work item: corners and weights are found for all lanes at once, then
/// each lane sums its 64 reflections, of which four at a time are neighbours in memory.
template <class Real, int Lanes>
struct CubicBlock {
  Real th[Lanes], tk[Lanes], tl[Lanes];  ///< position in the cube, 1 to 2
  Real wh[4][Lanes], wk[4][Lanes], wl[4][Lanes];
  const Real* corner[Lanes];

  /// Where the cube would leave the table it is some other one, for nobody uses its sum.
  KOKKOS_FORCEINLINE_FUNCTION void place(int lane, const MillerPoint& p,
                                         const HklGrid<Real>& grid) {
    const double h = compat::floor(p.h) - 1, k = compat::floor(p.k) - 1, l = compat::floor(p.l) - 1;
    const double first = grid.position(grid.low[0], grid.low[1], grid.low[2]);
    const double last = grid.position(grid.high[0] - 3, grid.high[1] - 3, grid.high[2] - 3);
    const double position = HklGrid<Real>::clamped(grid.position(h, k, l), first, last);
    corner[lane] = grid.values + static_cast<int>(position);
    th[lane] = static_cast<Real>(p.h - h);
    tk[lane] = static_cast<Real>(p.k - k);
    tl[lane] = static_cast<Real>(p.l - l);
  }
  KOKKOS_FORCEINLINE_FUNCTION void weigh(int lane) {
    weights(th[lane], wh, lane);
    weights(tk[lane], wk, lane);
    weights(tl[lane], wl, lane);
  }

  /// Interpolated amplitudes, lane by lane. A function of its own, so that its additions are the
  /// same for any number of lanes.
  KBRAGG_LANE_FUNCTION void sum(const HklGrid<Real>& grid, Real (&amplitude)[Lanes]) const {
    const auto step_h = static_cast<std::int64_t>(grid.stride_h);
    const auto step_k = static_cast<std::int64_t>(grid.stride_k);
    for (int lane = 0; lane < Lanes; ++lane) {
      const Real* plane0 = corner[lane];
      const Real* plane1 = plane0 + step_h;
      const Real* plane2 = plane1 + step_h;
      const Real* plane3 = plane2 + step_h;
      const Real h0 = wh[0][lane], h1 = wh[1][lane], h2 = wh[2][lane], h3 = wh[3][lane];
      const Real k0 = wk[0][lane], k1 = wk[1][lane], k2 = wk[2][lane], k3 = wk[3][lane];
      Real along_l[4];
      KBRAGG_LANE_LOOP
      for (int n = 0; n < 4; ++n)
        along_l[n] = (h0 * over_k(plane0 + n, step_k, k0, k1, k2, k3) +
                      h1 * over_k(plane1 + n, step_k, k0, k1, k2, k3)) +
                     (h2 * over_k(plane2 + n, step_k, k0, k1, k2, k3) +
                      h3 * over_k(plane3 + n, step_k, k0, k1, k2, k3));
      amplitude[lane] = (wl[0][lane] * along_l[0] + wl[1][lane] * along_l[1]) +
                        (wl[2][lane] * along_l[2] + wl[3][lane] * along_l[3]);
    }
  }

 private:
  KOKKOS_FORCEINLINE_FUNCTION static Real over_k(const Real* row, std::int64_t step, Real k0,
                                                 Real k1, Real k2, Real k3) {
    return (k0 * row[0] + k1 * row[step]) + (k2 * row[2 * step] + k3 * row[3 * step]);
  }
  KOKKOS_FORCEINLINE_FUNCTION static void weights(Real t, Real (&w)[4][Lanes], int lane) {
    Real at[4];
    lagrange_weights(t, at);
    for (int i = 0; i < 4; ++i) w[i][lane] = at[i];
  }
};

}  // namespace kbragg::kernels

#endif
