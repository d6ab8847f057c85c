// SPDX-License-Identifier: BSD-3-Clause
// Compares two pixel traces value by value.
#ifndef KBRAGG_APP_TRACE_DIFF_HPP
#define KBRAGG_APP_TRACE_DIFF_HPP

#include <array>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "app/trace_file.hpp"

namespace kbragg::app {

/// A value that departs. Lists are judged on the scale of their largest number.
struct TraceDifference {
  const TraceKey* key = nullptr;
  std::string indices;
  std::string a, b;
  std::optional<double> absolute, relative;  ///< absent: a text, nan, or lists of two lengths
  std::string kind;                          ///< minor < 1e-4, divergent < 1e-2, critical
  std::string hint;                          ///< "unit?" power of ten, "count?" square; or empty
  bool inputs_agree = false;                 ///< not a consequence of another one
};

struct TraceDiff {
  double limit = 0;                          ///< relative
  std::vector<TraceDifference> differences;  ///< in the order of a
  /// Of the blocks A to H: values compared, and departing.
  std::array<std::int64_t, 8> compared{}, departing{};
  std::int64_t not_applicable = 0;  ///< NA on either side
  std::int64_t only_in_one = 0;

  std::int64_t all_compared() const;
  /// The first difference whose inputs agree, or null.
  const TraceDifference* first() const;
};

/// `limit`: relative difference up to which numbers agree; keys of `ignored` are left out.
TraceDiff compare_traces(const TraceFile& a, const TraceFile& b, double limit,
                         const std::set<std::string>& ignored);

/// The report of kbragg trace-diff, with every difference when `all`.
std::string trace_diff_text(const TraceDiff& diff, bool all);
std::string trace_diff_json(const TraceDiff& diff, const TraceFile& a, const TraceFile& b);

}  // namespace kbragg::app

#endif
