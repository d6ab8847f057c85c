// SPDX-License-Identifier: BSD-3-Clause
// Whole images from the functions that take them in bands of rows. Each image is made row by row;
// the result must be that of one band.
#ifndef KBRAGG_TESTS_UNIT_MODEL_REFERENCE_SUPPORT_HPP
#define KBRAGG_TESTS_UNIT_MODEL_REFERENCE_SUPPORT_HPP

#include <gtest/gtest.h>

#include <vector>

#include "model/reference_images.hpp"
#include "model/reference_noise.hpp"

namespace kbragg::model {

/// Calls convert(rows, result) for bands of `band` rows of the image.
template <class T, class Convert>
std::vector<T> in_bands(const float* image, std::int64_t fast, std::int64_t slow, std::int64_t band,
                        Convert&& convert) {
  std::vector<T> result(static_cast<std::size_t>(fast * slow), T{1});
  for (std::int64_t row = 0; row < slow; row += band)
    convert(ImageRows{image + row * fast, fast, row, std::min(band, slow - row)},
            result.data() + row * fast);
  return result;
}

template <class T, class Convert>
std::vector<T> whole(const float* image, std::int64_t fast, std::int64_t slow, Convert&& convert) {
  const std::vector<T> rows = in_bands<T>(image, fast, slow, 1, convert);
  EXPECT_EQ(rows, in_bands<T>(image, fast, slow, slow, convert));
  return rows;
}

inline ReferenceStatistics reference_statistics(const float* image, std::int64_t fast,
                                                const Region& region,
                                                const std::vector<std::uint8_t>& mask = {}) {
  ReferenceStatisticsBuilder builder(region, mask);
  for (std::int64_t row = 0; row <= region.slow_last; ++row)
    builder.add({image + row * fast, fast, row, 1});
  EXPECT_TRUE(builder.all_finite());
  return builder.result();
}

inline std::vector<std::uint16_t> reference_integer_image(const float* image, std::int64_t fast,
                                                          std::int64_t slow, const Region& region,
                                                          double scale, double adc) {
  return whole<std::uint16_t>(image, fast, slow, [&](const ImageRows& rows, std::uint16_t* out) {
    reference_integer_rows(rows, region, scale, adc, out);
  });
}

inline std::vector<std::uint8_t> reference_grey_map(const float* image, std::int64_t fast,
                                                    std::int64_t slow, const Region& region,
                                                    double scale) {
  return whole<std::uint8_t>(image, fast, slow, [&](const ImageRows& rows, std::uint8_t* out) {
    reference_grey_rows(rows, region, scale, out);
  });
}

struct ReferenceNoiseImage {
  std::vector<std::uint16_t> pixels;
  double photons;
  std::int64_t overloads;
};

inline ReferenceNoiseImage reference_noise_image(const float* deviates, std::int64_t fast,
                                                 std::int64_t slow, const Region& region,
                                                 double adc) {
  ReferenceNoiseTotals totals;
  const auto pixels = in_bands<std::uint16_t>(
      deviates, fast, slow, 1, [&](const ImageRows& rows, std::uint16_t* out) {
        reference_noise_rows(rows, region, adc, out, totals);
      });
  return {pixels, totals.photons, totals.overloads};
}

inline std::vector<float> reference_noise(const float* means, std::int64_t fast, std::int64_t slow,
                                          const Region& region, ReferenceRandom& random,
                                          ReferenceRandom::Stream& stream) {
  return in_bands<float>(means, fast, slow, 1, [&](const ImageRows& rows, float* out) {
    reference_noise(rows, region, random, stream, out);
  });
}

}  // namespace kbragg::model

#endif
