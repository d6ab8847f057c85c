// SPDX-License-Identifier: BSD-3-Clause
// Random orientations and mosaic domains of run files: rotations, seeds, distributions.
#include <gtest/gtest.h>

#include <cmath>

#include "model/crystal.hpp"
#include "support/near.hpp"

namespace kbragg::model {
namespace {

using test::close;

void expect_rotation(const Mat3& u) {
  for (int i = 0; i < 3; ++i)
    for (int j = 0; j < 3; ++j) EXPECT_NEAR(dot(u.rows[i], u.rows[j]), i == j ? 1 : 0, 1e-14);
  EXPECT_TRUE(close(cross(u.rows[0], u.rows[1]), u.rows[2]));
}

double angle_of(const Mat3& u) {
  const double trace = u.rows[0].x + u.rows[1].y + u.rows[2].z;
  return std::acos(std::fmax(-1.0, std::fmin(1.0, (trace - 1) / 2)));
}

TEST(Mosaic, DomainsFillTheCap) {
  const double spread = 0.01;
  const auto u = mosaic_rotations(spread, 20000, 1);
  EXPECT_EQ(angle_of(u[0]), 0);
  double above_half = 0;
  Vec3 sum;
  for (std::size_t m = 1; m < u.size(); ++m) {
    if (m < 100) expect_rotation(u[m]);
    const double angle = angle_of(u[m]);
    EXPECT_LE(angle, spread * (1 + 1e-5));
    if (angle > spread / 2) above_half += 1;
    sum = sum + Vec3{u[m].rows[2].y, u[m].rows[0].z, u[m].rows[1].x};
  }
  // angle = spread cbrt(1 - r^2) with r uniform exceeds half of it when r^2 < 7/8.
  EXPECT_NEAR(above_half / 19999, std::sqrt(7.0 / 8), 5 * 0.0018);
  EXPECT_LT(norm(sum) / 19999, 5 * spread / std::sqrt(19999.0));
}

TEST(Mosaic, AFewDomainsAreTheFirstOfMany) {
  const auto few = mosaic_rotations(0.01, 5, 9), many = mosaic_rotations(0.01, 50, 9);
  for (std::size_t m = 0; m < few.size(); ++m)
    for (int i = 0; i < 3; ++i) EXPECT_TRUE(close(few[m].rows[i], many[m].rows[i], 0));
  EXPECT_FALSE(close(mosaic_rotations(0.01, 5, 8)[1].rows[0], few[1].rows[0], 1e-9));
}

TEST(RandomOrientation, IsUniform) {
  // The angle of a uniform rotation has density (1 - cos t)/pi; its mean is pi/2 + 2/pi.
  constexpr int count = 20000;
  double mean = 0;
  Vec3 sum_x;
  for (int i = 0; i < count; ++i) {
    const Mat3 u = random_rotation(5, static_cast<std::uint64_t>(i));
    if (i < 100) expect_rotation(u);
    mean += angle_of(u) / count;
    sum_x = sum_x + u.rows[0];
  }
  const double expected = 3.14159265358979 / 2 + 2 / 3.14159265358979;
  EXPECT_NEAR(mean, expected, 5 * 0.65 / std::sqrt(count));
  EXPECT_LT(norm(sum_x) / count, 5 / std::sqrt(count));
}

TEST(RandomOrientation, AnglesGiveTheRotationBack) {
  const Mat3 u = random_rotation(11, 0);
  const Basis turned = misset({{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}, misset_angles(u));
  EXPECT_TRUE(close(turned.a, {u.rows[0].x, u.rows[1].x, u.rows[2].x}));
  EXPECT_TRUE(close(turned.b, {u.rows[0].y, u.rows[1].y, u.rows[2].y}));
  EXPECT_TRUE(close(turned.c, {u.rows[0].z, u.rows[1].z, u.rows[2].z}));
}

}  // namespace
}  // namespace kbragg::model
