// SPDX-License-Identifier: BSD-3-Clause
// Section `structure_factors` of the run file.
#ifndef KBRAGG_CONFIG_STRUCTURE_FACTORS_HPP
#define KBRAGG_CONFIG_STRUCTURE_FACTORS_HPP

#include <cstdint>
#include <optional>
#include <string>

#include "config/field.hpp"
#include "config/quantity.hpp"

namespace kbragg::config {

enum class Interpolation { nearest, tricubic, tricubic_until_outside };
template <>
struct EnumNames<Interpolation> {
  static constexpr std::string_view what = "interpolation";
  static constexpr Choice<Interpolation> choices[] = {
      {Interpolation::nearest, "nearest", "structure factor of the nearest reciprocal point"},
      {Interpolation::tricubic, "tricubic",
       "4-point Lagrange polynomials along h, k and l; where the 64 neighbours are not all in the "
       "table, the nearest point, and the run counts these"},
      {Interpolation::tricubic_until_outside, "tricubic_until_outside",
       "tricubic until the first evaluation, in raster order, less than two indices from the edge "
       "of the table; from then on the nearest point, as nanoBragg does"},
  };
};

enum class MtzType { amplitude, intensity };
template <>
struct EnumNames<MtzType> {
  static constexpr std::string_view what = "MTZ column type";
  static constexpr Choice<MtzType> choices[] = {
      {MtzType::amplitude, "F", "amplitudes, taken as they are"},
      {MtzType::intensity, "J", "intensities, of which the square root is taken"},
  };
};

struct MtzFile {
  std::string file;
  std::optional<std::string> column;
  std::optional<MtzType> type;
};

template <class V>
void describe(V& v, MtzFile& c) {
  v.key("file", c.file, "MTZ file with merged reflections.");
  v.key("column", c.column,
        "Label of a column of type F or J. Default: the first column of type F.");
  v.key("type", c.type, "Takes the first column of this type.");
  v.exclusive({"column", "type"}, Need::optional);
  v.required("file");
}

struct StructureFile {
  std::string file;
  Length dmin{0, "A"};
};

template <class V>
void describe(V& v, StructureFile& c) {
  v.key("file", c.file,
        "Atomic model, mmCIF or PDB, plain or gzipped; its cell and space group are used.");
  v.key("dmin", c.dmin, "Structure factors are calculated to this resolution.",
        between(3e-11, 1e-8));
  v.required("file");
  v.required("dmin");
}

struct Wilson {
  Length dmin{0, "A"};
  Area b_factor{0, "A^2"};
  Amplitude scale{1000, "e"};
  std::int64_t seed = 0;
};

template <class V>
void describe(V& v, Wilson& c) {
  v.key("dmin", c.dmin, "Amplitudes are generated to this resolution.", between(3e-11, 1e-8));
  v.key("b_factor", c.b_factor, "Overall B factor: <F^2> falls as exp(-2 B (sin(theta)/lambda)^2).",
        between(0, 1e-17));
  v.key("scale", c.scale, "Root mean square amplitude of a general reflection at zero angle.",
        above(0));
  v.key("seed", c.seed, "Seed of the amplitudes.", between(0, 2147483647));
  v.required("dmin");
}

struct StructureFactors {
  std::optional<std::string> hkl_file;
  std::optional<std::string> dump_file;
  std::optional<MtzFile> mtz;
  std::optional<StructureFile> structure;
  std::optional<Wilson> wilson;
  std::optional<Amplitude> constant;
  Amplitude default_F{0, "e"};
  AutoOr<Interpolation> interpolation;
};

template <class V>
void describe(V& v, StructureFactors& c) {
  v.key("hkl_file", c.hkl_file,
        "Text file of h k l F, one reflection a line, or records of four numbers across line ends. "
        "Without crystal.space_group it is taken as it is (P 1, no Friedel mates added).");
  v.key("dump_file", c.dump_file,
        "Binary table as nanoBragg dumps it (Fdump.bin), taken as it is.");
  v.section("mtz", c.mtz, "Reflections from an MTZ file.");
  v.section("structure", c.structure, "Amplitudes calculated from an atomic model.");
  v.section("wilson", c.wilson, "Synthetic amplitudes with Wilson statistics.");
  v.key("constant", c.constant, "The same amplitude for every reflection.");
  v.exclusive({"hkl_file", "dump_file", "mtz", "structure", "wilson", "constant"}, Need::required);
  v.key("default_F", c.default_F,
        "Amplitude of reflections that the list does not contain, inside and outside its range.");
  v.key("interpolation", c.interpolation,
        "How F is found between reciprocal points; auto: tricubic when the crystal has at most 2 "
        "cells along some axis and there is a table, else nearest.");
}

}  // namespace kbragg::config

#endif
