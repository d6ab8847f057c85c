// SPDX-License-Identifier: BSD-3-Clause
// Comparisons near rounding.
#ifndef KBRAGG_TESTS_NEAR_HPP
#define KBRAGG_TESTS_NEAR_HPP

#include <gtest/gtest.h>

#include <cmath>
#include <iomanip>

#include "math/vec3.hpp"

namespace kbragg::test {

/// Relative to the larger of both numbers; 1e-14 is some tens of roundings.
inline testing::AssertionResult close(double found, double expected, double tolerance = 1e-14) {
  const double scale = std::fmax(std::fabs(found), std::fabs(expected));
  if (std::fabs(found - expected) <= tolerance * scale) return testing::AssertionSuccess();
  return testing::AssertionFailure()
         << std::setprecision(17) << "found " << found << ", expected " << expected
         << ", relative difference " << (found - expected) / scale;
}

/// Each component within `tolerance` of the length of the expected vector.
inline testing::AssertionResult close(const Vec3& found, const Vec3& expected,
                                      double tolerance = 1e-14) {
  const double scale = std::fmax(norm(expected), 1e-300);
  const Vec3 d = found - expected;
  if (std::fmax(std::fabs(d.x), std::fmax(std::fabs(d.y), std::fabs(d.z))) <= tolerance * scale)
    return testing::AssertionSuccess();
  auto result = testing::AssertionFailure();
  result << std::setprecision(17) << "found (" << found.x << ", " << found.y << ", " << found.z
         << "), expected (" << expected.x << ", " << expected.y << ", " << expected.z << ")";
  return result;
}

}  // namespace kbragg::test

#endif
