// SPDX-License-Identifier: BSD-3-Clause
// The reference's loose reading of SMV headers, and every way in which a header can be wrong.
#include <gtest/gtest.h>

#include <utility>

#include "io/classic_header.hpp"
#include "io/image_writers.hpp"
#include "temporary_file.hpp"

namespace kbragg::io {
namespace {

/// A file whose header of 512 bytes has these lines behind HEADER_BYTES.
std::string padded(const std::string& lines) {
  std::string header = "{\nHEADER_BYTES=512;\n" + lines + "}\f";
  header.resize(512, ' ');
  return header;
}

ClassicHeader read(const std::string& content) {
  const TemporaryFile file("image.img", content);
  return read_classic_header(file.path());
}

ClassicHeader read_lines(const std::string& lines) { return read(padded(lines)); }

// The header of the specification's check of header reading (O12).
const std::string checked_lines =
    "DIM=2;\nSIZE1=4;\nSIZE2=4;\nPIXEL_SIZE=0.2;\nDISTANCE=150;\nWAVELENGTH=1.1;\n"
    "BEAM_CENTER_X=0.3;\nBEAM_CENTER_Y=0.5;\nXDS_ORGX=1;\nXDS_ORGY=2;\nPHI=3;\nOSC_RANGE=1;\n"
    "TWOTHETA=10;\n";

TEST(ClassicHeader, ReadsEveryKey) {  // O12
  const ClassicHeader h = read_lines(checked_lines);
  EXPECT_EQ(h.size1, 4);
  EXPECT_EQ(h.size2, 4);
  EXPECT_EQ(h.pixel_size_mm, 0.2);
  EXPECT_EQ(h.distance_mm, 150.0);
  EXPECT_EQ(h.close_distance_mm, std::nullopt);
  EXPECT_EQ(h.wavelength_A, 1.1);
  EXPECT_EQ(h.beam_center_x_mm, 0.3);
  EXPECT_EQ(h.beam_center_y_mm, 0.5);
  EXPECT_EQ(h.orgx, 1.0);  // inside XDS_ORGX
  EXPECT_EQ(h.orgy, 2.0);
  EXPECT_EQ(h.phi_deg, 3.0);
  EXPECT_EQ(h.osc_deg, 1.0);
  EXPECT_EQ(h.twotheta_deg, 10.0);
}

TEST(ClassicHeader, LeavesAbsentKeysOpen) {
  const ClassicHeader h = read_lines("SIZE1=3;\nSIZE2=2;\n");
  EXPECT_EQ(h.size1, 3);
  EXPECT_EQ(h.size2, 2);
  EXPECT_FALSE(h.pixel_size_mm || h.distance_mm || h.close_distance_mm || h.wavelength_A ||
               h.beam_center_x_mm || h.beam_center_y_mm || h.orgx || h.orgy || h.phi_deg ||
               h.osc_deg || h.twotheta_deg);
}

TEST(ClassicHeader, TakesTheLastPlaceOfAKeyAlsoInsideALongerOne) {
  const ClassicHeader late = read_lines(checked_lines + "CLOSE_DISTANCE=140;\n");
  EXPECT_EQ(late.distance_mm, 140.0);
  EXPECT_EQ(late.close_distance_mm, 140.0);
  const ClassicHeader early = read_lines("CLOSE_DISTANCE=140;\n" + checked_lines);
  EXPECT_EQ(early.distance_mm, 150.0);
  EXPECT_EQ(early.close_distance_mm, 140.0);
  EXPECT_EQ(read_lines(checked_lines + "PHI=5;\n").phi_deg, 5.0);
  EXPECT_EQ(read_lines(checked_lines + "# PHI follows OSC_START=7;\n").phi_deg, 7.0);
  std::string behind_the_brace = padded(checked_lines);
  behind_the_brace.replace(500, 5, "PHI=9");
  EXPECT_EQ(read(behind_the_brace).phi_deg, 9.0);
  behind_the_brace[450] = '\0';  // ends the text
  EXPECT_EQ(read(behind_the_brace).phi_deg, 3.0);
}

TEST(ClassicHeader, ReadsTheNumberAtTheStartOfAValue) {
  const ClassicHeader h = read_lines(
      "SIZE1= 3;\nSIZE2=\t2 pixels;\nPIXEL_SIZE=+1e-1mm;\nDISTANCE=-.5;\nPHI =\n 4\nOSC_RANGE=1,2");
  EXPECT_EQ(h.size1, 3);
  EXPECT_EQ(h.size2, 2);
  EXPECT_EQ(h.pixel_size_mm, 0.1);
  EXPECT_EQ(h.distance_mm, -0.5);
  EXPECT_EQ(h.phi_deg, 4.0);
  EXPECT_EQ(h.osc_deg, 1.0);
}

TEST(ClassicHeader, TakesDetectorDimensionsForBothSizes) {
  for (const char* lines : {"DETECTOR_DIMENSIONS=7 9;\n", "SIZE1=0;\nDETECTOR_DIMENSIONS=7 9;\n",
                            "DETECTOR_DIMENSIONS=7;\nSIZE1=0;\nSIZE2=5;\n"}) {
    const ClassicHeader h = read_lines(lines);
    EXPECT_EQ(h.size1, 7) << lines;
    EXPECT_EQ(h.size2, 7) << lines;
  }
  const ClassicHeader sizes = read_lines("DETECTOR_DIMENSIONS=7;\nSIZE1=3;\nSIZE2=5;\n");
  EXPECT_EQ(sizes.size1, 3);
  EXPECT_EQ(sizes.size2, 5);
}

TEST(ClassicHeader, ReadsLongerHeadersAndOurOwn) {
  std::string text = "{\nHEADER_BYTES=1024;\nSIZE1=3;\nSIZE2=2;\n";
  text.resize(900, ' ');
  text += "PHI=6;\n}\f";
  text.resize(1024, ' ');
  EXPECT_EQ(read(text + "PHI=8;").phi_deg, 6.0);  // pixels follow

  SmvText own;
  own.distance_mm = 77;
  own.close_distance_mm = 76;
  own.xds_org_px = {11, 12};
  own.osc_range_deg = 0.5;
  const ClassicHeader h = read(smv_header(own, 30, 20));
  EXPECT_EQ(h.size1, 30);
  EXPECT_EQ(h.size2, 20);
  EXPECT_EQ(h.distance_mm, 76.0);
  EXPECT_EQ(h.orgx, 11.0);
  EXPECT_EQ(h.orgy, 12.0);
  EXPECT_EQ(h.osc_deg, 0.5);
}

TEST(ClassicHeader, RefusesWhatIsNoHeader) {
  const std::string begins = "not an SMV image; such a file begins with '{', a line feed and";
  const std::pair<std::string, std::string> cases[] = {
      {"", begins},
      {"{\n", begins},
      {"{\r\nHEADER_BYTES=512;\r\nSIZE1=4;\r\n", begins},
      {"{ HEADER_BYTES=512;\n", begins},
      {std::string("\x89HDF\r\n\x1a\n", 8), begins},
      {"{\nHEADER_BYT", "has no HEADER_BYTES."},
      {"{\nHEADER_BYTES", "HEADER_BYTES in its SMV header is not followed by '='."},
      {"{\nHEADER_BYTES=x;", "HEADER_BYTES in its SMV header is not followed by a finite number."},
      {"{\nHEADER_BYTES=0;", "is not a whole number of 1 to 1048576."},
      {"{\nHEADER_BYTES=1e9;", "is not a whole number of 1 to 1048576."},
      {"{\nHEADER_BYTES=512;\nSIZE1=4;\nSIZE2=4;\n}",
       "cut off: HEADER_BYTES=512, but the file has"},
      {padded("").replace(15, 3, "600"), "cut off: HEADER_BYTES=600, but the file has 512 bytes."},
      {padded("PHI=3;\n"), "has no SIZE1."},
      {padded("SIZE1=4;\n"), "has no SIZE2."},
      {padded("SIZE2=4;\n"), "has no SIZE1."},
      {padded("SIZE1=0;\nSIZE2=4;\n"), "SIZE1 in its SMV header is not a whole number of 1 to"},
      {padded("SIZE1=4;\nSIZE2=0;\n"), "SIZE2 in its SMV header is not a whole number of 1 to"},
      {padded("SIZE1=4.5;\nSIZE2=4;\n"), "SIZE1 in its SMV header is not a whole number"},
      {padded("SIZE1=-4;\nSIZE2=4;\n"), "SIZE1 in its SMV header is not a whole number"},
      {padded("SIZE1=4;\nSIZE2=1000001;\n"), "is not a whole number of 1 to 1000000."},
      {padded("DETECTOR_DIMENSIONS=0;\n"), "DETECTOR_DIMENSIONS in its SMV header is not a whole"},
      {padded("SIZE1=4;\nSIZE2=4;\nPHI=north;\n"), "PHI in its SMV header is not followed by a"},
      {padded("SIZE1=4;\nSIZE2=4;\nPHI=nan;\n"), "PHI in its SMV header is not followed by a"},
      {padded("SIZE1=4;\nSIZE2=4;\nDISTANCE=1e999;\n"), "DISTANCE in its SMV header is not"},
      {padded("SIZE1=4;\nSIZE2=4;\n# no PHI\n"), "PHI in its SMV header is not followed by '='."}};
  for (const auto& [content, expected] : cases) {
    const TemporaryFile file("bad.img", content);
    const std::string sentence = error_of([&] { read_classic_header(file.path()); });
    EXPECT_NE(sentence.find(expected), std::string::npos) << content << "\n" << sentence;
    EXPECT_EQ(sentence.find(file.path()), 0u) << sentence;
  }
  expect_errors_for_what_is_no_file([](const std::string& path) { read_classic_header(path); });
}

}  // namespace
}  // namespace kbragg::io
