// SPDX-License-Identifier: BSD-3-Clause
// exp of a number that is not positive, without branch or library call, so that loops over it
// vectorise. Reduction by powers of two and a minimax polynomial; relative error below 4e-16.
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

/// exp(x) for x <= 0; 0 below -708, where it would no longer be a normal number.
KOKKOS_FORCEINLINE_FUNCTION double exp_not_positive(double x) {
  using Real = double;
  constexpr Real lowest = -708;
  const Real y = x < lowest ? lowest : x;
  const Real n = nearest_integer(y * Real(1.4426950408889634074));
  // ln 2 in two parts; the first has 32 bits, so that n times it is exact.
  const Real r =
      (y - n * Real(0.693147180369123816490173339844)) - n * Real(1.908214929270587816144266e-10);
  Real p = Real(2.5110049204818659793e-8);
  p = p * r + Real(2.763265472252779189e-7);
  p = p * r + Real(2.7557240887229868596e-6);
  p = p * r + Real(0.000024801485441561312966);
  p = p * r + Real(0.00019841269890076402829);
  p = p * r + Real(0.0013888888952352862866);
  p = p * r + Real(0.0083333333333195896163);
  p = p * r + Real(0.04166666666648795252);
  p = p * r + Real(0.1666666666666668082);
  p = p * r + Real(0.50000000000000184039);
  p = p * r + Real(0.99999999999999999976);
  p = p * r + Real(0.99999999999999999693);
  return x < lowest ? Real(0) : p * power_of_two(n);
}

}  // namespace kbragg::kernels

#endif
