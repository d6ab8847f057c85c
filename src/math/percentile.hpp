// SPDX-License-Identifier: BSD-3-Clause
// Percentiles of many values without sorting them. For the host.
#ifndef KBRAGG_MATH_PERCENTILE_HPP
#define KBRAGG_MATH_PERCENTILE_HPP

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

namespace kbragg {

/// Element of `values` at `percent` (0 to 100) of their order, rounded to the nearest one. There
/// must be one at least, and no NaN; their order changes.
template <class T>
T percentile(std::vector<T>& values, double percent) {
  const auto last = static_cast<double>(values.size() - 1);
  const auto position = static_cast<std::ptrdiff_t>(std::llround(last * percent / 100));
  std::nth_element(values.begin(), values.begin() + position, values.end());
  return values[static_cast<std::size_t>(position)];
}

}  // namespace kbragg

#endif
