// SPDX-License-Identifier: BSD-3-Clause
#include "metrics/figures.hpp"

#include <algorithm>
#include <cmath>

namespace kbragg::metrics {

Metric metric(double value) {
  if (std::isfinite(value)) return {value, {}};
  return undefined("it is beyond the range of double precision");
}

Metric undefined(const std::string& reason) { return {std::nullopt, reason}; }

Metric one_minus(const Metric& x) { return x.value ? metric(1 - *x.value) : x; }

std::string obstacle(const Selection& chosen) {
  if (chosen.size() == 0) return no_pixel;
  if (chosen.constant_a && chosen.constant_b) return "both images are constant";
  if (chosen.constant_a) return "the reference is constant";
  if (chosen.constant_b) return "the test image is constant";
  return {};
}

Metric one_minus_correlation(const Selection& chosen, const PairSums& sums) {
  if (const std::string reason = obstacle(chosen); !reason.empty()) return undefined(reason);
  if (!std::isfinite(sums.distance))
    return undefined("a variance is beyond the range of double precision");
  return metric(std::clamp(sums.distance * sums.distance / 2, 0.0, 2.0));
}

Metric ratio_of_sums(const Selection& chosen, const PairSums& sums) {
  if (chosen.size() == 0) return undefined(no_pixel);
  if (sums.sum_a == 0) return undefined("the sum of the reference is 0");
  return metric(sums.sum_b / sums.sum_a);
}

}  // namespace kbragg::metrics
