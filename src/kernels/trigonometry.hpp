// SPDX-License-Identifier: BSD-3-Clause
// Rounding, and sin and cos of pi times a number in [-1/2, 1/2]: polynomials without branch or
// library call, so that loops over them vectorise. Minimax fits in x^2; before rounding their
// errors stay below 1.5e-16 in double (relative for the sine) and 6e-9 in float.
#ifndef KBRAGG_KERNELS_TRIGONOMETRY_HPP
#define KBRAGG_KERNELS_TRIGONOMETRY_HPP

#include <type_traits>

#include "compat/kokkos.hpp"

namespace kbragg::kernels {

/// The integer nearest to x, exact halves down: ceil(x - 1/2), the rounding of Miller indices.
/// |x| < 2^51 in double, 2^22 in float.
template <class Real>
KOKKOS_FORCEINLINE_FUNCTION Real nearest_integer(Real x) {
  return compat::ceil(x - Real(0.5));
}

/// Polynomial of x by Horner's rule, highest coefficient first.
template <class Real>
KOKKOS_FORCEINLINE_FUNCTION Real polynomial(Real, Real last) {
  return last;
}
template <class Real, class... More>
KOKKOS_FORCEINLINE_FUNCTION Real polynomial(Real x, Real first, Real second, More... more) {
  return polynomial(x, first * x + second, more...);
}

/// sin(pi x) / x for |x| <= 1/2, u = x^2.
KOKKOS_FORCEINLINE_FUNCTION double sin_pi_ratio(double u) {
  return polynomial(u, -0.000021122952610257962817, 0.00046597761676205635021,
                    -0.007370361071622398518, 0.082145878256549079978, -0.5992645287757102812,
                    2.5501640398597763451, -5.1677127800497525699, 3.1415926535897927919);
}
KOKKOS_FORCEINLINE_FUNCTION float sin_pi_ratio(float u) {
  return polynomial(u, 0.077560386386259727f, -0.59824212613519017f, 2.5500696972973373f,
                    -5.1677096847981341f, 3.1415926368954439f);
}

/// sin(pi x) for |x| <= 1/2.
template <class Real>
KOKKOS_FORCEINLINE_FUNCTION Real sin_pi(Real x) {
  return x * sin_pi_ratio(x * x);
}

/// cos(pi x) for |x| <= 1/2.
KOKKOS_FORCEINLINE_FUNCTION double cos_pi(double x) {
  const double u = x * x;
  return polynomial(u, 4.1507499109691353214e-6, -0.00010456780708941913979,
                    0.0019295568177841683418, -0.025806888862656624007, 0.23533063014598448224,
                    -1.3352627688446643164, 4.0587121264165444278, -4.9348022005446775846, 1.0);
}
KOKKOS_FORCEINLINE_FUNCTION float cos_pi(float x) {
  const float u = x * x;
  return polynomial(u, -0.024420698905096143f, 0.23495392522484967f, -1.3352161048411343f,
                    4.0587095997625157f, -4.9348021560878344f, 1.0f);
}

}  // namespace kbragg::kernels

#endif
