// SPDX-License-Identifier: BSD-3-Clause
// The pixels of a region that are finite in both images, one after the other. Private to metrics.
#ifndef KBRAGG_METRICS_SELECTION_HPP
#define KBRAGG_METRICS_SELECTION_HPP

#include <cmath>
#include <cstddef>
#include <vector>

#include "metrics/comparison.hpp"

namespace kbragg::metrics {

/// Calls visit(pixel, a, b) for every pixel of the region, row by row.
template <class Visit>
void for_each_pixel(const ImagePair& images, const Region& region, Visit&& visit) {
  for (std::int64_t s = region.slow_first; s <= region.slow_last; ++s)
    for (std::int64_t f = region.fast_first; f <= region.fast_last; ++f)
      visit(Pixel{s, f}, images.a[s * images.fast + f], images.b[s * images.fast + f]);
}

/// Pixels in pairs; `constant`: all of them are equal.
struct Selection {
  std::vector<double> a, b;
  bool constant_a = true, constant_b = true;
  std::int64_t size() const { return static_cast<std::int64_t>(a.size()); }
};

inline Selection select(const ImagePair& images, const Region& region) {
  Selection chosen;
  if (region.empty()) return chosen;
  const auto size = static_cast<std::size_t>(region.height() * region.width());
  chosen.a.reserve(size);
  chosen.b.reserve(size);
  for_each_pixel(images, region, [&](Pixel, double a, double b) {
    if (!std::isfinite(a) || !std::isfinite(b)) return;
    chosen.a.push_back(a);
    chosen.b.push_back(b);
    chosen.constant_a = chosen.constant_a && a == chosen.a.front();
    chosen.constant_b = chosen.constant_b && b == chosen.b.front();
  });
  return chosen;
}

}  // namespace kbragg::metrics

#endif
