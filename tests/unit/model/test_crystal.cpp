// SPDX-License-Identifier: BSD-3-Clause
// Cells, matrices and missets against values printed by the reference program.
#include <gtest/gtest.h>

#include "math/constants.hpp"
#include "model/crystal.hpp"
#include "model/reference_random.hpp"
#include "support/near.hpp"
#include "support/scene_builder.hpp"

namespace kbragg::model {
namespace {

using test::close;

double deg(double angle) { return angle / constants::degrees_per_radian; }
CellEdges cell(double a, double b, double c, double al = 90, double be = 90, double ga = 90) {
  return {a, b, c, deg(al), deg(be), deg(ga)};
}
Lattice reference_lattice(const CellEdges& edges, const Vec3& angles = {}) {
  return complete_lattice(misset(reciprocal_basis(edges, CellBuilder::nanobragg), angles), edges);
}

TEST(Lattice, TriclinicAsTheReferenceBuildsIt) {
  const Lattice l = reference_lattice(cell(70, 80, 90, 75, 85, 95));
  EXPECT_TRUE(close(l.volume, 481811.45573169854));
  EXPECT_TRUE(close(l.direct.a, {69.280311092978465, -7.9510147124175772, 6.0843947852718987}));
  EXPECT_TRUE(close(l.direct.b, {0, 77.288163218625144, 20.652840634914089}));
  EXPECT_TRUE(close(l.direct.c, {0, 0, 90}));
  EXPECT_TRUE(close(l.reciprocal.a, {0.01443704712066818, 0, 0}));
  EXPECT_TRUE(close(l.reciprocal.b, {0.0014852102738629486, 0.012941219898765151, 0}));
  EXPECT_TRUE(close(l.reciprocal.c,
                    {-0.0013168278367905195, -0.0029696994687841748, 0.011113367953154228}));
  const CellEdges e = edges_of(l.direct);
  EXPECT_TRUE(close(e.alpha, deg(75.039058855684559)));
  EXPECT_TRUE(close(e.beta, deg(85.013562803585273)));
  EXPECT_TRUE(close(e.gamma, deg(95.008084221462141)));
}

TEST(Lattice, TriclinicExactByDefault) {
  const CellEdges wanted = cell(70, 80, 90, 75, 85, 95);
  const Lattice l = complete_lattice(reciprocal_basis(wanted, CellBuilder::exact), std::nullopt);
  const CellEdges e = edges_of(l.direct);
  EXPECT_TRUE(close(e.a, wanted.a));
  EXPECT_TRUE(close(e.b, wanted.b));
  EXPECT_TRUE(close(e.c, wanted.c));
  EXPECT_TRUE(close(e.alpha, wanted.alpha));
  EXPECT_TRUE(close(e.beta, wanted.beta));
  EXPECT_TRUE(close(e.gamma, wanted.gamma));
  EXPECT_TRUE(close(l.volume, cell_volume(wanted)));
  EXPECT_TRUE(close(dot(l.direct.a, l.reciprocal.a), 1));
  EXPECT_NEAR(dot(l.direct.a, l.reciprocal.c), 0, 1e-15);
}

TEST(Lattice, Misset) {
  const Lattice l = reference_lattice(cell(70, 80, 90, 75, 85, 95), {deg(10), deg(20), deg(30)});
  EXPECT_TRUE(close(l.direct.a, {62.189391538666776, 25.643509615902129, -19.362076196253746}));
  EXPECT_TRUE(close(l.direct.b, {-26.264170362871663, 68.584095539101426, 31.724047570155076}));
  EXPECT_TRUE(close(l.direct.c, {34.06700757328133, 1.6225480112667536, 83.2874920558491}));
  EXPECT_TRUE(
      close(l.reciprocal.a, {0.011748835472331418, 0.0067831933226151679, -0.0049377609254103658}));
}

TEST(Lattice, MonoclinicIsExactEitherWay) {
  const CellEdges edges = cell(50, 60, 70, 90, 105, 90);
  const Vec3 angles{deg(-5), deg(12.5), deg(77)};
  for (const CellBuilder builder : {CellBuilder::exact, CellBuilder::nanobragg}) {
    const Lattice l = complete_lattice(misset(reciprocal_basis(edges, builder), angles), edges);
    EXPECT_TRUE(close(l.volume, 202844.42352070435));
    EXPECT_TRUE(close(l.direct.a, {11.078069583458792, 42.970507963463646, -23.039353716325309}));
    EXPECT_TRUE(close(l.reciprocal.c,
                      {0.00032039690465885962, 0.0069226934567785036, 0.013065515518517147}));
    EXPECT_TRUE(close(edges_of(l.direct).beta, deg(105)));
  }
}

TEST(Lattice, FromMatrix) {
  const Lattice l = complete_lattice(
      reciprocal_from_matrix({0.01, 0, 0, 0, 0.0125, 0.001, 0, 0, 0.02}, 1.5), std::nullopt);
  EXPECT_TRUE(close(l.volume, 1350000));
  EXPECT_TRUE(close(l.direct.a, {150, 0, 0}));
  EXPECT_TRUE(close(l.direct.b, {0, 120, -6}));
  EXPECT_TRUE(close(l.direct.c, {0, 0, 75}));
  EXPECT_TRUE(close(l.reciprocal.c, {0, 0.0006666666666666667, 0.013333333333333333}));
}

TEST(Lattice, LeftHandedMatrix) {
  const Basis r = reciprocal_from_matrix(
      {0.0044, 0.0092, 0.0035, -0.0101, 0.0031, 0.0045, 0.0061, 0.0053, -0.0092}, 0.97);
  const Lattice alone = complete_lattice(r, std::nullopt);
  EXPECT_TRUE(close(alone.volume, -840172.80804792803));
  EXPECT_TRUE(
      close(alone.direct.a, {46.763577380667442, -92.143088598645662, -27.279497593648841}));
  const Lattice with_cell = complete_lattice(r, cell(70, 80, 90, 75, 85, 95));
  EXPECT_TRUE(close(with_cell.volume, 481811.45573169854));
  EXPECT_TRUE(close(norm(with_cell.direct.a), 70));
  EXPECT_TRUE(close(with_cell.direct.a.y, 60.353442734936387));
  EXPECT_TRUE(close(with_cell.direct.a.z, 17.867987940229732));
  EXPECT_TRUE(
      close(with_cell.direct.b, {-49.599747391124097, -46.84210143872312, -41.781366559042219}));
}

TEST(Crystal, SizesBecomeCells) {
  const auto cells = [](const std::string& size, const std::string& beam) {
    return test::scene({{"beam.size", beam},
                        {"crystal", "{cell: {a: 70 A, b: 80 A, c: 90 A}, size: [" + size + ", " +
                                        size + ", " + size + "]}"}})
        .crystal.cells;
  };
  using Cells = std::array<std::int64_t, 3>;
  EXPECT_EQ(cells("0.0003 mm", "0.1 mm"), (Cells{43, 38, 34}));
  EXPECT_EQ(cells("0.5 mm", "0.1 mm"), (Cells{71429, 12500, 11112}));
  EXPECT_EQ(cells("0.02 mm", "0.005 mm"), (Cells{2858, 625, 556}));
}

TEST(Crystal, OrientationsTurnAboutTheSpindleThenByDomain) {
  // Reference: -cell 70 80 90 -misset 10 20 30 -phi 15 -mosaic 1 -mosaic_dom 2, last domain.
  Crystal c;
  c.lattice = reference_lattice(cell(70, 80, 90), {deg(10), deg(20), deg(30)});
  ReferenceRandom random;
  ReferenceRandom::Stream stream = -12345678;
  c.mosaic_spread = deg(1);
  c.mosaic = reference_mosaic_rotations(c.mosaic_spread, 2, random, stream);
  const auto table = orientations(c, {0, 0, 1}, {deg(15)});
  ASSERT_EQ(table.size(), 2u);
  EXPECT_TRUE(
      close(1e10 * table[1].a, {45.661988317046195, 47.270551292337025, -24.093106969680633}));
  EXPECT_TRUE(
      close(1e10 * table[1].c, {32.67197636877254, 10.824586709318606, 83.158705393547422}));
}

TEST(Crystal, PhiSamplesAtBinCentres) {
  const auto centred = phi_centers(1.0, 0.4, 4);
  const double expected[] = {1.05, 1.15, 1.25, 1.35};
  for (std::size_t i = 0; i < 4; ++i) EXPECT_TRUE(close(centred[i], expected[i]));
  EXPECT_TRUE(close(phi_from_start(1.0, 0.1, 4)[1], 1.1));
}

}  // namespace
}  // namespace kbragg::model
