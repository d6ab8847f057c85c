// SPDX-License-Identifier: BSD-3-Clause
// Crystal symmetry of reflections (gemmi behind it).
#ifndef KBRAGG_MODEL_SYMMETRY_HPP
#define KBRAGG_MODEL_SYMMETRY_HPP

#include <cstdint>
#include <functional>
#include <string>

#include "model/hkl_table.hpp"

namespace kbragg::model {

/// Canonical Hermann-Mauguin symbol of a space group given by symbol or number ("P 43 21 2",
/// "P43212", "96"). Throws kbragg::Error naming what was found.
std::string canonical_space_group(const std::string& name);

/// Dense table of `list` and all its symmetry mates under `space_group`, Friedel mates included; a
/// mate that the list itself names keeps its own amplitude; where it names h and -h, the mates by
/// rotation of both keep the difference; of repeated reflections the last one counts. Amplitudes
/// are unchanged (|F| is invariant). `before` is shown the limits of the table and may throw.
/// Throws kbragg::Error for an unknown space group and as make_hkl_table.
HklTable make_p1_table(const ReflectionList& list, const std::string& space_group, double default_F,
                       const std::function<void(const HklBox&)>& before);

/// Throws kbragg::Error when `cell` has no volume or not the metric symmetry of `space_group`, up
/// to half a percent in edges and half a degree in angles.
void check_cell_symmetry(const CellParameters& cell, const std::string& space_group);

struct WilsonParameters {
  CellParameters cell;
  std::string space_group;   ///< canonical symbol
  double dmin_angstrom = 0;  ///< resolution limit
  double b_factor = 0;       ///< A^2
  double scale = 1;          ///< root mean square F of a general reflection at zero angle, e
  std::int64_t seed = 0;
};

/// Unique reflections with synthetic amplitudes by Wilson's statistics (Acta Cryst. 2, 1949, 318):
/// <F^2> = epsilon scale^2 exp(-2 B s^2), s = 1/(2 d), epsilon the number of symmetry operations,
/// centring not counted, that leave h k l as it is; exponential intensities for acentric, normal
/// amplitudes for centric reflections, systematic absences left out. Every amplitude depends on
/// the seed and its own h k l only.
ReflectionList wilson_reflections(const WilsonParameters& parameters);

}  // namespace kbragg::model

#endif
