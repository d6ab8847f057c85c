// SPDX-License-Identifier: BSD-3-Clause
#include "metrics/scan.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "metrics/figures.hpp"

namespace kbragg::metrics {

namespace {

/// Largest of the values that it sees, and where it saw it first.
class Largest {
 public:
  void see(double value, Pixel pixel) {
    if (m_found && !(value > m_value)) return;
    m_found = true;
    m_value = value;
    m_pixel = pixel;
  }
  bool found() const { return m_found; }
  double value() const { return m_value; }
  Pixel pixel() const { return m_pixel; }
  PixelMetric or_reason(const std::string& reason) const {
    return {m_found ? metric(m_value) : undefined(reason), m_pixel};
  }

 private:
  bool m_found = false;
  double m_value = 0;
  Pixel m_pixel;
};

void see_nonfinite(NonFinite& seen, double value, Pixel pixel) {
  if (std::isfinite(value)) return;
  if (seen.count == 0) seen.first = pixel;
  ++seen.count;
}

/// The pixels that are finite in both images.
template <class Visit>
void for_each_finite(const ImagePair& images, const Region& region, Visit&& visit) {
  for_each_pixel(images, region, [&](Pixel pixel, double a, double b) {
    if (std::isfinite(a) && std::isfinite(b)) visit(pixel, a, b);
  });
}

Region whole_of(const ImagePair& images) { return {0, images.fast - 1, 0, images.slow - 1}; }

double largest_a(const ImagePair& images, const Region& region) {
  double largest = 0;
  for_each_finite(images, region,
                  [&](Pixel, double a, double) { largest = std::max(largest, std::fabs(a)); });
  return largest;
}

struct Scale {
  double top_a = 0;      ///< highest pixel of a
  double largest_a = 0;  ///< largest |a|
};

Scale scan_values(const ImagePair& images, Comparison& result) {
  Largest a_top, b_top, difference;
  Scale scale;
  for_each_pixel(images, result.region, [&](Pixel pixel, double a, double b) {
    see_nonfinite(result.nonfinite_a, a, pixel);
    see_nonfinite(result.nonfinite_b, b, pixel);
  });
  for_each_finite(images, result.region, [&](Pixel pixel, double a, double b) {
    ++result.n_pixels;
    a_top.see(a, pixel);
    b_top.see(b, pixel);
    difference.see(std::fabs(b - a), pixel);
    scale.largest_a = std::max(scale.largest_a, std::fabs(a));
  });
  result.brightest_a = a_top.or_reason(no_pixel);
  result.brightest_b = b_top.or_reason(no_pixel);
  result.max_abs_diff = difference.or_reason(no_pixel);
  result.identical = result.n_pixels > 0 && difference.value() == 0 &&
                     result.nonfinite_a.count + result.nonfinite_b.count == 0;
  scale.top_a = a_top.value();
  return scale;
}

void scan_ratios(const ImagePair& images, const Scale& scale, Comparison& result) {
  const double least = 1e-12 * scale.largest_a;
  const double peak = scale.top_a > 0 ? 0.01 * scale.top_a : std::numeric_limits<double>::max();
  Largest all, peaks;
  bool worst_is_peak = false;
  for_each_finite(images, result.region, [&](Pixel pixel, double a, double b) {
    const double size = std::max(std::fabs(a), std::fabs(b));
    if (!(size > least)) return;
    const double relative = std::fabs(b - a) / size;
    if (!all.found() || relative > all.value()) worst_is_peak = a >= peak;
    all.see(relative, pixel);
    if (a >= peak) peaks.see(relative, pixel);
  });
  result.max_rel = all.or_reason("no pixel is above 1e-12 of the largest of the reference");
  result.peak_max_rel = peaks.or_reason("the reference has no pixel above 0");
  result.worst_is_peak = worst_is_peak;
}

}  // namespace

void scan(const ImagePair& images, Comparison& result) {
  const Scale scale = scan_values(images, result);
  scan_ratios(images, scale, result);
}

PixelMetric worst_deviation(const ImagePair& images, double floor) {
  const Region whole = whole_of(images);
  const double least = floor * largest_a(images, whole);
  Largest deviation;
  for_each_finite(images, whole, [&](Pixel pixel, double a, double b) {
    const double size = std::max(std::fabs(a), least);
    if (size > 0) deviation.see(std::fabs(b - a) / size, pixel);
  });
  return deviation.or_reason("the reference has no pixel above 0");
}

std::int64_t count_beyond(const ImagePair& images, double tolerance, double floor) {
  const Region whole = whole_of(images);
  const double least = floor * largest_a(images, whole);
  std::int64_t count = 0;
  for_each_pixel(images, whole, [&](Pixel, double a, double b) {
    if (!(std::fabs(b - a) <= tolerance * std::max(std::fabs(a), least))) ++count;
  });
  return count;
}

}  // namespace kbragg::metrics
