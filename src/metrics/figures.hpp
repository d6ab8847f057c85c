// SPDX-License-Identifier: BSD-3-Clause
// From sums to metrics, with the reasons where there is none. Private to metrics.
#ifndef KBRAGG_METRICS_FIGURES_HPP
#define KBRAGG_METRICS_FIGURES_HPP

#include <string>

#include "metrics/comparison.hpp"
#include "metrics/selection.hpp"
#include "metrics/sums.hpp"

namespace kbragg::metrics {

/// A metric of this value, or without value because it does not fit into a double.
Metric metric(double value);
/// A metric without value.
Metric undefined(const std::string& reason);
/// 1 - x, undefined as x is.
Metric one_minus(const Metric& x);

inline constexpr const char* no_pixel = "there is no pixel to compare";

/// Why these pixels have no correlation; empty when nothing stands against it.
std::string obstacle(const Selection& chosen);

/// 1 - Pearson correlation of `chosen`, from its sums.
Metric one_minus_correlation(const Selection& chosen, const PairSums& sums);

/// Sum of b over sum of a.
Metric ratio_of_sums(const Selection& chosen, const PairSums& sums);

}  // namespace kbragg::metrics

#endif
