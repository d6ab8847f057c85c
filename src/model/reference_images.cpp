// SPDX-License-Identifier: BSD-3-Clause
#include "model/reference_images.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>

#include "base/error.hpp"

namespace kbragg::model {

namespace {

/// Calls handle(index, fast, slow) for the pixels of `region` in raster order.
template <class Handle>
void for_each_pixel(std::int64_t fast, const Region& region, Handle&& handle) {
  for (std::int64_t s = region.slow_first; s <= region.slow_last; ++s) {
    for (std::int64_t f = region.fast_first; f <= region.fast_last; ++f) {
      handle(static_cast<std::size_t>(s * fast + f), f, s);
    }
  }
}

/// An image of T in which a pixel p of the region becomes convert(p).
template <class T, class Convert>
std::vector<T> converted(const float* image, std::int64_t fast, std::int64_t slow,
                         const Region& region, Convert&& convert) {
  std::vector<T> result(static_cast<std::size_t>(fast * slow));
  for_each_pixel(fast, region, [&](std::size_t i, std::int64_t f, std::int64_t s) {
    KBRAGG_REQUIRE(std::isfinite(image[i]), "Pixel (fast, slow) = (" + std::to_string(f) + ", " +
                                                std::to_string(s) +
                                                ") of the image is not a finite number.");
    result[i] = convert(static_cast<double>(image[i]));
  });
  return result;
}

/// The whole part of `value`, which is not above the highest T, modulo the range of T: what the
/// reference's conversion of a negative number comes to.
template <class T>
T wrapped(double value) {
  constexpr double range = 1.0 + std::numeric_limits<T>::max();
  return static_cast<T>(static_cast<std::int32_t>(std::fmod(std::trunc(value), range)));
}

/// p * scale rounded to double, also where the compiler would fuse it with an addition.
double product(double p, double scale) {
  const volatile double rounded = p * scale;
  return rounded;
}

double square_in_single(float p) {
  const volatile float square = p * p;
  return static_cast<double>(square);
}

}  // namespace

ReferenceStatistics reference_statistics(const float* image, std::int64_t fast,
                                         const Region& region,
                                         const std::vector<std::uint8_t>& mask) {
  ReferenceStatistics result;
  double sum = 0, sum_of_squares = 0;
  std::int64_t used = 0, all = 0;
  for_each_pixel(fast, region, [&](std::size_t i, std::int64_t f, std::int64_t s) {
    ++all;
    if (!mask.empty() && mask[i] != 0) return;
    const auto p = static_cast<double>(image[i]);
    if (p > result.max_I) {
      result.max_I = p;
      result.max_fast = f;
      result.max_slow = s;
    }
    sum += p;
    sum_of_squares += square_in_single(image[i]);
    ++used;
  });
  const auto less_one = [](std::int64_t count) {
    return static_cast<double>(std::max<std::int64_t>(count, 2) - 1);
  };
  result.mean = sum / static_cast<double>(std::max<std::int64_t>(used, 1));
  result.rms = std::sqrt(sum_of_squares / less_one(used));
  double sum_of_deviations = 0;
  for_each_pixel(fast, region, [&](std::size_t i, std::int64_t, std::int64_t) {
    const double deviation = static_cast<double>(image[i]) - result.mean;
    sum_of_deviations += product(deviation, deviation);
  });
  result.rmsd = std::sqrt(sum_of_deviations / less_one(all));
  return result;
}

double reference_position(std::int64_t pixel, double pixel_size, std::int64_t oversample) {
  if (pixel < 0) return 0;
  const double subpixel = pixel_size / static_cast<double>(oversample);
  return subpixel * static_cast<double>((pixel + 1) * oversample - 1) + subpixel / 2;
}

double reference_integer_scale(double asked, double max_I) {
  if (asked > 0) return asked;
  return max_I > 0 ? 55000 / max_I : 1;
}

std::vector<std::uint16_t> reference_integer_image(const float* image, std::int64_t fast,
                                                   std::int64_t slow, const Region& region,
                                                   double scale, double adc) {
  return converted<std::uint16_t>(image, fast, slow, region, [&](double p) {
    const double counts = std::clamp(product(p, scale) + adc, 0.0, 65535.0);
    return static_cast<std::uint16_t>(std::floor(static_cast<float>(counts + 0.5)));
  });
}

double reference_grey_scale(double asked, double rmsd, double integer_scale) {
  if (asked > 0) return asked;
  return rmsd > 0 ? 250 / (5 * rmsd) : integer_scale;
}

std::vector<std::uint8_t> reference_grey_map(const float* image, std::int64_t fast,
                                             std::int64_t slow, const Region& region,
                                             double scale) {
  return converted<std::uint8_t>(image, fast, slow, region, [&](double p) {
    return wrapped<std::uint8_t>(std::min(255.0, p * scale));
  });
}

ReferenceNoiseImage reference_noise_image(const float* deviates, std::int64_t fast,
                                          std::int64_t slow, const Region& region, double adc) {
  ReferenceNoiseImage result;
  result.pixels = converted<std::uint16_t>(deviates, fast, slow, region, [&](double photons) {
    result.photons += photons;
    const double counts = photons + adc;
    if (counts > 65535) ++result.overloads;
    return wrapped<std::uint16_t>(std::min(counts, 65535.0));
  });
  return result;
}

}  // namespace kbragg::model
