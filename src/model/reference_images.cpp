// SPDX-License-Identifier: BSD-3-Clause
#include "model/reference_images.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>

#include "base/error.hpp"
#include "math/pixel_scan.hpp"

namespace kbragg::model {

namespace {

[[noreturn]] void fail_at_first_bad(const float* pixels, const Region& region, std::int64_t slow) {
  std::int64_t fast = region.fast_first;
  while (std::isfinite(pixels[fast])) ++fast;
  fail("Pixel (fast, slow) = (" + std::to_string(fast) + ", " + std::to_string(slow) +
       ") of the image is not a finite number.");
}

/// Rows of T in which a pixel p of the region becomes convert(p) and the others 0.
template <class T, class Convert>
void convert_rows(const ImageRows& rows, const Region& region, T* result, Convert&& convert) {
  std::fill_n(result, rows.count * rows.fast, T{});
  for (std::int64_t row = 0; row < rows.count; ++row) {
    const std::int64_t slow = rows.slow_first + row;
    if (slow < region.slow_first || slow > region.slow_last) continue;
    const float* pixels = rows.pixels + row * rows.fast;
    if (!are_finite(pixels + region.fast_first, region.fast_last - region.fast_first + 1))
      fail_at_first_bad(pixels, region, slow);
    T* out = result + row * rows.fast;
    for (std::int64_t f = region.fast_first; f <= region.fast_last; ++f)
      out[f] = convert(static_cast<double>(pixels[f]));
  }
}

/// The whole part of `value`, which is not above the highest T, modulo the range of T: what the
/// reference's conversion of a negative number comes to.
template <class T>
T wrapped(double value) {
  constexpr double range = 1.0 + std::numeric_limits<T>::max();
  return static_cast<T>(static_cast<std::int32_t>(std::fmod(std::trunc(value), range)));
}

}  // namespace

void ReferenceStatisticsBuilder::add(const ImageRows& rows) {
  for (std::int64_t row = 0; row < rows.count; ++row) {
    const std::int64_t slow = rows.slow_first + row;
    if (slow < m_region.slow_first || slow > m_region.slow_last) continue;
    const std::int64_t first = m_region.fast_first;
    add_row(rows.pixels + row * rows.fast + first, slow,
            m_mask.empty() ? nullptr : m_mask.data() + slow * rows.fast + first);
  }
}

void ReferenceStatisticsBuilder::add_row(const float* pixels, std::int64_t slow,
                                         const std::uint8_t* mask) {
  const std::int64_t count = m_region.fast_last - m_region.fast_first + 1;
  m_all_finite = m_all_finite && are_finite(pixels, count);
  if (!m_all_finite) return;
  add_used(mask ? without_masked(pixels, mask, count) : pixels, slow, count);
  m_used += mask ? std::count(mask, mask + count, 0) : count;

  // Deviations about the mean of the row, then how they change where rows are put together (Chan,
  // Golub & LeVeque, American Statistician 37, 1983, 242).
  const auto size = static_cast<double>(count), before = static_cast<double>(m_all);
  const double mean = sum_of_terms(count, [=](std::int64_t i) { return double{pixels[i]}; }) / size;
  const double shift = mean - m_mean_of_all, share = size / (before + size);
  m_sum_of_deviations += sum_of_terms(count, [=](std::int64_t i) {
    const double deviation = double{pixels[i]} - mean;
    return deviation * deviation;
  });
  m_sum_of_deviations += shift * shift * before * share;
  m_mean_of_all += shift * share;
  m_all += count;
}

/// Masked pixels are 0 here, which changes neither sum nor maximum.
const float* ReferenceStatisticsBuilder::without_masked(const float* pixels,
                                                        const std::uint8_t* mask,
                                                        std::int64_t count) {
  m_used_row.resize(static_cast<std::size_t>(count));
  std::transform(pixels, pixels + count, mask, m_used_row.begin(),
                 [](float pixel, std::uint8_t masked) { return masked != 0 ? 0 : pixel; });
  return m_used_row.data();
}

void ReferenceStatisticsBuilder::add_used(const float* pixels, std::int64_t slow,
                                          std::int64_t count) {
  m_sum += sum_of_terms(count, [=](std::int64_t i) { return double{pixels[i]}; });
  m_sum_of_squares += sum_of_terms(count, [=](std::int64_t i) {
    return double{pixels[i] * pixels[i]};  // rounded to single, as in the reference
  });
  const float highest = highest_from_0(pixels, count);
  if (double{highest} <= m_result.max_I) return;
  m_result.max_I = highest;
  m_result.max_fast = m_region.fast_first + (std::find(pixels, pixels + count, highest) - pixels);
  m_result.max_slow = slow;
}

ReferenceStatistics ReferenceStatisticsBuilder::result() const {
  const auto less_one = [](std::int64_t count) {
    return static_cast<double>(std::max<std::int64_t>(count, 2) - 1);
  };
  ReferenceStatistics result = m_result;
  result.mean = m_sum / static_cast<double>(std::max<std::int64_t>(m_used, 1));
  result.rms = std::sqrt(m_sum_of_squares / less_one(m_used));
  const double shift = m_mean_of_all - result.mean;
  result.rmsd = std::sqrt((m_sum_of_deviations + static_cast<double>(m_all) * shift * shift) /
                          less_one(m_all));
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

void reference_integer_rows(const ImageRows& rows, const Region& region, double scale, double adc,
                            std::uint16_t* counts) {
  // Comparisons one after the other, no nested ones: so that the loop becomes vector instructions.
  convert_rows(rows, region, counts, [=](double p) {
    double value = p * scale + adc;
    value = value < 0 ? 0 : value;
    value = value > 65535 ? 65535 : value;
    return static_cast<std::uint16_t>(static_cast<std::int32_t>(static_cast<float>(value + 0.5)));
  });
}

double reference_grey_scale(double asked, double rmsd, double integer_scale) {
  if (asked > 0) return asked;
  return rmsd > 0 ? 250 / (5 * rmsd) : integer_scale;
}

void reference_grey_rows(const ImageRows& rows, const Region& region, double scale,
                         std::uint8_t* grey) {
  convert_rows(rows, region, grey,
               [=](double p) { return wrapped<std::uint8_t>(std::min(255.0, p * scale)); });
}

void reference_noise_rows(const ImageRows& deviates, const Region& region, double adc,
                          std::uint16_t* counts, ReferenceNoiseTotals& totals) {
  convert_rows(deviates, region, counts, [&](double photons) {
    totals.photons += photons;
    const double value = photons + adc;
    if (value > 65535) ++totals.overloads;
    return wrapped<std::uint16_t>(std::min(value, 65535.0));
  });
}

}  // namespace kbragg::model
