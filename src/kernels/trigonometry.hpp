// SPDX-License-Identifier: BSD-3-Clause
// sin and cos of pi times a number in [-1/2, 1/2]: polynomials without branch or library call, so
// that loops over them vectorise. Minimax fits in x^2, errors below 1e-17 before rounding.
#ifndef KBRAGG_KERNELS_TRIGONOMETRY_HPP
#define KBRAGG_KERNELS_TRIGONOMETRY_HPP

#include "compat/kokkos.hpp"

namespace kbragg::kernels {

/// The integer nearest to x, exact halves down: ceil(x - 1/2), the rounding of Miller indices.
template <class Real>
KOKKOS_FORCEINLINE_FUNCTION Real nearest_integer(Real x) {
  return math::ceil(x - Real(0.5));
}

/// sin(pi x) for |x| <= 1/2.
template <class Real>
KOKKOS_FORCEINLINE_FUNCTION Real sin_pi(Real x) {
  const Real u = x * x;
  Real p = Real(7.6978267682241906454e-7);
  p = p * u + Real(-0.000021903497074626017191);
  p = p * u + Real(0.00046629981618983938014);
  p = p * u + Real(-0.0073704305059169434047);
  p = p * u + Real(0.08214588657310289502);
  p = p * u + Real(-0.59926452931894468132);
  p = p * u + Real(2.5501640398773004745);
  p = p * u + Real(-5.1677127800499696077);
  p = p * u + Real(3.1415926535897932378);
  return p * x;
}

/// cos(pi x) for |x| <= 1/2.
template <class Real>
KOKKOS_FORCEINLINE_FUNCTION Real cos_pi(Real x) {
  const Real u = x * x;
  Real p = Real(4.1495643539425855122e-6);
  p = p * u + Real(-0.00010456655338748738169);
  p = p * u + Real(0.0019295562724817131482);
  p = p * u + Real(-0.02580688873700220327);
  p = p * u + Real(0.23533063012953285391);
  p = p * u + Real(-1.3352627688434470934);
  p = p * u + Real(4.0587121264164969995);
  p = p * u + Real(-4.9348022005446767673);
  return p * u + Real(1);
}

}  // namespace kbragg::kernels

#endif
