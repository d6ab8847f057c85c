// SPDX-License-Identifier: BSD-3-Clause
// The reference's photon noise over all branches of its Poisson deviate (check O10), and how the
// streams share one table.
#include <gtest/gtest.h>

#include <cmath>

#include "reference_support.hpp"

namespace kbragg::model {
namespace {

// The isolated unit cell with F = 100 everywhere, on 8 x 8 pixels of 1 mm at 100 mm, beam at
// (1.5, 1.5) mm from the corner: photons are r_e^2 fluence F^2 times solid angle and polarization.
std::vector<float> image_of(double fluence) {
  constexpr double r_e_squared = 7.94079248018965e-30;
  std::vector<float> image;
  for (int slow = 0; slow < 8; ++slow) {
    for (int fast = 0; fast < 8; ++fast) {
      const double x = 0.1, y = (fast - 1) * 1e-3, z = (slow - 1) * 1e-3;
      const double r = std::sqrt(x * x + y * y + z * z);
      const double cosine = x / r;
      const double solid_angle = 1e-3 * 1e-3 / (r * r) * x / r;
      image.push_back(static_cast<float>(r_e_squared * fluence * 1e4 *
                                         (0.5 * (1 + cosine * cosine)) * solid_angle));
    }
  }
  return image;
}

struct Branch {
  double fluence;
  double mean;  ///< of the first pixel
  std::vector<std::uint16_t> first;
  double photons;
  std::int64_t overloads;
};

TEST(ReferenceNoise, EveryBranchOfThePoissonDeviate) {  // O10
  const Branch branches[] = {
      {1.2593201528622709e29, 0.99960, {10, 11, 11, 10, 14, 10, 11, 12, 10, 10}, 71, 0},
      {1e30, 7.93762, {18, 19, 23, 14, 23, 17, 18, 23, 17, 12}, 520, 0},
      {1e32, 793.762, {819, 744, 795, 830, 790, 824, 853, 770, 810, 811}, 50747, 0},
      {1e33, 7937.62, {7998, 7761, 7922, 8030, 7897, 7995, 8080, 7805, 7971, 7974}, 506571, 0},
      {3e35, 2381285, std::vector<std::uint16_t>(10, 65535), 151773069, 64}};
  for (const Branch& b : branches) {
    const std::vector<float> image = image_of(b.fluence);
    ReferenceRandom random;
    ReferenceRandom::Stream stream = -7;
    const Region region{0, 7, 0, 7};
    const std::vector<float> deviates = reference_noise(image.data(), 8, 8, region, random, stream);
    ReferenceNoiseImage noise = reference_noise_image(deviates.data(), 8, 8, region, 10);
    EXPECT_NEAR(static_cast<double>(image[0]), b.mean, 1e-5 * b.mean);
    noise.pixels.resize(10);
    EXPECT_EQ(noise.pixels, b.first) << b.fluence;
    EXPECT_NEAR(noise.photons, b.photons, 0.5) << b.fluence;
    EXPECT_EQ(noise.overloads, b.overloads) << b.fluence;
  }
}

TEST(ReferenceNoise, OfDarknessDrawsOneNumberAPixel) {
  const std::vector<float> dark(6, 0.0f);
  ReferenceRandom random, other;
  ReferenceRandom::Stream stream = -7, other_stream = -7;
  EXPECT_EQ(reference_noise(dark.data(), 3, 2, {0, 2, 0, 1}, random, stream), dark);
  for (int i = 0; i < 6; ++i) other.uniform(other_stream);
  EXPECT_EQ(random.uniform(stream), other.uniform(other_stream));
}

TEST(ReferenceNoise, DrawsInsideTheRegionOnly) {
  const std::vector<float> means(12, 5.0f);
  ReferenceRandom random, other;
  ReferenceRandom::Stream stream = -7, other_stream = -7;
  const std::vector<float> deviates =
      reference_noise(means.data(), 4, 3, {1, 2, 1, 2}, random, stream);
  for (std::size_t i = 0; i < 12; ++i) {
    const bool inside = i == 5 || i == 6 || i == 9 || i == 10;
    EXPECT_EQ(deviates[i], inside ? other.poisson(other_stream, 5.0f) : 0.0f) << i;
  }
}

// A word above 0 does not refill the table: the stream goes on from what an earlier one has left.
TEST(ReferenceNoise, GoesOnFromASharedTable) {
  const std::vector<float> means(16, 5.0f);
  const auto after = [&](ReferenceRandom::Stream mosaic, ReferenceRandom::Stream stream) {
    ReferenceRandom random;
    random.cap_rotation(0, mosaic);
    return reference_noise(means.data(), 4, 4, {0, 3, 0, 3}, random, stream);
  };
  EXPECT_EQ(after(-12345678, -7), after(-1, -7));
  EXPECT_NE(after(-12345678, 7), after(-1, 7));
  EXPECT_NE(after(-12345678, 7), after(-12345678, -7));
}

}  // namespace
}  // namespace kbragg::model
