// SPDX-License-Identifier: BSD-3-Clause
// Values from image headers: which of them count, and what flags do to them.
#include "support.hpp"

namespace kbragg::test {
namespace {

using classic::Flags;
using config::Length;
using io::ClassicHeader;

// Spec 06, check O12.
ClassicHeader header() {
  ClassicHeader h;
  h.size1 = h.size2 = 4;
  h.pixel_size_mm = 0.2;
  h.distance_mm = 150;
  h.wavelength_A = 1.1;
  h.beam_center_x_mm = 0.3;
  h.beam_center_y_mm = 0.5;
  h.orgx = 1;
  h.orgy = 2;
  h.phi_deg = 3;
  h.osc_deg = 1;
  return h;
}

TEST(ClassicHeaders, FilesAreTheLastOfEach) {
  const auto files =
      classic::find_header_files(split("-img a -mask b -N 5 -img c -mask d -distance 100 -img"));
  EXPECT_EQ(files.image, "c");
  EXPECT_EQ(files.mask, "d");
  const auto none = classic::find_header_files(split("img a -mask"));
  EXPECT_FALSE(none.image || none.mask);
  EXPECT_EQ(classic::find_header_files(split("-maskfile b")).mask, "b");
}

TEST(ClassicHeaders, ImageSetsDefaults) {
  const Flags f = flags_of("", {{}, header()});
  EXPECT_EQ(f.pixels, (std::array<std::int64_t, 2>{4, 4}));
  EXPECT_EQ(f.pixel_size, (Length{0.2, "mm"}));
  EXPECT_EQ(f.distance, (Length{150, "mm"}));
  EXPECT_EQ(f.wavelength, (Length{1.1, "A"}));
  EXPECT_EQ(f.x_beam, (Length{0.3, "mm"}));
  EXPECT_EQ(f.y_beam, (Length{0.5, "mm"}));
  EXPECT_EQ(f.orgx, 1);
  EXPECT_EQ(f.orgy, 2);
  EXPECT_EQ(f.phi, (config::Angle{3, "deg"}));
  EXPECT_EQ(f.oscillation, (config::Angle{1, "deg"}));
  EXPECT_EQ(f.twotheta.value, 0);
  EXPECT_EQ(f.convention, config::Convention::mosflm);
  EXPECT_EQ(f.pivot, config::Pivot::beam);
  EXPECT_FALSE(f.mask_file);
}

TEST(ClassicHeaders, MaskCountsYFromTheOtherEdge) {
  const Flags f = flags_of("", {header(), {}});
  EXPECT_EQ(f.x_beam, (Length{0.3, "mm"}));
  EXPECT_EQ(f.y_beam->unit, "m");
  EXPECT_NEAR(f.y_beam->si(), 0.3e-3, 1e-18);
}

TEST(ClassicHeaders, ImageBeatsMaskAndFlagsBeatBoth) {
  ClassicHeader mask;
  mask.size1 = mask.size2 = 8;
  mask.distance_mm = 80;
  mask.beam_center_y_mm = 0.1;
  mask.close_distance_mm = 75;
  for (const std::string order : {"-mask m -img i", "-img i -mask m"}) {
    const Flags f = flags_of(order, {mask, header()});
    EXPECT_EQ(f.pixels[0], 4);
    EXPECT_EQ(f.distance.value, 150);
    EXPECT_EQ(f.y_beam, (Length{0.5, "mm"}));
    EXPECT_EQ(f.close_distance, (Length{75, "mm"}));
    EXPECT_EQ(f.mask_file, "m");
  }
  const Flags f =
      flags_of("-distance 77 -Xbeam 1 -lambda 2 -detpixels_x 5 -phi 9", {mask, header()});
  EXPECT_EQ(f.distance, (Length{77, "mm"}));
  EXPECT_EQ(f.close_distance, (Length{75, "mm"}));
  EXPECT_EQ(f.x_beam->value, 1);
  EXPECT_EQ(f.y_beam->value, 0.5);
  EXPECT_EQ(f.wavelength.value, 2);
  EXPECT_EQ(f.pixels, (std::array<std::int64_t, 2>{5, 4}));
  EXPECT_EQ(f.phi.value, 9);
}

TEST(ClassicHeaders, AbsentKeysChangeNothing) {
  const Flags f = flags_of("", {ClassicHeader{}, ClassicHeader{}});
  EXPECT_EQ(f.pixels[0], 0);
  EXPECT_EQ(f.distance.value, 100);
  EXPECT_FALSE(f.x_beam || f.y_beam || f.orgx || f.close_distance || f.oscillation);
}

}  // namespace
}  // namespace kbragg::test
