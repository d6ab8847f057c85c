// SPDX-License-Identifier: BSD-3-Clause
#include <cmath>
#include <gemmi/symmetry.hpp>
#include <gemmi/unitcell.hpp>

#include "base/error.hpp"
#include "math/constants.hpp"
#include "math/counter_random.hpp"
#include "model/symmetry.hpp"

namespace kbragg::model {

namespace {

// A number of its own for every h k l within +-2^20.
std::uint64_t pack(const gemmi::Miller& hkl) {
  std::uint64_t packed = 0;
  for (const int index : hkl) packed = packed << 21 | static_cast<std::uint64_t>(index + 1048576);
  return packed;
}

// Amplitude over its root mean square.
double normalised_amplitude(std::int64_t seed, const gemmi::Miller& hkl, bool centric) {
  CounterRandom random(static_cast<std::uint64_t>(seed), RandomPurpose::wilson, pack(hkl));
  const double exponential = -std::log(random.uniform());
  if (!centric) return std::sqrt(exponential);
  // Box and Muller, Ann. Math. Stat. 29, 1958, 610.
  return std::abs(std::sqrt(2 * exponential) * std::cos(2 * constants::pi * random.uniform()));
}

void check(const WilsonParameters& p) {
  check_cell_symmetry(p.cell, p.space_group);
  KBRAGG_REQUIRE(p.dmin_angstrom > 0 && std::isfinite(p.dmin_angstrom),
                 "The resolution limit of the Wilson amplitudes must be above zero.");
  KBRAGG_REQUIRE(std::isfinite(p.b_factor) && std::isfinite(p.scale),
                 "B factor and scale of the Wilson amplitudes must be finite numbers.");
  double box = 1;
  for (const double edge : {p.cell.a, p.cell.b, p.cell.c}) box *= 2 * edge / p.dmin_angstrom + 1;
  KBRAGG_REQUIRE(
      box <= 2147483648.0,
      "To the resolution limit of " + std::to_string(p.dmin_angstrom) +
          " A the unit cell has more than 2^31 indices h k l; a larger limit is needed.");
}

}  // namespace

ReflectionList wilson_reflections(const WilsonParameters& p) {
  check(p);
  ReflectionList list;
  list.cell = p.cell;
  list.space_group = canonical_space_group(p.space_group);
  list.description = "synthetic amplitudes with Wilson statistics";

  const gemmi::SpaceGroup& group = gemmi::get_spacegroup_by_name(list.space_group);
  const gemmi::GroupOps operations = group.operations();
  const gemmi::ReciprocalAsu asu(&group);
  const gemmi::UnitCell cell(p.cell.a, p.cell.b, p.cell.c, p.cell.alpha, p.cell.beta, p.cell.gamma);
  const gemmi::Miller limits = cell.get_hkl_limits(p.dmin_angstrom);
  const double largest = 1 / (p.dmin_angstrom * p.dmin_angstrom);
  gemmi::Miller hkl;
  for (hkl[0] = -limits[0]; hkl[0] <= limits[0]; ++hkl[0]) {
    for (hkl[1] = -limits[1]; hkl[1] <= limits[1]; ++hkl[1]) {
      for (hkl[2] = -limits[2]; hkl[2] <= limits[2]; ++hkl[2]) {
        const double inverse_d2 = cell.calculate_1_d2(hkl);
        if (inverse_d2 > largest || inverse_d2 == 0 || !asu.is_in(hkl) ||
            operations.is_systematically_absent(hkl)) {
          continue;
        }
        // <F^2> = epsilon scale^2 exp(-2 B s^2) with s^2 = 1/(4 d^2).
        const double rms = p.scale * std::sqrt(operations.epsilon_factor_without_centering(hkl)) *
                           std::exp(-0.25 * p.b_factor * inverse_d2);
        const bool centric = operations.is_reflection_centric(hkl);
        list.reflections.push_back(
            {hkl[0], hkl[1], hkl[2], rms * normalised_amplitude(p.seed, hkl, centric)});
      }
    }
  }
  KBRAGG_REQUIRE(!list.reflections.empty(),
                 "The unit cell has no reflection with d above the resolution limit of " +
                     std::to_string(p.dmin_angstrom) + " A.");
  return list;
}

}  // namespace kbragg::model
