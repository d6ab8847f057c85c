// SPDX-License-Identifier: BSD-3-Clause
// Distribution and independence of detector counts, as the kernel makes them.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "kernels/noise.hpp"

namespace kbragg::kernels {
namespace {

using Space = Kokkos::DefaultHostExecutionSpace;

constexpr std::int64_t edge = 512;
constexpr double highest_p = 1 - 1e-4, lowest_p = 1e-4;  // of a sound generator

/// Counts of an image of the mean `photons`, pixel by pixel.
std::vector<double> counts(double photons, const model::Readout& readout, std::int64_t image = 0) {
  const Space exec;
  ImageView<Space, double> means("means", edge, edge);
  ImageView<Space, std::int32_t> drawn("drawn", edge, edge);
  Kokkos::deep_copy(exec, means, photons);
  draw_counts(exec, DrawCounts<Space, double>{
                        means, drawn, {{}, {0, edge - 1, 0, edge - 1}, edge}, readout, 8, image});
  compat::fence(exec, "drawn");
  return {drawn.data(), drawn.data() + drawn.size()};
}

/// Probability of a chi square above x with n degrees of freedom, by the series of the incomplete
/// gamma function.
double chi_square_tail(double x, double n) {
  const double a = n / 2, y = x / 2;
  if (y > 600) return 0;  // for fewer bins than 200; the series would underflow
  double term = std::exp(a * std::log(y) - y - std::lgamma(a + 1)), below = term;
  for (int i = 1; term > 1e-17 * below; ++i) {
    term *= y / (a + i);
    below += term;
  }
  return 1 - below;
}

/// Probability of a worse fit of `values` to a law with the distribution function `below`, in bins
/// (edges[i - 1], edges[i]], the first and the last open.
template <class Law>
double fit(const std::vector<double>& values, const std::vector<double>& edges, Law&& below) {
  std::vector<double> seen(edges.size() + 1, 0);
  for (const double value : values)
    seen[static_cast<std::size_t>(std::lower_bound(edges.begin(), edges.end(), value) -
                                  edges.begin())] += 1;
  double chi2 = 0, before = 0;
  for (std::size_t i = 0; i < seen.size(); ++i) {
    const double after = i < edges.size() ? below(edges[i]) : 1;
    const double expected = (after - before) * static_cast<double>(values.size());
    chi2 += (seen[i] - expected) * (seen[i] - expected) / expected;
    before = after;
  }
  return chi_square_tail(chi2, static_cast<double>(edges.size()));
}

/// Fit to the Poisson law of `mean`, in bins of at least 1 % (but for rare counts 20 events).
double poisson_fit(const std::vector<double>& values, double mean) {
  const double spread = 9 * std::sqrt(mean) + 9;
  const double least = std::max(0.01, 20 / static_cast<double>(values.size()));
  std::vector<double> edges, sums;
  double sum = 0;
  for (double k = std::max(0.0, std::floor(mean - spread)); k <= mean + spread; ++k) {
    sum += std::exp(k * std::log(mean) - mean - std::lgamma(k + 1));
    const double bin = sum - (sums.empty() ? 0 : sums.back());
    const bool rare = mean < 0.1 && bin > 20 / static_cast<double>(values.size());
    if ((bin < least && !rare) || 1 - sum < 20 / static_cast<double>(values.size())) continue;
    edges.push_back(k);
    sums.push_back(sum);
  }
  EXPECT_GE(edges.size(), 1u);
  return fit(values, edges, [&](double k) {
    return sums[static_cast<std::size_t>(std::lower_bound(edges.begin(), edges.end(), k) -
                                         edges.begin())];
  });
}

constexpr double means[] = {1e-3, 1e-2, 0.1, 1, 5, 9.9, 10.1, 50, 1e3, 1e5, 1e6};

TEST(NoiseStatistics, PhotonsFitThePoissonLaw) {
  for (const double mean : means) {
    const double p = poisson_fit(counts(mean, {}), mean);
    EXPECT_GT(p, lowest_p) << mean;
    EXPECT_LT(p, highest_p) << mean;
  }
}

// What the test above can see: a mean that is off by 1 %, or by 20 % where photons are few.
TEST(NoiseStatistics, AnotherMeanDoesNotFit) {
  for (const double mean : means) {
    const double off = mean * (mean <= 1 ? 1.2 : 1.01);
    EXPECT_LT(poisson_fit(counts(mean, {}), off), lowest_p) << mean;
  }
}

struct Moments {
  double mean = 0, variance = 0;
};
Moments moments(const std::vector<double>& values) {
  Moments m;
  const auto n = static_cast<double>(values.size());
  for (const double v : values) m.mean += v / n;
  for (const double v : values) m.variance += (v - m.mean) * (v - m.mean) / n;
  return m;
}

TEST(NoiseStatistics, GainReadoutAndPedestalGiveMeanAndVariance) {
  constexpr double n = edge * edge, photons = 200;
  for (const double gain : {0.25, 1.0, 7.5})
    for (const double noise : {0.0, 2.5, 30.0}) {
      const Moments m = moments(counts(photons, {gain, noise, 1000}));
      // Rounding to whole counts adds the variance of a uniform deviate, if the steps are not
      // whole.
      const bool whole = gain == 1 && noise == 0;
      const double variance = gain * gain * photons + noise * noise + (whole ? 0 : 1 / 12.0);
      EXPECT_NEAR(m.variance, variance, 0.02 * variance) << gain << " " << noise;
      // Fractions in steps of the gain alone are not uniform: halves go up.
      const double bias = noise == 0 && gain != 1 ? 0.5 * (gain < 1 ? gain : 0.5) : 0;
      EXPECT_NEAR(m.mean, 1000 + gain * photons + bias, 4 * std::sqrt(variance / n))
          << gain << " " << noise;
    }
}

TEST(NoiseStatistics, ReadoutIsNormal) {
  constexpr double noise = 100, pedestal = 1000;
  const std::vector<double> drawn = counts(0, {1, noise, 1000});
  std::vector<double> edges;
  for (double x = pedestal - 400; x <= pedestal + 400; x += 20) edges.push_back(x);
  const auto law = [=](double wider) {
    return [=](double count) {
      return 0.5 * std::erfc((pedestal - count - 0.5) / (wider * noise) / std::sqrt(2.0));
    };
  };
  const double p = fit(drawn, edges, law(1));
  EXPECT_GT(p, lowest_p);
  EXPECT_LT(p, highest_p);
  EXPECT_LT(fit(drawn, edges, law(1.01)), lowest_p);
}

/// In standard deviations of that of independent values; b begins `shift` values later.
double correlation(const std::vector<double>& a, const std::vector<double>& b, std::size_t shift) {
  const Moments of_a = moments(a), of_b = moments(b);
  double sum = 0;
  for (std::size_t i = 0; i + shift < a.size(); ++i)
    sum += (a[i] - of_a.mean) * (b[i + shift] - of_b.mean);
  return sum / std::sqrt(of_a.variance * of_b.variance * static_cast<double>(a.size() - shift));
}

TEST(NoiseStatistics, PixelsImagesAndPurposesAreIndependent) {
  const std::vector<double> photons = counts(30, {}), readout = counts(0, {1, 20, 1000}),
                            next_photons = counts(30, {}, 1),
                            next_readout = counts(0, {1, 20, 1000}, 1);
  EXPECT_GT(correlation(photons, photons, 0), 500);
  for (const std::size_t shift : {std::size_t{1}, std::size_t{edge}, std::size_t{edge + 1}}) {
    EXPECT_LT(std::fabs(correlation(photons, photons, shift)), 4) << shift;
    EXPECT_LT(std::fabs(correlation(readout, readout, shift)), 4) << shift;
  }
  for (const std::size_t shift : {std::size_t{0}, std::size_t{1}}) {
    EXPECT_LT(std::fabs(correlation(photons, next_photons, shift)), 4) << shift;
    EXPECT_LT(std::fabs(correlation(readout, next_readout, shift)), 4) << shift;
    EXPECT_LT(std::fabs(correlation(photons, readout, shift)), 4) << shift;
  }
}

// Read-out noise far below one count changes no count, for the photons are drawn on their own.
TEST(NoiseStatistics, ReadoutLeavesThePhotonsAsTheyAre) {
  EXPECT_EQ(counts(30, {1, 1e-3, 0}), counts(30, {}));
  EXPECT_NE(counts(30, {1, 1, 0}), counts(30, {}));
}

TEST(NoiseStatistics, CountsStayBetweenZeroAndTheSaturation) {
  const std::vector<double> drawn = counts(100, {1, 50, 0, 120});
  EXPECT_EQ(*std::min_element(drawn.begin(), drawn.end()), 0);
  EXPECT_EQ(*std::max_element(drawn.begin(), drawn.end()), 120);
  EXPECT_EQ(counts(1e300, {}), std::vector<double>(edge * edge, constants::highest_count));
}

TEST(NoiseStatistics, PixelsThatAreNotComputedCountNothing) {
  const Space exec;
  ImageView<Space, double> photons("photons", 3, 4);
  ImageView<Space, std::int32_t> drawn("drawn", 3, 4);
  std::vector<std::uint8_t> mask(12, 0);
  mask[5] = 1;
  const ConstView1D<Space, std::uint8_t> masked(mask.data(), mask.size());
  draw_counts(
      exec, DrawCounts<Space, double>{photons, drawn, {masked, {0, 2, 1, 2}, 4}, {1, 0, 10}, 8, 0});
  compat::fence(exec, "drawn");
  const std::vector<std::int32_t> expected{0, 0, 0, 0, 10, 0, 10, 0, 10, 10, 10, 0};
  EXPECT_EQ(std::vector<std::int32_t>(drawn.data(), drawn.data() + 12), expected);
}

}  // namespace
}  // namespace kbragg::kernels
