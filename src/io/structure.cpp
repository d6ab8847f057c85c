// SPDX-License-Identifier: BSD-3-Clause
#include "io/structure.hpp"

// Its FFT aligns memory for vector code with sizes that the C library need not accept; the plain
// code costs little beside the density.
#ifndef POCKETFFT_NO_VECTORS
#define POCKETFFT_NO_VECTORS
#endif
#pragma GCC diagnostic push
#ifndef __clang__
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"  // a false alarm of GCC 12 in the plain code
#endif
#include <gemmi/fourier.hpp>
#pragma GCC diagnostic pop

#include <algorithm>
#include <array>
#include <cmath>
#include <exception>
#include <filesystem>
#include <gemmi/assembly.hpp>
#include <gemmi/dencalc.hpp>
#include <gemmi/it92.hpp>
#include <gemmi/sfcalc.hpp>
#include <gemmi/small.hpp>
#include <new>

#include "base/error.hpp"
#include "io/structure_file.hpp"
#include "io/text_file.hpp"

namespace kbragg::io {

namespace {

using FormFactors = gemmi::IT92<double>;

// Three constants of the density calculation. Together they keep the amplitudes within 1e-5 of the
// direct sum (tests/unit/io/test_structure.cpp): grid points per dmin/2; width of the additional
// Gaussian that makes atoms smooth on the grid, over the one gemmi chooses at rate 1.5; density
// (e/A^3) below which an atom ends.
constexpr double sampling_rate = 1.5;
constexpr double blur_factor = 1.5;
constexpr float density_cutoff = 1e-7f;

constexpr double most_grid_points = 1e9;

struct AtomicModel {
  StructureKind kind = StructureKind::macromolecule;
  gemmi::Structure structure;
  gemmi::SmallStructure small;
};

std::string subject(const std::string& path) { return "The structure file '" + path + "' "; }

AtomicModel parse(const std::string& path) {
  require_readable_file(path, "structure file");
  AtomicModel result;
  try {
    if (std::filesystem::file_size(path) == 0) return result;
    result.kind = read_structure_file(path, result.structure, result.small);
  } catch (const std::exception& e) {
    fail(subject(path) + "cannot be read as mmCIF, PDB or CIF: " + one_sentence(e.what()));
  }
  return result;
}

const gemmi::SpaceGroup& check_crystal(const gemmi::UnitCell& cell, const gemmi::SpaceGroup* group,
                                       const std::string& symbol, const std::string& path) {
  // Models that are not from a crystal carry a cell of 1 x 1 x 1 A by convention.
  KBRAGG_REQUIRE(cell.is_crystal() && cell.volume > 0,
                 subject(path) + "states no unit cell of a crystal.");
  KBRAGG_REQUIRE(group, subject(path) + (symbol.empty() ? std::string("states no space group.")
                                                        : "states the unknown space group " +
                                                              in_quotes(symbol) + "."));
  const double longest = std::max({cell.a, cell.b, cell.c});
  KBRAGG_REQUIRE(gemmi::UnitCell(cell).is_compatible_with_groupops(group->operations(),
                                                                   0.01 * longest * longest),
                 subject(path) + "states a unit cell without the symmetry of its space group " +
                     group->xhm() + ".");
  return *group;
}

// Refuses what has no form factor, and numbers that would overflow the grid's indices.
void check_atom(const gemmi::Element& element, std::initializer_list<double> numbers,
                const std::string& label, const std::string& path) {
  const auto place = [&] { return subject(path) + "gives the atom " + in_quotes(label) + " "; };
  KBRAGG_REQUIRE(element != gemmi::El::X && FormFactors::has(element.elem),
                 place() + "an element that is unknown or has no form factor.");
  for (const double number : numbers) {
    KBRAGG_REQUIRE(std::abs(number) < 1e5,
                   place() + "a position, B factor or occupancy that is missing or beyond 1e5.");
  }
}

template <class Visit>
void for_each_atom(const gemmi::Model& model, Visit&& visit) {
  for (const gemmi::Chain& chain : model.chains) {
    for (const gemmi::Residue& residue : chain.residues) {
      for (const gemmi::Atom& atom : residue.atoms) visit(residue, atom);
    }
  }
}

// Checks all atoms; returns the smallest B factor (A^2), of an anisotropic atom that along its
// stiffest axis.
double check_atoms(const gemmi::Model& model, const std::string& path) {
  double smallest = 1000;
  for_each_atom(model, [&](const gemmi::Residue& residue, const gemmi::Atom& atom) {
    check_atom(atom.element, {atom.pos.x, atom.pos.y, atom.pos.z, atom.b_iso, atom.occ},
               residue.str() + "/" + atom.name, path);
    double b = atom.b_iso;
    if (atom.aniso.nonzero()) {
      const auto& u = atom.aniso;
      check_atom(atom.element, {u.u11, u.u22, u.u33, u.u12, u.u13, u.u23},
                 residue.str() + "/" + atom.name, path);
      const auto axes = u.calculate_eigenvalues();
      b = gemmi::u_to_b() * *std::min_element(axes.begin(), axes.end());
    }
    smallest = std::min(smallest, b);
  });
  KBRAGG_REQUIRE(smallest < 1000, subject(path) + "holds no atom with a B factor below 1000 A^2.");
  return smallest;
}

// Calls amplitude(hkl) for every unique reflection with d >= dmin. (gemmi's own list of 0.5 leaves
// out reflections of oblique cells.)
template <class Amplitude>
void fill(model::ReflectionList& list, const gemmi::UnitCell& cell, const gemmi::SpaceGroup& group,
          double dmin, Amplitude&& amplitude) {
  list.cell = {cell.a, cell.b, cell.c, cell.alpha, cell.beta, cell.gamma};
  list.space_group = group.xhm();
  double box = 1;
  for (const double edge : {cell.a, cell.b, cell.c}) box *= 2 * edge / dmin + 1;
  KBRAGG_REQUIRE(box <= 2147483648.0, "To a dmin of " + std::to_string(dmin) +
                                          " A the unit cell of the atomic model has more than "
                                          "2^31 indices h k l; a larger dmin is needed.");
  const gemmi::GroupOps operations = group.operations();
  const gemmi::ReciprocalAsu asu(&group);
  const gemmi::Miller limits = cell.get_hkl_limits(dmin);
  const double largest = 1 / (dmin * dmin);
  gemmi::Miller hkl;
  for (hkl[0] = -limits[0]; hkl[0] <= limits[0]; ++hkl[0]) {
    for (hkl[1] = -limits[1]; hkl[1] <= limits[1]; ++hkl[1]) {
      for (hkl[2] = -limits[2]; hkl[2] <= limits[2]; ++hkl[2]) {
        const double inverse_d2 = cell.calculate_1_d2(hkl);
        if (inverse_d2 > largest || inverse_d2 == 0 || !asu.is_in(hkl) ||
            operations.is_systematically_absent(hkl)) {
          continue;
        }
        list.reflections.push_back({hkl[0], hkl[1], hkl[2], amplitude(hkl)});
      }
    }
  }
}

// Sizes of a grid with the spacing dmin/(2 rate). A grid mixes up reflections that differ by
// (i nu, j nv, k nw); in oblique cells some of these are closer together than along the axes, and
// the grid is made finer until none is.
std::array<int, 3> choose_grid(const gemmi::UnitCell& cell, const gemmi::SpaceGroup& group,
                               double dmin, const std::string& path) {
  const double needed = 2 * sampling_rate / dmin;
  std::array<double, 3> size{needed / cell.ar, needed / cell.br, needed / cell.cr};
  double closest = needed;
  for (int i = -2; i <= 2; ++i) {
    for (int j = -2; j <= 2; ++j) {
      for (int k = -2; k <= 2; ++k) {
        if (i == 0 && j == 0 && k == 0) continue;
        closest = std::min(
            closest, std::sqrt(cell.calculate_1_d2_double(i * size[0], j * size[1], k * size[2])));
      }
    }
  }
  const double finer = needed / closest;
  for (double& n : size) n *= finer;
  KBRAGG_REQUIRE(size[0] * size[1] * size[2] <= most_grid_points,
                 subject(path) + "needs a density grid of more than 1e9 points to reach " +
                     std::to_string(dmin) + " A; a larger dmin is needed.");
  // Edges that symmetry makes equal may differ slightly in a file.
  const gemmi::GroupOps operations = group.operations();
  for (int i = 0; i < 3; ++i) {
    for (int j = 0; j < 3; ++j) {
      if (operations.are_directions_symmetry_related(i, j)) {
        size[static_cast<std::size_t>(i)] =
            std::max(size[static_cast<std::size_t>(i)], size[static_cast<std::size_t>(j)]);
      }
    }
  }
  return gemmi::good_grid_size(size, true, &group);
}

void sum_by_fft(model::ReflectionList& list, gemmi::Structure& structure, double dmin,
                const std::string& path) {
  KBRAGG_REQUIRE(!structure.models.empty() && !structure.models[0].chains.empty(),
                 subject(path) +
                     "holds no atoms; an atomic model in mmCIF, PDB or small-molecule "
                     "CIF format, plain or gzipped, is needed.");
  const gemmi::SpaceGroup& group =
      check_crystal(structure.cell, structure.find_spacegroup(), structure.spacegroup_hm, path);
  const double b_min = check_atoms(structure.models[0], path);
  // Copies that a file states by non-crystallographic operations alone (viruses).
  gemmi::expand_ncs(structure, gemmi::HowToNameCopiedChain::Dup);

  gemmi::DensityCalculator<FormFactors, float> density;
  density.set_grid_cell_and_spacegroup(structure);
  density.cutoff = density_cutoff;
  const double spacing = dmin / (2 * sampling_rate);
  density.blur = std::max(0.0, blur_factor / 1.1 * gemmi::u_to_b() * spacing * spacing - b_min);
  const auto size = choose_grid(structure.cell, group, dmin, path);
  density.grid.set_size(size[0], size[1], size[2]);
  density.put_model_density_on_grid(structure.models[0]);
  const auto transform = gemmi::transform_map_to_f_phi(density.grid, /*half_l=*/true);
  fill(list, structure.cell, group, dmin, [&](const gemmi::Miller& hkl) {
    return double{std::abs(transform.get_value_by_hkl(hkl, density.blur))};
  });
}

void sum_directly(model::ReflectionList& list, gemmi::SmallStructure& small, double dmin,
                  const std::string& path) {
  KBRAGG_REQUIRE(!small.sites.empty(), subject(path) + "holds no atoms.");
  const gemmi::SpaceGroup& group =
      check_crystal(small.cell, small.find_spacegroup(), small.spacegroup_hm, path);
  for (const gemmi::SmallStructure::Site& site : small.sites) {
    check_atom(site.element, {site.fract.x, site.fract.y, site.fract.z, site.u_iso, site.occ},
               site.label, path);
  }
  // Such files count the whole atom on a special position, the sum over all operations a part.
  small.change_occupancies_to_crystallographic();
  gemmi::StructureFactorCalculator<FormFactors> calculator(small.cell);
  fill(list, small.cell, group, dmin, [&](const gemmi::Miller& hkl) {
    return std::abs(calculator.calculate_sf_from_small_structure(small, hkl));
  });
}

}  // namespace

model::ReflectionList calculate_structure_factors(const std::string& path, double dmin_angstrom) {
  KBRAGG_REQUIRE(dmin_angstrom > 0 && std::isfinite(dmin_angstrom),
                 "The resolution limit of the structure factors must be above zero.");
  AtomicModel model = parse(path);
  model::ReflectionList list;
  list.description = "calculated from an atomic model";
  try {
    if (model.kind == StructureKind::small) {
      sum_directly(list, model.small, dmin_angstrom, path);
    } else {
      if (model.structure.models.size() > 1) list.description += ", first of several";
      sum_by_fft(list, model.structure, dmin_angstrom, path);
    }
  } catch (const Error&) {
    throw;
  } catch (const std::bad_alloc&) {
    fail(subject(path) + "needs more memory than there is to reach " +
         std::to_string(dmin_angstrom) + " A; a larger dmin is needed.");
  } catch (const std::exception& e) {
    fail(subject(path) + "gave no structure factors: " + one_sentence(e.what()));
  }
  KBRAGG_REQUIRE(!list.reflections.empty(), subject(path) + "has no reflection with d of " +
                                                std::to_string(dmin_angstrom) + " A or more.");
  return list;
}

}  // namespace kbragg::io
