// SPDX-License-Identifier: BSD-3-Clause
#include "io/comparison_pictures.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include "math/percentile.hpp"

namespace kbragg::io {

namespace {

constexpr double scale_percent = 99.5;

/// Calls see(value) for every pixel value(i) of the region that is finite.
template <class Value, class See>
void for_each_in(const model::Region& region, std::int64_t fast, Value&& value, See&& see) {
  for (std::int64_t s = region.slow_first; s <= region.slow_last; ++s)
    for (std::int64_t f = region.fast_first; f <= region.fast_last; ++f)
      if (const double pixel = value(s * fast + f); std::isfinite(pixel)) see(pixel);
}

double end_of_scale(std::vector<double>& values) {
  return values.empty() ? 0 : percentile(values, scale_percent);
}

/// Of every block the value that is largest by `size`, 0 where there is none above 0.
template <class Value, class Size>
std::vector<double> reduced(std::int64_t slow, std::int64_t fast, std::int64_t block, Value&& value,
                            Size&& size) {
  const std::int64_t width = (fast + block - 1) / block, height = (slow + block - 1) / block;
  std::vector<double> shown(static_cast<std::size_t>(width * height), 0.0);
  for (std::int64_t s = 0; s < slow; ++s) {
    double* row = shown.data() + s / block * width;
    for (std::int64_t f = 0; f < fast; ++f) {
      const double pixel = value(s * fast + f);
      double& largest = row[f / block];
      if (std::isfinite(pixel) && size(pixel) > size(largest)) largest = pixel;
    }
  }
  return shown;
}

/// Grey levels; level(value) is from 0 to 255.
template <class Level>
Picture picture_of(const std::vector<double>& values, std::int64_t fast, std::int64_t block,
                   Level&& level) {
  Picture picture;
  picture.width = (fast + block - 1) / block;
  picture.height = static_cast<std::int64_t>(values.size()) / picture.width;
  picture.pixels.reserve(values.size());
  for (const double value : values)
    picture.pixels.push_back(static_cast<std::uint8_t>(std::lround(level(value))));
  return picture;
}

}  // namespace

ComparisonPictures render_comparison(const double* a, const double* b, std::int64_t slow,
                                     std::int64_t fast, const model::Region& region,
                                     std::int64_t max_edge) {
  const auto difference = [&](std::int64_t i) { return b[i] - a[i]; };
  ComparisonPictures result;
  std::vector<double> values;
  for (const double* image : {a, b})
    for_each_in(
        region, fast, [&](std::int64_t i) { return image[i]; },
        [&](double x) {
          if (x > 0) values.push_back(x);
        });
  result.white = end_of_scale(values);
  values.clear();
  for_each_in(region, fast, difference, [&](double x) {
    if (x != 0) values.push_back(std::fabs(x));
  });
  result.difference_scale = end_of_scale(values);
  result.block = (std::max(slow, fast) + max_edge - 1) / max_edge;

  const auto light = [&](double x) {
    return result.white > 0 ? 255 * std::clamp(x / result.white, 0.0, 1.0) : 0.0;
  };
  const auto shade = [&](double x) {
    const double end = result.difference_scale;
    return end > 0 ? 128 + 127 * std::clamp(x / end, -1.0, 1.0) : 128.0;
  };
  const auto draw = [&](const double* image) {
    return picture_of(reduced(
                          slow, fast, result.block, [&](std::int64_t i) { return image[i]; },
                          [](double x) { return x; }),
                      fast, result.block, light);
  };
  result.a = draw(a);
  result.b = draw(b);
  result.difference = picture_of(
      reduced(slow, fast, result.block, difference, [](double x) { return std::fabs(x); }), fast,
      result.block, shade);
  return result;
}

Picture side_by_side(const ComparisonPictures& pictures) {
  constexpr std::int64_t gap = 8;
  Picture row;
  row.height = pictures.a.height;
  row.width = 3 * pictures.a.width + 2 * gap;
  row.pixels.assign(static_cast<std::size_t>(row.width * row.height), 255);
  std::int64_t left = 0;
  for (const Picture* part : {&pictures.a, &pictures.b, &pictures.difference}) {
    for (std::int64_t y = 0; y < part->height; ++y)
      std::copy_n(part->pixels.data() + y * part->width, part->width,
                  row.pixels.data() + y * row.width + left);
    left += part->width + gap;
  }
  return row;
}

}  // namespace kbragg::io
