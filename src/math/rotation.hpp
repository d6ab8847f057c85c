// SPDX-License-Identifier: BSD-3-Clause
// Rotations of vectors; angles in radians, right-handed.
#ifndef KBRAGG_MATH_ROTATION_HPP
#define KBRAGG_MATH_ROTATION_HPP

#include <cmath>

#include "math/vec3.hpp"

namespace kbragg {

/// Rz(angles.z) Ry(angles.y) Rx(angles.x) v: about the laboratory axes x, then y, then z.
inline Vec3 rotate_xyz(Vec3 v, const Vec3& angles) {
  if (angles.x != 0) {
    const double c = std::cos(angles.x), s = std::sin(angles.x);
    v = {v.x, c * v.y - s * v.z, s * v.y + c * v.z};
  }
  if (angles.y != 0) {
    const double c = std::cos(angles.y), s = std::sin(angles.y);
    v = {c * v.x + s * v.z, v.y, -s * v.x + c * v.z};
  }
  if (angles.z != 0) {
    const double c = std::cos(angles.z), s = std::sin(angles.z);
    v = {c * v.x - s * v.y, s * v.x + c * v.y, v.z};
  }
  return v;
}

/// Rodrigues' formula: v turned by `angle` about `axis`, which must be a unit vector for the
/// result to be a rotation (it is not normalised here).
KBRAGG_FUNCTION Vec3 rotate_axis(const Vec3& v, const Vec3& axis, double angle) {
  const double s = sin(angle), c = cos(angle);
  return (dot(axis, v) * (1 - c)) * axis + c * v + s * cross(axis, v);
}

/// Matrix of the right-handed rotation by `angle` about the unit vector `axis`.
inline Mat3 rotation_matrix(const Vec3& axis, double angle) {
  const double c = std::cos(angle), s = std::sin(angle), t = 1 - c;
  const auto& n = axis;
  return {{{t * n.x * n.x + c, t * n.x * n.y - s * n.z, t * n.x * n.z + s * n.y},
           {t * n.y * n.x + s * n.z, t * n.y * n.y + c, t * n.y * n.z - s * n.x},
           {t * n.z * n.x - s * n.y, t * n.z * n.y + s * n.x, t * n.z * n.z + c}}};
}

}  // namespace kbragg

#endif
