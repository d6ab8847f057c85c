// SPDX-License-Identifier: BSD-3-Clause
// The gates of the parity tests pass what they should pass and nothing else.
#include <gtest/gtest.h>

#include <cmath>

#include "measure.hpp"

namespace kbragg::parity {
namespace {

constexpr std::int64_t fast = 50, slow = 40;

Case any_case() {
  Case golden;
  golden.id = "any";
  golden.fast = fast;
  golden.slow = slow;
  return golden;
}

/// A smooth image with its brightest pixel at fast 31, slow 17.
std::vector<double> reference() {
  std::vector<double> pixels;
  for (int s = 0; s < slow; ++s)
    for (int f = 0; f < fast; ++f)
      pixels.push_back(1000 / (1 + 0.1 * (f - 31) * (f - 31) + 0.2 * (s - 17) * (s - 17)));
  return pixels;
}

constexpr std::size_t index_of(int f, int s) { return static_cast<std::size_t>(s * fast + f); }

/// Gates that an image fails, by the first words of their sentences.
std::string failed(const std::vector<double>& image) {
  std::string words;
  for (const std::string& s : failures(measure_float(any_case(), reference(), image, "serial")))
    words += s.substr(0, s.find(" is ")) + ";";
  return words;
}

const std::string correlation = "1 - correlation;", sum = "|sum ratio - 1|;",
                  part = "the part of the pixels off by more than 1e-06;",
                  brightest = "the number of displaced brightest pixels;";

TEST(ParityGates, PassEqualImagesAndSinglePrecision) {
  EXPECT_EQ(failed(reference()), "");
  std::vector<double> image = reference();
  for (double& p : image) p = static_cast<float>(p);
  EXPECT_EQ(failed(image), "");
}

TEST(ParityGates, Factor) {
  std::vector<double> image = reference();
  for (double& p : image) p *= 1 + 0.9e-7;
  EXPECT_EQ(failed(image), "");
  for (double& p : image) p *= 1 + 0.2e-7;
  EXPECT_EQ(failed(image), sum);
  for (double& p : image) p *= 1 + 1e-6;
  EXPECT_EQ(failed(image), sum + part);
}

TEST(ParityGates, FewPixels) {
  std::vector<double> image = reference();
  image[index_of(3, 3)] *= 1 + 2e-6;
  image[index_of(4, 3)] *= 1 - 2e-6;
  EXPECT_EQ(failed(image), "");  // two of 2000
  image[index_of(5, 3)] *= 1 + 2e-6;
  EXPECT_EQ(failed(image), part);
}

TEST(ParityGates, FaintPixelsCountByTheBrightest) {
  std::vector<double> image = reference(), faint = image;
  for (int f = 0; f < 10; ++f) {
    faint[index_of(f, 0)] = 1e-6;
    image[index_of(f, 0)] = 1e-6 + 0.9e-9;
  }
  const auto beyond = [&] { return measure_float(any_case(), faint, image, "serial").beyond; };
  EXPECT_EQ(beyond(), 0);
  image[index_of(7, 0)] = 1e-6 + 1.1e-9;
  EXPECT_EQ(beyond(), 1);
}

TEST(ParityGates, Correlation) {
  std::vector<double> image = reference();
  const double moved = 0.1;
  image[index_of(30, 17)] += moved;
  image[index_of(32, 17)] -= moved;
  EXPECT_EQ(failed(image), correlation);
}

TEST(ParityGates, BrightestPixel) {
  std::vector<double> image = reference();
  std::swap(image[index_of(31, 17)], image[index_of(31, 18)]);
  EXPECT_EQ(failed(image), correlation + brightest);
}

TEST(ParityGates, NotANumber) {
  std::vector<double> image = reference();
  image[index_of(9, 8)] = std::nan("");
  EXPECT_THROW(failed(image), std::runtime_error);
}

TEST(ParityGates, WorstPixelInTheSentence) {
  std::vector<double> image = reference();
  image[index_of(12, 21)] *= 1.5;
  const Result result = measure_float(any_case(), reference(), image, "serial");
  EXPECT_NEAR(result.worst, 0.5, 1e-12);
  ASSERT_FALSE(failures(result).empty());
  EXPECT_NE(failures(result).front().find("fast 12, slow 21: "), std::string::npos)
      << failures(result).front();
}

/// Gates that whole numbers fail which differ from others by `difference` in `count` pixels.
std::size_t failed_counts(int count, int difference, bool noise) {
  const std::vector<double> before(static_cast<std::size_t>(fast * slow), 7);
  std::vector<double> after = before;
  for (int i = 0; i < count; ++i) after[static_cast<std::size_t>(i)] += difference;
  const CountResult counts = measure_counts(any_case(), before, after, "serial");
  Result result = measure_float(any_case(), reference(), reference(), "serial");
  (noise ? result.noise : result.integer) = counts;
  return failures(result).size();
}

TEST(ParityGates, IntegerImage) {
  EXPECT_EQ(failed_counts(0, 0, false), 0U);
  EXPECT_EQ(failed_counts(2, 1, false), 0U);
  EXPECT_EQ(failed_counts(3, -1, false), 1U);
  EXPECT_EQ(failed_counts(1, -2, false), 1U);
  EXPECT_EQ(failed_counts(3, 2, false), 2U);
}

TEST(ParityGates, NoiseImage) {
  EXPECT_EQ(failed_counts(0, 0, true), 0U);
  EXPECT_EQ(failed_counts(1, 1, true), 1U);
}

}  // namespace
}  // namespace kbragg::parity
