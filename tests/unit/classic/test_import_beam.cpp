// SPDX-License-Identifier: BSD-3-Clause
// Sources, fluence, polarization and spindle of a command line: the checks of spec 02 and 03.
#include "import_support.hpp"

namespace kbragg::test {
namespace {

using config::FactorPlace;

std::vector<model::Source> sources_of(const std::string& line) {
  return scene_of(base + "-detpixels 4 " + line).beam.sources;
}

TEST(ImportBeam, NumberOfSources) {
  const std::pair<const char*, std::size_t> cases[] = {
      {"-divergence 2 -divsteps 5", 13},
      {"-divergence 2 -divsteps 5 -square_div", 25},
      {"-divergence 2 -divsteps 4", 12},
      {"-divergence 2", 4},
      {"-hdivrange 2", 2},
      {"-hdivrange 2 -hdivstep 0.5", 4},
      {"-hdivrange 0.3 -hdivstep 0.1", 3},
      {"-hdivstep 3", 2},
      {"-hdivrange 2 -hdivsteps 1", 2},
      {"-dispsteps 3", 1},
      {"-divergence 0", 1},
      {"-dispersion 2", 2},
      {"-divergence 6 -hdivstep 1.5 -vdivstep 3 -square_div", 8},
  };
  for (const auto& [line, count] : cases) EXPECT_EQ(sources_of(line).size(), count) << line;
}

TEST(ImportBeam, PlacesOfSources) {
  const auto fan =
      sources_of("-hdivrange 2 -hdivsteps 3 -vdivrange 3 -vdivsteps 4 -dispersion 1 -dispsteps 2");
  ASSERT_EQ(fan.size(), 16u);
  EXPECT_TRUE(near(fan[0].direction,
                   {-0.99999937500010672, 0.0004999999791666669, 0.00099999970833336517}));
  EXPECT_NEAR(fan[0].wavelength, 9.95e-11, 1e-25);
  EXPECT_NEAR(fan[1].wavelength, 1.005e-10, 1e-25);
  EXPECT_TRUE(near(fan[4].direction, {-0.9999988750002109, 0.0014999994375000632, 0}));
  const auto steps = sources_of("-hdivrange 2 -hdivstep 0.5");
  ASSERT_EQ(steps.size(), 4u);
  EXPECT_NEAR(steps[0].direction.z, 0.00099999983333334168, 1e-15);
  EXPECT_NEAR(steps[3].direction.z, -0.0004999999791666669, 1e-15);
  const auto radian = sources_of("-hdivsteps 3");
  ASSERT_EQ(radian.size(), 3u);
  EXPECT_NEAR(radian[0].direction.x, -0.87758256189037276, 1e-15);
  EXPECT_NEAR(radian[2].direction.x, -0.98614323156292516, 1e-15);
}

TEST(ImportBeam, Wavelengths) {
  const auto two = sources_of("-dispersion 2");
  EXPECT_NEAR(two[0].wavelength, 9.9e-11, 1e-25);
  EXPECT_NEAR(two[1].wavelength, 1.01e-10, 1e-25);
  EXPECT_NEAR(sources_of("-dispersion 2 -dispsteps 5")[1].wavelength, 9.95e-11, 1e-25);
  const auto wide = sources_of("-dispersion -1 -dispsteps 4");
  ASSERT_EQ(wide.size(), 4u);
  EXPECT_NEAR(wide[0].wavelength, 5e-11, 1e-25);
  EXPECT_NEAR(wide[3].wavelength, 1.25e-10, 1e-25);
  EXPECT_NEAR(sources_of("-energy 9000")[0].wavelength, 1.3776022222222221e-10, 1e-25);
}

TEST(ImportBeam, ResolvedNumbersLoseNothing) {
  const auto d = *import(base + "-hdivrange 2 -hdivsteps 4 -vdivstep 3").config.beam.divergence;
  EXPECT_EQ(d.horizontal, (config::Angle{2, "mrad"}));
  EXPECT_EQ((*d.step)[0], (config::Angle{(2.0 / 1000) / 3, "rad"}));
  EXPECT_EQ((*d.step)[1], (config::Angle{3, "mrad"}));
  EXPECT_EQ(d.vertical, (config::Angle{0.003, "rad"}));
  EXPECT_EQ(d.steps, (std::array<std::int64_t, 2>{4, 2}));
  EXPECT_EQ(d.sampling, config::RangeSampling::from_edge);
}

TEST(ImportBeam, SourceFileReplacesTheFan) {
  const auto beam = import(base + "-sourcefile s.txt -divergence 2 -dispersion 1").config.beam;
  EXPECT_EQ(beam.source_file, "/runs/s.txt");
  EXPECT_FALSE(beam.divergence || beam.dispersion);
  EXPECT_EQ(beam.source_weights, config::SourceWeights::equal);
}

TEST(ImportBeam, Fluence) {
  const auto fluence = [](const std::string& line) { return scene_of(base + line).beam.fluence; };
  EXPECT_NEAR(fluence("-flux 1e12 -exposure 2 -beamsize 0.05"), 8e20, 1e6);
  EXPECT_NEAR(fluence("-flux 1e12"), 1e20, 1e5);
  EXPECT_NEAR(fluence("-fluence 3e20 -flux 1e12"), 1e20, 1e5);
  EXPECT_EQ(fluence("-flux 1e12 -exposure 0 -fluence 3e20"), 3e20);
  EXPECT_EQ(fluence("-flux 1e12 -beamsize -1 -fluence 3e20"), 3e20);
  EXPECT_EQ(fluence(""), 125932015286227086360700780544.0);
}

TEST(ImportBeam, Polarization) {
  const auto of = [](const std::string& line) { return import(base + line).config; };
  EXPECT_TRUE(of("").beam.polarization.enabled);
  EXPECT_EQ(of("").sampling.polarization, FactorPlace::first);
  EXPECT_EQ(of("-polar 0.9").beam.polarization.kahn_factor, 0.9);
  EXPECT_FALSE(of("-nopolar").beam.polarization.enabled);
  for (const std::string line : {"-nopolar -oversample_polar", "-oversample_polar -nopolar"}) {
    EXPECT_TRUE(of(line).beam.polarization.enabled) << line;
    EXPECT_EQ(of(line).sampling.polarization, FactorPlace::each) << line;
  }
  EXPECT_EQ(of("").sampling.solid_angle, FactorPlace::first);
  EXPECT_EQ(of("-oversample_omega").sampling.solid_angle, FactorPlace::each);
  EXPECT_EQ(of("").sampling.absorption, config::AbsorptionPlace::last);
}

struct Spindle {
  const char* line;
  std::vector<double> degrees;
};

TEST(ImportBeam, SpindleSteps) {
  const Spindle cases[] = {
      {"", {0}},
      {"-phi 5", {5}},
      {"-phistep 0.3 -osc 1", {0, 0.3, 0.6, 0.9}},
      {"-osc 1", {0, 0.5}},
      {"-phistep 0.5", {0, 0.5}},
      {"-phisteps 4", {0, 0.25, 0.5, 0.75}},
      {"-phisteps 5 -phistep 0.1", {0, 0.1}},
      {"-osc 1 -phisteps 4 -phistep 0.1", {0, 0.1, 0.2, 0.3}},
      {"-phisteps 0 -osc 2", {0}},
      {"-osc 0", {0, 0}},
      {"-osc 0.3 -phistep 0.1", {0, 0.1, 0.2}},
      {"-phi -2 -osc 4 -phisteps 4", {-2, -1, 0, 1}},
      {"-phisteps -3 -osc 1", {0, 0.5}},
  };
  for (const Spindle& c : cases) {
    const auto phis = scene_of(base + c.line).scan.phis(0);
    ASSERT_EQ(phis.size(), c.degrees.size()) << c.line;
    for (std::size_t i = 0; i < phis.size(); ++i)
      EXPECT_NEAR(phis[i] * 180 / 3.14159265358979323846, c.degrees[i], 1e-12) << c.line;
  }
  EXPECT_EQ(import_failure(base + "-osc 0 -phistep 1"),
            "-osc: 0 with -phistep makes no spindle step, leave out one of them");
}

TEST(ImportBeam, SpindleOfTheOutputHeaders) {
  const double degree = 1 / (180.0 * (1.0 / 3.14159265358979323846));
  const auto run = import(base + "-phi 3 -phisteps 4 -twotheta 10 -xds");
  const auto scan = scene_of(run.config).scan;
  EXPECT_NEAR(scan.start, 3 * degree, 1e-16);
  EXPECT_EQ(scan.oscillation, degree);
  EXPECT_NEAR(run.outputs.twotheta, 10 * degree, 1e-16);
  EXPECT_EQ(scene_of(base + "-phi 3").scan.oscillation, 0);
}

}  // namespace
}  // namespace kbragg::test
