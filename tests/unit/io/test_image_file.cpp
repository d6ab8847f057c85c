// SPDX-License-Identifier: BSD-3-Clause
// Images without a header, bit by bit; the other kinds have tests of their readers.
#include <gtest/gtest.h>

#include <cmath>

#include "io/image_file.hpp"
#include "temporary_file.hpp"

namespace kbragg::io {
namespace {

TEST(ImageFile, RawFloatsAreLittleEndian) {
  // 1, -2.5, 2^-149, NaN, infinity
  const TemporaryFile file(
      "pixels", std::string("\x00\x00\x80\x3f\x00\x00\x20\xc0\x01\x00\x00\x00\x00\x00\xc0\x7f"
                            "\x00\x00\x80\x7f",
                            20));
  const ImageFile image = read_image_file(file.path());
  EXPECT_EQ(image.kind, ImageKind::raw_float32);
  EXPECT_FALSE(image.shape);
  EXPECT_EQ(image.file, file.path());
  EXPECT_EQ(image.dataset, "");
  ASSERT_EQ(image.pixels.size(), 5u);
  EXPECT_EQ(image.pixels[0], 1);
  EXPECT_EQ(image.pixels[1], -2.5);
  EXPECT_EQ(image.pixels[2], 0x1p-149);
  EXPECT_TRUE(std::isnan(image.pixels[3]));
  EXPECT_EQ(image.pixels[4], std::numeric_limits<double>::infinity());
}

/// What begins as a packed file does but has no such name is pixels: any bytes may be.
TEST(ImageFile, OnlyTheNameTellsAPackedFile) {
  const std::string bytes("\x1f\x8b\x08\x00", 4);
  const TemporaryFile raw("pixels.bin", bytes), packed("pixels.gz", bytes);
  EXPECT_EQ(read_image_file(raw.path()).pixels.size(), 1u);
  EXPECT_NE(error_of([&] { read_image_file(packed.path()); }).find("damaged or cut off"),
            std::string::npos);
}

TEST(ImageFile, AByteOrderMarkIsPartOfAPixel) {
  const TemporaryFile file("pixels", std::string("\xef\xbb\xbf\x00", 4));
  EXPECT_EQ(read_image_file(file.path()).pixels.size(), 1u);
}

TEST(ImageFile, WhatIsNoFile) {
  expect_errors_for_what_is_no_file([](const std::string& path) { read_image_file(path); });
}

}  // namespace
}  // namespace kbragg::io
