// SPDX-License-Identifier: BSD-3-Clause
#include <gtest/gtest.h>

#include <numbers>

#include "config/quantity.hpp"

namespace kbragg::config {
namespace {

// Exact equality on purpose: parity with simtbx needs the same last bit.
TEST(Quantity, ConvertsExactly) {
  EXPECT_EQ((Length{0.1, "mm"}).si(), 0.1 / 1000);
  EXPECT_EQ((Length{250, "mm"}).si(), 0.25);
  EXPECT_EQ((Length{1, "A"}).si(), 1 / 1e10);
  EXPECT_EQ((Length{0.9768, "A"}).si(), 0.9768 / 1e10);
  EXPECT_EQ((Length{172, "um"}).si(), 172 * 1e-6);
  EXPECT_EQ((Length{3, "nm"}).si(), 3 / 1e9);
  EXPECT_EQ((Length{3, "cm"}).si(), 3 / 100.0);
  EXPECT_EQ((Length{3, "m"}).si(), 3);
  EXPECT_EQ((Angle{10, "deg"}).si(), 10 / (180.0 * (1.0 / std::numbers::pi)));
  EXPECT_EQ((Angle{3, "mrad"}).si(), 3 / 1000.0);
  EXPECT_EQ((Angle{3, "urad"}).si(), 3 / 1e6);
  EXPECT_EQ((Fraction{0.2, "%"}).si(), 0.2 / 100);
  EXPECT_EQ((Fraction{0.2, "1"}).si(), 0.2);
  EXPECT_EQ((Energy{12.7, "keV"}).si(), 12.7 * 1000);
  EXPECT_EQ((Time{100, "ms"}).si(), 0.1);
  EXPECT_EQ((Area{20, "A^2"}).si(), 20 / 1e20);
  EXPECT_EQ((ReciprocalLength{0.01, "1/A"}).si(), 0.01 * 1e10);
  EXPECT_EQ((Fluence{2, "photons/mm^2"}).si(), 2e6);
  EXPECT_EQ((Fluence{2, "photons/um^2"}).si(), 2e12);
  EXPECT_EQ((Flux{1e12, "photons/s"}).si(), 1e12);
  EXPECT_EQ((Amplitude{1000, "e"}).si(), 1000);
}

TEST(Quantity, PixelsStayPixels) {
  EXPECT_EQ((DetectorPosition{12.5, "px"}).si(), 12.5);
  EXPECT_EQ((DetectorPosition{12.5, "mm"}).si(), 12.5 / 1000);
}

TEST(Quantity, NoUnitIsSi) { EXPECT_EQ((Length{2, ""}).si(), 2); }

TEST(Quantity, EveryDimensionHasItsSiUnit) {
  for (int i = 0; i <= static_cast<int>(Dimension::detector_position); ++i) {
    const auto dimension = static_cast<Dimension>(i);
    EXPECT_FALSE(dimension_name(dimension).empty());
    bool has_si = false;
    for (const Unit& unit : units_of(dimension)) {
      has_si = has_si || (unit.factor == 1 && unit.divisor == 1);
      EXPECT_TRUE(unit.factor == 1 || unit.divisor == 1) << unit.name;
      EXPECT_EQ(find_unit(dimension, unit.name), &unit);
    }
    EXPECT_TRUE(has_si) << dimension_name(dimension);
    for (const UnitAlias& alias : aliases_of(dimension))
      EXPECT_EQ(find_unit(dimension, alias.spelling), find_unit(dimension, alias.name));
  }
}

TEST(Quantity, OtherSpellings) {
  EXPECT_EQ(find_unit(Dimension::length, "Å")->name, "A");
  EXPECT_EQ(find_unit(Dimension::length, "angstrom")->name, "A");
  EXPECT_EQ(find_unit(Dimension::length, "µm")->name, "um");
  EXPECT_EQ(find_unit(Dimension::flux, "/s")->name, "photons/s");
  EXPECT_EQ(find_unit(Dimension::flux, "1/s")->name, "photons/s");
  EXPECT_EQ(find_unit(Dimension::fluence, "/um^2")->name, "photons/um^2");
  EXPECT_EQ(find_unit(Dimension::length, "deg"), nullptr);
  EXPECT_EQ(find_unit(Dimension::length, ""), nullptr);
}

}  // namespace
}  // namespace kbragg::config
