// SPDX-License-Identifier: BSD-3-Clause
#include "model/crystal.hpp"

#include <cmath>
#include <cstdio>
#include <string>

#include "base/error.hpp"
#include "math/constants.hpp"
#include "model/vectors.hpp"

namespace kbragg::model {

using config::RunConfig;

namespace {

constexpr double angstrom = 1e10;  // Angstrom per metre

std::string describe_cell(const CellEdges& e) {
  char text[160];
  const double d = constants::degrees_per_radian;
  std::snprintf(text, sizeof text, "%.6g %.6g %.6g A, %.6g %.6g %.6g deg", e.a, e.b, e.c,
                e.alpha * d, e.beta * d, e.gamma * d);
  return text;
}

CellEdges edges_from(const config::UnitCell& c) {
  return {c.a.si() * angstrom, c.b.si() * angstrom, c.c.si() * angstrom,
          c.alpha.si(),        c.beta.si(),         c.gamma.si()};
}

CellEdges edges_from(const CellParameters& c) {
  const double d = constants::degrees_per_radian;
  return {c.a, c.b, c.c, c.alpha / d, c.beta / d, c.gamma / d};
}

void check_agreement(const RunConfig& config, const Lattice& lattice, const CellEdges& cell) {
  const CellEdges found = edges_of(lattice.direct);
  const auto off = [](double x, double y, double tolerance) {
    return std::fabs(x - y) > tolerance;
  };
  const bool agree = !off(found.a / cell.a, 1, 1e-3) && !off(found.b / cell.b, 1, 1e-3) &&
                     !off(found.c / cell.c, 1, 1e-3) && !off(found.alpha, cell.alpha, 2e-3) &&
                     !off(found.beta, cell.beta, 2e-3) && !off(found.gamma, cell.gamma, 2e-3);
  KBRAGG_REQUIRE(agree, config.where("crystal.cell") + ": the cell is " + describe_cell(cell) +
                            " but the orientation matrix has " + describe_cell(found) +
                            "; give one of them, or two that agree to 0.1 % and 0.1 deg");
}

Lattice lattice_from_matrix(const RunConfig& config,
                            const std::optional<std::array<double, 9>>& matrix, double wavelength) {
  const bool file = matrix.has_value();
  Basis reciprocal;
  if (file) {
    reciprocal = reciprocal_from_matrix(*matrix, wavelength * angstrom);
  } else {
    const auto per_angstrom = [](const auto& v) { return (1 / angstrom) * si_vec3(v); };
    const auto& m = *config.crystal.a_matrix;
    reciprocal = {per_angstrom(m.a_star), per_angstrom(m.b_star), per_angstrom(m.c_star)};
  }
  const std::string key = config.where(file ? "crystal.matrix_file" : "crystal.a_matrix");
  const double volume = dot(reciprocal.a, cross(reciprocal.b, reciprocal.c));
  const double lengths = norm(reciprocal.a) * norm(reciprocal.b) * norm(reciprocal.c);
  KBRAGG_REQUIRE(std::isfinite(volume) && std::fabs(volume) > 1e-4 * lengths,
                 key + ": the three reciprocal vectors do not span a cell");
  const CellEdges edges = edges_of(complete_lattice(reciprocal, std::nullopt).direct);
  for (const double edge : {edges.a, edges.b, edges.c})
    KBRAGG_REQUIRE(edge >= 0.1 && edge <= 1e4, key + ": stands for a cell of " +
                                                   describe_cell(edges) +
                                                   "; edges must lie between 0.1 and 10000 A");
  KBRAGG_REQUIRE(volume > 0, key +
                                 ": the matrix is left-handed (a* . (b* x c*) < 0); exchange two "
                                 "of its columns or reverse one");
  return complete_lattice(reciprocal, std::nullopt);
}

Lattice build_lattice(const RunConfig& config, const std::optional<std::array<double, 9>>& matrix,
                      const std::optional<CellParameters>& file_cell, double wavelength,
                      Crystal& crystal) {
  const auto& c = config.crystal;
  const bool by_matrix = matrix || c.a_matrix;
  if (c.cell)
    crystal.nominal_cell = edges_from(*c.cell);
  else if (file_cell && !by_matrix)
    crystal.nominal_cell = edges_from(*file_cell);
  if (crystal.nominal_cell)
    KBRAGG_REQUIRE(cell_volume(*crystal.nominal_cell) > 0,
                   config.where("crystal.cell") + ": angles of " +
                       describe_cell(*crystal.nominal_cell) + " cannot form a cell");
  if (by_matrix) {
    const Lattice lattice = lattice_from_matrix(config, matrix, wavelength);
    if (crystal.nominal_cell) check_agreement(config, lattice, *crystal.nominal_cell);
    return lattice;
  }
  KBRAGG_REQUIRE(crystal.nominal_cell,
                 config.where("crystal") +
                     ": no unit cell; give crystal.cell, crystal.a_matrix or crystal.matrix_file "
                     "(or structure factors whose file states a cell)");
  return complete_lattice(reciprocal_basis(*crystal.nominal_cell, CellBuilder::exact),
                          std::nullopt);
}

void set_cells(const RunConfig& config, Crystal& crystal) {
  const auto& c = config.crystal;
  if (c.cells) {
    crystal.cells = *c.cells;
    return;
  }
  Vec3 size = si_vec3(*c.size);
  if (config.beam.size) {  // only what the beam covers scatters; b and c are taken across it
    size.y = std::fmin(size.y, config.beam.size->si());
    size.z = std::fmin(size.z, config.beam.size->si());
  }
  const Basis& d = crystal.lattice.direct;
  const double lengths[3] = {norm(d.a) / angstrom, norm(d.b) / angstrom, norm(d.c) / angstrom};
  const double sizes[3] = {size.x, size.y, size.z};
  for (std::size_t i = 0; i < 3; ++i)
    crystal.cells[i] = static_cast<std::int64_t>(std::fmax(1, std::ceil(sizes[i] / lengths[i])));
}

}  // namespace

Crystal make_crystal(const RunConfig& config, const std::optional<std::array<double, 9>>& matrix,
                     const std::optional<CellParameters>& file_cell, double wavelength) {
  const auto& c = config.crystal;
  Crystal crystal;
  Lattice lattice = build_lattice(config, matrix, file_cell, wavelength, crystal);
  if (c.misset) crystal.misset = si_vec3(*c.misset);
  if (c.random_orientation)
    crystal.misset = misset_angles(random_rotation(c.random_orientation->seed, 0));
  crystal.lattice = complete_lattice(misset(lattice.reciprocal, crystal.misset), std::nullopt);
  set_cells(config, crystal);
  crystal.shape = c.shape;
  crystal.fudge = c.fudge;
  crystal.mosaic = {Mat3{}};
  if (c.mosaic && c.mosaic->spread.si() > 0) {
    crystal.mosaic_spread = c.mosaic->spread.si();
    crystal.mosaic = mosaic_rotations(crystal.mosaic_spread, c.mosaic->domains, c.mosaic->seed);
  }
  return crystal;
}

}  // namespace kbragg::model
