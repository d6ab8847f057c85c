// SPDX-License-Identifier: BSD-3-Clause
// Integer image, grey map, noise image and statistics of the reference, from float images of the
// specification of outputs (its checks O1 to O11).
#include <gtest/gtest.h>

#include <cmath>
#include <cstdio>
#include <limits>

#include "base/error.hpp"
#include "reference_support.hpp"
#include "support/near.hpp"

namespace kbragg::model {
namespace {

using Counts = std::vector<std::uint16_t>;

// Float image of O1, 4 x 4 pixels.
const std::vector<float> image_O1 = {0.249966413f, 0.606461763f, 5.10772562f, 5.10772562f,
                                     0.606461763f, 1.47129631f,  12.3914661f, 12.3914661f,
                                     5.10772562f,  12.3914661f,  104.3638f,   104.3638f,
                                     5.10772562f,  12.3914661f,  104.3638f,   104.3638f};
const Region all_of_O1{0, 3, 0, 3};

std::string six_digits(double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%g", value);
  return text;
}

/// The reference's three images of a float image, with the default of every scale.
struct Images {
  ReferenceStatistics statistics;
  double integer_scale, grey_scale;
  Counts integers;
  std::vector<std::uint8_t> grey;
  ReferenceNoiseImage noise;
};

Images images_of(const std::vector<float>& image, std::int64_t fast, const Region& region,
                 double adc, std::int64_t seed, const std::vector<std::uint8_t>& mask = {}) {
  const auto slow = static_cast<std::int64_t>(image.size()) / fast;
  Images result;
  result.statistics = reference_statistics(image.data(), fast, region, mask);
  result.integer_scale = reference_integer_scale(0, result.statistics.max_I);
  result.grey_scale = reference_grey_scale(0, result.statistics.rmsd, result.integer_scale);
  result.integers =
      reference_integer_image(image.data(), fast, slow, region, result.integer_scale, adc);
  result.grey = reference_grey_map(image.data(), fast, slow, region, result.grey_scale);
  ReferenceRandom random;
  ReferenceRandom::Stream mosaic = -12345678, stream = -seed;
  random.cap_rotation(0, mosaic);  // what the reference has drawn before
  const std::vector<float> deviates =
      reference_noise(image.data(), fast, slow, region, random, stream);
  result.noise = reference_noise_image(deviates.data(), fast, slow, region, adc);
  return result;
}

TEST(ReferenceImages, OfTheCheckImage) {
  const Images i = images_of(image_O1, 4, all_of_O1, 40, 7);
  EXPECT_EQ(six_digits(i.statistics.max_I), "104.364");  // O1
  EXPECT_EQ(i.statistics.max_fast, 2);
  EXPECT_EQ(i.statistics.max_slow, 2);
  EXPECT_EQ(six_digits(reference_position(i.statistics.max_fast, 0.1e-3, 1)), "0.00025");
  EXPECT_EQ(six_digits(i.statistics.mean), "30.6491");
  EXPECT_EQ(six_digits(i.statistics.rms), "54.3377");
  EXPECT_EQ(six_digits(i.statistics.rmsd), "44.1655");
  EXPECT_EQ(six_digits(i.integer_scale), "527.003");
  EXPECT_EQ(six_digits(i.grey_scale), "1.13211");
  EXPECT_EQ(i.integers, (Counts{172, 360, 2732, 2732, 360, 815, 6570, 6570, 2732, 6570, 55040,
                                55040, 2732, 6570, 55040, 55040}));  // O2
  EXPECT_EQ(i.grey, (std::vector<std::uint8_t>{0, 0, 5, 5, 0, 1, 14, 14, 5, 14, 118, 118, 5, 14,
                                               118, 118}));  // O3
  EXPECT_EQ(i.noise.pixels,
            (Counts{40, 40, 46, 47, 40, 41, 51, 48, 43, 53, 137, 135, 46, 48, 157, 163}));  // O4
  EXPECT_EQ(i.noise.photons, 495);
  EXPECT_EQ(i.noise.overloads, 0);
}

TEST(ReferenceImages, OfARegion) {  // O6
  const Region region{1, 2, 0, 1};
  std::vector<float> image(16, 0.0f);
  for (const std::size_t i : {std::size_t{1}, std::size_t{2}, std::size_t{5}, std::size_t{6}})
    image[i] = image_O1[i];
  const Images i = images_of(image, 4, region, 40, 7);
  EXPECT_EQ(i.integers, (Counts{0, 2732, 22711, 0, 0, 6570, 55040, 0, 0, 0, 0, 0, 0, 0, 0, 0}));
  EXPECT_EQ(i.noise.pixels, (Counts{0, 40, 44, 0, 0, 44, 51, 0, 0, 0, 0, 0, 0, 0, 0, 0}));
  EXPECT_EQ(i.grey,
            (std::vector<std::uint8_t>{0, 5, 47, 0, 0, 13, 115, 0, 0, 0, 0, 0, 0, 0, 0, 0}));
  EXPECT_EQ(six_digits(i.statistics.mean), "4.89424");
  EXPECT_EQ(six_digits(i.statistics.rms), "7.79251");
  EXPECT_EQ(six_digits(i.statistics.rmsd), "5.36518");
  EXPECT_EQ(i.statistics.max_fast, 2);
  EXPECT_EQ(i.statistics.max_slow, 1);
}

TEST(ReferenceImages, OfAMask) {  // O7
  std::vector<float> image = image_O1;
  std::vector<std::uint8_t> mask(16, 0);
  image[5] = 0;
  mask[5] = 1;
  const Images i = images_of(image, 4, all_of_O1, 40, 7, mask);
  EXPECT_EQ(i.integers, (Counts{172, 360, 2732, 2732, 360, 40, 6570, 6570, 2732, 6570, 55040, 55040,
                                2732, 6570, 55040, 55040}));
  EXPECT_EQ(i.noise.pixels,
            (Counts{40, 40, 46, 47, 40, 40, 51, 48, 43, 53, 137, 135, 46, 48, 157, 163}));
  EXPECT_EQ(six_digits(i.statistics.mean), "32.5943");
  EXPECT_EQ(six_digits(i.statistics.rms), "56.2434");
  EXPECT_EQ(six_digits(i.statistics.rmsd), "44.2817");
}

TEST(ReferenceImages, WithGivenScales) {  // O8
  const std::vector<float> row = {0.997504890f, 0.998302281f, 0.998701334f, 0.998701334f};
  const Region region{0, 3, 0, 0};
  EXPECT_EQ(reference_integer_scale(1000, 104), 1000);
  EXPECT_EQ(reference_grey_scale(100, 44, 1000), 100);
  EXPECT_EQ(reference_integer_image(row.data(), 4, 1, region, 1000, 3),
            (Counts{1001, 1001, 1002, 1002}));
  EXPECT_EQ(reference_grey_map(row.data(), 4, 1, region, 100),
            (std::vector<std::uint8_t>{99, 99, 99, 99}));
}

TEST(ReferenceImages, ScaleRules) {
  EXPECT_EQ(reference_integer_scale(0, 110), 500);
  EXPECT_EQ(reference_integer_scale(-3, 110), 500);
  EXPECT_EQ(reference_integer_scale(0, 0), 1);
  EXPECT_EQ(reference_grey_scale(-1, 50, 7), 1);
  EXPECT_EQ(reference_grey_scale(0, 0, 7), 7);
}

TEST(ReferenceImages, RoundInSinglePrecision) {  // O9
  const float one = 1;
  const Region region{0, 0, 0, 0};
  EXPECT_EQ(reference_integer_image(&one, 1, 1, region, 1, 39998.4985), Counts{40000});
  EXPECT_EQ(reference_integer_image(&one, 1, 1, region, 1, 39998.49), Counts{39999});
}

TEST(ReferenceImages, LimitsOfThePixels) {
  const std::vector<float> image = {0, 1, 65534, 65535, 65536, 3e38f};
  const Region region{0, 5, 0, 0};
  EXPECT_EQ(reference_integer_image(image.data(), 6, 1, region, 1, 0.5),
            (Counts{1, 2, 65535, 65535, 65535, 65535}));
  EXPECT_EQ(reference_integer_image(image.data(), 6, 1, region, 1, -1.6),
            (Counts{0, 0, 65532, 65533, 65534, 65535}));
  EXPECT_EQ(reference_grey_map(image.data(), 6, 1, region, 0.9),
            (std::vector<std::uint8_t>{0, 0, 255, 255, 255, 255}));
}

TEST(ReferenceImages, NoiseWrapsBelowZero) {  // O11
  const Images i = images_of(std::vector<float>(4, 0.01f), 2, {0, 1, 0, 1}, -5, 1);
  EXPECT_EQ(i.noise.pixels, (Counts{65531, 65531, 65531, 65531}));
  EXPECT_EQ(i.integers, (Counts{54995, 54995, 54995, 54995}));
  EXPECT_EQ(i.noise.photons, 0);

  const std::vector<float> deviates = {0, 3, 4, 5, 6, 70000};
  const ReferenceNoiseImage wrapped =
      reference_noise_image(deviates.data(), 6, 1, {0, 5, 0, 0}, -4.5);
  EXPECT_EQ(wrapped.pixels, (Counts{65532, 65535, 0, 0, 1, 65535}));
  EXPECT_EQ(wrapped.overloads, 1);
  EXPECT_EQ(reference_noise_image(deviates.data(), 6, 1, {0, 0, 0, 0}, -131073).pixels[0], 65535);
}

TEST(ReferenceImages, OverloadsAreAbove65535) {
  const std::vector<float> deviates = {65494, 65495, 65496, 65495.5f};
  const ReferenceNoiseImage noise = reference_noise_image(deviates.data(), 4, 1, {0, 3, 0, 0}, 40);
  EXPECT_EQ(noise.pixels, (Counts{65534, 65535, 65535, 65535}));
  EXPECT_EQ(noise.overloads, 2);
  EXPECT_EQ(noise.photons, 65494.0 + 65495.0 + 65496.0 + 65495.5);
}

TEST(ReferenceImages, RefusePixelsThatAreNotFinite) {
  const std::vector<float> image = {1, 2, std::numeric_limits<float>::quiet_NaN(),
                                    std::numeric_limits<float>::infinity()};
  const auto sentence = [&](const Region& region) -> std::string {
    try {
      reference_integer_image(image.data(), 2, 2, region, 1, 0);
    } catch (const Error& error) {
      return error.what();
    }
    return {};
  };
  EXPECT_EQ(sentence({0, 1, 0, 1}),
            "Pixel (fast, slow) = (0, 1) of the image is not a finite number.");
  EXPECT_EQ(sentence({1, 1, 0, 1}),
            "Pixel (fast, slow) = (1, 1) of the image is not a finite number.");
  EXPECT_EQ(sentence({0, 1, 0, 0}), "");
  EXPECT_THROW(reference_grey_map(image.data(), 2, 2, {0, 1, 0, 1}, 1), Error);
  EXPECT_THROW(reference_noise_image(image.data(), 2, 2, {0, 1, 0, 1}, 1), Error);
}

TEST(ReferenceStatistics, OfFewPixels) {
  const std::vector<float> image = {-3, 5, 0, 0};
  const ReferenceStatistics one = reference_statistics(image.data(), 2, {1, 1, 0, 0}, {});
  EXPECT_EQ(one.mean, 5);
  EXPECT_EQ(one.rms, 5);
  EXPECT_EQ(one.rmsd, 0);
  const ReferenceStatistics none =
      reference_statistics(image.data(), 2, {0, 1, 0, 1}, {1, 1, 1, 1});
  EXPECT_EQ(none.mean, 0);
  EXPECT_EQ(none.rms, 0);
  EXPECT_TRUE(test::close(none.rmsd, std::sqrt(34.0 / 3)));
  EXPECT_EQ(none.max_I, 0);
  const ReferenceStatistics negative = reference_statistics(image.data(), 2, {0, 0, 0, 0}, {});
  EXPECT_EQ(negative.max_I, 0);
  EXPECT_EQ(negative.max_fast, -1);
  EXPECT_EQ(reference_position(negative.max_fast, 0.1e-3, 3), 0);
}

// Sums of deviations must not lose what a large mean hides.
TEST(ReferenceStatistics, OfSmallDeviationsFromALargeMean) {
  std::vector<float> image(64 * 37, 1e6f);
  for (std::size_t i = 0; i < image.size(); i += 2) image[i] += 0.5f;
  const ReferenceStatistics s = reference_statistics(image.data(), 37, {0, 36, 0, 63});
  const double n = 64 * 37;
  EXPECT_TRUE(test::close(s.mean, 1e6 + 0.25, 1e-15));
  EXPECT_TRUE(test::close(s.rmsd, 0.25 * std::sqrt(n / (n - 1)), 1e-9));
}

TEST(ReferenceStatistics, NoticesPixelsThatAreNotFinite) {
  for (const float bad :
       {std::numeric_limits<float>::quiet_NaN(), -std::numeric_limits<float>::infinity()}) {
    const std::vector<float> image = {1, bad, 3, 4};
    const Region left{0, 0, 0, 1}, all{0, 1, 0, 1};
    ReferenceStatisticsBuilder without(left, {}), with(all, {});
    without.add({image.data(), 2, 0, 2});
    with.add({image.data(), 2, 0, 2});
    EXPECT_TRUE(without.all_finite());
    EXPECT_FALSE(with.all_finite());
  }
}

TEST(ReferenceStatistics, SquaresAreRoundedToSingle) {
  const std::vector<float> image(3, 1.0000001f);
  const double square = static_cast<double>(image[0]) * static_cast<double>(image[0]);
  const double rounded = static_cast<double>(static_cast<float>(square));
  ASSERT_NE(square, rounded);
  const ReferenceStatistics s = reference_statistics(image.data(), 3, {0, 2, 0, 0}, {});
  EXPECT_TRUE(test::close(s.rms, std::sqrt(1.5 * rounded), 1e-16));
}

TEST(ReferenceStatistics, PositionIsThatOfTheLastSubPixel) {
  EXPECT_TRUE(test::close(reference_position(0, 0.1e-3, 1), 0.05e-3));
  EXPECT_TRUE(test::close(reference_position(2, 0.1e-3, 2), 0.275e-3));
  EXPECT_TRUE(test::close(reference_position(2, 0.3e-3, 3), 0.85e-3));
}

}  // namespace
}  // namespace kbragg::model
