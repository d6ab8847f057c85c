// SPDX-License-Identifier: BSD-3-Clause
// exp without branch or library call, so that loops over it vectorise. Reduction by powers of two
// and a minimax polynomial; relative error below 4e-16 in double, 2e-7 in float.
#ifndef KBRAGG_KERNELS_EXPONENTIAL_HPP
#define KBRAGG_KERNELS_EXPONENTIAL_HPP

#include <cstdint>
#include <cstring>

#include "kernels/trigonometry.hpp"

namespace kbragg::kernels {

/// 2^n for a whole number n in [-1022, 1023].
KOKKOS_FORCEINLINE_FUNCTION double power_of_two(double n) {
  const std::int64_t bits = (static_cast<std::int64_t>(static_cast<std::int32_t>(n)) + 1023) << 52;
  double result;
  std::memcpy(&result, &bits, sizeof result);
  return result;
}
/// The same for n in [-126, 127].
KOKKOS_FORCEINLINE_FUNCTION float power_of_two(float n) {
  const std::int32_t bits = (static_cast<std::int32_t>(n) + 127) << 23;
  float result;
  std::memcpy(&result, &bits, sizeof result);
  return result;
}

/// exp(x) for |x| <= ln(2) / 2.
KOKKOS_FORCEINLINE_FUNCTION double exp_reduced(double x) {
  return polynomial(x, 2.4994315466797652861e-8, 2.763229297725817879e-7, 2.7557622494336948004e-6,
                    0.000024801486522686300912, 0.00019841269432724976215, 0.0013888888951222196632,
                    0.0083333333335592464388, 0.041666666666492777697, 0.16666666666666168722,
                    0.50000000000000176835, 1.0000000000000000304, 0.9999999999999999971);
}
KOKKOS_FORCEINLINE_FUNCTION float exp_reduced(float x) {
  return polynomial(x, 0.0013836838951436444f, 0.0083748156984067239f, 0.041668225691502871f,
                    0.16666420171484157f, 0.49999992079340527f, 1.000000036322969f,
                    1.0000000005542222f);
}

/// exp(x) for x <= 88 (float) or 709 (double); 0 where it would no longer be a normal number.
template <class Real>
KOKKOS_FORCEINLINE_FUNCTION Real exponential(Real x) {
  constexpr Real lowest = sizeof(Real) == 8 ? Real(-708) : Real(-87);
  const Real y = x < lowest ? lowest : x;
  const Real n = nearest_integer(y * Real(1.4426950408889634074));
  // ln 2 in two parts; the first is so short that n times it is exact.
  constexpr Real high =
      sizeof(Real) == 8 ? Real(0.693147180369123816490173339844) : Real(0.693359375);
  constexpr Real low =
      sizeof(Real) == 8 ? Real(1.908214929270587816144266e-10) : Real(-2.12194440054690583e-4);
  const Real result = exp_reduced((y - n * high) - n * low) * power_of_two(n);
  return x < lowest ? Real(0) : result;
}

}  // namespace kbragg::kernels

#endif
