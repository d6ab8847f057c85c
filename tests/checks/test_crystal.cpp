// SPDX-License-Identifier: BSD-3-Clause
// Checks 1 to 12 of the specification of the crystal, from classic flags. Vectors and matrices are
// those of the scene that the flags come to.
#include <gtest/gtest.h>

#include "classic.hpp"
#include "math/constants.hpp"
#include "support/near.hpp"

namespace kbragg::checks {
namespace {

using test::close;

constexpr double tolerance = 1e-13;
const std::string common = "-lambda 1 -default_F 100 -N 5 -detpixels 4 -oversample 1 ";
double deg(double angle) { return angle / constants::degrees_per_radian; }
double in_degrees(double angle) { return angle * constants::degrees_per_radian; }

model::Lattice lattice_of(const std::string& flags) {
  return scene_of(common + flags).crystal.lattice;
}

TEST(CrystalChecks, TriclinicCell) {  // 1
  const model::Lattice l = lattice_of("-cell 70 80 90 75 85 95");
  EXPECT_TRUE(close(l.volume, 481811.45573169854, tolerance));
  EXPECT_TRUE(
      close(l.direct.a, {69.280311092978465, -7.9510147124175772, 6.0843947852718987}, tolerance));
  EXPECT_TRUE(close(l.direct.b, {0, 77.288163218625144, 20.652840634914089}, tolerance));
  EXPECT_TRUE(close(l.direct.c, {0, 0, 90}, tolerance));
  EXPECT_TRUE(close(l.reciprocal.a, {0.01443704712066818, 0, 0}, tolerance));
  EXPECT_TRUE(close(l.reciprocal.b, {0.0014852102738629486, 0.012941219898765151, 0}, tolerance));
  EXPECT_TRUE(close(l.reciprocal.c,
                    {-0.0013168278367905195, -0.0029696994687841748, 0.011113367953154228},
                    tolerance));
  const model::CellEdges e = model::edges_of(l.direct);
  EXPECT_TRUE(close(in_degrees(e.alpha), 75.039058855684559, tolerance));
  EXPECT_TRUE(close(in_degrees(e.beta), 85.013562803585273, tolerance));
  EXPECT_TRUE(close(in_degrees(e.gamma), 95.008084221462141, tolerance));
}

TEST(CrystalChecks, TriclinicCellMisset) {  // 2
  const model::Lattice l = lattice_of("-cell 70 80 90 75 85 95 -misset 10 20 30");
  EXPECT_TRUE(
      close(l.direct.a, {62.189391538666776, 25.643509615902129, -19.362076196253746}, tolerance));
  EXPECT_TRUE(
      close(l.direct.b, {-26.264170362871663, 68.584095539101426, 31.724047570155076}, tolerance));
  EXPECT_TRUE(
      close(l.direct.c, {34.06700757328133, 1.6225480112667536, 83.2874920558491}, tolerance));
  EXPECT_TRUE(close(l.reciprocal.a,
                    {0.011748835472331418, 0.0067831933226151679, -0.0049377609254103658},
                    tolerance));
}

TEST(CrystalChecks, MonoclinicCellMisset) {  // 3
  const model::Lattice l = lattice_of("-cell 50 60 70 90 105 90 -misset -5 12.5 77");
  EXPECT_TRUE(close(l.volume, 202844.42352070435, tolerance));
  EXPECT_TRUE(
      close(l.direct.a, {11.078069583458792, 42.970507963463646, -23.039353716325309}, tolerance));
  EXPECT_TRUE(close(l.reciprocal.c,
                    {0.00032039690465885962, 0.0069226934567785036, 0.013065515518517147},
                    tolerance));
  const model::CellEdges e = model::edges_of(l.direct);
  EXPECT_TRUE(close(in_degrees(e.alpha), 90, tolerance));
  EXPECT_TRUE(close(in_degrees(e.beta), 105, tolerance));
  EXPECT_TRUE(close(in_degrees(e.gamma), 90, tolerance));
}

TEST(CrystalChecks, Matrix) {  // 4
  const Directory directory;
  directory.write("a.mat", "0.01 0 0\n0 0.0125 0.001\n0 0 0.02\n");
  const model::Lattice l =
      resolve(directory, common + "-mat a.mat -lambda 1.5").scene.crystal.lattice;
  EXPECT_TRUE(close(l.volume, 1350000, tolerance));
  EXPECT_TRUE(close(l.direct.a, {150, 0, 0}, tolerance));
  EXPECT_TRUE(close(l.direct.b, {0, 120, -6}, tolerance));
  EXPECT_TRUE(close(l.direct.c, {0, 0, 75}, tolerance));
  EXPECT_TRUE(close(l.reciprocal.c, {0, 0.000666666666666667, 0.0133333333333333}, tolerance));
}

TEST(CrystalChecks, LeftHandedMatrixAloneAndWithACell) {  // 4
  const Directory directory;
  directory.write("b.mat", "0.0044 0.0092 0.0035\n-0.0101 0.0031 0.0045\n0.0061 0.0053 -0.0092\n");
  const std::string flags = common + "-mat b.mat -lambda 0.97 ";
  const model::Lattice alone = resolve(directory, flags).scene.crystal.lattice;
  EXPECT_TRUE(close(alone.volume, -840172.80804792803, tolerance));
  EXPECT_TRUE(close(alone.direct.a, {46.763577380667442, -92.143088598645662, -27.279497593648841},
                    tolerance));
  const model::Lattice with_cell =
      resolve(directory, flags + "-cell 70 80 90 75 85 95").scene.crystal.lattice;
  EXPECT_TRUE(close(with_cell.volume, 481811.45573169854, tolerance));
  EXPECT_TRUE(close(with_cell.direct.a,
                    {-30.63000093060004, 60.353442734936387, 17.867987940229732}, tolerance));
  EXPECT_TRUE(close(with_cell.direct.b,
                    {-49.599747391124097, -46.84210143872312, -41.781366559042219}, tolerance));
}

TEST(CrystalChecks, PhiSteps) {  // 5
  struct Row {
    const char* flags;
    std::vector<double> phis;  ///< deg
  };
  const Row rows[] = {
      {"-phistep 0.3 -osc 1", {0, 0.3, 0.6, 0.9}},
      {"-osc 1", {0, 0.5}},
      {"-phistep 0.5", {0, 0.5}},
      {"-phisteps 4", {0, 0.25, 0.5, 0.75}},
      {"-phisteps 5 -phistep 0.1", {0, 0.1}},
      {"-osc 1 -phisteps 4 -phistep 0.1", {0, 0.1, 0.2, 0.3}},
      {"-phi 5", {5}},
      {"-phisteps 0 -osc 2", {0}},
      {"-osc 0", {0, 0}},
      {"-osc 0.3 -phistep 0.1", {0, 0.1, 0.2}},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(row.flags);
    const std::vector<double> phis = scene_of(common + "-cell 70 80 90 " + row.flags).scan.phis(0);
    ASSERT_EQ(phis.size(), row.phis.size());
    for (std::size_t i = 0; i < phis.size(); ++i) EXPECT_NEAR(phis[i], deg(row.phis[i]), 1e-15);
  }
}

TEST(CrystalChecks, MosaicDomains) {  // 6
  const auto u = scene_of(common + "-cell 70 80 90 -mosaic 1 -mosaic_dom 3").crystal.mosaic;
  const Mat3 expected[2] = {
      {{{0.99986368592193575, -0.01594877166007503, 0.0042715637810345434},
        {0.015952848100370585, 0.99987232016945238, -0.00092195251648568416},
        {-0.0042563143783279477, 0.00098997044952826353, 0.99999045182762714}}},
      {{{0.9999657443853005, 0.0056663083387967425, 0.0060334903465161967},
        {-0.0057336742754520043, 0.99992075868632402, 0.011207199804992794},
        {-0.0059695087951054712, -0.011241409963865434, 0.99991899455244349}}}};
  ASSERT_EQ(u.size(), 3u);
  for (std::size_t row = 0; row < 3; ++row) {
    EXPECT_TRUE(close(u[0].rows[row], Mat3{}.rows[row], tolerance));
    EXPECT_TRUE(close(u[1].rows[row], expected[0].rows[row], tolerance));
    EXPECT_TRUE(close(u[2].rows[row], expected[1].rows[row], tolerance));
  }
}

TEST(CrystalChecks, MosaicSeeds) {  // 7
  const auto first_row = [](const std::string& seed) {
    const auto u =
        scene_of(common + "-cell 70 80 90 -mosaic 0.5 -mosaic_dom 3 -mosaic_seed " + seed)
            .crystal.mosaic;
    return u.size() == 3 ? u[1].rows[0] : Vec3{};
  };
  EXPECT_TRUE(close(first_row("42"),
                    {0.99996285683998731, -0.0086022540061112679, -0.00053494525462793538},
                    tolerance));
  for (const char* seed : {"1", "0", "-42"})
    EXPECT_TRUE(close(first_row(seed),
                      {0.99996364082808253, -0.0073722306604373563, 0.0042857014518984911},
                      tolerance))
        << seed;
}

TEST(CrystalChecks, RandomMisset) {  // 8
  const Vec3 angles =
      scene_of(common + "-cell 70 80 90 -misset_seed 7 -misset random").crystal.misset;
  EXPECT_TRUE(close(in_degrees(1) * angles,
                    {22.076402235380854, 19.70333917507871, 8.2049767221656502}, tolerance));
}

TEST(CrystalChecks, LastDomainAfterPhi) {  // 9
  const model::Scene scene =
      scene_of(common + "-cell 70 80 90 -misset 10 20 30 -phi 15 -mosaic 1 -mosaic_dom 2");
  const auto table = model::orientations(scene.crystal, scene.scan.spindle, scene.scan.phis(0));
  ASSERT_EQ(table.size(), 2u);
  EXPECT_TRUE(close(1e10 * table[1].a,
                    {45.661988317046195, 47.270551292337025, -24.093106969680633}, tolerance));
  EXPECT_TRUE(close(1e10 * table[1].c, {32.67197636877254, 10.824586709318606, 83.158705393547422},
                    tolerance));
}

TEST(CrystalChecks, SizesBecomeCells) {  // 10
  using Cells = std::array<std::int64_t, 3>;
  const std::pair<const char*, Cells> rows[] = {
      {"-xtalsize 0.0003", {43, 38, 34}},
      {"-xtalsize 0.5", {71429, 12500, 11112}},
      {"-xtalsize 0.02 -beamsize 0.005", {2858, 625, 556}},
      {"-Na 0 -Nb 7 -Nc 3", {1, 7, 3}},
  };
  for (const auto& [flags, cells] : rows)
    EXPECT_EQ(scene_of(common + "-cell 70 80 90 " + flags).crystal.cells, cells) << flags;
}

TEST(CrystalChecks, AutomaticOversampling) {  // 10
  const auto oversample = [](const std::string& flags) {
    return scene_of("-cell 70 80 90 -default_F 100 -detpixels 4 " + flags).sampling.oversample;
  };
  EXPECT_EQ(oversample("-N 5 -pixel 0.1 -distance 50 -lambda 1.2"), 3);
  EXPECT_EQ(oversample("-N 50 -pixel 0.1 -distance 50"), 27);
}

/// Pixel (60, 45) of 100 x 100 pixels of 0.1 mm at 100 mm.
double pixel_of_shape(const std::string& flags) {
  const auto pixels = float_image_of(
      "-cell 70 80 90 -misset 10 20 30 -detpixels 100 -pixel 0.1 -distance 100 -oversample 1 "
      "-default_F 100 -lambda 1 -nonoise -nopgm " +
      flags);
  return pixels.size() == 10000 ? static_cast<double>(pixels[45 * 100 + 60]) : -1;
}

TEST(CrystalChecks, LatticeFactorOfEachShape) {  // 11
  const std::string cells = "-Na 3 -Nb 4 -Nc 5 ";
  const double square = pixel_of_shape(cells), square_factor = -0.027018358078077568;
  EXPECT_TRUE(close(square, 7.2981579251063522e-06, 1e-7));
  const std::pair<const char*, double> rows[] = {
      {"-round_xtal", -2.0189540258121164},
      {"-round_xtal -fudge 0.5", -1.9933989054073868},
      {"-gauss_xtal -fudge 0.001", 59.985470094075438},
      {"-tophat_spots", 60},
  };
  for (const auto& [flags, factor] : rows) {
    const double ratio = factor / square_factor;
    EXPECT_TRUE(close(pixel_of_shape(cells + flags) / square, ratio * ratio, 3e-7)) << flags;
  }
}

TEST(CrystalChecks, LatticeFactorOfOneCell) {  // 11
  constexpr double round = 0.54294509292076742;
  const double square = pixel_of_shape("-N 1");
  // F is 1 for the square shape: the pixel is that of -N 3 4 5 less its lattice factor.
  constexpr double many = -0.027018358078077568;
  EXPECT_TRUE(close(square, 7.2981579251063522e-06 / (many * many), 3e-7));
  EXPECT_TRUE(close(pixel_of_shape("-N 1 -round_xtal") / square, round * round, 3e-7));
}

TEST(CrystalChecks, DirectBeam) {  // 12
  const auto pixels = float_image_of(
      "-cell 70 80 90 -default_F 100 -lambda 1 -detpixels 100 -pixel 1 -distance 100 -Xbeam 50 "
      "-Ybeam 50 -oversample 1 -N 5 -nonoise -nopgm");
  ASSERT_EQ(pixels.size(), 10000u);
  // (100 * 125)^2 electrons^2 in 1e-4 sr; without scattering angle there is no polarization.
  EXPECT_EQ(pixels[50 * 100 + 50], 15625);
}

}  // namespace
}  // namespace kbragg::checks
