// SPDX-License-Identifier: BSD-3-Clause
#include <algorithm>
#include <cfloat>
#include <cmath>

#include "base/error.hpp"
#include "math/constants.hpp"
#include "math/counter_random.hpp"
#include "math/rotation.hpp"
#include "model/crystal.hpp"

namespace kbragg::model {

double cell_volume(const CellEdges& cell) {
  const double half = (cell.alpha + cell.beta + cell.gamma) / 2;
  const double skew = std::sin(half) * std::sin(half - cell.alpha) * std::sin(half - cell.beta) *
                      std::sin(half - cell.gamma);
  if (!(skew > 0)) return 0;
  return 2 * cell.a * cell.b * cell.c * std::sqrt(std::fabs(skew));
}

Basis reciprocal_basis(const CellEdges& cell, CellBuilder builder) {
  double volume = cell_volume(cell);
  if (volume <= 0) volume = DBL_MIN;
  const double a_star = cell.b * cell.c * std::sin(cell.alpha) / volume;
  const double b_star = cell.c * cell.a * std::sin(cell.beta) / volume;
  const double c_star = cell.a * cell.b * std::sin(cell.gamma) / volume;
  const auto cosine = [](double opposite, double other1, double other2) {
    const double c = (std::cos(other1) * std::cos(other2) - std::cos(opposite)) /
                     (std::sin(other1) * std::sin(other2));
    return std::fabs(c) > 1 ? 1.0 : c;
  };
  const double cos_alpha_star = cosine(cell.alpha, cell.beta, cell.gamma);
  const double cos_beta_star = cosine(cell.beta, cell.alpha, cell.gamma);
  const double cos_gamma_star = cosine(cell.gamma, cell.alpha, cell.beta);
  const double sin_gamma_star = std::clamp(cell.c / (volume * a_star * b_star), -1.0, 1.0);
  const double cz = builder == CellBuilder::exact
                        ? 1 / cell.c
                        : c_star * volume / (cell.a * cell.b * cell.c * sin_gamma_star);
  return {{a_star, 0, 0},
          {b_star * cos_gamma_star, b_star * sin_gamma_star, 0},
          {c_star * cos_beta_star,
           c_star * (cos_alpha_star - cos_beta_star * cos_gamma_star) / sin_gamma_star, cz}};
}

Basis reciprocal_from_matrix(const std::array<double, 9>& m, double wavelength_angstrom) {
  const double t = 1 / wavelength_angstrom;
  return {{t * m[0], t * m[3], t * m[6]},
          {t * m[1], t * m[4], t * m[7]},
          {t * m[2], t * m[5], t * m[8]}};
}

Basis misset(const Basis& basis, const Vec3& angles) {
  return {rotate_xyz(basis.a, angles), rotate_xyz(basis.b, angles), rotate_xyz(basis.c, angles)};
}

Lattice complete_lattice(const Basis& r, const std::optional<CellEdges>& cell) {
  Vec3 bc = cross(r.b, r.c), ca = cross(r.c, r.a), ab = cross(r.a, r.b);
  double reciprocal_volume = dot(r.a, bc);
  if (cell) {
    const double volume = cell_volume(*cell);
    bc = (cell->a / norm(bc) / volume) * bc;
    ca = (cell->b / norm(ca) / volume) * ca;
    ab = (cell->c / norm(ab) / volume) * ab;
    reciprocal_volume = 1 / volume;
  }
  Lattice lattice;
  lattice.volume = 1 / reciprocal_volume;
  lattice.direct = {lattice.volume * bc, lattice.volume * ca, lattice.volume * ab};
  const Basis& d = lattice.direct;
  lattice.reciprocal = {reciprocal_volume * cross(d.b, d.c), reciprocal_volume * cross(d.c, d.a),
                        reciprocal_volume * cross(d.a, d.b)};
  return lattice;
}

CellEdges edges_of(const Basis& d) {
  const auto angle = [](const Vec3& u, const Vec3& v) {
    return std::acos(std::clamp(dot(u, v) / (norm(u) * norm(v)), -1.0, 1.0));
  };
  return {norm(d.a), norm(d.b), norm(d.c), angle(d.b, d.c), angle(d.c, d.a), angle(d.a, d.b)};
}

Mat3 random_rotation(std::int64_t seed, std::uint64_t index) {
  CounterRandom random(static_cast<std::uint64_t>(seed), RandomPurpose::orientation, index);
  const double u1 = random.uniform(), u2 = random.uniform(), u3 = random.uniform();
  const double r1 = std::sqrt(1 - u1), r2 = std::sqrt(u1);
  const double x = r1 * std::sin(2 * constants::pi * u2), y = r1 * std::cos(2 * constants::pi * u2);
  const double z = r2 * std::sin(2 * constants::pi * u3), w = r2 * std::cos(2 * constants::pi * u3);
  return {{{1 - 2 * (y * y + z * z), 2 * (x * y - z * w), 2 * (x * z + y * w)},
           {2 * (x * y + z * w), 1 - 2 * (x * x + z * z), 2 * (y * z - x * w)},
           {2 * (x * z - y * w), 2 * (y * z + x * w), 1 - 2 * (x * x + y * y)}}};
}

Vec3 misset_angles(const Mat3& u) {
  const Vec3 x = unit(u.rows[0]), y = unit(u.rows[1]), z = unit(u.rows[2]);
  if (z.x * z.x < 1)
    return {std::atan2(z.y, z.z), std::atan2(-z.x, std::sqrt(z.y * z.y + z.z * z.z)),
            std::atan2(y.x, x.x)};
  return {constants::pi, constants::pi / 2, std::atan2(x.y, -y.y)};
}

std::vector<Mat3> mosaic_rotations(double spread, std::int64_t domains, std::int64_t seed) {
  std::vector<Mat3> rotations(static_cast<std::size_t>(domains));
  for (std::size_t m = 1; m < rotations.size(); ++m) {
    CounterRandom random(static_cast<std::uint64_t>(seed), RandomPurpose::mosaic, m);
    const double r1 = 2 * random.uniform() - 1, r2 = 2 * random.uniform() - 1,
                 r3 = 2 * random.uniform() - 1;
    const double w = std::sqrt(1 - r2 * r2);
    const Vec3 axis{w * std::sin(constants::pi * r1), w * std::cos(constants::pi * r1), r2};
    rotations[m] = rotation_matrix(axis, spread * std::cbrt(1 - r3 * r3));
  }
  return rotations;
}

std::vector<double> phi_centers(double start, double oscillation, std::int64_t steps) {
  std::vector<double> phis(static_cast<std::size_t>(steps));
  const double step = oscillation / static_cast<double>(steps);
  for (std::size_t i = 0; i < phis.size(); ++i)
    phis[i] = start + step * (static_cast<double>(i) + 0.5);
  return phis;
}

std::vector<double> phi_from_start(double start, double step, std::int64_t steps) {
  std::vector<double> phis(static_cast<std::size_t>(steps));
  for (std::size_t i = 0; i < phis.size(); ++i) phis[i] = start + step * static_cast<double>(i);
  return phis;
}

Basis direct_in_metres(const Lattice& lattice) {
  const auto metres = [](const Vec3& v) { return Vec3{v.x * 1e-10, v.y * 1e-10, v.z * 1e-10}; };
  const Basis& d = lattice.direct;
  return {metres(d.a), metres(d.b), metres(d.c)};
}

std::vector<Basis> orientations(const Crystal& crystal, const Vec3& spindle,
                                const std::vector<double>& phis) {
  const Basis at_zero = direct_in_metres(crystal.lattice);
  std::vector<Basis> table;
  table.reserve(phis.size() * crystal.mosaic.size());
  for (const double phi : phis) {
    Basis turned = at_zero;
    if (phi != 0)
      turned = {rotate_axis(at_zero.a, spindle, phi), rotate_axis(at_zero.b, spindle, phi),
                rotate_axis(at_zero.c, spindle, phi)};
    for (const Mat3& u : crystal.mosaic) {
      if (crystal.mosaic_spread > 0)
        table.push_back({u * turned.a, u * turned.b, u * turned.c});
      else
        table.push_back(turned);
    }
  }
  return table;
}

}  // namespace kbragg::model
