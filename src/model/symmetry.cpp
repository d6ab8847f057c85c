// SPDX-License-Identifier: BSD-3-Clause
#include "model/symmetry.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <gemmi/symmetry.hpp>
#include <gemmi/unitcell.hpp>
#include <set>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "model/check_amplitudes.hpp"

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

// The box around all mates by rotation. Rotations share their rows: each is applied once.
HklBox box_of_mates(const std::vector<Reflection>& list, const std::vector<Rotation>& rotations) {
  HklBox box;
  for (std::size_t axis = 0; axis < 3; ++axis) {
    std::set<Index> rows;
    for (const Rotation& m : rotations) rows.insert(m[axis]);
    for (const Index& row : rows) {
      for (const Reflection& r : list) {
        const std::int64_t index = row[0] * r.h + row[1] * r.k + row[2] * r.l;
        box.low[axis] = std::min(box.low[axis], index);
        box.high[axis] = std::max(box.high[axis], index);
      }
    }
  }
  return box;
}

// Where the mate of h k l by a rotation lies in the table, counted from the origin: a linear form.
Index position_form(const Rotation& m, const HklTable& table) {
  const Index strides{table.extent(1) * table.extent(2), table.extent(2), 1};
  Index form{0, 0, 0};
  for (std::size_t i = 0; i < 3; ++i) {
    for (std::size_t j = 0; j < 3; ++j) form[j] += strides[i] * m[i][j];
  }
  return form;
}

}  // namespace

std::string canonical_space_group(const std::string& name) { return get_space_group(name).xhm(); }

HklTable make_p1_table(const ReflectionList& list, const std::string& space_group, double default_F,
                       const std::function<void(const HklBox&)>& before) {
  check_amplitudes(list, default_F);
  const gemmi::GroupOps operations = get_space_group(space_group).operations();
  const std::vector<Rotation> rotations = index_rotations(operations);
  const bool friedel = !operations.is_centrosymmetric();
  HklBox box = box_of_mates(list.reflections, rotations);
  if (friedel) {
    for (std::size_t i = 0; i < 3; ++i) {
      box.high[i] = std::max(box.high[i], -box.low[i]);
      box.low[i] = -box.high[i];
    }
  }
  before(box);

  HklTable table = blank_hkl_table(box.low, box.high, default_F);
  std::vector<bool> filled(table.values.size());
  const auto put = [&](std::int64_t position, double F) {
    const auto i = static_cast<std::size_t>(position);
    table.values[i] = F;
    table.reflections += filled[i] ? 0 : 1;
    filled[i] = true;
  };
  for (const Reflection& r : list.reflections) put(table.index(r.h, r.k, r.l), r.F);
  std::vector<Index> forms;
  for (const Rotation& m : rotations) forms.push_back(position_form(m, table));
  const std::int64_t origin = table.index(0, 0, 0);
  // Friedel mates come second: where a list names h and -h with their own amplitudes, the mates by
  // rotation of both keep the difference. Backwards, so that the last of repeated reflections wins.
  for (const std::int64_t sign : {1, -1}) {
    if (sign < 0 && !friedel) break;
    for (auto r = list.reflections.rbegin(); r != list.reflections.rend(); ++r) {
      for (const Index& form : forms) {
        const std::int64_t mate =
            origin + sign * (form[0] * r->h + form[1] * r->k + form[2] * r->l);
        if (!filled[static_cast<std::size_t>(mate)]) put(mate, r->F);
      }
    }
  }
  return table;
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
