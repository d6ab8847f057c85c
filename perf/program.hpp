// SPDX-License-Identifier: BSD-3-Clause
// What every Google Benchmark program here shares: its command line and how it adds benchmarks.
#ifndef KBRAGG_PERF_PROGRAM_HPP
#define KBRAGG_PERF_PROGRAM_HPP

#include <benchmark/benchmark.h>

#include <string>
#include <utility>

#include "perf/timing.hpp"

namespace kbragg::perf {

struct Options {
  int threads = 0;   ///< of the openmp backend; 0: all that Kokkos takes
  bool dry = false;  ///< one iteration of small problems, to see that the program works
};

/// Defined by each program: registers its benchmarks.
void register_benchmarks(const Options& options);

/// Registers run(state), to be refined by the caller.
template <class Run>
auto* add(const Options& options, const std::string& name, Run&& run) {
  auto* added = benchmark::RegisterBenchmark(name.c_str(), std::forward<Run>(run));
  if (options.dry) added->Iterations(1);
  return added;
}

/// Runs body() as the benchmark; `counter` tells the nanoseconds of CPU time of this thread for
/// each of the `events` of a call.
template <class Body>
void measure(benchmark::State& state, const char* counter, double events, const Body& body) {
  const double start = thread_cpu_seconds();
  for (auto _ : state) body();
  state.counters[counter] =
      1e9 * (thread_cpu_seconds() - start) / (events * static_cast<double>(state.iterations()));
}

/// Events per second when each iteration makes `events`.
inline benchmark::Counter per_second(double events) {
  return benchmark::Counter(events, benchmark::Counter::kIsIterationInvariantRate);
}

}  // namespace kbragg::perf

#endif
