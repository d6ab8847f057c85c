// SPDX-License-Identifier: BSD-3-Clause
// Section `crystal` of the run file.
#ifndef KBRAGG_CONFIG_CRYSTAL_HPP
#define KBRAGG_CONFIG_CRYSTAL_HPP

#include <array>
#include <cstdint>
#include <optional>
#include <string>

#include "config/choices.hpp"
#include "config/field.hpp"
#include "config/quantity.hpp"

namespace kbragg::config {

enum class CrystalShape { square, round, gauss, tophat };
template <>
struct EnumNames<CrystalShape> {
  static constexpr std::string_view what = "crystal shape";
  static constexpr Choice<CrystalShape> choices[] = {
      {CrystalShape::square, "square",
       "parallelepiped of Na x Nb x Nc cells; interference fringes between the spots"},
      {CrystalShape::round, "round", "ellipsoid; spots are the transform of a sphere"},
      {CrystalShape::gauss, "gauss", "Gaussian spots without fringes"},
      {CrystalShape::tophat, "tophat", "spots of constant intensity inside a sharp radius"},
  };
};

/// How c* is built from an oblique cell.
enum class CellBuilder { exact, nanobragg };
template <>
struct EnumNames<CellBuilder> {
  static constexpr std::string_view what = "cell builder";
  static constexpr Choice<CellBuilder> choices[] = {
      {CellBuilder::exact, "exact", "the reciprocal lattice is that of the given cell"},
      {CellBuilder::nanobragg, "nanobragg",
       "cells with two or three oblique angles are altered as nanoBragg does: edges and volume as "
       "given, angles slightly different"},
  };
};

/// What an orientation matrix may be.
enum class MatrixRule { checked, as_given };
template <>
struct EnumNames<MatrixRule> {
  static constexpr std::string_view what = "rule for the orientation matrix";
  static constexpr Choice<MatrixRule> choices[] = {
      {MatrixRule::checked, "checked",
       "it must be right-handed, and a cell given as well must agree with it"},
      {MatrixRule::as_given, "as_given",
       "of either hand; a cell given as well imposes its edges and volume, as nanoBragg does"},
  };
};

/// Radius of the spots of the gauss and tophat shapes.
enum class SpotWidth { per_axis, isotropic };
template <>
struct EnumNames<SpotWidth> {
  static constexpr std::string_view what = "spot width";
  static constexpr Choice<SpotWidth> choices[] = {
      {SpotWidth::per_axis, "per_axis", "along each axis by its number of cells, dimensionless"},
      {SpotWidth::isotropic, "isotropic",
       "the same in all directions: the distance in 1/A times Na Nb Nc, as nanoBragg does"},
  };
};

struct UnitCell {
  Length a, b, c;
  Angle alpha{90, "deg"}, beta{90, "deg"}, gamma{90, "deg"};
};

template <class V>
void describe(V& v, UnitCell& c) {
  v.key("a", c.a, "Cell edge a.", between(1e-11, 1e-6));
  v.key("b", c.b, "Cell edge b.", between(1e-11, 1e-6));
  v.key("c", c.c, "Cell edge c.", between(1e-11, 1e-6));
  v.key("alpha", c.alpha, "Angle between b and c.", between(0.01745329, 3.1241394));
  v.key("beta", c.beta, "Angle between c and a.", between(0.01745329, 3.1241394));
  v.key("gamma", c.gamma, "Angle between a and b.", between(0.01745329, 3.1241394));
  v.required("a");
  v.required("b");
  v.required("c");
}

struct AMatrix {
  std::array<ReciprocalLength, 3> a_star, b_star, c_star;
};

template <class V>
void describe(V& v, AMatrix& c) {
  v.key("a_star", c.a_star, "Reciprocal vector a* in the laboratory frame at phi = 0.");
  v.key("b_star", c.b_star, "Reciprocal vector b*.");
  v.key("c_star", c.c_star, "Reciprocal vector c*.");
  v.required("a_star");
  v.required("b_star");
  v.required("c_star");
}

struct RandomOrientation {
  std::int64_t seed = 0;
  RandomStream stream = RandomStream::counter;
};

template <class V>
void describe(V& v, RandomOrientation& c) {
  v.key("seed", c.seed, "Seed of the orientation; negative only with stream: nanobragg.",
        any_seed());
  v.key("stream", c.stream,
        "Generator of the orientation; the one of nanoBragg is not uniform over all rotations.");
  v.required("seed");
}

struct Mosaic {
  Angle spread{0, "deg"};
  std::int64_t domains = 10;
  std::int64_t seed = 12345678;
  RandomStream stream = RandomStream::counter;
};

template <class V>
void describe(V& v, Mosaic& c) {
  v.key("spread", c.spread,
        "Largest rotation of a mosaic domain; the domains fill a cap of this angle about random "
        "axes.",
        between(0, 3.14159266));
  v.key("domains", c.domains, "Number of mosaic domains; the first one is not rotated.",
        between(1, 10000000));
  v.key("seed", c.seed, "Seed of the domain rotations; negative only with stream: nanobragg.",
        any_seed());
  v.key("stream", c.stream, "Generator of the domain rotations.");
  v.required("spread");
}

struct Crystal {
  std::optional<UnitCell> cell;
  CellBuilder cell_builder = CellBuilder::exact;
  std::optional<AMatrix> a_matrix;
  std::optional<std::string> matrix_file;
  MatrixRule matrix_rule = MatrixRule::checked;
  std::optional<std::string> space_group;
  std::optional<std::array<Angle, 3>> misset;
  std::optional<RandomOrientation> random_orientation;
  std::optional<Mosaic> mosaic;
  std::optional<std::array<std::int64_t, 3>> cells;
  std::optional<std::array<Length, 3>> size;
  CrystalShape shape = CrystalShape::square;
  SpotWidth spot_width = SpotWidth::per_axis;
  double fudge = 1;
};

template <class V>
void describe(V& v, Crystal& c) {
  v.section("cell", c.cell,
            "Unit cell. Default: that of the structure factors, when their file states one.");
  v.key("cell_builder", c.cell_builder, "How the reciprocal vectors are built from the cell.");
  v.section("a_matrix", c.a_matrix,
            "Orientation and cell as three reciprocal vectors in the laboratory frame.");
  v.key("matrix_file", c.matrix_file,
        "Text file of nine numbers, the A matrix times the wavelength in A, row by row (columns "
        "a*, b*, c*).");
  v.exclusive({"a_matrix", "matrix_file"}, Need::optional);
  v.key("matrix_rule", c.matrix_rule, "What a_matrix or matrix_file may be.");
  v.key("space_group", c.space_group,
        "Space group (Hermann-Mauguin symbol or number) used to expand structure factors. "
        "Default: that of their file, else P 1.");
  v.key("misset", c.misset,
        "Rotations of the crystal about the laboratory axes x, then y, then z.");
  v.section("random_orientation", c.random_orientation,
            "Random orientation of the crystal; uniform over all rotations with stream: counter.");
  v.exclusive({"misset", "random_orientation"}, Need::optional);
  v.section("mosaic", c.mosaic, "Mosaicity.");
  v.key("cells", c.cells, "Number of unit cells along a, b and c.", between(1, 1e9));
  v.key("size", c.size,
        "Size of the crystal along a, b and c; the numbers of cells are rounded up.",
        between(1e-10, 1));
  v.exclusive({"cells", "size"}, Need::required);
  v.key("shape", c.shape, "Shape of the mosaic blocks.");
  v.key("spot_width", c.spot_width, "Radius of the spots of the gauss and tophat shapes.");
  v.key("fudge", c.fudge,
        "Scale of the squared spot radius for round, gauss and tophat; above 1 the spots shrink.",
        between(0, 1e9));
}

}  // namespace kbragg::config

#endif
