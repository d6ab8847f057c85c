// SPDX-License-Identifier: BSD-3-Clause
// What a command line is warned of.
#include "support.hpp"

namespace kbragg::test {
namespace {

using Sentences = std::vector<std::string>;

struct Case {
  std::string line;
  Sentences warnings;
};

TEST(FlagWarnings, Sentences) {
  const Case cases[] = {
      {"-h", {"-h: unknown flag, ignored"}},
      {"--verbose", {"--verbose: unknown flag, ignored"}},
      {"-trace_pixel 3 4",
       {"-trace_pixel: unknown flag, ignored",
        "'3' is neither a flag nor the value of one and is ignored",
        "'4' is neither a flag nor the value of one and is ignored"}},
      {"-hdiv 3 -N 5",
       {"-hdiv: unknown flag, ignored",
        "'3' is neither a flag nor the value of one and is ignored"}},
      {"3 -N 5", {"'3' is neither a flag nor the value of one and is ignored"}},
      {"-N 5 -30", {"'-30' is neither a flag nor the value of one and is ignored"}},
      {"-N", {"-N: ignored, because it needs 1 value and none follows"}},
      {"-misset 10 20", {"-misset: ignored, because it needs 3 values and only 2 follow"}},
      {"-misset", {"-misset: ignored, because it needs 1 value and none follows"}},
      {"-roi 1 2 3", {"-roi: ignored, because it needs 4 values and only 3 follow"}},
      {"-beam_vector 1 -nopgm",
       {"-beam_vector: ignored, because it needs 3 values and only 2 follow"}},
      {"-oversample_thick 0", {"-oversample_thick: takes no value, '0' is ignored"}},
      {"-oversample_polar no", {"-oversample_polar: takes no value, 'no' is ignored"}},
      {"-curved_det -1", {"-curved_det: takes no value, '-1' is ignored"}},
      {"-lambda one", {"-lambda: 'one' is not a number and is read as 0"}},
      {"-lambda 1.0A", {"-lambda: '1.0A' is read as 1.0"}},
      {"-N five", {"-N: 'five' is not a whole number and is read as 0"}},
      {"-N 1e3", {"-N: '1e3' is not a whole number and is read as 1"}},
      {"-N 5.0", {"-N: '5.0' is not a whole number and is read as 5"}},
      {"-distance -nopgm", {"-distance: '-nopgm' is not a number and is read as 0"}},
      {"-pivot somewhere", {"-pivot: 'somewhere' is neither sample nor beam and is ignored"}},
      {"-wavelengths 1", {"-wavelengths: is read as -wave"}},
      {"-misset_seed 7", {}},
      {"-misset_seed 7 -N 5",
       {"-misset_seed: is also read as -misset 7 -N 5",
        "-misset_seed: '-N' is not a number and is read as 0"}},
  };
  for (const Case& c : cases) {
    Sentences found = parse(c.line).warnings;
    std::sort(found.begin(), found.end());
    Sentences expected = c.warnings;
    std::sort(expected.begin(), expected.end());
    EXPECT_EQ(found, expected) << c.line;
  }
}

TEST(FlagWarnings, AreGivenOnce) { EXPECT_EQ(parse("-h -h").warnings.size(), 1u); }

TEST(FlagWarnings, NoneForAnOrdinaryLine) {
  EXPECT_EQ(parse("-hkl ../inputs/tri.hkl -cell 31 37 43 82 97 104 -xds -ORGX 30.5 -ORGY 22 "
                  "-detector_rotx 4 -detector_roty -6 -phi 10 -osc 1 -phisteps 2 -mosaic_spread "
                  "0.5 -mosaic_domains 3 -mosaic_seed 99 -hdivrange 4 -vdivrange 4 -hdivsteps 3 "
                  "-vdivsteps 3 -dispersion 0.8 -dispsteps 2 -detector_thick 200 -detector_abs 300 "
                  "-detector_thicksteps 2 -oversample_thick -oversample_polar -oversample_omega "
                  "-oversample 2 -polar 0.7 -round_xtal -Na 5 -Nb 4 -Nc 6 -lambda 1.0 -distance 80 "
                  "-pixel 0.5 -detpixels_x 64 -detpixels_y 48 -misset 5 -40 71")
                .warnings,
            Sentences{});
}

}  // namespace
}  // namespace kbragg::test
