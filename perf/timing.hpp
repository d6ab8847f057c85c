// SPDX-License-Identifier: BSD-3-Clause
// Clocks, and the median of what they show.
#ifndef KBRAGG_PERF_TIMING_HPP
#define KBRAGG_PERF_TIMING_HPP

#include <vector>

namespace kbragg::perf {

/// Time of the wall clock, and CPU time of all threads of this process, s.
struct Stopwatch {
  double wall = 0, cpu = 0;
  static Stopwatch now();
  Stopwatch since(const Stopwatch& start) const { return {wall - start.wall, cpu - start.cpu}; }
};

/// CPU time of the calling thread, s.
double thread_cpu_seconds();

/// Middle value; the mean of the two in the middle of an even number. Needs at least one.
double median(std::vector<double> values);

}  // namespace kbragg::perf

#endif
