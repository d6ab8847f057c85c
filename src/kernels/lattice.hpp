// SPDX-License-Identifier: BSD-3-Clause
// Squared lattice factor of a finite crystal, as a function of the distance (dh, dk, dl) of the
// fractional Miller indices from the nearest reciprocal lattice point, each in [-1/2, 1/2].
// Dimensionless. relative() is its ratio to the peak, peak_squared = (Na Nb Nc)^2 (for round times
// 0.7236^2): in [0, 1], which single precision holds for all crystals that the model lets pass.
#ifndef KBRAGG_KERNELS_LATTICE_HPP
#define KBRAGG_KERNELS_LATTICE_HPP

#include "kernels/exponential.hpp"
#include "kernels/trigonometry.hpp"

namespace kbragg::kernels {

/// Distance from the nearest reciprocal lattice point.
template <class Real>
struct Offset {
  Real h, k, l;
};

/// A parallelepiped of Na x Nb x Nc cells: product of (sin(pi N h) / sin(pi h))^2. Because N and
/// the nearest index are whole numbers, h may be replaced by dh, and N dh by its distance from the
/// nearest whole number: only signs change, and they vanish in the square.
template <class Real>
struct SquareLattice {
  Real na, nb, nc;
  double peak_squared;
  Real inverse_peak;  ///< 1 / (Na Nb Nc)
  static constexpr bool can_skip = false;

  KOKKOS_FORCEINLINE_FUNCTION Real relative(const Offset<Real>& d) const {
    Real top = inverse_peak, bottom = 1;
    axis(d.h, na, top, bottom);
    axis(d.k, nb, top, bottom);
    axis(d.l, nc, top, bottom);
    const Real ratio = compat::quotient(top, bottom);
    return ratio * ratio;
  }
  /// See RadialLattice; zeros of this factor are accidents of rounding.
  static constexpr double zero_from = 1e300, no_limit = 1e300;
  KOKKOS_FORCEINLINE_FUNCTION bool counts(const Offset<double>&, double) const { return true; }

 private:
  KOKKOS_FORCEINLINE_FUNCTION static void axis(Real offset, Real n, Real& top, Real& bottom) {
    // Instead of a test for 0: the ratio is the same to rounding next to the peak.
    constexpr Real tiny = sizeof(Real) == 8 ? Real(1e-100) : Real(1e-12);
    const Real d = offset + tiny;
    const Real turns = n * d;
    top *= sin_pi(turns - nearest_integer(turns));
    bottom *= sin_pi(d);
  }
};

/// Homogeneous quadratic form of the offset: the squared distance from the lattice point in units
/// of the spot size, scaled as each shape needs it.
template <class Real>
struct QuadraticForm {
  Real hh, kk, ll, hk, hl, kl;

  KOKKOS_FORCEINLINE_FUNCTION Real operator()(const Offset<Real>& d) const {
    return d.h * (hh * d.h + hk * d.k + hl * d.l) + d.k * (kk * d.k + kl * d.l) + ll * d.l * d.l;
  }
};

/// Shapes whose factor is a function of one squared radius. Where the radius is beyond `limit` the
/// factor is below 1e-12 of the peak and taken for 0.
template <class Real, class Profile>
struct RadialLattice {
  QuadraticForm<Real> radius_squared;
  Real limit;
  double peak_squared;
  QuadraticForm<double> reach;  ///< radius_squared in double: beyond reach_limit nothing is added
  double reach_limit;           ///< a little beyond the limit, so that rounding loses nothing
  bool skips;                   ///< the limit lies within the range of the offsets
  static constexpr bool can_skip = true;

  KOKKOS_FORCEINLINE_FUNCTION Real relative(const Offset<Real>& d) const {
    const Real r2 = radius_squared(d);
    const Real value = Profile::squared(r2);
    return r2 < limit ? value : Real(0);
  }
  /// The squared radius from which nanoBragg finds a factor of exactly 0, and one beyond all.
  static constexpr double zero_from = Profile::zero_from, no_limit = 1e300;
  KOKKOS_FORCEINLINE_FUNCTION bool counts(const Offset<double>& d, double limit_of_count) const {
    return reach(d) < limit_of_count;
  }
};

/// An ellipsoid: (3 (sin x / x - cos x) / x^2)^2, the transform of a sphere; x^2 = r2.
struct RoundProfile {
  /// Beyond it (3 / x^2)^2 (1 + 1 / x)^2, which bounds the factor, is below 1e-12.
  static constexpr double limit = 3.005e6;
  static constexpr double zero_from = 1e30;  // the factor has zeros, but no range of them

  template <class Real>
  KOKKOS_FORCEINLINE_FUNCTION static Real squared(Real x2) {
    const Real t = sphere_transform(x2);
    return t * t;
  }

  /// 3 (sin x / x - cos x) / x^2, up to its sign.
  template <class Real>
  KOKKOS_FORCEINLINE_FUNCTION static Real sphere_transform(Real x2) {
    // Below the limit the closed form cancels; the series is exact to rounding there.
    constexpr Real series_limit = Real(0.5);
    const Real t = x2 < series_limit ? series_limit : x2;
    const Real x = math::sqrt(t);
    const Real inverse = compat::quotient(Real(1), t);
    const Real r = x * Real(0.31830988618379067154);
    const Real part = r - nearest_integer(r);
    const Real closed = 3 * inverse * (sin_pi(part) * x * inverse - cos_pi(part));
    return x2 < series_limit ? series(x2) : closed;
  }

 private:
  /// The same as a power series in u = x^2, coefficients 3 (-1)^k (2k + 2) / (2k + 3)!.
  template <class Real>
  KOKKOS_FORCEINLINE_FUNCTION static Real series(Real u) {
    return polynomial(u, Real(-1.0 / 7410154752000.0), Real(1.0 / 31135104000.0),
                      Real(-1.0 / 172972800.0), Real(1.0 / 1330560.0), Real(-1.0 / 15120.0),
                      Real(1.0 / 280.0), Real(-1.0 / 10.0), Real(1));
  }
};

/// Gaussian spots: exp(-r2), r2 = 2 r^2 fudge / 0.63.
struct GaussProfile {
  static constexpr double limit = 27.631021115928547;         // exp(-limit) = 1e-12
  static constexpr double zero_from = 2 * 745.1332191019412;  // exp(-r2 / 2) underflows

  template <class Real>
  KOKKOS_FORCEINLINE_FUNCTION static Real squared(Real r2) {
    return exponential(-r2);
  }
};

/// Spots of constant intensity where r2 = r^2 fudge < 0.3969.
struct TophatProfile {
  static constexpr double limit = 0.3969;
  static constexpr double zero_from = limit;

  template <class Real>
  KOKKOS_FORCEINLINE_FUNCTION static Real squared(Real) {
    return 1;
  }
};

}  // namespace kbragg::kernels

#endif
