// SPDX-License-Identifier: BSD-3-Clause
// The hot loops: what one crystal orientation adds to F^2 F_latt^2 / F_latt_peak^2 of the lanes of
// a work item. Each lane has its own scattering vector; lanes do not affect one another.
#ifndef KBRAGG_KERNELS_ORIENTATION_SUM_HPP
#define KBRAGG_KERNELS_ORIENTATION_SUM_HPP

#include <cstddef>
#include <cstdint>
#include <type_traits>

#include "kernels/amplitude.hpp"
#include "kernels/lattice.hpp"

namespace kbragg::kernels {

/// Scattering vectors (1/m) of the lanes of a work item, and what the orientations make of them.
template <int Lanes>
struct OrientationSum {
  /// Lanes that go through all orientations together: their sums stay in registers.
  static constexpr int Group = Lanes < 16 ? Lanes : 16;

  double qx[Lanes], qy[Lanes], qz[Lanes];
  std::int64_t fallbacks[Lanes];  ///< of the interpolation, counted up

  KOKKOS_FORCEINLINE_FUNCTION Vec3 q(int lane) const { return {qx[lane], qy[lane], qz[lane]}; }
  KOKKOS_FORCEINLINE_FUNCTION void put(int lane, const Vec3& q) {
    qx[lane] = q.x;
    qy[lane] = q.y;
    qz[lane] = q.z;
  }

  /// Sums over `count` orientations; lanes beyond the resolution limit, |q|^2 dmin^2 > 1, get 0 and
  /// count nothing. A limit of 0 is none.
  template <class Lattice, class Amplitude>
  KBRAGG_LANE_FUNCTION void sum(const Lattice& lattice, const Amplitude& amplitude,
                                const model::Basis* bases, std::size_t count, double dmin_squared,
                                double (&total)[Lanes]) {
    for (int first = 0; first < Lanes; first += Group) {
      double local[Group] = {};
      if (dmin_squared == 0 || any_visible(first, dmin_squared))
        for (std::size_t o = 0; o < count; ++o) {
          const model::Basis basis = bases[o];  // a copy: see add_nearest
          add(lattice, amplitude, basis, first, local);
        }
      for (int i = 0; i < Group; ++i) total[first + i] = local[i];
    }
    if (dmin_squared > 0)
      for (int i = 0; i < Lanes; ++i)
        if (!is_visible(q(i), dmin_squared)) total[i] = 0;
  }

  /// d = 1/|q|; the direct beam (q = 0) is never beyond the limit.
  KOKKOS_FORCEINLINE_FUNCTION static bool is_visible(const Vec3& q, double dmin_squared) {
    return !(dot(q, q) * dmin_squared > 1);
  }

 private:
  KOKKOS_FORCEINLINE_FUNCTION bool any_visible(int first, double dmin_squared) const {
    bool any = false;
    for (int i = 0; i < Group; ++i) any = any || is_visible(q(first + i), dmin_squared);
    return any;
  }

  template <class Lattice, class Amplitude>
  KOKKOS_FORCEINLINE_FUNCTION void add(const Lattice& lattice, const Amplitude& amplitude,
                                       const model::Basis& basis, int first,
                                       double (&total)[Group]) {
    if constexpr (skips<Lattice, Amplitude>())
      if (lattice.skips && !reached(lattice, basis, first)) return;
    if constexpr (Amplitude::interpolates)
      add_interpolated(lattice, amplitude, basis, first, total);
    else
      add_nearest(lattice, amplitude, basis, first, total);
  }

  /// Distances of the points of a group from their reflections.
  template <class Real>
  struct OffsetBlock {
    Real h[Group], k[Group], l[Group];

    KOKKOS_FORCEINLINE_FUNCTION void put(int lane, const MillerPoint& p) {
      const Offset<Real> d = p.offset<Real>();
      h[lane] = d.h;
      k[lane] = d.k;
      l[lane] = d.l;
    }
  };

  /// An amplitude whose evaluations depend on one another must see all of them.
  template <class Lattice, class Amplitude>
  KOKKOS_FUNCTION static constexpr bool skips() {
    if constexpr (Amplitude::interpolates) return Lattice::can_skip && !Amplitude::in_order;
    return Lattice::can_skip;
  }

  /// Whether any lane is so close to a reflection that the orientation adds to it.
  template <class Lattice>
  KOKKOS_FORCEINLINE_FUNCTION bool reached(const Lattice& lattice, const model::Basis& basis,
                                           int first) const {
    const QuadraticForm<double> reach = lattice.reach;
    const double limit = lattice.reach_limit;
    double near = 0;
    KBRAGG_LANE_LOOP_COUNT(near)
    for (int i = 0; i < Group; ++i) {
      const MillerPoint p(basis, q(first + i));
      near += reach(p.offset<double>()) < limit ? 1.0 : 0.0;
    }
    return near != 0;
  }

  /// The squared radius from which an evaluation does not count as one that should have been
  /// interpolated. What is skipped for all lanes must not count for single ones.
  template <class Lattice, class Amplitude>
  KOKKOS_FORCEINLINE_FUNCTION static double count_limit(const Lattice& lattice,
                                                        const Amplitude& amplitude) {
    if constexpr (skips<Lattice, Amplitude>()) return lattice.reach_limit;
    return amplitude.skips_zero ? Lattice::zero_from : Lattice::no_limit;
  }

  template <class Lattice, class Amplitude>
  KOKKOS_FORCEINLINE_FUNCTION void add_nearest(const Lattice& lattice, const Amplitude& amplitude,
                                               const model::Basis& basis, int first,
                                               double (&total)[Group]) {
    using Real = typename Amplitude::Real;
    // Copies: a load from memory that is reached under a condition keeps loops from vectorising.
    const HklGrid<Real> grid = amplitude.grid;
    const Lattice shape = lattice;
    if constexpr (std::is_same_v<Real, double>) {
      KBRAGG_LANE_LOOP
      for (int i = 0; i < Group; ++i) {
        const MillerPoint p(basis, q(first + i));
        const Real F = grid.values[grid.nearest(p)];
        total[i] += F * F * shape.relative(p.offset<Real>());
      }
    } else {
      // Numbers of two widths in one loop would not vectorise.
      OffsetBlock<Real> at;
      std::int32_t position[Group];
      Real F[Group];
      KBRAGG_LANE_LOOP
      for (int i = 0; i < Group; ++i) {
        const MillerPoint p(basis, q(first + i));
        at.put(i, p);
        position[i] = grid.nearest(p);
      }
      KBRAGG_LANE_LOOP
      for (int i = 0; i < Group; ++i) F[i] = grid.values[position[i]];
      add_squares(shape, at, F, total);
    }
  }

  template <class Lattice, class Amplitude>
  KOKKOS_FORCEINLINE_FUNCTION void add_interpolated(const Lattice& lattice,
                                                    const Amplitude& amplitude,
                                                    const model::Basis& basis, int first,
                                                    double (&total)[Group]) {
    using Real = typename Amplitude::Real;
    // Copies: see add_nearest.
    const Amplitude local = amplitude;
    const Lattice shape = lattice;
    CubicBlock<Real, Group> cubes;
    OffsetBlock<Real> at;
    const double limit = count_limit(shape, local);
    double applies[Group], number = 0;
    KBRAGG_LANE_LOOP_COUNT(number)
    for (int i = 0; i < Group; ++i) {
      const MillerPoint p(basis, q(first + i));
      const bool applied = local.applies(p, fallbacks[first + i]);
      const bool missed = shape.counts(p.offset<double>(), limit) & !applied;
      at.put(i, p);
      cubes.place(i, p, local.grid);
      number += applied ? 1.0 : 0.0;
      applies[i] = applied ? 1.0 : 0.0;
      fallbacks[first + i] += missed ? 1 : 0;
    }
    Real F[Group] = {};
    if (number != 0) {
      KBRAGG_LANE_LOOP
      for (int i = 0; i < Group; ++i) cubes.weigh(i);
      cubes.sum(local.grid, F);
    }
    if (number != Group) take_nearest(local.grid, basis, first, applies, F);
    add_squares(lattice, at, F, total);
  }

  /// Puts the nearest reflections where the interpolation does not apply.
  template <class Real>
  KOKKOS_FORCEINLINE_FUNCTION void take_nearest(const HklGrid<Real>& grid,
                                                const model::Basis& basis, int first,
                                                const double (&applies)[Group],
                                                Real (&F)[Group]) const {
    std::int32_t position[Group];
    Real smooth[Group];
    KBRAGG_LANE_LOOP
    for (int i = 0; i < Group; ++i) position[i] = grid.nearest(MillerPoint(basis, q(first + i)));
    KBRAGG_LANE_LOOP
    for (int i = 0; i < Group; ++i) smooth[i] = static_cast<Real>(applies[i]);
    KBRAGG_LANE_LOOP
    for (int i = 0; i < Group; ++i) {
      const Real nearest = grid.values[position[i]];
      F[i] = smooth[i] != 0 ? F[i] : nearest;
    }
  }

  /// Adds F^2 times the lattice factor.
  template <class Real, class Lattice>
  KOKKOS_FORCEINLINE_FUNCTION static void add_squares(const Lattice& lattice,
                                                      const OffsetBlock<Real>& at,
                                                      const Real (&F)[Group],
                                                      double (&total)[Group]) {
    Real squared[Group];
    KBRAGG_LANE_LOOP
    for (int i = 0; i < Group; ++i)
      squared[i] = F[i] * F[i] * lattice.relative(Offset<Real>{at.h[i], at.k[i], at.l[i]});
    KBRAGG_LANE_LOOP
    for (int i = 0; i < Group; ++i) total[i] += static_cast<double>(squared[i]);
  }
};

}  // namespace kbragg::kernels

#endif
