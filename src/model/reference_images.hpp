// SPDX-License-Identifier: BSD-3-Clause
// How the reference program nanoBragg.c makes its integer image, grey map and noise image from the
// float image, and its statistics, rounding and wrapping included. Images are (slow, fast), fast
// contiguous; `region` lies inside them, and pixels outside it are 0. Pixels that a mask leaves out
// are 0 in the float image. Scales and adc (counts) are finite. Functions that make integers throw
// kbragg::Error for a pixel that is not finite.
#ifndef KBRAGG_MODEL_REFERENCE_IMAGES_HPP
#define KBRAGG_MODEL_REFERENCE_IMAGES_HPP

#include <cstdint>
#include <vector>

#include "model/detector.hpp"

namespace kbragg::model {

struct ReferenceStatistics {
  double max_I = 0;  ///< highest pixel, not below 0
  /// The first pixel in raster order that has max_I; -1: no pixel is above 0.
  std::int64_t max_fast = -1, max_slow = -1;
  double mean = 0;  ///< of the pixels that the mask leaves in
  double rms = 0;   ///< the same pixels about zero, divided by their number - 1
  double rmsd = 0;  ///< all pixels of the region about `mean`, divided by their number - 1
};

/// `mask` is (slow, fast) with 1 = left out, or empty.
ReferenceStatistics reference_statistics(const float* image, std::int64_t fast,
                                         const Region& region,
                                         const std::vector<std::uint8_t>& mask);

/// Position (m) along an axis that the reference prints for its highest pixel: the centre of the
/// pixel's last sub-pixel; 0 for pixel -1.
double reference_position(std::int64_t pixel, double pixel_size, std::int64_t oversample);

/// Counts per photon of the integer image: `asked` if positive, else 55000 for the highest pixel.
double reference_integer_scale(double asked, double max_I);

/// p * scale + adc limited to 0..65535, plus 1/2, rounded to single precision, then its floor.
std::vector<std::uint16_t> reference_integer_image(const float* image, std::int64_t fast,
                                                   std::int64_t slow, const Region& region,
                                                   double scale, double adc);

/// Grey levels per photon: `asked` if positive, else 250 for five times `rmsd`, else the scale of
/// the integer image.
double reference_grey_scale(double asked, double rmsd, double integer_scale);

/// p * scale without its fraction, at most 255.
std::vector<std::uint8_t> reference_grey_map(const float* image, std::int64_t fast,
                                             std::int64_t slow, const Region& region, double scale);

struct ReferenceNoiseImage {
  std::vector<std::uint16_t> pixels;
  double photons = 0;  ///< sum of the deviates over the region
  std::int64_t overloads = 0;
};

/// Deviate + adc without its fraction, at most 65535 (each limited pixel is an overload); there is
/// no lower limit: negative numbers wrap modulo 65536.
ReferenceNoiseImage reference_noise_image(const float* deviates, std::int64_t fast,
                                          std::int64_t slow, const Region& region, double adc);

}  // namespace kbragg::model

#endif
