// SPDX-License-Identifier: BSD-3-Clause
#include "model/crystal.hpp"

#include <cmath>
#include <cstdio>
#include <string>
#include <utility>

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
  KBRAGG_REQUIRE(volume > 0 || config.crystal.matrix_rule == MatrixRule::as_given,
                 key +
                     ": the matrix is left-handed (a* . (b* x c*) < 0); exchange two "
                     "of its columns or reverse one");
  return complete_lattice(reciprocal, std::nullopt);
}

/// A crystal that is not yet turned.
struct Unturned {
  Lattice lattice;
  std::optional<CellEdges> nominal;  ///< the cell as given
  std::optional<CellEdges> imposed;  ///< edges that the lattice takes on once more after turning
};

Unturned build_lattice(const RunConfig& config, const std::optional<std::array<double, 9>>& matrix,
                       const std::optional<CellParameters>& file_cell, double wavelength) {
  const auto& c = config.crystal;
  const bool by_matrix = matrix || c.a_matrix;
  Unturned result;
  if (c.cell)
    result.nominal = edges_from(*c.cell);
  else if (file_cell && !by_matrix)
    result.nominal = edges_from(*file_cell);
  if (result.nominal)
    KBRAGG_REQUIRE(cell_volume(*result.nominal) > 0, config.where("crystal.cell") + ": angles of " +
                                                         describe_cell(*result.nominal) +
                                                         " cannot form a cell");
  if (by_matrix) {
    result.lattice = lattice_from_matrix(config, matrix, wavelength);
    if (c.matrix_rule == MatrixRule::as_given)
      result.imposed = result.nominal;
    else if (result.nominal)
      check_agreement(config, result.lattice, *result.nominal);
    return result;
  }
  KBRAGG_REQUIRE(result.nominal,
                 config.where("crystal") +
                     ": no unit cell; give crystal.cell, crystal.a_matrix or crystal.matrix_file "
                     "(or structure factors whose file states a cell)");
  if (c.cell_builder == CellBuilder::nanobragg) result.imposed = result.nominal;
  result.lattice.reciprocal = reciprocal_basis(*result.nominal, c.cell_builder);
  result.lattice = complete_lattice(result.lattice.reciprocal, std::nullopt);
  return result;
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

void set_orientation(const RunConfig& config, ReferenceRandom& random, Crystal& crystal) {
  const auto& c = config.crystal;
  if (c.misset) crystal.misset = si_vec3(*c.misset);
  if (!c.random_orientation) return;
  const std::int64_t seed =
      checked_seed(config, "crystal.random_orientation", *c.random_orientation);
  if (c.random_orientation->stream == RandomStream::counter) {
    crystal.misset = misset_angles(random_rotation(seed, 0));
  } else {
    ReferenceRandom::Stream stream = -seed;
    crystal.misset = reference_random_misset(random, stream);
  }
}

// The nanobragg stream is drawn also without mosaicity: the noise may go on with its table.
void set_mosaic(const RunConfig& config, ReferenceRandom& random, Crystal& crystal) {
  crystal.mosaic = {Mat3{}};
  const auto& c = config.crystal.mosaic;
  if (!c) return;
  const std::int64_t seed = checked_seed(config, "crystal.mosaic", *c);
  const double spread = c->spread.si();
  const std::int64_t domains = spread > 0 ? c->domains : 1;
  std::vector<Mat3> rotations;
  if (c->stream == RandomStream::nanobragg) {
    ReferenceRandom::Stream stream = -seed;
    rotations = reference_mosaic_rotations(spread, domains, random, stream);
  } else {
    rotations = mosaic_rotations(spread, domains, seed);
  }
  if (spread > 0) crystal.mosaic = std::move(rotations);
  crystal.mosaic_spread = spread;
}

}  // namespace

CellEdges crystal_cell(const RunConfig& config, const std::optional<std::array<double, 9>>& matrix,
                       const std::optional<CellParameters>& file_cell, double wavelength) {
  const Unturned unturned = build_lattice(config, matrix, file_cell, wavelength);
  return unturned.nominal ? *unturned.nominal : edges_of(unturned.lattice.direct);
}

Crystal make_crystal(const RunConfig& config, const std::optional<std::array<double, 9>>& matrix,
                     const std::optional<CellParameters>& file_cell, double wavelength,
                     ReferenceRandom& random) {
  const auto& c = config.crystal;
  Crystal crystal;
  const Unturned unturned = build_lattice(config, matrix, file_cell, wavelength);
  crystal.nominal_cell = unturned.nominal;
  set_orientation(config, random, crystal);
  crystal.lattice =
      complete_lattice(misset(unturned.lattice.reciprocal, crystal.misset), unturned.imposed);
  set_cells(config, crystal);
  crystal.shape = c.shape;
  crystal.spot_width = c.spot_width;
  crystal.fudge = c.fudge;
  set_mosaic(config, random, crystal);
  return crystal;
}

}  // namespace kbragg::model
