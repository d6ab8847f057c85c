// SPDX-License-Identifier: BSD-3-Clause
// Crystal, structure factors and automatic choices of a command line: the checks of spec 02 and 04.
#include <algorithm>
#include <filesystem>
#include <fstream>

#include "import_support.hpp"

namespace kbragg::test {
namespace {

using config::Angle;
using config::Interpolation;
using config::Length;
using Counts = std::array<std::int64_t, 3>;

/// A fresh directory, removed at the end.
class Directory {
 public:
  Directory()
      : m_path(std::filesystem::path(::testing::TempDir()) /
               ("kbragg_" +
                std::string(::testing::UnitTest::GetInstance()->current_test_info()->name()))) {
    std::filesystem::create_directories(m_path);
  }
  ~Directory() { std::filesystem::remove_all(m_path); }
  Directory(const Directory&) = delete;
  Directory& operator=(const Directory&) = delete;

  void write(const std::string& name, const std::string& text) const {
    std::ofstream(m_path / name) << text;
  }
  std::string path(const std::string& name) const { return (m_path / name).string(); }
  classic::ImportContext context() const { return {m_path.string(), 1700000000}; }

 private:
  std::filesystem::path m_path;
};

TEST(ImportCrystal, CellIsCompleted) {
  const auto one = *import("-cell 70 -default_F 1 -oversample 1").config.crystal.cell;
  EXPECT_EQ(one.b, (Length{70, "A"}));
  EXPECT_EQ(one.gamma, (Angle{90, "deg"}));
  const auto some = *import("-cell 70 0 90 0 95 -default_F 1 -oversample 1").config.crystal.cell;
  EXPECT_EQ(some.b, (Length{70, "A"}));
  EXPECT_EQ(some.c, (Length{90, "A"}));
  EXPECT_EQ(some.alpha, (Angle{90, "deg"}));
  EXPECT_EQ(some.beta, (Angle{95, "deg"}));
}

TEST(ImportCrystal, ObliqueCellAsTheReferenceBuildsIt) {
  const auto d = scene_of("-cell 70 80 90 75 85 95 -default_F 1 -oversample 1 -misset 10 20 30")
                     .crystal.lattice.direct;
  EXPECT_TRUE(near(d.a, {62.189391538666776, 25.643509615902129, -19.362076196253746}, 1e-12));
  EXPECT_TRUE(near(d.c, {34.06700757328133, 1.6225480112667536, 83.2874920558491}, 1e-12));
}

TEST(ImportCrystal, RandomMisset) {
  const auto run = import(base + "-misset_seed 7 -misset random");
  const auto misset = scene_of(run.config).crystal.misset;
  const double degrees = 180 / 3.14159265358979323846;
  EXPECT_NEAR(misset.x * degrees, 22.076402235380854, 1e-12);
  EXPECT_NEAR(misset.y * degrees, 19.70333917507871, 1e-12);
  EXPECT_NEAR(misset.z * degrees, 8.2049767221656502, 1e-12);
  EXPECT_FALSE(run.config.crystal.misset);
  const auto clock = import(base + "-misset random -seed 5").config.crystal.random_orientation;
  EXPECT_EQ(clock->seed, 1700000000);
  EXPECT_EQ(clock->stream, config::RandomStream::nanobragg);
}

TEST(ImportCrystal, MosaicRule) {
  struct Case {
    const char* line;
    double spread;
    std::int64_t domains;
  };
  const Case cases[] = {
      {"", 0, 1},
      {"-mosaic 0", 0, 1},
      {"-mosaic -1 -mosaic_dom 5", 0, 1},
      {"-mosaic_dom 5", 0, 1},
      {"-mosaic 0 -mosaic_dom 5", 0, 1},
      {"-mosaic 0.5", 0.5, 10},
      {"-mosaic 0.5 -mosaic_dom 0", 0.5, 10},
      {"-mosaic 0.5 -mosaic_dom 3", 0.5, 3},
  };
  for (const Case& c : cases) {
    const auto m = *import(base + c.line).config.crystal.mosaic;
    EXPECT_EQ(m.spread, (Angle{c.spread, "deg"})) << c.line;
    EXPECT_EQ(m.domains, c.domains) << c.line;
    EXPECT_EQ(m.seed, 12345678) << c.line;
    EXPECT_EQ(m.stream, config::RandomStream::nanobragg) << c.line;
  }
}

TEST(ImportCrystal, MosaicRotations) {
  const auto mosaic = scene_of(base + "-mosaic 1 -mosaic_dom 3").crystal.mosaic;
  ASSERT_EQ(mosaic.size(), 3u);
  EXPECT_TRUE(
      near(mosaic[1].rows[0], {0.99986368592193575, -0.01594877166007503, 0.0042715637810345434}));
  EXPECT_TRUE(
      near(mosaic[2].rows[1], {-0.0057336742754520043, 0.99992075868632402, 0.011207199804992794}));
  const auto negative =
      scene_of(base + "-mosaic 0.5 -mosaic_dom 3 -mosaic_seed -42").crystal.mosaic;
  EXPECT_TRUE(near(negative[1].rows[0],
                   {0.99996364082808253, -0.0073722306604373563, 0.0042857014518984911}));
}

TEST(ImportCrystal, CountsFromSizes) {
  const auto cells = [](const std::string& line) {
    return *import(base + line).config.crystal.cells;
  };
  EXPECT_EQ(cells(""), (Counts{1, 1, 1}));
  EXPECT_EQ(cells("-Na 0 -Nb 7 -Nc 3"), (Counts{1, 7, 3}));
  EXPECT_EQ(cells("-xtalsize 0.0003"), (Counts{43, 38, 34}));
  EXPECT_EQ(cells("-xtalsize 0.5"), (Counts{71429, 12500, 11112}));
  EXPECT_EQ(cells("-xtalsize 0.02 -beamsize 0.005"), (Counts{2858, 625, 556}));
  EXPECT_EQ(cells("-xtalsize 0.02 -beamsize -1"), (Counts{2858, 2500, 2223}));
  EXPECT_EQ(cells("-N 5 -sample_y 0.0003"), (Counts{5, 38, 5}));
  EXPECT_EQ(cells("-N 5 -xtalsize 0.0003 -beamsize 0"), (Counts{43, 5, 5}));
  EXPECT_EQ(cells("-sample_x 1e-9"), (Counts{1, 1, 1}));
  const std::string cube = "-cell 100 -default_F 1 -oversample 1 ";
  EXPECT_EQ(*import(cube + "-xtalsize 0.2").config.crystal.cells, (Counts{20000, 10000, 10000}));
  EXPECT_EQ(*import(cube + "-xtalsize 0.0011").config.crystal.cells, (Counts{110, 110, 110}));
  const auto warned_of_beam = [](const std::string& line) {
    const auto warnings = import(base + line).warnings;
    return std::any_of(warnings.begin(), warnings.end(),
                       [](const std::string& w) { return w.starts_with("-beamsize: "); });
  };
  EXPECT_FALSE(warned_of_beam("-xtalsize 0.1"));
  EXPECT_TRUE(warned_of_beam("-xtalsize 0.11"));
}

TEST(ImportCrystal, AutomaticOversampling) {
  const auto number = [](const std::string& line) {
    return *import("-default_F 1 " + line).config.sampling.oversample.value;
  };
  const std::string cell = "-cell 70 80 90 ";
  EXPECT_EQ(number(cell + "-N 5 -pixel 0.1 -distance 50 -lambda 1.2"), 3);
  EXPECT_EQ(number(cell + "-N 50 -pixel 0.1 -distance 50"), 27);
  EXPECT_EQ(number(cell + "-N 50 -pixel 0.1 -distance 50 -oversample 0"), 27);
  EXPECT_EQ(number(cell + "-N 50 -pixel 0.1 -distance 50 -oversample 4"), 4);
  EXPECT_EQ(number("-cell 100 -N 5 -lambda 1 -distance 100 -pixel 0.1"), 2);
  EXPECT_EQ(number("-cell 100 -N 500 -lambda 1 -distance 100 -pixel 0.1"), 150);
  EXPECT_EQ(number("-cell 100 -xtalsize 0.001 -lambda 1 -distance 100 -pixel 0.1"), 30);
  // Rotations of the detector change the distance along the beam, twotheta is left out of it.
  EXPECT_EQ(number(cell + "-N 50 -pixel 0.1 -close_distance 50 -xds -detector_roty 60"), 14);
  EXPECT_EQ(number(cell + "-N 50 -pixel 0.1 -distance 50 -xds -twotheta 60"), 27);
  const auto warnings = [&](const std::string& line) {
    return import("-default_F 1 " + cell + line).warnings;
  };
  EXPECT_TRUE(warnings("-N 50 -pixel 0.1 -distance 50").empty());
  EXPECT_TRUE(warnings("-N 50 -pixel 0.1 -distance 50 -oversample 27").empty());
  ASSERT_EQ(warnings("-N 50 -pixel 0.1 -distance 50 -oversample 26").size(), 1u);
  EXPECT_EQ(warnings("-N 50 -pixel 0.1 -distance 50 -oversample 4").at(0),
            "-oversample: 4 is kept, but three sub-pixels per fringe would need 27");
  EXPECT_EQ(import_failure("-default_F 1 -cell 100 -N 100000"),
            "-oversample: the automatic choice is more than 10000 sub-pixels along each axis, give "
            "a number");
}

TEST(ImportCrystal, MatrixFile) {
  const Directory files;
  files.write("a.mat", "0.01 0 0\n0 0.0125 0.001\n0 0 0.02\n");
  const std::string line = "-mat a.mat -lambda 1.5 -default_F 1 -pixel 0.1 -distance 50 -N 50";
  const auto run = import(line, {}, files.context());
  EXPECT_EQ(run.config.crystal.matrix_file, files.path("a.mat"));
  EXPECT_EQ(run.config.crystal.matrix_rule, config::MatrixRule::as_given);
  EXPECT_FALSE(run.config.crystal.cell);
  // The longest edge is 150 A.
  EXPECT_EQ(run.config.sampling.oversample.value, 30);
  const auto both = import(line + " -cell 70 80 90", {}, files.context());
  EXPECT_EQ(both.config.sampling.oversample.value, 18);
  EXPECT_EQ(import(line + " -oversample 29", {}, files.context()).warnings.size(), 1u);
  EXPECT_TRUE(import(line + " -oversample 30", {}, files.context()).warnings.empty());
  EXPECT_NE(failure_of([&] {
              import("-mat b.mat -default_F 1 -N 5", {}, files.context());
            }).find(files.path("b.mat")),
            std::string::npos);
}

TEST(ImportCrystal, Interpolation) {
  const auto of = [](const std::string& line) {
    return *import(base + line).config.structure_factors.interpolation.value;
  };
  EXPECT_EQ(of("-hkl P.hkl -N 1 -nointerpolate"), Interpolation::nearest);
  EXPECT_EQ(of("-hkl P.hkl -N 1"), Interpolation::tricubic_until_outside);
  EXPECT_EQ(of("-hkl P.hkl -N 3"), Interpolation::nearest);
  EXPECT_EQ(of("-hkl P.hkl -N 3 -interpolate"), Interpolation::tricubic_until_outside);
  EXPECT_EQ(of("-hkl P.hkl -Na 5 -Nb 5 -Nc 2"), Interpolation::tricubic_until_outside);
  // Sizes in mm become counts later.
  EXPECT_EQ(of("-hkl P.hkl -xtalsize 0.0011"), Interpolation::tricubic_until_outside);
  EXPECT_EQ(of("-N 1 -interpolate"), Interpolation::nearest);
}

TEST(ImportCrystal, SourcesOfStructureFactors) {
  const Directory files;
  const auto of = [&](const std::string& line) {
    return import("-cell 70 -oversample 1 " + line, {}, files.context());
  };
  const auto constant = of("-default_F 30").config.structure_factors;
  EXPECT_EQ(constant.constant, (config::Amplitude{30, "e"}));
  EXPECT_EQ(constant.default_F.value, 0);
  const auto list = of("-hkl ../p.hkl -default_F 30").config.structure_factors;
  EXPECT_EQ(list.hkl_file,
            (std::filesystem::path(files.path(".")).lexically_normal().parent_path().parent_path() /
             "p.hkl")
                .string());
  EXPECT_EQ(list.default_F.value, 30);
  EXPECT_FALSE(list.constant || list.dump_file);

  const auto missing = of("-dump d.bin -default_F 30");
  EXPECT_EQ(missing.warnings.at(0), "-dump: there is no file 'd.bin' to read");
  EXPECT_TRUE(missing.config.structure_factors.constant);
  files.write("d.bin", "");
  files.write("Fdump.bin", "");
  const auto dump = of("-dump d.bin -default_F 30");
  EXPECT_EQ(dump.config.structure_factors.dump_file, files.path("d.bin"));
  EXPECT_EQ(dump.config.structure_factors.default_F.value, 30);
  EXPECT_FALSE(dump.outputs.dump_file);
  const auto hidden = of("-default_F 30");
  EXPECT_TRUE(hidden.config.structure_factors.constant);
  EXPECT_EQ(hidden.warnings.at(0), "Fdump.bin: is not read, give -dump Fdump.bin if it is meant");
  // With a list the dump is written, and only on request.
  EXPECT_EQ(of("-hkl p.hkl -dump d.bin").outputs.dump_file, "d.bin");
  EXPECT_FALSE(of("-hkl p.hkl").outputs.dump_file);
  EXPECT_TRUE(of("-hkl p.hkl").warnings.empty());
}

TEST(ImportCrystal, NeedsACellAndAmplitudes) {
  EXPECT_EQ(import_failure("-default_F 1"),
            "-cell: there is no unit cell, give -cell with a length above 0 or -mat");
  EXPECT_EQ(import_failure("-cell 0 80 90 -default_F 1"),
            "-cell: there is no unit cell, give -cell with a length above 0 or -mat");
  EXPECT_EQ(import_failure("-cell 70"),
            "-hkl: there are no structure factors, give -hkl, -dump with a file that exists or "
            "-default_F");
}

TEST(ImportCrystal, ShapeAndWidth) {
  const auto c = import(base + "-gauss_xtal -fudge 0.6").config.crystal;
  EXPECT_EQ(c.shape, config::CrystalShape::gauss);
  EXPECT_EQ(c.spot_width, config::SpotWidth::isotropic);
  EXPECT_EQ(c.fudge, 0.6);
  EXPECT_EQ(c.cell_builder, config::CellBuilder::nanobragg);
}

}  // namespace
}  // namespace kbragg::test
