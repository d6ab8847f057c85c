// SPDX-License-Identifier: BSD-3-Clause
#include "io/nxmx_metadata.hpp"

#include "base/error.hpp"

namespace kbragg::io {

namespace {

/// Length below which a direction, after its part along the beam is taken off, is only rounding.
constexpr double parallel = 1e-6;

Vec3 across(const Vec3& v, const Vec3& beam) { return v - dot(v, beam) * beam; }

}  // namespace

Mat3 nexus_rotation(const Vec3& beam, const Vec3& untilted_fast, const Vec3& untilted_slow) {
  KBRAGG_REQUIRE(norm(beam) > 0, "the beam direction has no length; give a vector other than 0.");
  const Vec3 z = unit(beam);
  const Vec3 down = across(unit(untilted_slow), z);
  if (norm(down) > parallel) {
    const Vec3 y = -unit(down);
    return {{cross(y, z), y, z}};
  }
  const Vec3 right = across(unit(untilted_fast), z);
  KBRAGG_REQUIRE(norm(right) > parallel,
                 "the fast and the slow axis of the detector both lie along the beam; at least "
                 "one must cross it.");
  const Vec3 x = -unit(right);
  return {{x, cross(z, x), z}};
}

}  // namespace kbragg::io
