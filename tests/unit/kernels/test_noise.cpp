// SPDX-License-Identifier: BSD-3-Clause
// Photon counts: the reference's noise image integer for integer, and our own counter-based noise
// by its statistics.
#include <gtest/gtest.h>

#include <cmath>

#include "kernels/noise.hpp"
#include "model/reference_random.hpp"
#include "support/render.hpp"
#include "support/scene_builder.hpp"

namespace kbragg::kernels {
namespace {

/// Noise image of the reference: adc 40, clipped at 65535.
std::vector<int> reference_noise(const char* fluence, std::int64_t stream, double& photons,
                                 int& overloads) {
  const model::Scene scene =
      test::scene({{"detector", "{pixels: [24, 24], pixel_size: 0.1 mm, distance: 50 mm}"},
                   {"beam.fluence", std::string(fluence) + " /m^2"}});
  model::ReferenceRandom random;
  // The reference always draws one mosaic domain first; a stream with a positive word goes on from
  // the table that this leaves.
  model::ReferenceRandom::Stream mosaic = -12345678;
  random.cap_rotation(0, mosaic);
  std::vector<int> image;
  photons = 0;
  overloads = 0;
  for (const double mean : test::render(scene, backend_names().back())) {
    const auto count = static_cast<double>(random.poisson(stream, static_cast<float>(mean)));
    photons += count;
    double value = count + 40;
    if (value > 65535) {
      value = 65535;
      ++overloads;
    }
    image.push_back(static_cast<int>(value));
  }
  return image;
}

TEST(ReferenceNoise, IntegerForInteger) {
  double photons = 0;
  int overloads = 0;
  const auto image = reference_noise("1e29", -42, photons, overloads);
  EXPECT_EQ(photons, 11624);
  const int row0[] = {50, 333, 191, 75}, row1[] = {40, 53, 49};
  for (std::size_t i = 0; i < 4; ++i) EXPECT_EQ(image[i], row0[i]);
  for (std::size_t i = 0; i < 3; ++i) EXPECT_EQ(image[24 + i], row1[i]);
  reference_noise("2e33", -42, photons, overloads);
  EXPECT_NEAR(photons, 231593147, 0.5);  // printed without decimals
  EXPECT_EQ(overloads, 225);
  reference_noise("1e29", 42, photons, overloads);
  EXPECT_EQ(photons, 11488);
}

struct Moments {
  double mean = 0, variance = 0;
};
Moments moments(double expected, int count) {
  double sum = 0, squares = 0;
  for (int i = 0; i < count; ++i) {
    CounterRandom random(3, RandomPurpose::noise, static_cast<std::uint64_t>(i));
    const double n = poisson(random, expected);
    sum += n;
    squares += n * n;
  }
  return {sum / count, squares / count - sum / count * (sum / count)};
}

TEST(Noise, MeanAndVariance) {
  constexpr int count = 100000;
  for (const double mean : {0.01, 0.5, 3.0, 9.99, 10.01, 40.0, 1e3, 1e6}) {
    const Moments m = moments(mean, count);
    EXPECT_NEAR(m.mean, mean, 5 * std::sqrt(mean / count)) << mean;
    // Variance of the sample variance of a Poisson variable: (mu + 2 mu^2) / n.
    EXPECT_NEAR(m.variance, mean, 5 * std::sqrt((mean + 2 * mean * mean) / count)) << mean;
  }
}

TEST(Noise, DistributionOnBothSidesOfTheChangeOfMethod) {
  constexpr int count = 200000;
  for (const double mean : {9.5, 10.5}) {
    std::vector<double> seen(60, 0);
    for (int i = 0; i < count; ++i) {
      CounterRandom random(4, RandomPurpose::noise, static_cast<std::uint64_t>(i));
      seen[static_cast<std::size_t>(std::min(59.0, poisson(random, mean)))] += 1;
    }
    double chi2 = 0;
    int bins = 0;
    for (int k = 0; k < 30; ++k) {
      const double expected = count * std::exp(k * std::log(mean) - mean - std::lgamma(k + 1.0));
      if (expected < 20) continue;
      chi2 += std::pow(seen[static_cast<std::size_t>(k)] - expected, 2) / expected;
      ++bins;
    }
    EXPECT_LT(chi2, bins + 5 * std::sqrt(2.0 * bins)) << mean;
  }
}

TEST(Noise, LogFactorial) {
  for (const double k : {0.0, 1.0, 5.0, 9.0, 10.0, 11.0, 50.0, 1e5})
    EXPECT_NEAR(log_factorial(k), std::lgamma(k + 1), 1e-12 * std::fmax(1, std::lgamma(k + 1)));
}

TEST(Noise, NothingFromNothing) {
  CounterRandom random(1, RandomPurpose::noise, 1);
  EXPECT_EQ(poisson(random, 0), 0);
  EXPECT_EQ(poisson(random, -1), 0);
}

TEST(Noise, CountsDependOnSeedImageAndPixelAlone) {
  const auto counts = [](const std::string& backend, const char* seed, std::int64_t image) {
    const model::Scene scene =
        test::scene({{"noise", std::string("{kind: poisson, seed: ") + seed + "}"},
                     {"beam.fluence", "1e30 /m^2"},
                     {"scan.images", "3"}});
    const auto engine = make_engine(backend, scene, config::PixelType::float32);
    engine->start_image(image);
    engine->compute_rows(0, 8);
    const std::int32_t* pixels = engine->host_counts();
    return std::vector<std::int32_t>(pixels, pixels + 64);
  };
  const std::string first = backend_names().front();
  for (const std::string& backend : backend_names())
    EXPECT_EQ(counts(backend, "5", 1), counts(first, "5", 1));
  EXPECT_NE(counts(first, "5", 1), counts(first, "6", 1));
  EXPECT_NE(counts(first, "5", 1), counts(first, "5", 2));
}

}  // namespace
}  // namespace kbragg::kernels
