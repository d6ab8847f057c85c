// SPDX-License-Identifier: BSD-3-Clause
// Checks O5 and O12 and the table of centres of the specification of the outputs: headers that are
// written and headers that are read.
#include <gtest/gtest.h>

#include <array>

#include "classic.hpp"
#include "inputs.hpp"

namespace kbragg::checks {
namespace {

const std::string crystal = "-cell 100 100 100 90 90 90 -default_F 100 -N 5 -oversample 1 -seed 7 ";

TEST(HeaderChecks, TextOfBothImages) {  // O5
  std::string expected =
      "{\nHEADER_BYTES=512;\nDIM=2;\nBYTE_ORDER=little_endian;\nTYPE=unsigned_short;\nSIZE1=4;\n"
      "SIZE2=4;\nPIXEL_SIZE=0.1;\nDISTANCE=100;\nWAVELENGTH=1;\nBEAM_CENTER_X=0.25;\n"
      "BEAM_CENTER_Y=0.25;\nADXV_CENTER_X=0.3;\nADXV_CENTER_Y=0.1;\nMOSFLM_CENTER_X=0.25;\n"
      "MOSFLM_CENTER_Y=0.25;\nDENZO_X_BEAM=0.3;\nDENZO_Y_BEAM=0.3;\nDIALS_ORIGIN=-0.3,0.3,-100\n"
      "XDS_ORGX=3.5;\nXDS_ORGY=3.5;\nCLOSE_DISTANCE=100;\nPHI=0;\nOSC_START=0;\nOSC_RANGE=0;\n"
      "TWOTHETA=0;\nDETECTOR_SN=000;\nBEAMLINE=fake;\n}\f";
  expected.resize(512, ' ');
  const Directory directory;
  run_classic(directory, crystal + "-lambda 1 -distance 100 -pixel 0.1 -detpixels 4");
  for (const char* name : {"intimage.img", "noiseimage.img"})
    EXPECT_EQ(read_smv_file(directory, name).header, expected) << name;
}

TEST(HeaderChecks, CentresOfEachConvention) {  // table of section 3
  const std::string given = " -Xbeam 0.12 -Ybeam 0.27";
  struct Row {
    std::string flags;
    /// BEAM, ADXV, MOSFLM, DENZO: X and Y of each, as text
    std::array<const char*, 8> centres;
    const char* dials_origin;
    std::array<const char*, 2> xds_org;
  };
  const Row rows[] = {
      {"-mosflm",
       {"0.25", "0.35", "0.4", "0.1", "0.25", "0.35", "0.3", "0.4"},
       "-0.4,0.3,-100",
       {"4.5", "3.5"}},
      {"-denzo",
       {"0.25", "0.35", "0.35", "0.15", "0.2", "0.3", "0.25", "0.35"},
       "-0.35,0.25,-100",
       {"4", "3"}},
      {"-adxv",
       {"0.35", "0.15", "0.35", "0.15", "0.2", "0.3", "0.25", "0.35"},
       "100,0.25,0.35",
       {"4", "3"}},
      {"-xds",
       {"0.3", "0.2", "0.3", "0.2", "0.15", "0.25", "0.2", "0.3"},
       "100,-0.2,0.3",
       {"3.5", "2.5"}},
      {"-dials",
       {"0.3", "0.2", "0.3", "0.2", "0.15", "0.25", "0.2", "0.3"},
       "100,-0.2,0.3",
       {"3.5", "2.5"}},
      {"-beam_vector 1 0 0",
       {"0.3", "0.2", "0.3", "0.2", "0.15", "0.25", "0.2", "0.3"},
       "-0.3,0.2,-100",
       {"3.5", "2.5"}},
      {"-mosflm" + given,
       {"0.12", "0.27", "0.32", "0.23", "0.12", "0.27", "0.17", "0.32"},
       "-0.32,0.17,-100",
       {"3.7", "2.2"}},
      {"-denzo" + given,
       {"0.12", "0.27", "0.27", "0.28", "0.07", "0.22", "0.12", "0.27"},
       "-0.27,0.12,-100",
       {"3.2", "1.7"}},
      {"-adxv" + given,
       {"0.12", "0.27", "0.12", "0.27", "0.08", "0.07", "0.13", "0.12"},
       "100,0.13,0.12",
       {"1.7", "1.8"}},
      {"-xds" + given,
       {"0.12", "0.27", "0.3", "0.2", "0.15", "0.25", "0.2", "0.3"},
       "100,-0.2,0.3",
       {"3.5", "2.5"}},
      {"-dials" + given,
       {"0.12", "0.27", "0.3", "0.2", "0.15", "0.25", "0.2", "0.3"},
       "100,-0.2,0.3",
       {"3.5", "2.5"}},
      {"-beam_vector 1 0 0" + given,
       {"0.12", "0.27", "0.12", "0.13", "0.22", "0.07", "0.27", "0.12"},
       "-0.12,0.27,-100",
       {"1.7", "3.2"}},
  };
  const std::array<const char*, 8> keys = {"BEAM_CENTER_X", "BEAM_CENTER_Y",   "ADXV_CENTER_X",
                                           "ADXV_CENTER_Y", "MOSFLM_CENTER_X", "MOSFLM_CENTER_Y",
                                           "DENZO_X_BEAM",  "DENZO_Y_BEAM"};
  for (const Row& row : rows) {
    SCOPED_TRACE(row.flags);
    const Directory directory;
    run_classic(directory, crystal +
                               "-lambda 1 -distance 100 -pixel 0.1 -detpixels_f 6 -detpixels_s 4 "
                               "-nonoise -nopgm " +
                               row.flags);
    const SmvFile image = read_smv_file(directory, "intimage.img");
    for (std::size_t i = 0; i < keys.size(); ++i)
      EXPECT_EQ(image.value(keys[i]), row.centres[i]) << keys[i];
    EXPECT_EQ(image.value("DIALS_ORIGIN"), row.dials_origin);
    EXPECT_EQ(image.value("XDS_ORGX"), row.xds_org[0]);
    EXPECT_EQ(image.value("XDS_ORGY"), row.xds_org[1]);
  }
}

/// The file of O12, as h.img, with more lines at the end of its header.
void write_header_file(const Directory& directory, const std::vector<std::string>& more = {}) {
  std::vector<std::string> entries = {
      "PIXEL_SIZE=0.2", "DISTANCE=150", "WAVELENGTH=1.1", "BEAM_CENTER_X=0.3", "BEAM_CENTER_Y=0.5",
      "XDS_ORGX=1",     "XDS_ORGY=2",   "PHI=3",          "OSC_RANGE=1",       "TWOTHETA=10"};
  entries.insert(entries.end(), more.begin(), more.end());
  std::array<std::uint16_t, 16> pixels;
  pixels.fill(1);
  directory.write("h.img", small_smv(entries, pixels));
}

using Expected = std::vector<std::pair<const char*, const char*>>;

void expect_header(const Directory& directory, const std::string& flags, const Expected& expected) {
  run_classic(directory, crystal + flags);
  const SmvFile image = read_smv_file(directory, "intimage.img");
  for (const auto& [key, value] : expected) EXPECT_EQ(image.value(key), value) << flags << key;
}

const Expected common_of_both = {
    {"SIZE1", "4"},           {"SIZE2", "4"},      {"PIXEL_SIZE", "0.2"}, {"WAVELENGTH", "1.1"},
    {"BEAM_CENTER_X", "0.3"}, {"XDS_ORGY", "2.5"}, {"PHI", "3"},          {"OSC_START", "3"},
    {"OSC_RANGE", "1"},       {"TWOTHETA", "0"}};

TEST(HeaderChecks, ReadFromAnImage) {  // O12
  const Directory directory;
  write_header_file(directory);
  expect_header(directory, "-img h.img ", common_of_both);
  expect_header(directory, "-img h.img ",
                {{"BEAM_CENTER_Y", "0.5"}, {"XDS_ORGX", "3.5"}, {"DISTANCE", "150"}});
  expect_header(directory, "-img h.img -distance 77 ", {{"DISTANCE", "77"}});
  expect_header(directory, "-distance 77 -img h.img ", {{"DISTANCE", "77"}});
  EXPECT_EQ(resolve(directory, crystal + "-img h.img").scene.scan.steps, 2);
}

TEST(HeaderChecks, ReadFromAMask) {  // O12
  const Directory directory;
  write_header_file(directory);
  expect_header(directory, "-mask h.img ", common_of_both);
  expect_header(directory, "-mask h.img ",
                {{"BEAM_CENTER_Y", "0.3"}, {"XDS_ORGX", "2.5"}, {"DISTANCE", "150"}});
  expect_header(directory, "-mask h.img -distance 77 ", {{"DISTANCE", "77"}});
  const auto config = resolve(directory, crystal + "-mask h.img").config;
  EXPECT_EQ(config.scan.steps, 2);
}

TEST(HeaderChecks, CloseDistanceOfAHeaderWins) {  // O12
  const Directory directory;
  write_header_file(directory, {"CLOSE_DISTANCE=140"});
  for (const std::string option : {"-img h.img ", "-mask h.img "}) {
    expect_header(directory, option, {{"DISTANCE", "140"}});
    expect_header(directory, option + "-distance 77 ", {{"DISTANCE", "140"}});
  }
}

}  // namespace
}  // namespace kbragg::checks
