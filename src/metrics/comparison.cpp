// SPDX-License-Identifier: BSD-3-Clause
#include "metrics/comparison.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <utility>
#include <vector>

#include "math/percentile.hpp"
#include "metrics/figures.hpp"
#include "metrics/peaks.hpp"
#include "metrics/scan.hpp"
#include "metrics/tiles.hpp"

namespace kbragg::metrics {

namespace {

Region clipped(const ImagePair& images, const std::optional<Region>& region) {
  const Region whole{0, images.fast - 1, 0, images.slow - 1};
  if (!region) return whole;
  const Region inside{
      std::max(region->fast_first, whole.fast_first), std::min(region->fast_last, whole.fast_last),
      std::max(region->slow_first, whole.slow_first), std::min(region->slow_last, whole.slow_last)};
  return inside.empty() ? Region{} : inside;
}

void fill_sums(const Selection& chosen, const PairSums& sums, Comparison& result) {
  result.one_minus_correlation = one_minus_correlation(chosen, sums);
  result.correlation = one_minus(result.one_minus_correlation);
  result.sum_ratio = ratio_of_sums(chosen, sums);
  if (chosen.size() == 0) {
    result.mse = result.rmse = result.sum_a = result.sum_b = undefined(no_pixel);
    return;
  }
  const double rmse = sums.difference / std::sqrt(static_cast<double>(chosen.size()));
  result.mse = metric(rmse * rmse);
  result.rmse = metric(rmse);
  result.sum_a = metric(sums.sum_a);
  result.sum_b = metric(sums.sum_b);
}

/// Replaces x by log(1 + x / median of positive x); false where that is not possible.
bool to_log(std::vector<double>& values) {
  std::vector<double> positive;
  std::copy_if(values.begin(), values.end(), std::back_inserter(positive),
               [](double x) { return x > 0; });
  if (positive.empty()) return false;
  const double median = percentile(positive, 50);
  if (*std::min_element(values.begin(), values.end()) <= -median) return false;
  for (double& x : values) x = std::log1p(x / median);
  return true;
}

Metric log_correlation(const std::string& backend, Selection chosen) {
  if (const std::string reason = obstacle(chosen); !reason.empty()) return undefined(reason);
  if (!to_log(chosen.a) || !to_log(chosen.b))
    return undefined("a pixel is too far below 0, or none above it");
  return one_minus(one_minus_correlation(
      chosen, pair_sums(backend, chosen.a.data(), chosen.b.data(), chosen.size())));
}

}  // namespace

Comparison compare(const std::string& backend, const ImagePair& images,
                   const std::optional<Region>& region) {
  Comparison result;
  result.region = clipped(images, region);
  scan(images, result);
  Selection chosen = select(images, result.region);
  fill_sums(chosen, pair_sums(backend, chosen.a.data(), chosen.b.data(), chosen.size()), result);
  result.log_correlation = log_correlation(backend, std::move(chosen));
  result.peaks = match_peaks(find_peaks(images.a, images.fast, result.region),
                             find_peaks(images.b, images.fast, result.region));
  fill_tiles(images, result);
  return result;
}

}  // namespace kbragg::metrics
