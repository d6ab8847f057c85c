// SPDX-License-Identifier: BSD-3-Clause
// Sums over two lists of numbers, on a backend. Private to metrics.
#ifndef KBRAGG_METRICS_SUMS_HPP
#define KBRAGG_METRICS_SUMS_HPP

#include <cmath>
#include <cstdint>
#include <limits>
#include <string>

namespace kbragg::metrics {

struct PairSums {
  double sum_a = 0, sum_b = 0;
  double difference = 0;          ///< norm of b - a
  double norm_a = 0, norm_b = 0;  ///< norms of a and b less their means
  /// Norm of the difference of a and b, each less its mean and divided by its norm: the Pearson
  /// correlation is 1 - distance^2 / 2, which loses no digits near 1. NaN where a norm is 0
  /// or infinite.
  double distance = std::numeric_limits<double>::quiet_NaN();
};

/// Whether a vector of this norm can be divided by it.
inline bool has_direction(double norm) { return 1 / norm > 0 && std::isfinite(1 / norm); }

/// Sums of `count` numbers, in double precision; of none, a PairSums as it is made. Throws
/// kbragg::Error, naming the backends that are present, when there is none of that name, and
/// std::bad_alloc when the backend has not enough memory.
PairSums pair_sums(const std::string& backend, const double* a, const double* b,
                   std::int64_t count);

}  // namespace kbragg::metrics

#endif
