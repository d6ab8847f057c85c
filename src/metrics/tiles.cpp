// SPDX-License-Identifier: BSD-3-Clause
#include "metrics/tiles.hpp"

#include <cmath>
#include <numeric>

#include "metrics/figures.hpp"

namespace kbragg::metrics {

namespace {

double norm(const std::vector<double>& values) {
  return std::sqrt(std::inner_product(values.begin(), values.end(), values.begin(), 0.0));
}

/// Takes the mean off `values` and returns their sum.
double centre(std::vector<double>& values) {
  const double sum = std::accumulate(values.begin(), values.end(), 0.0);
  const double mean = sum / static_cast<double>(values.size());
  for (double& x : values) x -= mean;
  return sum;
}

/// As pair_sums, without the norm of b - a, on the host: so few pixels are summed sooner than a
/// backend has started its threads. The pixels are used up.
PairSums host_sums(Selection& chosen) {
  PairSums sums;
  if (chosen.size() == 0) return sums;
  sums.sum_a = centre(chosen.a);
  sums.sum_b = centre(chosen.b);
  sums.norm_a = norm(chosen.a);
  sums.norm_b = norm(chosen.b);
  if (!has_direction(sums.norm_a) || !has_direction(sums.norm_b)) return sums;
  for (std::size_t i = 0; i < chosen.a.size(); ++i)
    chosen.b[i] = chosen.b[i] / sums.norm_b - chosen.a[i] / sums.norm_a;
  sums.distance = norm(chosen.b);
  return sums;
}

Tile tile(const ImagePair& images, const Region& part) {
  Selection chosen = select(images, part);
  const PairSums sums = host_sums(chosen);
  return {ratio_of_sums(chosen, sums), one_minus(one_minus_correlation(chosen, sums))};
}

}  // namespace

void fill_tiles(const ImagePair& images, Comparison& result) {
  const Region& r = result.region;
  const auto bound = [](std::int64_t first, std::int64_t size, int i) {
    return first + size * i / tile_edge;
  };
  for (int s = 0; s < tile_edge; ++s) {
    for (int f = 0; f < tile_edge; ++f) {
      const Region part{
          bound(r.fast_first, r.width(), f), bound(r.fast_first, r.width(), f + 1) - 1,
          bound(r.slow_first, r.height(), s), bound(r.slow_first, r.height(), s + 1) - 1};
      result.tiles[static_cast<std::size_t>(s * tile_edge + f)] = tile(images, part);
    }
  }
}

}  // namespace kbragg::metrics
