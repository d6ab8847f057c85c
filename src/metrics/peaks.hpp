// SPDX-License-Identifier: BSD-3-Clause
// Spots of an image and their places. Private to metrics.
#ifndef KBRAGG_METRICS_PEAKS_HPP
#define KBRAGG_METRICS_PEAKS_HPP

#include <vector>

#include "metrics/comparison.hpp"

namespace kbragg::metrics {

struct Peak {
  double value = 0;           ///< of the highest pixel
  double slow = 0, fast = 0;  ///< its centre, in pixels
};

/// Peaks as PeakShift defines them, brightest first; equal ones row by row. `image` has rows of
/// `fast` pixels; what lies outside `region` is not looked at.
std::vector<Peak> find_peaks(const double* image, std::int64_t fast, const Region& region);

PeakShift match_peaks(const std::vector<Peak>& a, const std::vector<Peak>& b);

}  // namespace kbragg::metrics

#endif
