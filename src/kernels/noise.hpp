// SPDX-License-Identifier: BSD-3-Clause
// Detector counts: Poisson deviates of the expected photons and read-out noise, from counter-based
// random numbers.
#ifndef KBRAGG_KERNELS_NOISE_HPP
#define KBRAGG_KERNELS_NOISE_HPP

#include "kernels/active_pixels.hpp"
#include "math/counter_random.hpp"
#include "model/scene.hpp"

namespace kbragg::kernels {

/// log(k!) by Stirling's series, exact to rounding for k >= 10 (below, by multiplication).
KOKKOS_INLINE_FUNCTION double log_factorial(double k) {
  if (k < 10) {
    double product = 1;
    for (double i = 2; i <= k; i += 1) product *= i;
    return math::log(product);
  }
  const double x = k + 1, y = 1 / (x * x);
  const double series =
      (1.0 / 12 - y * (1.0 / 360 - y * (1.0 / 1260 - y * (1.0 / 1680 - y / 1188)))) / x;
  constexpr double half_log_two_pi = 0.91893853320467274178;
  return (x - 0.5) * math::log(x) - x + half_log_two_pi + series;
}

/// Poisson deviate of mean <= 10 by multiplication of uniforms (Knuth).
KOKKOS_INLINE_FUNCTION double poisson_small(CounterRandom& random, double mean) {
  double product = random.uniform(), count = 0;
  if (product <= 1 - mean) return 0;  // thus below exp(-mean), as most numbers are in the dark
  const double limit = math::exp(-mean);
  while (product > limit) {
    product *= random.uniform();
    count += 1;
  }
  return count;
}

/// Poisson deviate of mean > 10 by transformed rejection (Hoermann, Insurance: Mathematics and
/// Economics 12, 1993, 39, algorithm PTRS).
KOKKOS_INLINE_FUNCTION double poisson_large(CounterRandom& random, double mean) {
  const double log_mean = math::log(mean);
  const double b = 0.931 + 2.53 * math::sqrt(mean);
  const double a = -0.059 + 0.02483 * b;
  const double inverse_alpha = 1.1239 + 1.1328 / (b - 3.4);
  const double v_r = 0.9277 - 3.6224 / (b - 2);
  for (;;) {
    const double u = random.uniform() - 0.5, v = random.uniform();
    const double us = 0.5 - math::fabs(u);
    const double count = math::floor((2 * a / us + b) * u + mean + 0.43);
    if (us >= 0.07 && v <= v_r) return count;
    if (count < 0 || (us < 0.013 && v > us)) continue;
    if (math::log(v * inverse_alpha / (a / (us * us) + b)) <=
        count * log_mean - mean - log_factorial(count))
      return count;
  }
}

KOKKOS_INLINE_FUNCTION double poisson(CounterRandom& random, double mean) {
  if (!(mean > 0)) return 0;
  return mean <= 10 ? poisson_small(random, mean) : poisson_large(random, mean);
}

/// counts(s, f) of the photons by the rule of model::Readout, 0 where the pixel is not computed.
/// The two deviates are keyed by seed, purpose, image number and pixel, so that the photons behind
/// the counts do not change with the read-out noise.
template <class ExecSpace, class Pixel>
struct DrawCounts {
  ImageView<ExecSpace, Pixel> photons;
  ImageView<ExecSpace, std::int32_t> counts;
  ActivePixels<ExecSpace> active;
  model::Readout readout;
  std::int64_t seed, image;

  KOKKOS_FUNCTION void operator()(std::int64_t pixel) const {
    const auto columns = static_cast<std::int64_t>(photons.extent(1));
    const std::int64_t slow = pixel / columns, fast = pixel % columns;
    const auto all = columns * static_cast<std::int64_t>(photons.extent(0));
    counts(slow, fast) = active(slow, fast) ? count(static_cast<double>(photons(slow, fast)),
                                                    static_cast<std::uint64_t>(image * all + pixel))
                                            : 0;
  }

 private:
  KOKKOS_FUNCTION std::int32_t count(double mean, std::uint64_t index) const {
    CounterRandom of_photons(static_cast<std::uint64_t>(seed), RandomPurpose::noise, index);
    double value = readout.gain * poisson(of_photons, mean);
    if (readout.noise > 0) {
      CounterRandom of_readout(static_cast<std::uint64_t>(seed), RandomPurpose::readout, index);
      value += readout.noise * normal(of_readout);
    }
    value = math::floor(value + 0.5) + static_cast<double>(readout.pedestal);
    const auto highest = static_cast<double>(readout.saturation);
    return static_cast<std::int32_t>(value < 0 ? 0 : value < highest ? value : highest);
  }
};

template <class ExecSpace, class Pixel>
void draw_counts(const ExecSpace& exec, const DrawCounts<ExecSpace, Pixel>& functor) {
  using Policy = Kokkos::RangePolicy<ExecSpace, Kokkos::IndexType<std::int64_t>>;
  const auto pixels = static_cast<std::int64_t>(functor.photons.size());
  Kokkos::parallel_for("kbragg::noise::draw_counts", Policy(exec, std::int64_t{0}, pixels),
                       functor);
}

}  // namespace kbragg::kernels

#endif
