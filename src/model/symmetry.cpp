// SPDX-License-Identifier: BSD-3-Clause
#include "model/symmetry.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <gemmi/symmetry.hpp>
#include <gemmi/unitcell.hpp>
#include <string_view>
#include <vector>

#include "base/error.hpp"

namespace kbragg::model {

namespace {

using Index = std::array<std::int64_t, 3>;
using Rotation = std::array<std::array<std::int64_t, 3>, 3>;

const gemmi::SpaceGroup* find_space_group(std::string_view name) {
  constexpr std::string_view blanks = " \t";
  const std::size_t begin = name.find_first_not_of(blanks);
  if (begin == std::string_view::npos || name.size() > 40) return nullptr;
  name = name.substr(begin, name.find_last_not_of(blanks) - begin + 1);
  // gemmi takes 0 for P 1, and cuts a long number to 32 bits, which may turn it into a valid one.
  if (name.find_first_not_of("0123456789") == std::string_view::npos &&
      (name.size() > 4 || name.find_first_not_of('0') == std::string_view::npos)) {
    return nullptr;
  }
  return gemmi::find_spacegroup_by_name(std::string(name));
}

const gemmi::SpaceGroup& get_space_group(const std::string& name) {
  const gemmi::SpaceGroup* group = find_space_group(name);
  KBRAGG_REQUIRE(group, "The space group '" + name.substr(0, 40) +
                            "' is unknown; a Hermann-Mauguin symbol such as 'P 43 21 2' or a "
                            "number from 1 to 230 is needed.");
  return *group;
}

// Matrices that act on column vectors h k l: a symmetry operation x' = R x + t relates the
// amplitudes of h and R^T h.
std::vector<Rotation> index_rotations(const gemmi::GroupOps& group) {
  std::vector<Rotation> rotations;
  for (const gemmi::Op& op : group.sym_ops) {
    Rotation r{};
    for (std::size_t i = 0; i < 3; ++i) {
      for (std::size_t j = 0; j < 3; ++j) r[i][j] = op.rot[j][i] / gemmi::Op::DEN;
    }
    rotations.push_back(r);
  }
  return rotations;
}

Index rotate(const Rotation& m, const Reflection& r) {
  const std::int64_t h = r.h, k = r.k, l = r.l;
  return {m[0][0] * h + m[0][1] * k + m[0][2] * l, m[1][0] * h + m[1][1] * k + m[1][2] * l,
          m[2][0] * h + m[2][1] * k + m[2][2] * l};
}

// One bit for every index of a box that is symmetric about the origin.
class IndexSet {
 public:
  IndexSet(const std::vector<Reflection>& list, const std::vector<Rotation>& rotations) {
    for (const Rotation& m : rotations) {
      for (const Reflection& r : list) {
        const Index hkl = rotate(m, r);
        for (std::size_t i = 0; i < 3; ++i) {
          m_reach[i] = std::max(m_reach[i], std::abs(hkl[i]));
        }
      }
    }
    double size = 1;
    for (const std::int64_t reach : m_reach) size *= static_cast<double>(2 * reach + 1);
    KBRAGG_REQUIRE(size <= 2147483648.0,
                   "With its symmetry mates the list of reflections reaches " +
                       std::to_string(m_reach[0]) + " in h, " + std::to_string(m_reach[1]) +
                       " in k and " + std::to_string(m_reach[2]) +
                       " in l: a table of this range would have more than 2^31 entries.");
    m_size = static_cast<std::size_t>(size);
    m_bits.assign(m_size / 64 + 1, 0);
  }

  std::size_t size() const { return m_size; }

  /// Adds an index of the box; false when it is there already.
  bool insert(const Index& hkl) {
    const std::int64_t position =
        ((hkl[0] + m_reach[0]) * (2 * m_reach[1] + 1) + (hkl[1] + m_reach[1])) *
            (2 * m_reach[2] + 1) +
        (hkl[2] + m_reach[2]);
    std::uint64_t& word = m_bits[static_cast<std::size_t>(position >> 6)];
    const std::uint64_t bit = std::uint64_t{1} << (position & 63);
    if (word & bit) return false;
    word |= bit;
    return true;
  }

 private:
  Index m_reach{0, 0, 0};
  std::size_t m_size = 0;
  std::vector<std::uint64_t> m_bits;
};

}  // namespace

std::string canonical_space_group(const std::string& name) { return get_space_group(name).xhm(); }

ReflectionList expand_to_p1(const ReflectionList& list, const std::string& space_group) {
  const gemmi::SpaceGroup& group = get_space_group(space_group);
  const gemmi::GroupOps operations = group.operations();
  const std::vector<Rotation> rotations = index_rotations(operations);
  ReflectionList result = list;
  result.space_group = "P 1";
  result.description += ", expanded from " + group.xhm();

  IndexSet seen(list.reflections, rotations);
  const bool friedel = !operations.is_centrosymmetric();
  result.reflections.reserve(std::max(
      list.reflections.size(),
      std::min(seen.size(), list.reflections.size() * rotations.size() * (friedel ? 2 : 1))));
  for (const Reflection& r : list.reflections) seen.insert({r.h, r.k, r.l});

  // Friedel mates come second: where a list names h and -h with their own amplitudes, the mates by
  // rotation of both keep the difference. Backwards, so that the last of repeated reflections wins.
  for (const std::int64_t sign : {1, -1}) {
    if (sign < 0 && !friedel) break;
    for (auto r = list.reflections.rbegin(); r != list.reflections.rend(); ++r) {
      for (const Rotation& m : rotations) {
        Index mate = rotate(m, *r);
        for (std::int64_t& index : mate) index *= sign;
        if (!seen.insert(mate)) continue;
        result.reflections.push_back({static_cast<std::int32_t>(mate[0]),
                                      static_cast<std::int32_t>(mate[1]),
                                      static_cast<std::int32_t>(mate[2]), r->F});
      }
    }
  }
  return result;
}

void check_cell_symmetry(const CellParameters& cell, const std::string& space_group) {
  const gemmi::SpaceGroup& group = get_space_group(space_group);
  const gemmi::UnitCell unit_cell(cell.a, cell.b, cell.c, cell.alpha, cell.beta, cell.gamma);
  char text[160];
  std::snprintf(text, sizeof text, "The unit cell %g x %g x %g A, %g, %g, %g deg ", cell.a, cell.b,
                cell.c, cell.alpha, cell.beta, cell.gamma);
  KBRAGG_REQUIRE(unit_cell.volume > 0 && std::isfinite(unit_cell.volume),
                 text + std::string("has no volume."));
  const gemmi::SMat33<double> g = unit_cell.metric_tensor();
  const gemmi::Mat33 metric(g.u11, g.u12, g.u13, g.u12, g.u22, g.u23, g.u13, g.u23, g.u33);
  // Edges may differ by half a percent and angles by about half a degree: refined cells do, and
  // a wrong setting differs by more.
  constexpr double tolerance = 0.01;
  for (const gemmi::Op& op : group.operations().sym_ops) {
    const gemmi::Mat33 r = gemmi::rot_as_mat33(op);
    const gemmi::Mat33 rotated = r.transpose().multiply(metric).multiply(r);
    for (int i = 0; i < 3; ++i) {
      for (int j = 0; j < 3; ++j) {
        const double limit = tolerance * std::sqrt(metric[i][i] * metric[j][j]);
        KBRAGG_REQUIRE(std::abs(rotated[i][j] - metric[i][j]) <= limit,
                       text + ("does not have the symmetry of space group " + group.xhm()) + " (" +
                           group.crystal_system_str() + ").");
      }
    }
  }
}

}  // namespace kbragg::model
