// SPDX-License-Identifier: BSD-3-Clause
// The metrics in the order in which reports show them, with their keys and names.
#ifndef KBRAGG_APP_COMPARISON_ROWS_HPP
#define KBRAGG_APP_COMPARISON_ROWS_HPP

#include <array>

#include "metrics/comparison.hpp"

namespace kbragg::app {

struct Row {
  const char* key;
  const char* name;
  metrics::Metric metrics::Comparison::*metric;
};

inline constexpr std::array metric_rows{
    Row{"correlation", "correlation", &metrics::Comparison::correlation},
    Row{"one_minus_correlation", "1 - correlation", &metrics::Comparison::one_minus_correlation},
    Row{"log_correlation", "log correlation", &metrics::Comparison::log_correlation},
    Row{"sum_a", "sum of the reference", &metrics::Comparison::sum_a},
    Row{"sum_b", "sum of the test image", &metrics::Comparison::sum_b},
    Row{"sum_ratio", "sum ratio", &metrics::Comparison::sum_ratio},
    Row{"mse", "mean square difference", &metrics::Comparison::mse},
    Row{"rmse", "rms difference", &metrics::Comparison::rmse}};

struct PixelRow {
  const char* key;
  const char* name;
  metrics::PixelMetric metrics::Comparison::*metric;
};

inline constexpr std::array pixel_rows{
    PixelRow{"max_abs_diff", "worst difference", &metrics::Comparison::max_abs_diff},
    PixelRow{"max_rel", "worst relative error", &metrics::Comparison::max_rel},
    PixelRow{"peak_max_rel", "the same of peak pixels", &metrics::Comparison::peak_max_rel},
    PixelRow{"brightest_a", "brightest of the reference", &metrics::Comparison::brightest_a},
    PixelRow{"brightest_b", "brightest of the test image", &metrics::Comparison::brightest_b}};

struct ShiftRow {
  const char* key;
  const char* name;
  metrics::Metric metrics::PeakShift::*metric;
};

inline constexpr std::array shift_rows{
    ShiftRow{"peak_shift_mean", "mean shift of peaks (px)", &metrics::PeakShift::mean},
    ShiftRow{"peak_shift_max", "largest shift (px)", &metrics::PeakShift::max},
    ShiftRow{"peak_shift_mean_fast", "mean shift along fast (px)", &metrics::PeakShift::mean_fast},
    ShiftRow{"peak_shift_mean_slow", "mean shift along slow (px)", &metrics::PeakShift::mean_slow}};

}  // namespace kbragg::app

#endif
