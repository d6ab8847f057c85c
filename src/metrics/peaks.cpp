// SPDX-License-Identifier: BSD-3-Clause
#include "metrics/peaks.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "math/percentile.hpp"
#include "metrics/figures.hpp"

namespace kbragg::metrics {

namespace {

constexpr double threshold_percent = 99;
constexpr std::size_t brightest_peaks = 20;

class Finder {
 public:
  Finder(const double* image, std::int64_t fast, const Region& region)
      : m_image(image), m_fast(fast), m_region(region) {}

  double at(std::int64_t s, std::int64_t f) const { return m_image[s * m_fast + f]; }

  double threshold() const {
    std::vector<double> finite;
    finite.reserve(static_cast<std::size_t>(m_region.height() * m_region.width()));
    for (std::int64_t s = m_region.slow_first; s <= m_region.slow_last; ++s)
      for (std::int64_t f = m_region.fast_first; f <= m_region.fast_last; ++f)
        if (std::isfinite(at(s, f))) finite.push_back(at(s, f));
    return finite.empty() ? std::numeric_limits<double>::max()
                          : percentile(finite, threshold_percent);
  }

  /// Of equal neighbours the first, row by row, is the peak. Non-finite neighbours do not count.
  bool is_peak(std::int64_t s, std::int64_t f) const {
    const double value = at(s, f);
    return every_around(s, f, 1, [&](std::int64_t slow, std::int64_t fast, double neighbour) {
      const bool before = slow < s || (slow == s && fast < f);
      return before ? value > neighbour : value >= neighbour;
    });
  }

  Peak centre(std::int64_t s, std::int64_t f) const {
    double lowest = at(s, f);
    every_around(s, f, 2, [&](std::int64_t, std::int64_t, double value) {
      lowest = std::min(lowest, value);
      return true;
    });
    double sum = 0, slow_sum = 0, fast_sum = 0;
    every_around(s, f, 2, [&](std::int64_t slow, std::int64_t fast, double value) {
      const double weight = value - lowest;
      sum += weight;
      slow_sum += weight * static_cast<double>(slow - s);
      fast_sum += weight * static_cast<double>(fast - f);
      return true;
    });
    const double scale = sum > 0 ? 1 / sum : 0;  // a plateau has its centre where it was found
    return {at(s, f), static_cast<double>(s) + scale * slow_sum,
            static_cast<double>(f) + scale * fast_sum};
  }

 private:
  /// Whether test(slow, fast, value) holds for all finite pixels up to `reach` away from (s, f),
  /// itself included.
  template <class Test>
  bool every_around(std::int64_t s, std::int64_t f, std::int64_t reach, Test&& test) const {
    for (std::int64_t slow = std::max(s - reach, m_region.slow_first);
         slow <= std::min(s + reach, m_region.slow_last); ++slow)
      for (std::int64_t fast = std::max(f - reach, m_region.fast_first);
           fast <= std::min(f + reach, m_region.fast_last); ++fast)
        if (std::isfinite(at(slow, fast)) && !test(slow, fast, at(slow, fast))) return false;
    return true;
  }

  const double* m_image;
  std::int64_t m_fast;
  Region m_region;
};

double distance(const Peak& x, const Peak& y) {
  return std::hypot(x.slow - y.slow, x.fast - y.fast);
}

/// The nearest of `peaks`, the brightest of those equally near.
std::size_t nearest(const Peak& place, const std::vector<Peak>& peaks) {
  const auto found = std::min_element(
      peaks.begin(), peaks.end(),
      [&](const Peak& x, const Peak& y) { return distance(place, x) < distance(place, y); });
  return static_cast<std::size_t>(found - peaks.begin());
}

}  // namespace

std::vector<Peak> find_peaks(const double* image, std::int64_t fast, const Region& region) {
  std::vector<Peak> peaks;
  if (region.empty()) return peaks;
  const Finder finder(image, fast, region);
  const double threshold = finder.threshold();
  for (std::int64_t s = region.slow_first; s <= region.slow_last; ++s)
    for (std::int64_t f = region.fast_first; f <= region.fast_last; ++f)
      if (std::isfinite(finder.at(s, f)) && finder.at(s, f) > threshold && finder.is_peak(s, f))
        peaks.push_back(finder.centre(s, f));
  std::stable_sort(peaks.begin(), peaks.end(),
                   [](const Peak& x, const Peak& y) { return x.value > y.value; });
  return peaks;
}

PeakShift match_peaks(const std::vector<Peak>& a, const std::vector<Peak>& b) {
  PeakShift shift;
  shift.n_a = static_cast<std::int64_t>(a.size());
  shift.n_b = static_cast<std::int64_t>(b.size());
  double sum = 0, largest = 0, fast_sum = 0, slow_sum = 0;
  for (std::size_t i = 0; i < std::min(a.size(), brightest_peaks) && !b.empty(); ++i) {
    const Peak& partner = b[nearest(a[i], b)];
    if (nearest(partner, a) != i) continue;
    ++shift.n_matched;
    const double moved = distance(a[i], partner);
    sum += moved;
    largest = std::max(largest, moved);
    fast_sum += partner.fast - a[i].fast;
    slow_sum += partner.slow - a[i].slow;
  }
  if (shift.n_matched == 0) {
    shift.mean = shift.max = shift.mean_fast = shift.mean_slow =
        undefined(a.empty() || b.empty() ? "an image has no peak" : "no peaks could be matched");
    return shift;
  }
  const auto n = static_cast<double>(shift.n_matched);
  shift.mean = metric(sum / n);
  shift.max = metric(largest);
  shift.mean_fast = metric(fast_sum / n);
  shift.mean_slow = metric(slow_sum / n);
  return shift;
}

}  // namespace kbragg::metrics
