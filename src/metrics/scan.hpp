// SPDX-License-Identifier: BSD-3-Clause
// What a look at each pixel tells: counts, brightest pixels, worst differences. Private to metrics.
#ifndef KBRAGG_METRICS_SCAN_HPP
#define KBRAGG_METRICS_SCAN_HPP

#include "metrics/comparison.hpp"

namespace kbragg::metrics {

/// Fills n_pixels, nonfinite_a and _b, identical, brightest_a and _b, max_abs_diff, max_rel,
/// peak_max_rel and worst_is_peak for result.region, which lies inside the images.
void scan(const ImagePair& images, Comparison& result);

}  // namespace kbragg::metrics

#endif
