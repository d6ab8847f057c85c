// SPDX-License-Identifier: BSD-3-Clause
// Tables of a recording, as text. Times in milliseconds, percentages of the recorded interval.
// Exclusive times and the idle time add up to the interval; events of other threads are listed as
// "beside" and add to no sum.
#ifndef KBRAGG_PROFILE_TABLES_HPP
#define KBRAGG_PROFILE_TABLES_HPP

#include <string>

#include "profile/timeline.hpp"

namespace kbragg::profile {

/// For people: the ten kernels, copies, fences and allocations that took longest, the others in
/// one row, then the regions, the idle time and the sum. `pixel_steps`: of the whole recording, for
/// the rate of the lattice sum; 0: unknown.
std::string top_kernels_text(const Summary& summary, double pixel_steps);

/// Every row, with the columns section (kernel, region, beside, idle), rank, label, kind, space,
/// calls, total_ms, mean_us, min_us, max_us, inclusive_pct, exclusive_ms, exclusive_pct, bytes,
/// GBps, pixel_steps_per_s; fields that do not apply are empty.
std::string top_kernels_csv(const Summary& summary, double pixel_steps);

/// The rows of the recording thread by exclusive time, and the idle one, with the columns rank,
/// label, kind, file, class, calls, inclusive_ms, inclusive_pct, exclusive_ms, exclusive_pct,
/// pixel_steps_per_s. Files are those of labels.hpp, or "Kokkos".
std::string hot_loops_csv(const Summary& summary, double pixel_steps);

}  // namespace kbragg::profile

#endif
