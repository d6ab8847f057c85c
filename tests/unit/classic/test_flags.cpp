// SPDX-License-Identifier: BSD-3-Clause
// What each flag of the table sets, and the defaults.
#include <set>

#include "classic/flag_table.hpp"
#include "flag_cases.hpp"
#include "support.hpp"

namespace kbragg::test {
namespace {

using classic::Flags;
using config::Convention;
using config::CrystalShape;
using config::Length;
using Counts = std::array<std::int64_t, 3>;

Length mm(double x) { return {x, "mm"}; }

TEST(Flags, EachSpellingSetsItsValue) {
  for (const FlagCase& c : all_flag_cases())
    for (const std::string& flag : c.flags) {
      const auto parsed = parse(flag + " " + c.values);
      EXPECT_TRUE(c.holds(parsed.flags)) << flag;
      for (const std::string& warning : parsed.warnings) ADD_FAILURE() << flag << ": " << warning;
    }
}

TEST(Flags, NothingHoldsWithoutTheFlag) {
  const Flags defaults = flags_of("");
  for (const FlagCase& c : all_flag_cases()) EXPECT_FALSE(c.holds(defaults)) << c.flags.front();
}

TEST(Flags, IgnoredWithoutTheirValues) {
  for (const FlagCase& c : all_flag_cases()) {
    if (c.values.empty()) continue;
    std::string line = c.flags.front();
    for (std::size_t i = 1; i < split(c.values).size(); ++i) line += " 1";
    if (line.starts_with("-cell") || line.starts_with("-pivot sample")) continue;
    const auto parsed = parse(line);
    EXPECT_FALSE(c.holds(parsed.flags)) << line;
    EXPECT_EQ(parsed.warnings.size(), 1u) << line;
  }
}

TEST(Flags, TheLastOfRepeatedFlagsWins) {
  EXPECT_EQ(flags_of("-lambda 1 -lambda 2").wavelength.value, 2);
  EXPECT_EQ(flags_of("-hkl a -hkl b").hkl_file, "b");
  EXPECT_EQ(flags_of("-gauss_xtal -round_xtal").shape, CrystalShape::round);
  EXPECT_EQ(flags_of("-xds -adxv").convention, Convention::adxv);
  EXPECT_EQ(flags_of("-interpolate -nointerpolate").interpolate, false);
  EXPECT_EQ(flags_of("-stol a -4stol b -Q c").amorphous_file, "c");
}

TEST(Flags, EveryRowIsTried) {
  // Rows that take no part in the cases above because they change nothing or warn.
  std::set<std::string_view> missing{"-density",  "-sample_den",    "-MW",         "-molec",
                                     "-stol",     "-4stol",         "-Q",          "-stolout",
                                     "-coherent", "-twotheta_axis", "-pix0_vector"};
  for (const classic::FlagRow& row : classic::flag_rows()) {
    bool tried = missing.erase(row.text) == 1;
    for (const FlagCase& c : all_flag_cases())
      for (const std::string& flag : c.flags)
        for (const std::string& token : split(flag))
          tried = tried || (token.starts_with('-') && row.matches(token));
    EXPECT_TRUE(tried) << row.text;
  }
  EXPECT_TRUE(missing.empty());
}

TEST(Flags, WithoutEffectButAccepted) {
  for (const std::string line : {"-density 1.2", "-sample_den 1.2", "-sample_density 1.2", "-MW 18",
                                 "-molec 18", "-molecular_weight 18", "-stolout x", "-coherent"}) {
    const auto parsed = parse(line);
    ASSERT_EQ(parsed.warnings.size(), 1u) << line;
    EXPECT_NE(parsed.warnings[0].find("has no effect"), std::string::npos) << line;
  }
  for (const std::string flag : {"-stol", "-4stol", "-Q"}) {
    EXPECT_EQ(flags_of(flag + " ice.stol").amorphous_file, "ice.stol");
    EXPECT_TRUE(parse(flag + " ice.stol").warnings.empty());  // who reads the file warns
  }
}

TEST(Flags, Defaults) {
  const Flags f = flags_of("");
  EXPECT_EQ(f.cells, (Counts{1, 1, 1}));
  EXPECT_EQ(f.fudge, 1);
  EXPECT_EQ(f.mosaic_seed, 12345678);
  EXPECT_EQ(f.wavelength, (Length{1, "A"}));
  EXPECT_EQ(f.exposure.si(), 1);
  EXPECT_EQ(f.beam_size, mm(0.1));
  EXPECT_EQ(f.kahn_factor, 0);
  EXPECT_TRUE(f.round_divergence);
  EXPECT_EQ(f.pixel_size, mm(0.1));
  EXPECT_EQ(f.detector_size[1], mm(102.4));
  EXPECT_EQ(f.distance, mm(100));
  EXPECT_EQ(f.convention, Convention::mosflm);
  EXPECT_EQ(f.pivot, config::Pivot::beam);
  EXPECT_EQ(f.adc, 40);
  EXPECT_TRUE(f.write_noise && f.write_pgm && f.progress);
  EXPECT_EQ(f.float_file, "floatimage.bin");
  EXPECT_EQ(f.int_file, "intimage.img");
  EXPECT_EQ(f.pgm_file, "image.pgm");
  EXPECT_EQ(f.noise_file, "noiseimage.img");
  EXPECT_TRUE(parse("").warnings.empty());
}

TEST(Flags, FewerNumbersOfACell) {
  const std::array<double, 6> a{70, 0, 0, 0, 0, 0}, ab{70, 80, 0, 0, 0, 0};
  EXPECT_EQ(flags_of("-cell 70").cell, a);
  EXPECT_EQ(flags_of("-cell 70 -N 5").cell, a);
  EXPECT_EQ(flags_of("-cell 70 80 -30 90").cell, ab);
  EXPECT_EQ(flags_of("-cell 70 80 90 91 92 93 -cell 75").cell,
            (std::array<double, 6>{75, 80, 90, 91, 92, 93}));
  const auto none = parse("-cell -5 80 90");
  EXPECT_EQ(none.flags.cell, (std::array<double, 6>{}));
  EXPECT_EQ(none.warnings.at(0), "-cell: ignored, because no number follows");
}

TEST(Flags, NumbersAsInC) {
  EXPECT_EQ(flags_of("-lambda +1.5e0").wavelength.value, 1.5);
  EXPECT_EQ(flags_of("-lambda .5A").wavelength.value, 0.5);
  EXPECT_EQ(flags_of("-lambda x").wavelength.value, 0);
  EXPECT_EQ(flags_of("-Na 5.9 -Nb 1e3 -Nc x").cells, (Counts{5, 1, 0}));
  EXPECT_EQ(flags_of("-N -3").cells, (Counts{-3, -3, -3}));
}

TEST(Flags, RefusesNumbersThatDoNotFit) {
  for (const std::string value : {"nan", "inf", "-inf", "1e999"})
    EXPECT_EQ(failure_of([&] { parse("-distance " + value); }),
              "-distance: found '" + value + "', expected a finite number");
  for (const std::string value : {"3000000000", "-2147483649", "99999999999999999999"})
    EXPECT_EQ(
        failure_of([&] { parse("-seed " + value); }),
        "-seed: found '" + value + "', expected a whole number from -2147483648 to 2147483647");
  EXPECT_EQ(flags_of("-seed -2147483648").noise_seed, -2147483648LL);
}

}  // namespace
}  // namespace kbragg::test
