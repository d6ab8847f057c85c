// SPDX-License-Identifier: BSD-3-Clause
// The crystal: lattice vectors in the laboratory frame, size, shape and mosaic domains.
#ifndef KBRAGG_MODEL_CRYSTAL_HPP
#define KBRAGG_MODEL_CRYSTAL_HPP

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include "config/run_config.hpp"
#include "math/vec3.hpp"
#include "model/hkl_table.hpp"
#include "model/options.hpp"
#include "model/reference_random.hpp"

namespace kbragg::model {

/// Three vectors, of the lattice or of its reciprocal.
struct Basis {
  Vec3 a, b, c;
};

/// A unit cell built from edges (Angstrom) and angles (rad) or from a matrix.
struct Lattice {
  Basis direct;       ///< Angstrom
  Basis reciprocal;   ///< 1/Angstrom
  double volume = 0;  ///< A^3; negative for a left-handed matrix
};

/// Edges in Angstrom and angles in radians.
struct CellEdges {
  double a = 0, b = 0, c = 0, alpha = 0, beta = 0, gamma = 0;
};

/// Volume of a cell (A^3); 0 when the angles cannot form a cell.
double cell_volume(const CellEdges& cell);

/// Reciprocal vectors with a* along x and b* in the x-y plane (1/Angstrom), before misset.
Basis reciprocal_basis(const CellEdges& cell, CellBuilder builder);

/// Nine numbers row by row (columns a*, b*, c*), times 1/wavelength in Angstrom.
Basis reciprocal_from_matrix(const std::array<double, 9>& numbers, double wavelength_angstrom);

/// Turns the three vectors about the laboratory axes x, then y, then z (rad).
Basis misset(const Basis& basis, const Vec3& angles);

/// Direct vectors of reciprocal ones. With `cell` its edges and volume are imposed, as the
/// reference does; the reciprocal vectors are then made anew.
Lattice complete_lattice(const Basis& reciprocal, const std::optional<CellEdges>& cell);

/// Edges and angles of a direct basis (Angstrom, rad).
CellEdges edges_of(const Basis& direct);

/// Uniformly distributed random rotation (Shoemake, Graphics Gems III, 1992) of a seed and index.
Mat3 random_rotation(std::int64_t seed, std::uint64_t index);

/// Angles about x, y, z that misset() needs to turn by the rotation matrix u.
Vec3 misset_angles(const Mat3& u);

/// Rotations of the mosaic domains: the first is the identity, the others turn by
/// spread * cbrt(1 - r3^2) about axes uniform on the sphere, r3 uniform in (-1, 1).
std::vector<Mat3> mosaic_rotations(double spread, std::int64_t domains, std::int64_t seed);

/// Spindle angles of `steps` orientations at the centres of equal parts of the oscillation, rad.
std::vector<double> phi_centers(double start, double oscillation, std::int64_t steps);

/// Spindle angles of `steps` orientations, `step` rad apart from `start` on.
std::vector<double> phi_from_start(double start, double step, std::int64_t steps);

struct Crystal {
  Lattice lattice;                        ///< at phi = 0, misset applied
  std::optional<CellEdges> nominal_cell;  ///< as given
  std::array<std::int64_t, 3> cells{1, 1, 1};
  CrystalShape shape = CrystalShape::square;
  SpotWidth spot_width = SpotWidth::per_axis;
  double fudge = 1;
  Vec3 misset;               ///< rad
  double mosaic_spread = 0;  ///< rad
  std::vector<Mat3> mosaic;  ///< at least the identity
};

/// The direct vectors in metres.
Basis direct_in_metres(const Lattice& lattice);

/// Lattice vectors (m) of every orientation, phi slowest, mosaic domain fastest: turned about the
/// unit spindle axis, then by the domain rotation in the laboratory frame.
std::vector<Basis> orientations(const Crystal& crystal, const Vec3& spindle,
                                const std::vector<double>& phis);

/// Edges of the cell of a run file: as given, else those of its matrix. Throws as make_crystal.
CellEdges crystal_cell(const config::RunConfig& config,
                       const std::optional<std::array<double, 9>>& matrix,
                       const std::optional<CellParameters>& file_cell, double wavelength);

/// Builds the crystal of a run file. `matrix` holds the numbers of crystal.matrix_file,
/// `file_cell` the cell stated by the structure factors. The nanobragg streams of orientation and
/// mosaicity are drawn from `random`, in this order. Throws kbragg::Error naming the key.
Crystal make_crystal(const config::RunConfig& config,
                     const std::optional<std::array<double, 9>>& matrix,
                     const std::optional<CellParameters>& file_cell, double wavelength,
                     ReferenceRandom& random);

}  // namespace kbragg::model

#endif
