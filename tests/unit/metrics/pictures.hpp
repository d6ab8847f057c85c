// SPDX-License-Identifier: BSD-3-Clause
// Images to compare, made from a few numbers.
#ifndef KBRAGG_TESTS_UNIT_METRICS_PICTURES_HPP
#define KBRAGG_TESTS_UNIT_METRICS_PICTURES_HPP

#include <cstdint>
#include <vector>

#include "kernels/engine.hpp"
#include "metrics/comparison.hpp"

namespace kbragg::metrics {

/// Pixels (slow, fast).
struct Image {
  std::int64_t slow = 0, fast = 0;
  std::vector<double> pixels;

  Image(std::int64_t slow_pixels, std::int64_t fast_pixels, double value = 0)
      : slow(slow_pixels),
        fast(fast_pixels),
        pixels(static_cast<std::size_t>(slow_pixels * fast_pixels), value) {}
  double& at(std::int64_t s, std::int64_t f) {
    return pixels[static_cast<std::size_t>(s * fast + f)];
  }
};

/// Round Gaussian spots of different heights on a background that is not flat; `shift` moves the
/// spots along both axes, in pixels.
Image spots(std::int64_t slow, std::int64_t fast, double shift_slow = 0, double shift_fast = 0);

/// The same with every pixel changed by up to `size` of itself.
Image disturbed(Image image, double size);

Image scaled(Image image, double factor);

inline ImagePair pair_of(const Image& a, const Image& b) {
  return {a.pixels.data(), b.pixels.data(), a.slow, a.fast};
}

/// On the first backend of this build.
inline Comparison compared(const Image& a, const Image& b,
                           const std::optional<Region>& region = std::nullopt) {
  return compare(kernels::backend_names().front(), pair_of(a, b), region);
}

}  // namespace kbragg::metrics

#endif
