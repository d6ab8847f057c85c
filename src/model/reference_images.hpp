// SPDX-License-Identifier: BSD-3-Clause
// How the reference program nanoBragg.c makes its integer image, grey map and noise image from the
// float image, and its statistics, rounding and wrapping included. Images are (slow, fast), fast
// contiguous; `region` lies inside them, and pixels outside it are 0. Pixels that a mask leaves out
// are 0 in the float image. Scales and adc (counts) are finite. Everything takes an image in bands
// of rows, so that no second image is needed. Functions that make integers throw kbragg::Error for
// a pixel that is not finite.
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

/// Whole rows of an image.
struct ImageRows {
  const float* pixels;      ///< of row slow_first
  std::int64_t fast;        ///< pixels of a row
  std::int64_t slow_first;  ///< number of the first row in the image
  std::int64_t count;       ///< rows
};

/// Gathers the statistics of an image whose rows come in ascending order. They do not depend on
/// how the rows are grouped.
class ReferenceStatisticsBuilder {
 public:
  /// `mask` is (slow, fast) of the whole image with 1 = left out, or empty; both must outlive the
  /// object.
  ReferenceStatisticsBuilder(const Region& region, const std::vector<std::uint8_t>& mask)
      : m_region(region), m_mask(mask) {}

  void add(const ImageRows& rows);
  /// Whether all pixels of the region so far are finite; if not, result() means nothing.
  bool all_finite() const { return m_all_finite; }
  ReferenceStatistics result() const;

 private:
  void add_row(const float* pixels, std::int64_t slow, const std::uint8_t* mask);
  void add_used(const float* pixels, std::int64_t slow, std::int64_t count);
  const float* without_masked(const float* pixels, const std::uint8_t* mask, std::int64_t count);

  const Region& m_region;
  const std::vector<std::uint8_t>& m_mask;
  ReferenceStatistics m_result;
  bool m_all_finite = true;
  std::int64_t m_all = 0, m_used = 0;
  double m_sum = 0, m_sum_of_squares = 0;             // of the pixels that the mask leaves in
  double m_mean_of_all = 0, m_sum_of_deviations = 0;  // squared, about that mean
  std::vector<float> m_used_row;
};

/// Position (m) along an axis that the reference prints for its highest pixel: the centre of the
/// pixel's last sub-pixel; 0 for pixel -1.
double reference_position(std::int64_t pixel, double pixel_size, std::int64_t oversample);

/// Counts per photon of the integer image: `asked` if positive, else 55000 for the highest pixel.
double reference_integer_scale(double asked, double max_I);

/// p * scale + adc limited to 0..65535, plus 1/2, rounded to single precision, then its floor;
/// into `counts`, which has the shape of the rows.
void reference_integer_rows(const ImageRows& rows, const Region& region, double scale, double adc,
                            std::uint16_t* counts);

/// Grey levels per photon: `asked` if positive, else 250 for five times `rmsd`, else the scale of
/// the integer image.
double reference_grey_scale(double asked, double rmsd, double integer_scale);

/// p * scale without its fraction, at most 255; into `grey`, which has the shape of the rows.
void reference_grey_rows(const ImageRows& rows, const Region& region, double scale,
                         std::uint8_t* grey);

/// Of a noise image, or of the part made so far.
struct ReferenceNoiseTotals {
  double photons = 0;  ///< sum of the deviates over the region
  std::int64_t overloads = 0;
};

/// Deviate + adc without its fraction, at most 65535 (each limited pixel is an overload); there is
/// no lower limit: negative numbers wrap modulo 65536. Into `counts`, which has the shape of the
/// rows of `deviates`; adds to `totals`.
void reference_noise_rows(const ImageRows& deviates, const Region& region, double adc,
                          std::uint16_t* counts, ReferenceNoiseTotals& totals);

}  // namespace kbragg::model

#endif
