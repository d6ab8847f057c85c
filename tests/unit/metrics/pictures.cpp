// SPDX-License-Identifier: BSD-3-Clause
#include "pictures.hpp"

#include <cmath>

namespace kbragg::metrics {

namespace {

/// From 0 to 1, the same for the same index.
double scatter(std::uint64_t index) {
  std::uint64_t x = index * 0x9e3779b97f4a7c15u + 0x632be59bd9b4e019u;
  x ^= x >> 31;
  x *= 0xbf58476d1ce4e5b9u;
  x ^= x >> 29;
  return static_cast<double>(x >> 11) * 0x1p-53;
}

}  // namespace

Image spots(std::int64_t slow, std::int64_t fast, double shift_slow, double shift_fast) {
  constexpr double spacing = 12;
  Image image(slow, fast);
  for (std::int64_t s = 0; s < slow; ++s) {
    for (std::int64_t f = 0; f < fast; ++f) {
      const double y = static_cast<double>(s) - shift_slow, x = static_cast<double>(f) - shift_fast;
      const double row = std::floor(y / spacing), column = std::floor(x / spacing);
      const double dy = y - (row + 0.5) * spacing, dx = x - (column + 0.5) * spacing;
      const double height =
          100 + 900 * scatter(static_cast<std::uint64_t>((row + 10) * 1000 + column + 10));
      image.at(s, f) =
          3 + 0.01 * static_cast<double>(f) + height * std::exp(-(dx * dx + dy * dy) / 1.5);
    }
  }
  return image;
}

Image disturbed(Image image, double size) {
  for (std::size_t i = 0; i < image.pixels.size(); ++i)
    image.pixels[i] *= 1 + size * (2 * scatter(i) - 1);
  return image;
}

Image scaled(Image image, double factor) {
  for (double& pixel : image.pixels) pixel *= factor;
  return image;
}

}  // namespace kbragg::metrics
