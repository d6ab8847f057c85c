// SPDX-License-Identifier: BSD-3-Clause
#include "measure.hpp"

#include <cstdio>
#include <stdexcept>

#include "metrics/comparison.hpp"

namespace kbragg::parity {

namespace {

metrics::ImagePair pair_of(const Case& golden, const std::vector<double>& reference,
                           const std::vector<double>& image) {
  return {reference.data(), image.data(), golden.slow, golden.fast};
}

double value_of(const metrics::Metric& metric, const char* name) {
  if (!metric.value)
    throw std::runtime_error(std::string(name) + " has no value: " + metric.reason);
  return *metric.value;
}

std::string place(const metrics::Pixel& pixel) {
  return "fast " + std::to_string(pixel.fast) + ", slow " + std::to_string(pixel.slow);
}

std::string describe(const metrics::ImagePair& images, const metrics::Pixel& pixel) {
  const std::int64_t at = pixel.slow * images.fast + pixel.fast;
  char text[160];
  std::snprintf(text, sizeof text, "the worst pixel is %s: %.9g, in the reference %.9g",
                place(pixel).c_str(), images.b[at], images.a[at]);
  return text;
}

}  // namespace

Result measure_float(const Case& golden, const std::vector<double>& reference,
                     const std::vector<double>& image, const std::string& backend) {
  const metrics::ImagePair images = pair_of(golden, reference, image);
  const metrics::Comparison compared = metrics::compare(backend, images);
  if (const metrics::NonFinite& bad = compared.nonfinite_b; bad.count > 0)
    throw std::runtime_error(std::to_string(bad.count) + " pixels are not finite, the first is " +
                             place(bad.first));
  const metrics::PixelMetric worst = metrics::worst_deviation(images, limits.floor);
  const metrics::Pixel a = compared.brightest_a.pixel, b = compared.brightest_b.pixel;
  Result result;
  result.pixels = golden.pixels();
  result.one_minus_correlation = value_of(compared.one_minus_correlation, "1 - correlation");
  result.sum_error = value_of(compared.sum_ratio, "the sum ratio") - 1;
  result.worst = value_of(worst, "the worst relative error");
  result.where = describe(images, worst.pixel);
  result.beyond = metrics::count_beyond(images, limits.pixel_error, limits.floor);
  result.same_brightest = a.fast == b.fast && a.slow == b.slow;
  result.brightest = "it is " + place(b) + ", in the reference " + place(a);
  return result;
}

CountResult measure_counts(const Case& golden, const std::vector<double>& reference,
                           const std::vector<double>& image, const std::string& backend) {
  const metrics::ImagePair images = pair_of(golden, reference, image);
  const metrics::PixelMetric worst = metrics::compare(backend, images).max_abs_diff;
  return {metrics::count_beyond(images, 0, 0), value_of(worst, "the largest difference"),
          describe(images, worst.pixel)};
}

}  // namespace kbragg::parity
