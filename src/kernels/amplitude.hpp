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
/// index wide. Indices are held in double so that the clamping and the position stay in vector
/// registers; positions fit 32 bits.
template <class Real>
struct HklGrid {
  const Real* values;
  double low[3], high[3];  ///< limits of the box without its border
  double stride_h, stride_k;
  double origin;  ///< position of index (0, 0, 0)

  /// Position of an index that lies in the box or its border.
  KOKKOS_FORCEINLINE_FUNCTION int position(double h, double k, double l) const {
    return static_cast<int>(h * stride_h + (k * stride_k + (l + origin)));
  }
  /// Position of the nearest index; of the border for indices outside the table.
  KOKKOS_FORCEINLINE_FUNCTION int nearest(const MillerPoint& p) const {
    return position(clamped(p.h0, low[0] - 1, high[0] + 1), clamped(p.k0, low[1] - 1, high[1] + 1),
                    clamped(p.l0, low[2] - 1, high[2] + 1));
  }

  /// Written so that also NaN ends inside.
  KOKKOS_FORCEINLINE_FUNCTION static double clamped(double index, double lowest, double highest) {
    const double raised = index > lowest ? index : lowest;
    return raised < highest ? raised : highest;
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
    return inside(p.h, 0) && inside(p.k, 1) && inside(p.l, 2);
  }

 private:
  KOKKOS_FORCEINLINE_FUNCTION bool inside(double x, int axis) const {
    const double below = compat::floor(x);
    return below - 1 >= grid.low[axis] && below + 2 <= grid.high[axis];
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
    return fallbacks == 0 && p.h - 2 >= grid.low[0] && p.h + 2 <= grid.high[0] &&
           p.k - 2 >= grid.low[1] && p.k + 2 <= grid.high[1] && p.l - 2 >= grid.low[2] &&
           p.l + 2 <= grid.high[2];
  }
};

/// Weights of the values at 0, 1, 2, 3 for the cubic through them, at t.
template <class Real>
KOKKOS_FORCEINLINE_FUNCTION void lagrange_weights(Real t, Real (&w)[4]) {
  const Real t1 = t - 1, t2 = t - 2, t3 = t - 3;
  w[0] = t1 * t2 * t3 * Real(-1.0 / 6);
  w[1] = t * t2 * t3 * Real(0.5);
  w[2] = t * t1 * t3 * Real(-0.5);
  w[3] = t * t1 * t2 * Real(1.0 / 6);
}

/// The interpolations of a work item: corners and weights are found for all lanes at once, then
/// each lane sums its 64 reflections, of which four at a time are neighbours in memory.
template <class Real, int Lanes>
struct CubicBlock {
  Real th[Lanes], tk[Lanes], tl[Lanes];  ///< position in the cube, 1 to 2
  Real wh[4][Lanes], wk[4][Lanes], wl[4][Lanes];
  std::int32_t corner[Lanes];

  /// Where the cube would leave the table it is moved inside, for nobody uses it.
  KOKKOS_FORCEINLINE_FUNCTION void place(int lane, const MillerPoint& p,
                                         const HklGrid<Real>& grid) {
    const double h = first(p.h, grid, 0), k = first(p.k, grid, 1), l = first(p.l, grid, 2);
    corner[lane] = grid.position(h, k, l);
    th[lane] = static_cast<Real>(p.h - h);
    tk[lane] = static_cast<Real>(p.k - k);
    tl[lane] = static_cast<Real>(p.l - l);
  }
  KOKKOS_FORCEINLINE_FUNCTION void weigh(int lane) {
    weights(th[lane], wh, lane);
    weights(tk[lane], wk, lane);
    weights(tl[lane], wl, lane);
  }

  /// A function of its own, so that its additions are the same for any number of lanes.
  KBRAGG_LANE_FUNCTION Real sum(int lane, const HklGrid<Real>& grid) const {
    const auto step_h = static_cast<std::int64_t>(grid.stride_h);
    const auto step_k = static_cast<std::int64_t>(grid.stride_k);
    const Real* cube = grid.values + corner[lane];
    Real along_l[4] = {0, 0, 0, 0};
    for (int i = 0; i < 4; ++i)
      for (int j = 0; j < 4; ++j) {
        const Real weight = wh[i][lane] * wk[j][lane];
        const Real* row = cube + i * step_h + j * step_k;
        KBRAGG_LANE_LOOP
        for (int n = 0; n < 4; ++n) along_l[n] += weight * row[n];
      }
    return (wl[0][lane] * along_l[0] + wl[1][lane] * along_l[1]) +
           (wl[2][lane] * along_l[2] + wl[3][lane] * along_l[3]);
  }

 private:
  KOKKOS_FORCEINLINE_FUNCTION static double first(double x, const HklGrid<Real>& grid, int axis) {
    return HklGrid<Real>::clamped(compat::floor(x) - 1, grid.low[axis], grid.high[axis] - 3);
  }
  KOKKOS_FORCEINLINE_FUNCTION static void weights(Real t, Real (&w)[4][Lanes], int lane) {
    Real at[4];
    lagrange_weights(t, at);
    for (int i = 0; i < 4; ++i) w[i][lane] = at[i];
  }
};

}  // namespace kbragg::kernels

#endif
