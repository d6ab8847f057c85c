// SPDX-License-Identifier: BSD-3-Clause
// Three-vectors and 3x3 matrices for host and device.
#ifndef KBRAGG_MATH_VEC3_HPP
#define KBRAGG_MATH_VEC3_HPP

#include <cmath>

#include "compat/function.hpp"

namespace kbragg {

template <class Real>
struct Vector3 {
  Real x = 0, y = 0, z = 0;
};

using Vec3 = Vector3<double>;

template <class Real>
KBRAGG_FUNCTION constexpr Vector3<Real> operator+(const Vector3<Real>& a, const Vector3<Real>& b) {
  return {a.x + b.x, a.y + b.y, a.z + b.z};
}
template <class Real>
KBRAGG_FUNCTION constexpr Vector3<Real> operator-(const Vector3<Real>& a, const Vector3<Real>& b) {
  return {a.x - b.x, a.y - b.y, a.z - b.z};
}
template <class Real>
KBRAGG_FUNCTION constexpr Vector3<Real> operator-(const Vector3<Real>& a) {
  return {-a.x, -a.y, -a.z};
}
template <class Real>
KBRAGG_FUNCTION constexpr Vector3<Real> operator*(Real t, const Vector3<Real>& a) {
  return {t * a.x, t * a.y, t * a.z};
}
template <class Real>
KBRAGG_FUNCTION constexpr Real dot(const Vector3<Real>& a, const Vector3<Real>& b) {
  return a.x * b.x + a.y * b.y + a.z * b.z;
}
template <class Real>
KBRAGG_FUNCTION constexpr Vector3<Real> cross(const Vector3<Real>& a, const Vector3<Real>& b) {
  return {a.y * b.z - a.z * b.y, a.z * b.x - a.x * b.z, a.x * b.y - a.y * b.x};
}
template <class Real>
KBRAGG_FUNCTION Real norm(const Vector3<Real>& a) {
  return sqrt(dot(a, a));
}
/// a/|a|; the zero vector stays zero.
template <class Real>
KBRAGG_FUNCTION Vector3<Real> unit(const Vector3<Real>& a) {
  const Real length = norm(a);
  if (length == 0) return a;
  return {a.x / length, a.y / length, a.z / length};
}

/// Row-major 3x3 matrix given by its rows.
struct Mat3 {
  Vec3 rows[3] = {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}};
};

KBRAGG_FUNCTION Vec3 operator*(const Mat3& m, const Vec3& v) {
  return {dot(m.rows[0], v), dot(m.rows[1], v), dot(m.rows[2], v)};
}

}  // namespace kbragg

#endif
