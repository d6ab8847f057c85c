// SPDX-License-Identifier: BSD-3-Clause
// Squared lattice factor of a finite crystal, as a function of the distance (dh, dk, dl) of the
// fractional Miller indices from the nearest reciprocal lattice point, each in [-1/2, 1/2].
// Dimensionless; the peak is (Na Nb Nc)^2 (times 0.7236^2 for round).
#ifndef KBRAGG_KERNELS_LATTICE_HPP
#define KBRAGG_KERNELS_LATTICE_HPP

#include "kernels/exponential.hpp"
#include "kernels/trigonometry.hpp"

namespace kbragg::kernels {

/// A parallelepiped of Na x Nb x Nc cells: product of (sin(pi N h) / sin(pi h))^2. Because N and
/// the nearest index are whole numbers, h may be replaced by dh, and N dh by its distance from the
/// nearest whole number: only signs change, and they vanish in the square.
template <class Real>
struct SquareLattice {
  Real na, nb, nc;

  KOKKOS_FORCEINLINE_FUNCTION Real squared(Real dh, Real dk, Real dl) const {
    Real top = 1, bottom = 1;
    axis(dh, na, top, bottom);
    axis(dk, nb, top, bottom);
    axis(dl, nc, top, bottom);
    const Real ratio = top / bottom;
    return ratio * ratio;
  }
  /// Whether nanoBragg finds a factor of exactly 0; never, but for accidents of rounding.
  KOKKOS_FORCEINLINE_FUNCTION bool vanishes(Real, Real, Real) const { return false; }

 private:
  KOKKOS_FORCEINLINE_FUNCTION static void axis(Real d, Real n, Real& top, Real& bottom) {
    const Real turns = n * d;
    const bool on_peak = d == 0;
    top *= on_peak ? n : sin_pi(turns - nearest_integer(turns));
    bottom *= on_peak ? Real(1) : sin_pi(d);
  }
};

/// Squared distance from the lattice point in units of the spot size along each axis.
template <class Real>
struct RadiusPerAxis {
  Real na, nb, nc;

  KOKKOS_FORCEINLINE_FUNCTION Real squared(Real dh, Real dk, Real dl) const {
    const Real x = dh * na, y = dk * nb, z = dl * nc;
    return x * x + y * y + z * z;
  }
};

/// |dh a* + dk b* + dl c*|^2 (Na Nb Nc)^2 with the vectors in 1/Angstrom.
template <class Real>
struct RadiusIsotropic {
  Real aa, bb, cc, ab, ac, bc;  ///< products of the scaled vectors, mixed ones doubled

  KOKKOS_FORCEINLINE_FUNCTION Real squared(Real dh, Real dk, Real dl) const {
    return dh * (aa * dh + ab * dk + ac * dl) + dk * (bb * dk + bc * dl) + cc * dl * dl;
  }
};

/// An ellipsoid: (peak * 3 (sin x / x - cos x) / x^2)^2, x = pi r sqrt(fudge), the transform of a
/// sphere.
template <class Real>
struct RoundLattice {
  RadiusPerAxis<Real> radius;
  Real fudge, peak;  ///< peak = 0.723601254558268 Na Nb Nc

  KOKKOS_FORCEINLINE_FUNCTION Real squared(Real dh, Real dk, Real dl) const {
    const Real r2 = radius.squared(dh, dk, dl) * fudge;
    const Real factor = peak * sphere_transform(r2);
    return factor * factor;
  }
  KOKKOS_FORCEINLINE_FUNCTION bool vanishes(Real, Real, Real) const { return false; }

  /// 3 (sin x / x - cos x) / x^2 with x = pi sqrt(r2), up to its sign.
  KOKKOS_FORCEINLINE_FUNCTION static Real sphere_transform(Real r2) {
    constexpr Real pi = Real(3.14159265358979323846);
    const Real x2 = pi * pi * r2;
    // Below the limit the closed form cancels; the series is exact to rounding there.
    constexpr Real limit = Real(0.5);
    const Real t = x2 < limit ? limit : x2;
    const Real r = math::sqrt(t) / pi;
    const Real part = r - nearest_integer(r);
    const Real x = pi * r;
    const Real closed = 3 * (sin_pi(part) / x - cos_pi(part)) / t;
    return x2 < limit ? series(x2) : closed;
  }

 private:
  /// The same as a power series in u = x^2, coefficients 3 (-1)^k (2k + 2) / (2k + 3)!.
  KOKKOS_FORCEINLINE_FUNCTION static Real series(Real u) {
    Real p = Real(-1.0 / 7410154752000.0);
    p = p * u + Real(1.0 / 31135104000.0);
    p = p * u + Real(-1.0 / 172972800.0);
    p = p * u + Real(1.0 / 1330560.0);
    p = p * u + Real(-1.0 / 15120.0);
    p = p * u + Real(1.0 / 280.0);
    p = p * u + Real(-1.0 / 10.0);
    return p * u + Real(1);
  }
};

/// Gaussian spots: (peak exp(-r^2 fudge / 0.63))^2 with peak = Na Nb Nc.
template <class Real, class Radius>
struct GaussLattice {
  Radius radius;
  Real fudge, peak;

  KOKKOS_FORCEINLINE_FUNCTION Real squared(Real dh, Real dk, Real dl) const {
    // The square of the factor: twice the exponent.
    const Real exponent = radius.squared(dh, dk, dl) * fudge * Real(-2.0 / 0.63);
    return peak * peak * Real(exp_not_positive(exponent));
  }
  /// Where the exponential of the factor itself underflows to 0.
  KOKKOS_FORCEINLINE_FUNCTION bool vanishes(Real dh, Real dk, Real dl) const {
    return radius.squared(dh, dk, dl) * fudge * Real(1 / 0.63) > Real(745.1332191019412);
  }
};

/// Spots of constant intensity: (Na Nb Nc)^2 where r^2 fudge < 0.3969, else 0.
template <class Real, class Radius>
struct TophatLattice {
  Radius radius;
  Real fudge, peak;

  KOKKOS_FORCEINLINE_FUNCTION Real squared(Real dh, Real dk, Real dl) const {
    return radius.squared(dh, dk, dl) * fudge < Real(0.3969) ? peak * peak : Real(0);
  }
  KOKKOS_FORCEINLINE_FUNCTION bool vanishes(Real dh, Real dk, Real dl) const {
    return squared(dh, dk, dl) == 0;
  }
};

}  // namespace kbragg::kernels

#endif
