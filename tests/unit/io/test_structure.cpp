// SPDX-License-Identifier: BSD-3-Clause
// Amplitudes of atomic models against the direct sum over atoms, and the formats read.
#include <gtest/gtest.h>
#include <zlib.h>

#include <cmath>
#include <gemmi/gz.hpp>
#include <gemmi/it92.hpp>
#include <gemmi/pdb.hpp>
#include <gemmi/sfcalc.hpp>
#include <map>

#include "io/structure.hpp"
#include "io/text_file.hpp"
#include "temporary_file.hpp"

namespace kbragg::io {
namespace {

const std::string data = KBRAGG_TEST_DATA;

std::string peptide() { return read_text_file(data + "/peptide.pdb", "test file"); }

// The peptide with another line CRYST1.
std::string peptide_in(const std::string& cell_and_group) {
  std::string text = peptide();
  const std::size_t begin = text.find("CRYST1");
  return text.replace(begin, text.find('\n', begin) - begin, "CRYST1" + cell_and_group);
}

// The atoms of the file, summed one by one: sum of f_j exp(2 pi i h x_j) over all operations.
void expect_direct_sum(const std::string& path, double dmin, double tolerance) {
  const gemmi::Structure structure = gemmi::read_pdb(gemmi::MaybeGzipped(path));
  gemmi::StructureFactorCalculator<gemmi::IT92<double>> calculator(structure.cell);
  const model::ReflectionList list = calculate_structure_factors(path, dmin);
  double sum = 0, difference = 0;
  for (const model::Reflection& r : list.reflections) {
    const double F =
        std::abs(calculator.calculate_sf_from_model(structure.models[0], {{r.h, r.k, r.l}}));
    sum += F;
    difference += std::abs(F - r.F);
    EXPECT_NEAR(r.F, F, 10 * tolerance * std::max(F, 10.0)) << r.h << " " << r.k << " " << r.l;
  }
  EXPECT_LT(difference, tolerance * sum) << path << " to " << dmin << " A";
}

// Every unique index with d >= dmin that is not absent, once.
void expect_complete(const model::ReflectionList& list, double dmin) {
  const gemmi::UnitCell cell(list.cell->a, list.cell->b, list.cell->c, list.cell->alpha,
                             list.cell->beta, list.cell->gamma);
  const gemmi::SpaceGroup& group = gemmi::get_spacegroup_by_name(list.space_group);
  const gemmi::GroupOps operations = group.operations();
  const gemmi::ReciprocalAsu asu(&group);
  std::map<gemmi::Miller, int> listed;
  for (const model::Reflection& r : list.reflections) ++listed[{{r.h, r.k, r.l}}];
  std::size_t expected = 0;
  for (int h = -60; h <= 60; ++h) {
    for (int k = -60; k <= 60; ++k) {
      for (int l = -60; l <= 60; ++l) {
        const gemmi::Miller hkl{{h, k, l}};
        if (!asu.is_in(hkl) || !(h || k || l) || operations.is_systematically_absent(hkl) ||
            cell.calculate_1_d2(hkl) > 1 / (dmin * dmin)) {
          continue;
        }
        ++expected;
        EXPECT_EQ(listed[hkl], 1) << h << " " << k << " " << l;
      }
    }
  }
  EXPECT_EQ(list.reflections.size(), expected);
}

TEST(Structure, HasTheAmplitudesOfTheDirectSum) {
  for (const double dmin : {0.8, 1.5, 3.0}) expect_direct_sum(data + "/peptide.pdb", dmin, 1e-5);
  const model::ReflectionList list = calculate_structure_factors(data + "/peptide.pdb", 1.5);
  expect_complete(list, 1.5);
  EXPECT_EQ(list.space_group, "P 21 21 21");
  EXPECT_EQ(list.cell->a, 15.9);
}

TEST(Structure, IsCompleteAndExactInObliqueAndCentredCells) {
  for (const char* crystal : {"   15.900   14.500   18.300  70.00  80.00  65.00 P 1",
                              "   45.900   49.500   48.300  35.00  42.00  30.00 P 1",
                              "   15.900   24.500   38.300  90.00 135.00  90.00 C 1 2 1",
                              "   45.900   45.900   38.300  90.00  90.00 120.00 H 3 2"}) {
    const TemporaryFile file("cell.pdb", peptide_in(crystal));
    expect_direct_sum(file.path(), 2, 1e-5);
    expect_complete(calculate_structure_factors(file.path(), 2), 2);
  }
}

TEST(Structure, TakesEdgesThatAreNotQuiteEqual) {
  const TemporaryFile file(
      "edges.pdb", peptide_in("   45.900   46.000   38.300  90.00  90.00  90.00 P 43 21 2"));
  expect_complete(calculate_structure_factors(file.path(), 2), 2);
  expect_direct_sum(file.path(), 2, 1e-2);
}

TEST(Structure, IsTheSameFromPdbAndMmcifPlainAndGzipped) {
  const model::ReflectionList plain = calculate_structure_factors(data + "/peptide.pdb", 2);
  const auto compressed = [](const std::string& name) {
    auto file = std::make_unique<TemporaryFile>(name + ".gz");
    const std::string text = read_text_file(data + "/" + name, "test file");
    gzFile stream = gzopen(file->path().c_str(), "wb");
    gzwrite(stream, text.data(), static_cast<unsigned>(text.size()));
    gzclose(stream);
    return file;
  };
  const auto pdb = compressed("peptide.pdb"), cif = compressed("peptide.cif");
  for (const std::string& path : {data + "/peptide.cif", pdb->path(), cif->path()}) {
    const model::ReflectionList other = calculate_structure_factors(path, 2);
    EXPECT_EQ(other.space_group, plain.space_group);
    ASSERT_EQ(other.reflections.size(), plain.reflections.size()) << path;
    for (std::size_t i = 0; i < plain.reflections.size(); ++i) {
      EXPECT_NEAR(other.reflections[i].F, plain.reflections[i].F,
                  1e-4 * std::max(plain.reflections[i].F, 1.0));
    }
  }
}

TEST(Structure, CountsCopiesStatedByNonCrystallographicOperations) {
  // A second copy of the peptide, shifted by a vector: F(copy) = F exp(2 pi i h x), so that with
  // a shift by half of a cell of P 1 reflections have 2 F or nothing.
  const std::string shift =
      "MTRIX1   1  1.000000  0.000000  0.000000        7.95000    \n"
      "MTRIX2   1  0.000000  1.000000  0.000000        0.00000    \n"
      "MTRIX3   1  0.000000  0.000000  1.000000        0.00000    \n";
  std::string text = peptide_in("   15.900   14.500   18.300  90.00  90.00  90.00 P 1");
  const TemporaryFile one("one.pdb", text);
  text.insert(text.find("ATOM"), shift);
  const TemporaryFile two("two.pdb", text);
  const auto single = calculate_structure_factors(one.path(), 2).reflections;
  const auto both = calculate_structure_factors(two.path(), 2).reflections;
  ASSERT_EQ(single.size(), both.size());
  for (std::size_t i = 0; i < single.size(); ++i) {
    EXPECT_NEAR(both[i].F, single[i].h % 2 ? 0 : 2 * single[i].F, 1e-3);
  }
}

// Caesium chloride: F = f(Cs) + f(Cl) exp(i pi (h + k + l)), both atoms on special positions.
TEST(Structure, SumsSmallMoleculeFiles) {
  const TemporaryFile file("cscl.cif",
                           "data_cscl\n_cell_length_a 4.123(1)\n_cell_length_b 4.123\n"
                           "_cell_length_c 4.123\n_cell_angle_alpha 90\n_cell_angle_beta 90\n"
                           "_cell_angle_gamma 90\n_symmetry_space_group_name_H-M 'P m -3 m'\n"
                           "loop_\n_atom_site_label\n_atom_site_fract_x\n_atom_site_fract_y\n"
                           "_atom_site_fract_z\n_atom_site_U_iso_or_equiv\n"
                           "Cs1 0 0 0 0.02\nCl1 0.5 0.5 0.5 0.03\n");
  const model::ReflectionList list = calculate_structure_factors(file.path(), 1);
  expect_complete(list, 1);
  EXPECT_EQ(list.space_group, "P m -3 m");
  for (const model::Reflection& r : list.reflections) {
    const double stol2 = (r.h * r.h + r.k * r.k + r.l * r.l) / (4 * 4.123 * 4.123);
    const auto f = [&](gemmi::El element, double u) {
      return gemmi::IT92<double>::get(element).calculate_sf(stol2) *
             std::exp(-8 * M_PI * M_PI * u * stol2);
    };
    const double sign = (r.h + r.k + r.l) % 2 ? -1 : 1;
    EXPECT_NEAR(r.F, std::abs(f(gemmi::El::Cs, 0.02) + sign * f(gemmi::El::Cl, 0.03)), 1e-6);
  }
}

TEST(Structure, RefusesWhatIsNoCrystalStructure) {
  const std::string text = peptide();
  std::string no_cell = text, unknown = text, far_away = text;
  no_cell.erase(no_cell.find("CRYST1"), no_cell.find("ATOM") - no_cell.find("CRYST1"));
  unknown.replace(unknown.find("           N\n"), 13, "           X\n");
  far_away.replace(far_away.find("   2.100"), 8, "     nan");
  const std::string header = "data_x\n_cell.length_a 10\n_cell.length_b 10\n_cell.length_c 10\n";
  const std::pair<std::string, const char*> cases[] = {
      {"", "holds no atoms"},
      {"some words\n", "holds no atoms"},
      {header, "holds no atoms"},
      {header + "_a.b 'x\n", "cannot be read"},
      {no_cell, "states no unit cell"},
      {peptide_in("    1.000    1.000    1.000  90.00  90.00  90.00 P 1"), "states no unit cell"},
      {peptide_in("   15.900   14.500   18.300  90.00  90.00  90.00 P 21 21 2x"),
       "unknown space group 'P 21 21 2x'"},
      {peptide_in("   15.900   24.500   18.300  90.00  90.00  90.00 P 4"),
       "without the symmetry of its space group P 4"},
      {unknown, "an element that is unknown"},
      {far_away, "missing or beyond"}};
  for (const auto& [content, expected] : cases) {
    const TemporaryFile file("bad.txt", content);
    const std::string sentence = error_of([&] { calculate_structure_factors(file.path(), 2); });
    EXPECT_NE(sentence.find(expected), std::string::npos) << content.substr(0, 200) << sentence;
    EXPECT_NE(sentence.find(file.path()), std::string::npos) << sentence;
  }
}

TEST(Structure, RefusesImpossibleRequestsAndDamagedFiles) {
  const std::string path = data + "/peptide.pdb";
  for (const double dmin : {0.0, -1.0, std::nan(""), 0.001, 100.0}) {
    EXPECT_NE(error_of([&] { calculate_structure_factors(path, dmin); }), "") << dmin;
  }
  expect_errors_for_what_is_no_file(
      [](const std::string& absent) { calculate_structure_factors(absent, 2); });
  for (const std::string& content : {std::string(), std::string("\x1f\x8b\x08"), peptide()}) {
    const TemporaryFile file("damaged.pdb.gz", content);
    const std::string sentence = error_of([&] { calculate_structure_factors(file.path(), 2); });
    if (content != peptide()) {
      EXPECT_NE(sentence.find(file.path()), std::string::npos) << sentence;
    }
  }
}

TEST(StructureOfAUser, HasTheAmplitudesOfTheDirectSum) {
  // The scale matrix of this file is rounded to six digits, which the two ways of summing use
  // differently; hence the wider tolerance.
  if (const std::string path = real_data("5e5z.pdb"); !path.empty()) {
    expect_direct_sum(path, 1.5, 1e-4);
  }
  if (const std::string path = real_data("1pfe.cif.gz"); !path.empty()) {
    const model::ReflectionList list = calculate_structure_factors(path, 2.5);
    EXPECT_EQ(list.space_group, "P 63 2 2");
    expect_complete(list, 2.5);
  }
}

}  // namespace
}  // namespace kbragg::io
