// SPDX-License-Identifier: BSD-3-Clause
// Checks 1 to 9 and 11 of the specification of the beam, from classic flags; check 10 (the uniform
// generator) is tests/unit/model/test_reference_random.cpp.
#include <gtest/gtest.h>

#include <cstdlib>

#include "classic.hpp"
#include "support/near.hpp"

namespace kbragg::checks {
namespace {

using test::close;

constexpr double tolerance = 1e-13;
const std::string common = "-cell 70 -default_F 100 -N 5 -detpixels 4 -lambda 1 ";

model::Beam beam_of(const std::string& flags) { return scene_of(common + flags).beam; }

std::vector<double> wavelengths_of(const std::string& flags) {
  std::vector<double> result;
  for (const model::Source& source : beam_of(flags).sources) result.push_back(source.wavelength);
  return result;
}

TEST(BeamChecks, NumberOfSources) {  // 1
  const std::pair<const char*, std::size_t> rows[] = {
      {"-divergence 2 -divsteps 5", 13},
      {"-divergence 2 -divsteps 5 -square_div", 25},
      {"-divergence 2 -divsteps 4", 12},
      {"-divergence 2", 4},
      {"-hdivrange 2", 2},
      {"-hdivrange 2 -hdivstep 0.5", 4},
      {"-hdivrange 0.3 -hdivstep 0.1", 3},
      {"-hdivstep 3", 2},
  };
  for (const auto& [flags, count] : rows) EXPECT_EQ(beam_of(flags).sources.size(), count) << flags;
}

TEST(BeamChecks, DirectionsTimesWavelengths) {  // 2
  const auto s = beam_of(
                     "-hdivrange 2 -hdivsteps 3 -vdivrange 3 -vdivsteps 4 -dispersion 1 "
                     "-dispsteps 2")
                     .sources;
  ASSERT_EQ(s.size(), 16u);
  EXPECT_TRUE(close(s[0].direction,
                    {-0.99999937500010672, 0.0004999999791666669, 0.00099999970833336517},
                    tolerance));
  EXPECT_TRUE(close(s[0].wavelength, 9.95e-11, tolerance));
  EXPECT_TRUE(close(s[1].direction, s[0].direction, tolerance));
  EXPECT_TRUE(close(s[1].wavelength, 1.005e-10, tolerance));
  EXPECT_TRUE(close(s[4].direction, {-0.9999988750002109, 0.0014999994375000632, 0}, tolerance));
  EXPECT_TRUE(close(s[15].direction,
                    {-0.99999937500010672, -0.0004999999791666669, -0.00099999970833336517},
                    tolerance));
  EXPECT_TRUE(close(s[15].wavelength, 1.005e-10, tolerance));
}

TEST(BeamChecks, SquareAndRoundFan) {  // 3
  const auto square = beam_of("-divergence 2 -divsteps 5 -square_div").sources;
  ASSERT_EQ(square.size(), 25u);
  EXPECT_TRUE(close(square[5].direction,
                    {-0.99999937500010672, 0.00099999983333334146, 0.00049999972916669815},
                    tolerance));
  const auto round = beam_of("-divergence 2 -divsteps 5").sources;
  ASSERT_EQ(round.size(), 13u);
  EXPECT_TRUE(
      close(round[0].direction, {-0.99999950000004179, 0, 0.00099999983333334168}, tolerance));
}

TEST(BeamChecks, RangeAndStepMissTheUpperEnd) {  // 4
  const auto s = beam_of("-hdivrange 2 -hdivstep 0.5").sources;
  const double expected[] = {0.00099999983333334168, 0.0004999999791666669, 0,
                             -0.0004999999791666669};
  ASSERT_EQ(s.size(), 4u);
  for (std::size_t i = 0; i < 4; ++i) EXPECT_NEAR(s[i].direction.z, expected[i], 1e-18);
}

TEST(BeamChecks, CountAloneIsARadian) {  // 5
  const auto s = beam_of("-hdivsteps 3").sources;
  const double expected[] = {-0.87758256189037276, -0.98614323156292494, -0.98614323156292516};
  ASSERT_EQ(s.size(), 3u);
  for (std::size_t i = 0; i < 3; ++i)
    EXPECT_TRUE(close(s[i].direction.x, expected[i], tolerance)) << i;
}

TEST(BeamChecks, Wavelengths) {  // 6
  const std::pair<const char*, std::vector<double>> rows[] = {
      {"-dispersion 2", {9.9e-11, 1.01e-10}},
      {"-dispersion 2 -dispsteps 5", {9.9e-11, 9.95e-11, 1e-10, 1.005e-10, 1.01e-10}},
      {"-dispersion -1 -dispsteps 4", {5e-11, 7.5e-11, 1e-10, 1.25e-10}},
      {"-energy 9000", {1.3776022222222221e-10}},
  };
  for (const auto& [flags, expected] : rows) {
    const std::vector<double> found = wavelengths_of(flags);
    ASSERT_EQ(found.size(), expected.size()) << flags;
    for (std::size_t i = 0; i < found.size(); ++i)
      EXPECT_TRUE(close(found[i], expected[i], tolerance)) << flags;
  }
}

TEST(BeamChecks, SourceFile) {  // 7
  const Directory directory;
  directory.write("s.txt", "-10 0 0 2.0 1e-10\n-10 0.01 0 0.5 1.02e-10\n-5 0 0.01\n");
  run_classic(directory, common + "-sourcefile s.txt -hdf5 out.h5");
  const auto v = dataset(directory, "out.h5", "/entry/kbragg/spectrum/source");
  ASSERT_EQ(v.size(), 9u);
  EXPECT_TRUE(close({v[0], v[1], v[2]}, {-1, 0, 0}, tolerance));
  EXPECT_TRUE(
      close({v[3], v[4], v[5]}, {-0.99999950000037485, 0.00099999950000037498, 0}, tolerance));
  EXPECT_TRUE(
      close({v[6], v[7], v[8]}, {-0.99999800000600003, 0, 0.0019999960000120004}, tolerance));
  const auto wavelengths = dataset(directory, "out.h5", "/entry/kbragg/spectrum/wavelength");
  const double expected[] = {1, 1.02, 1};  // Angstrom
  ASSERT_EQ(wavelengths.size(), 3u);
  for (std::size_t i = 0; i < 3; ++i)
    EXPECT_TRUE(close(wavelengths[i], expected[i], tolerance)) << i;
}

TEST(BeamChecks, Fluence) {  // 8
  const std::pair<const char*, double> rows[] = {
      {"-flux 1e12 -exposure 2 -beamsize 0.05", 8e20},
      {"-flux 1e12", 1e20},
      {"-fluence 3e20 -flux 1e12", 1e20},
      {"-flux 1e12 -exposure 0 -fluence 3e20", 3e20},
  };
  for (const auto& [flags, fluence] : rows)
    EXPECT_TRUE(close(beam_of(flags).fluence, fluence, tolerance)) << flags;
}

/// Pixel (90, 10) with the factor of polarization over the same without it.
double polarization_of(const std::string& polarized, const std::string& geometry) {
  const std::string flags =
      "-cell 70 80 90 -default_F 100 -N 5 -lambda 1 -detpixels 100 -pixel 1 -distance 100 "
      "-oversample 1 -nonoise -nopgm " +
      geometry;
  const auto with = float_image_of(flags + polarized), without = float_image_of(flags + "-nopolar");
  if (with.size() != 10000 || without.size() != 10000) return -1;
  return static_cast<double>(with[1090]) / static_cast<double>(without[1090]);
}

/// The same factor with all digits: that of the last sub-pixel, as -printout_pixel shows it.
double printed_polarization(const std::string& flags) {
  const std::string out = run_classic(
      Directory(),
      "-cell 70 80 90 -default_F 100 -N 5 -lambda 1 -detpixels 100 -pixel 1 -distance 100 "
      "-nonoise -nopgm -printout_pixel 90 10 " +
          flags);
  const std::string words = "polarization ";
  const std::size_t begin = out.find(words);
  if (begin == std::string::npos) return -1;
  return std::strtod(out.c_str() + begin + words.size(), nullptr);
}

TEST(BeamChecks, PolarizationFactorToAllDigits) {  // 9
  const std::pair<const char*, double> rows[] = {
      {"-oversample 1", 0.8787735313056324},
      {"-oversample 1 -polar 0.9", 0.88150070073103293},
      {"-oversample 1 -polar 0.9 -xds", 0.87604636188023188},
      {"-oversample 1 -polar 0.9 -twotheta 30 -detector_rotx 5", 0.89356421049665602},
      {"-oversample 2 -oversample_polar -nopolar", 0.87878429181541851},
  };
  for (const auto& [flags, expected] : rows)
    EXPECT_NEAR(printed_polarization(flags), expected, tolerance) << flags;
}

TEST(BeamChecks, PolarizationFactor) {  // 9
  EXPECT_TRUE(close(polarization_of("", ""), 0.8787735313056324, 2e-7));
  EXPECT_TRUE(close(polarization_of("-polar 0.9 ", ""), 0.88150070073103293, 2e-7));
  EXPECT_TRUE(close(polarization_of("-polar 0.9 ", "-xds "), 0.87604636188023188, 2e-7));
  EXPECT_TRUE(close(polarization_of("-polar 0.9 ", "-twotheta 30 -detector_rotx 5 "),
                    0.89356421049665602, 2e-7));
}

TEST(BeamChecks, NopolarIsDefeatedByOversamplePolar) {  // 9
  // The last of the four sub-pixels has 0.87878429181541851, the pixel centre 0.8787735313056324:
  // their mean with any weights is near these, and not 1.
  const double mean = polarization_of("-oversample_polar -nopolar ", "-oversample 2 ");
  EXPECT_NEAR(mean, 0.8787735313056324, 1e-3);
}

TEST(BeamChecks, NoiseImage) {  // 11
  struct Row {
    const char* flags;
    const char* said;
  };
  const std::string flags =
      "-cell 70 80 90 -default_F 100 -N 5 -lambda 1 -detpixels 24 -distance 50 -oversample 1 "
      "-nopgm ";
  const Row rows[] = {
      {"-fluence 1e29 -seed 42", "11624 photons on noise image (0 overloads)"},
      {"-fluence 2e33 -seed 42", "231593147 photons on noise image (225 overloads)"},
      {"-fluence 1e29 -seed -42", "11488 photons on noise image"},
  };
  for (const Row& row : rows) {
    const Directory directory;
    const std::string out = run_classic(directory, flags + row.flags);
    EXPECT_NE(out.find(row.said), std::string::npos) << row.flags << "\n" << out;
    if (&row != rows) continue;
    const std::vector<int> p = read_smv_file(directory, "noiseimage.img").pixels;
    ASSERT_EQ(p.size(), 576u);
    EXPECT_EQ(std::vector<int>(p.begin(), p.begin() + 4), (std::vector<int>{50, 333, 191, 75}));
    EXPECT_EQ(std::vector<int>(p.begin() + 24, p.begin() + 27), (std::vector<int>{40, 53, 49}));
  }
}

}  // namespace
}  // namespace kbragg::checks
