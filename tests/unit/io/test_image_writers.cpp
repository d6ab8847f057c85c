// SPDX-License-Identifier: BSD-3-Clause
// Headers of SMV and PGM files byte for byte, and SMV files read back.
#include <gtest/gtest.h>

#include <bit>
#include <cmath>

#include "io/image_writers.hpp"
#include "io/smv.hpp"
#include "temporary_file.hpp"

namespace kbragg::io {
namespace {

/// Header values of a detector of 0.1 mm pixels at 100 mm with these centres.
SmvText centered(std::array<double, 2> beam, std::array<double, 2> adxv,
                 std::array<double, 2> mosflm, std::array<double, 2> denzo,
                 std::array<double, 3> dials, std::array<double, 2> xds) {
  SmvText text;
  text.pixel_size_mm = 0.1;
  text.distance_mm = text.close_distance_mm = 100;
  text.wavelength_A = 1;
  text.beam_center_mm = beam;
  text.adxv_center_mm = adxv;
  text.mosflm_center_mm = mosflm;
  text.denzo_beam_mm = denzo;
  text.dials_origin_mm = dials;
  text.xds_org_px = xds;
  return text;
}

/// The specification's check O5.
SmvText checked_text() {
  return centered({0.25, 0.25}, {0.3, 0.1}, {0.25, 0.25}, {0.3, 0.3}, {-0.3, 0.3, -100},
                  {3.5, 3.5});
}

const std::string byte_order =
    std::endian::native == std::endian::little ? "little_endian" : "big_endian";

TEST(SmvHeader, HasTheTextOfTheReference) {  // O5
  std::string expected = "{\nHEADER_BYTES=512;\nDIM=2;\nBYTE_ORDER=" + byte_order +
                         ";\n"
                         "TYPE=unsigned_short;\nSIZE1=4;\nSIZE2=4;\nPIXEL_SIZE=0.1;\n"
                         "DISTANCE=100;\nWAVELENGTH=1;\nBEAM_CENTER_X=0.25;\nBEAM_CENTER_Y=0.25;\n"
                         "ADXV_CENTER_X=0.3;\nADXV_CENTER_Y=0.1;\nMOSFLM_CENTER_X=0.25;\n"
                         "MOSFLM_CENTER_Y=0.25;\nDENZO_X_BEAM=0.3;\nDENZO_Y_BEAM=0.3;\n"
                         "DIALS_ORIGIN=-0.3,0.3,-100\nXDS_ORGX=3.5;\nXDS_ORGY=3.5;\n"
                         "CLOSE_DISTANCE=100;\nPHI=0;\nOSC_START=0;\nOSC_RANGE=0;\nTWOTHETA=0;\n"
                         "DETECTOR_SN=000;\nBEAMLINE=fake;\n}\f";
  expected.resize(512, ' ');
  EXPECT_EQ(smv_header(checked_text(), 4, 4), expected);
}

TEST(SmvHeader, KeepsEveryValueApartAndSixDigits) {
  SmvText text =
      centered({1.5, 2.5}, {3.5, 4.5}, {5.5, 6.5}, {7.5, 8.5}, {9.5, 10.5, 11.5}, {12.5, 13.5});
  text.pixel_size_mm = 0.123456789;
  text.distance_mm = 1234567.8;
  text.close_distance_mm = 99.99999999;
  text.wavelength_A = 1e-5;
  text.phi_deg = 14.5;
  text.osc_range_deg = 15.5;
  text.twotheta_deg = -0.0000123456789;
  const std::string header = smv_header(text, 6, 5);
  EXPECT_EQ(header.size(), 512u);
  for (const char* line : {"SIZE1=6;",
                           "SIZE2=5;",
                           "PIXEL_SIZE=0.123457;",
                           "DISTANCE=1.23457e+06;",
                           "CLOSE_DISTANCE=100;",
                           "WAVELENGTH=1e-05;",
                           "BEAM_CENTER_X=1.5;",
                           "BEAM_CENTER_Y=2.5;",
                           "ADXV_CENTER_X=3.5;",
                           "ADXV_CENTER_Y=4.5;",
                           "MOSFLM_CENTER_X=5.5;",
                           "MOSFLM_CENTER_Y=6.5;",
                           "DENZO_X_BEAM=7.5;",
                           "DENZO_Y_BEAM=8.5;",
                           "DIALS_ORIGIN=9.5,10.5,11.5",
                           "XDS_ORGX=12.5;",
                           "XDS_ORGY=13.5;",
                           "PHI=14.5;",
                           "OSC_START=14.5;",
                           "OSC_RANGE=15.5;",
                           "TWOTHETA=-1.23457e-05;"}) {
    EXPECT_NE(header.find("\n" + std::string(line) + "\n"), std::string::npos) << line;
  }
}

// The centres of the specification's table: 6 x 4 pixels, every convention, given and default.
TEST(SmvHeader, OfTheTableOfCentres) {
  struct Row {
    SmvText text;
    const char* lines;  ///< BEAM, ADXV, MOSFLM, DENZO, DIALS, XDS
  };
  const Row rows[] = {
      {centered({0.25, 0.35}, {0.4, 0.1}, {0.25, 0.35}, {0.3, 0.4}, {-0.4, 0.3, -100}, {4.5, 3.5}),
       "0.25 0.35 0.4 0.1 0.25 0.35 0.3 0.4 -0.4,0.3,-100 4.5 3.5"},
      {centered({0.25, 0.35}, {0.35, 0.15}, {0.2, 0.3}, {0.25, 0.35}, {-0.35, 0.25, -100}, {4, 3}),
       "0.25 0.35 0.35 0.15 0.2 0.3 0.25 0.35 -0.35,0.25,-100 4 3"},
      {centered({0.35, 0.15}, {0.35, 0.15}, {0.2, 0.3}, {0.25, 0.35}, {100, 0.25, 0.35}, {4, 3}),
       "0.35 0.15 0.35 0.15 0.2 0.3 0.25 0.35 100,0.25,0.35 4 3"},
      {centered({0.3, 0.2}, {0.3, 0.2}, {0.15, 0.25}, {0.2, 0.3}, {100, -0.2, 0.3}, {3.5, 2.5}),
       "0.3 0.2 0.3 0.2 0.15 0.25 0.2 0.3 100,-0.2,0.3 3.5 2.5"},
      {centered({0.12, 0.27}, {0.12, 0.13}, {0.22, 0.07}, {0.27, 0.12}, {-0.12, 0.27, -100},
                {1.7, 3.2}),
       "0.12 0.27 0.12 0.13 0.22 0.07 0.27 0.12 -0.12,0.27,-100 1.7 3.2"},
      // the same numbers as they come out of sums in metres
      {centered({(0.27e-3 - 0.15e-3) * 1e3, 0.27}, {0.4e-3 * 1e3 - 0.27, 0.3 - 0.2 + 0.18},
                {0.1 + 0.02 - 0.05, 0.27 - 0.05}, {0.1 + 0.02, 0.27},
                {-0.27, 0.1 + 0.02, -0.1 * 1e3}, {2.7 + 0.5, 1.2 + 0.5}),
       "0.12 0.27 0.13 0.28 0.07 0.22 0.12 0.27 -0.27,0.12,-100 3.2 1.7"}};
  const char* keys[] = {"BEAM_CENTER_X",   "BEAM_CENTER_Y",   "ADXV_CENTER_X", "ADXV_CENTER_Y",
                        "MOSFLM_CENTER_X", "MOSFLM_CENTER_Y", "DENZO_X_BEAM",  "DENZO_Y_BEAM",
                        "DIALS_ORIGIN",    "XDS_ORGX",        "XDS_ORGY"};
  for (const Row& row : rows) {
    const TemporaryFile file("centers.img", smv_header(row.text, 6, 4));
    const SmvHeader header = read_smv_header(file.path());
    std::string found;
    for (const char* key : keys) found += (found.empty() ? "" : " ") + *header.find(key);
    EXPECT_EQ(found, row.lines);
  }
}

TEST(SmvHeader, GrowsWhenItsTextIsLongerThanABlock) {
  const double x = -0.000123456;
  SmvText text = centered({x, x}, {x, x}, {x, x}, {x, x}, {x, x, x}, {x, x});
  const std::string header = smv_header(text, 4096, 4096);
  EXPECT_EQ(header.size(), 1024u);
  EXPECT_TRUE(header.starts_with("{\nHEADER_BYTES=1024;\n"));
  const TemporaryFile file("long.img", header);
  EXPECT_EQ(read_smv_header(file.path()).number("XDS_ORGY"), x);
  EXPECT_EQ(read_smv_header(file.path()).find("BEAMLINE"), "fake");
}

TEST(SmvImage, ComesBackAsItWasWritten) {
  const std::uint16_t pixels[6] = {0, 1, 256, 65535, 40, 513};
  const std::string bytes(reinterpret_cast<const char*>(pixels), sizeof pixels);
  const TemporaryFile file("image.img", smv_header(checked_text(), 3, 2) + bytes);
  const SmvImage image = read_smv(file.path());
  EXPECT_EQ(image.fast, 3);
  EXPECT_EQ(image.slow, 2);
  EXPECT_EQ(image.pixels, std::vector<std::uint16_t>(pixels, pixels + 6));
  EXPECT_EQ(image.header.number("DISTANCE"), 100);
  EXPECT_EQ(image.header.find("DIALS_ORIGIN"), "-0.3,0.3,-100");
}

TEST(PgmImage, StatesItsScale) {  // 54 bytes with the 16 pixels of O3
  EXPECT_EQ(pgm_header(1.132107, 4, 4), "P5\n4 4\n# pixels scaled by 1.13211\n255\n");
  EXPECT_EQ(pgm_header(1.132107, 4, 4).size() + 16, 54u);
  EXPECT_EQ(pgm_header(100, 8, 2), "P5\n8 2\n# pixels scaled by 100\n255\n");
}

}  // namespace
}  // namespace kbragg::io
