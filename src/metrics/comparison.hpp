// SPDX-License-Identifier: BSD-3-Clause
// Compares two images pixel by pixel: the one place where kbragg computes correlation, sum ratio
// and their like. Values are in the unit of the pixels unless stated otherwise.
#ifndef KBRAGG_METRICS_COMPARISON_HPP
#define KBRAGG_METRICS_COMPARISON_HPP

#include <array>
#include <cstdint>
#include <optional>
#include <string>

namespace kbragg::metrics {

/// Two images of one shape, (slow, fast) with fast contiguous: `a` the reference, `b` the test.
struct ImagePair {
  const double* a = nullptr;
  const double* b = nullptr;
  std::int64_t slow = 0, fast = 0;
};

struct Pixel {
  std::int64_t slow = 0, fast = 0;
};

/// Rectangle of pixels, bounds inclusive.
struct Region {
  std::int64_t fast_first = 0, fast_last = -1, slow_first = 0, slow_last = -1;
  bool empty() const { return fast_first > fast_last || slow_first > slow_last; }
  std::int64_t height() const { return slow_last - slow_first + 1; }
  std::int64_t width() const { return fast_last - fast_first + 1; }
};

/// A finite number, or the reason why there is none.
struct Metric {
  std::optional<double> value;
  std::string reason;
};

/// The same with the pixel that it belongs to: of several the first, row by row.
struct PixelMetric : Metric {
  Pixel pixel;
};

/// NaN and infinite pixels of one image.
struct NonFinite {
  std::int64_t count = 0;
  Pixel first;  ///< row by row
};

/// How far spots have moved from a to b, in pixels. A peak is a pixel above the 99th percentile of
/// its image that none of its eight neighbours exceeds; its place is the centre of the 5 x 5 pixels
/// around it, weighted by what they have above the lowest of them. The 20 brightest peaks of a are
/// matched with those peaks of b to which they are nearest while these are nearest to them.
struct PeakShift {
  std::int64_t n_a = 0, n_b = 0;  ///< peaks
  std::int64_t n_matched = 0;     ///< of the 20 brightest
  Metric mean, max;               ///< distance
  Metric mean_fast, mean_slow;    ///< signed, b - a
};

struct Tile {
  Metric sum_ratio, correlation;
};

inline constexpr int tile_edge = 8;  ///< tiles along each axis

/// Everything is over the pixels inside `region` that are finite in both images, except the numbers
/// of non-finite pixels and the peaks of each image, which are over all pixels inside it.
struct Comparison {
  Region region;
  std::int64_t n_pixels = 0;
  NonFinite nonfinite_a, nonfinite_b;
  bool identical = false;  ///< n_pixels > 0, all are equal and finite

  Metric correlation;                    ///< Pearson; none where an image is constant
  Metric one_minus_correlation;          ///< without the cancellation
  Metric log_correlation;                ///< Pearson of log(1 + x / median of positive x)
  Metric mse, rmse;                      ///< of b - a
  Metric sum_a, sum_b, sum_ratio;        ///< sum_b / sum_a
  PixelMetric brightest_a, brightest_b;  ///< highest pixel
  PixelMetric max_abs_diff;              ///< |b - a|
  PixelMetric max_rel;                   ///< |b - a| / max(|a|, |b|), the latter > 1e-12 max |a|
  PixelMetric peak_max_rel;              ///< the same over pixels with a >= 1 % of max a
  bool worst_is_peak = false;            ///< the pixel of max_rel is one of the latter
  PeakShift peaks;                       ///< spots
  std::array<Tile, tile_edge * tile_edge> tiles;  ///< (slow, fast) parts of the region
};

/// Compares the images on the backend of this name inside the part of `region` that lies on them;
/// without a region whole. Kokkos must be initialized. Throws kbragg::Error when this program has
/// no such backend, and std::bad_alloc when the memory is not enough.
Comparison compare(const std::string& backend, const ImagePair& images,
                   const std::optional<Region>& region = std::nullopt);

/// Largest |b - a| / max(|a|, floor * max |a|), over the pixels that are finite in both images.
PixelMetric worst_deviation(const ImagePair& images, double floor);

/// Number of pixels with |b - a| > tolerance * max(|a|, floor * max |a|), or with a NaN.
std::int64_t count_beyond(const ImagePair& images, double tolerance, double floor);

}  // namespace kbragg::metrics

#endif
