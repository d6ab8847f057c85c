// SPDX-License-Identifier: BSD-3-Clause
// Where the order of the flags counts, and tokens that act as more than one flag.
#include "support.hpp"

namespace kbragg::test {
namespace {

using classic::Flags;
using config::Angle;
using config::Convention;
using config::Pivot;

using Missets = std::array<Angle, 3>;
Missets degrees(double x, double y, double z) {
  return {Angle{x, "deg"}, Angle{y, "deg"}, Angle{z, "deg"}};
}

bool warns(const std::string& line, const std::string& sentence) {
  for (const std::string& warning : parse(line).warnings)
    if (warning == sentence) return true;
  return false;
}

TEST(FlagCollisions, MissetSeedIsReadAsMisset) {
  const std::string line = "-misset_seed 10 -noprogress 20 30";
  const Flags f = flags_of(line);
  EXPECT_EQ(f.misset, degrees(10, 0, 20));
  EXPECT_EQ(f.misset_seed, 10);
  EXPECT_FALSE(f.progress);
  EXPECT_TRUE(warns(line, "-misset_seed: is also read as -misset 10 -noprogress 20"));
}

TEST(FlagCollisions, MissetSeedCancelsARandomMissetBeforeIt) {
  const Flags f = flags_of("-misset random -misset_seed 20201 -lambda 1.0 -N 6");
  EXPECT_FALSE(f.random_misset);
  EXPECT_EQ(f.misset, degrees(20201, 0, 1));
}

TEST(FlagCollisions, SafePlacesOfMissetSeed) {
  for (const std::string line :
       {"-misset random -misset_seed 10", "-misset random -misset_seed 10 5",
        "-misset_seed 10 -misset random"}) {
    const Flags f = flags_of(line);
    EXPECT_TRUE(f.random_misset) << line;
    EXPECT_FALSE(f.misset) << line;
    EXPECT_EQ(f.misset_seed, 10) << line;
  }
  EXPECT_TRUE(parse("-misset random -misset_seed 10").warnings.empty());
  // Three tokens follow and set angles, which the later flag replaces.
  EXPECT_EQ(flags_of("-misset_seed 10 -misset 1 2 3").misset, degrees(1, 2, 3));
}

TEST(FlagCollisions, LastMissetWins) {
  EXPECT_TRUE(flags_of("-misset 1 2 3 -misset random").random_misset);
  EXPECT_FALSE(flags_of("-misset 1 2 3 -misset random").misset);
  EXPECT_EQ(flags_of("-misset random -misset 1 2 3").misset, degrees(1, 2, 3));
  EXPECT_FALSE(flags_of("-misset random -misset 1 2 3").random_misset);
  EXPECT_TRUE(flags_of("-misset brandnew").random_misset);
}

TEST(FlagCollisions, TwothetaAxisIsReadAsTwotheta) {
  const std::string line = "-twotheta 20 -twotheta_axis 0.6 0 0.8";
  const Flags lost = flags_of(line);
  EXPECT_EQ(lost.twotheta, (Angle{0.6, "deg"}));
  EXPECT_EQ(lost.twotheta_axis, (std::array{0.6, 0.0, 0.8}));
  EXPECT_EQ(lost.convention, Convention::custom);
  EXPECT_EQ(lost.pivot, Pivot::sample);
  EXPECT_TRUE(warns(line, "-twotheta_axis: is also read as -twotheta 0.6"));
  EXPECT_EQ(flags_of("-twotheta_axis 0.6 0 0.8 -twotheta 20").twotheta, (Angle{20, "deg"}));
  // Without three values it is twotheta only.
  const Flags one = flags_of("-twotheta_axis 5");
  EXPECT_EQ(one.twotheta, (Angle{5, "deg"}));
  EXPECT_EQ(one.convention, Convention::mosflm);
}

TEST(FlagCollisions, LongerTokensOfOtherPrograms) {
  EXPECT_EQ(flags_of("-pixel_batch_size 64").pixel_size, (config::Length{64, "mm"}));
  EXPECT_TRUE(warns("-pixel_batch_size 64", "-pixel_batch_size: is read as -pixel"));
  EXPECT_EQ(flags_of("-dump_pixel 3 4").dump_file, "3");
  EXPECT_TRUE(warns("-dump_pixel 3 4", "-dump_pixel: is read as -dump"));
  EXPECT_EQ(flags_of("-Nab 5").cells[0], 5);
  EXPECT_TRUE(warns("-Nab 5", "-Nab: is read as -Na"));
}

TEST(FlagCollisions, Pix0VectorOnlySelectsCustom) {
  for (const std::string flag : {"-pix0_vector", "-pix0_vector_mm"}) {
    EXPECT_EQ(flags_of(flag + " 9 9 9").convention, Convention::custom);
    EXPECT_TRUE(
        warns(flag + " 9 9 9",
              flag + ": only selects the custom convention, the vector itself is not used"));
    EXPECT_EQ(flags_of(flag + " 9 9").convention, Convention::mosflm);
  }
}

TEST(FlagCollisions, PrintoutPixelTurnsPrintingOn) {
  EXPECT_TRUE(flags_of("-printout_pixel 3 4").printout);
  EXPECT_TRUE(parse("-printout_pixel 3 4").warnings.empty());
  EXPECT_TRUE(flags_of("-printout_pixel 3").printout);
}

TEST(FlagCollisions, SwitchesOfOversampleAreNotItsNumber) {
  const Flags f = flags_of("-oversample 2 -oversample_polar -oversample_omega -polar 0.9");
  EXPECT_EQ(f.oversample, 2);
  EXPECT_TRUE(f.oversample_polar && f.oversample_omega && !f.oversample_thick);
}

TEST(FlagCollisions, LongerSpellingsOfOversample) {
  EXPECT_EQ(flags_of("-oversamples 3").oversample, 3);
  EXPECT_EQ(flags_of("--oversample 4").oversample, 4);
  EXPECT_EQ(parse("-oversamples 3").warnings,
            std::vector<std::string>{"-oversamples: is read as -oversample"});
  const Flags f = flags_of("-oversample_thickness 3");
  EXPECT_TRUE(f.oversample_thick);
  EXPECT_EQ(f.oversample, -1);
}

TEST(FlagCollisions, WavelengthOrEnergyLastWins) {
  EXPECT_FALSE(flags_of("-energy 9000 -lambda 1").energy);
  EXPECT_EQ(flags_of("-lambda 1 -energy 9000").energy->value, 9000);
}

TEST(FlagCollisions, CellCountsInOrder) {
  using Counts = std::array<std::int64_t, 3>;
  EXPECT_EQ(flags_of("-Na 3 -N 5").cells, (Counts{5, 5, 5}));
  EXPECT_EQ(flags_of("-N 5 -Na 3").cells, (Counts{3, 5, 5}));
  EXPECT_EQ(flags_of("-Na 0 -Nb 7 -Nc 3").cells, (Counts{0, 7, 3}));
}

TEST(FlagCollisions, PolarCancelsAnEarlierNopolar) {
  EXPECT_FALSE(flags_of("-nopolar -polar 0.5").nopolar);
  EXPECT_TRUE(flags_of("-polar 0.5 -nopolar").nopolar);
}

TEST(FlagCollisions, NoAbsorptionTakesTheSensorAwayWhereItStands) {
  for (const std::string depth : {"inf", "infinite", "0", "none"}) {
    const Flags before = flags_of("-detector_abs " + depth + " -detector_thick 100");
    EXPECT_TRUE(before.no_absorption) << depth;
    EXPECT_EQ(before.sensor_thickness.value, 100) << depth;
    const Flags after = flags_of("-detector_thick 100 -detector_abs " + depth);
    EXPECT_TRUE(after.no_absorption) << depth;
    EXPECT_EQ(after.sensor_thickness.value, 0) << depth;
  }
  const Flags again = flags_of("-detector_thick 100 -detector_abs inf -detector_abs 50");
  EXPECT_FALSE(again.no_absorption);
  EXPECT_EQ(again.attenuation_depth->value, 50);
  EXPECT_EQ(again.sensor_thickness.value, 0);
}

TEST(FlagCollisions, ThickstepsAreNoThickness) {
  const Flags f = flags_of("-detector_thick 450 -detector_thicksteps 3");
  EXPECT_EQ(f.sensor_thickness.value, 450);
  EXPECT_EQ(f.sensor_layers, 3);
}

TEST(FlagCollisions, PivotRequestsInOrder) {
  const std::string custom = " -beam_vector 1 0 0";
  const auto pivot = [&](const std::string& line) { return pivot_of(flags_of(line + custom)); };
  for (const std::string beam : {"-Xbeam 1", "-Ybeam 1", "-distance 100", "-mosflm", "-adxv",
                                 "-denzo", "-dials", "-pivot beam"})
    EXPECT_EQ(pivot("-pivot sample " + beam), Pivot::beam) << beam;
  for (const std::string sample : {"-Xclose 1", "-Yclose 1", "-ORGX 1", "-ORGY 1",
                                   "-close_distance 100", "-twotheta 1", "-xds", "-pivot sample"})
    EXPECT_EQ(pivot(sample), Pivot::sample) << sample;
  EXPECT_EQ(pivot("-detector_rotx 5"), Pivot::beam);
  EXPECT_EQ(pivot("-Xclose 1 -Xbeam 1"), Pivot::beam);
}

TEST(FlagCollisions, NamedConventionsForceThePivot) {
  for (const std::string name : {"-mosflm", "-denzo", "-adxv"})
    EXPECT_EQ(pivot_of(flags_of(name + " -pivot sample -twotheta 5 -ORGX 3")), Pivot::beam);
  EXPECT_EQ(pivot_of(flags_of("-xds -pivot beam")), Pivot::sample);
  EXPECT_EQ(pivot_of(flags_of("-dials -Xbeam 3 -distance 50")), Pivot::sample);
  EXPECT_EQ(pivot_of(flags_of("-Xclose 0.1 -Yclose 0.2 -xds")), Pivot::sample);
}

TEST(FlagCollisions, LastConventionFlagWins) {
  EXPECT_EQ(flags_of("-beam_vector 1 0 0 -xds").convention, Convention::xds);
  const Flags f = flags_of("-beam_vector 1 0 0 -xds -polar_vector 0 1 0");
  EXPECT_EQ(f.convention, Convention::custom);
  EXPECT_TRUE(f.beam_direction && f.polarization);
}

TEST(FlagCollisions, ValuesAreLookedAtAgain) {
  const Flags f = flags_of("-floatfile -nopgm -distance -pixel 0.2");
  EXPECT_EQ(f.float_file, "-nopgm");
  EXPECT_FALSE(f.write_pgm);
  EXPECT_EQ(f.distance.value, 0);
  EXPECT_EQ(f.pixel_size.value, 0.2);
  EXPECT_TRUE(parse("-misset -30 -20 -10 -Xbeam -30").warnings.empty());
}

}  // namespace
}  // namespace kbragg::test
