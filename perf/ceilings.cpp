// SPDX-License-Identifier: BSD-3-Clause
// What this machine can do at best: arithmetic, also of its devices, gathers, memory. The roof of
// perf/roofline.md.
#include <cstdint>
#include <string>
#include <vector>

#include "kernels/intensity.hpp"
#include "perf/program.hpp"

namespace kbragg::perf {

namespace {

#if defined(__AVX512F__)
constexpr int vector_bytes = 64;
#elif defined(__AVX__)
constexpr int vector_bytes = 32;
#else
constexpr int vector_bytes = 16;
#endif

/// Elements of the arrays that stay in the first cache: 4 KB of double.
constexpr int in_cache = 512;

/// Calls work(thread) once on each of the threads.
template <class Work>
void on_threads(int threads, const Work& work) {
  if (threads == 1) return work(0);
  using Space = Kokkos::DefaultHostExecutionSpace;
  Kokkos::parallel_for("kbragg::perf::on_threads", Kokkos::RangePolicy<Space>(0, threads),
                       [&](int thread) { work(thread); });
}

// Independent sums, enough to hide the latency of each operation and few enough for registers.
constexpr int chains = 10;
constexpr int rounds = 10000;

template <class Real>
constexpr int sums_of_a_core() {
  return chains * vector_bytes / static_cast<int>(sizeof(Real));
}

template <class Real>
void keep_multiplying_and_adding(Real factor, Real term) {
  constexpr int count = sums_of_a_core<Real>();
  Real sums[count] = {};
  for (int round = 0; round < rounds; ++round) {
    KBRAGG_LANE_LOOP
    for (int i = 0; i < count; ++i) sums[i] = sums[i] * factor + term;
  }
  benchmark::DoNotOptimize(sums);
}

template <class Real>
void multiply_add(benchmark::State& state, int threads) {
  Real factor = Real(0.999), term = Real(1e-3);
  benchmark::DoNotOptimize(factor);
  benchmark::DoNotOptimize(term);
  for (auto _ : state)
    on_threads(threads, [=](int) { keep_multiplying_and_adding<Real>(factor, term); });
  state.counters["flop/s"] = per_second(2.0 * threads * rounds * sums_of_a_core<Real>());
}

/// The same on a device: every work item has its own sums. Their total is stored, so that all of
/// them are computed.
template <class ExecSpace, class Real>
struct DeviceMultiplyAdd {
  Kokkos::View<Real*, ExecSpace> totals;
  Real factor, term;
  KOKKOS_FUNCTION void operator()(std::int64_t i) const {
    Real sums[chains];
    for (int c = 0; c < chains; ++c) sums[c] = static_cast<Real>(i + c);
    for (int round = 0; round < rounds; ++round)
      for (int c = 0; c < chains; ++c) sums[c] = sums[c] * factor + term;
    Real total = 0;
    for (int c = 0; c < chains; ++c) total += sums[c];
    totals(static_cast<std::size_t>(i)) = total;
  }
};

template <class ExecSpace, class Real>
void device_multiply_add(benchmark::State& state) {
  const ExecSpace exec;
  const std::int64_t items = 4 * static_cast<std::int64_t>(exec.concurrency());
  const DeviceMultiplyAdd<ExecSpace, Real> functor{
      Kokkos::View<Real*, ExecSpace>("kbragg::perf::totals", static_cast<std::size_t>(items)),
      Real(0.999), Real(1e-3)};
  using Policy = Kokkos::RangePolicy<ExecSpace, Kokkos::IndexType<std::int64_t>>;
  for (auto _ : state) {
    Kokkos::parallel_for("kbragg::perf::multiply_add", Policy(exec, 0, items), functor);
    compat::fence(exec, "kbragg::perf::multiply_add");
  }
  state.counters["flop/s"] = per_second(2.0 * chains * rounds * static_cast<double>(items));
}

/// Element-wise f(a, b) of arrays in the first cache.
template <class Real, class F>
void element_wise(benchmark::State& state, const F& f) {
  std::vector<Real> a(in_cache), b(in_cache), out(in_cache);
  for (std::size_t i = 0; i < in_cache; ++i) {
    a[i] = Real(1) + static_cast<Real>(i);
    b[i] = Real(3) + static_cast<Real>(i % 7);
  }
  const Real *x = a.data(), *y = b.data();
  Real* z = out.data();
  measure(state, "ns_per_result", in_cache, [&] {
    KBRAGG_LANE_LOOP
    for (int i = 0; i < in_cache; ++i) z[i] = f(x[i], y[i]);
    benchmark::DoNotOptimize(z);
    benchmark::ClobberMemory();
  });
}

template <class Real>
void divide(benchmark::State& state) {
  element_wise<Real>(state, [](Real x, Real y) { return x / y; });
}

template <class Real>
void square_root(benchmark::State& state) {
  element_wise<Real>(state, [](Real x, Real) { return math::sqrt(x); });
}

/// Loads values[index[i]] of a table of `kilobytes`; random: each from anywhere, else eight
/// neighbours in turn from the same place, as the pixels of a work item do.
void gather(benchmark::State& state, std::int64_t kilobytes, bool random) {
  const auto entries = static_cast<std::size_t>(kilobytes) * 1024 / sizeof(double);
  const std::vector<double> table(entries, 1.0);
  std::vector<std::int32_t> index(std::size_t{1} << 17);
  std::uint64_t number = 1;
  for (std::size_t i = 0; i < index.size(); ++i) {
    if (random || i % 8 == 0) number = number * 6364136223846793005u + 1442695040888963407u;
    index[i] = static_cast<std::int32_t>((number >> 33) % entries);
  }
  const double* values = table.data();
  const std::int32_t* at = index.data();
  const auto count = static_cast<int>(index.size());
  measure(state, "ns_per_load", count, [&] {
    double sum = 0;
#pragma omp simd reduction(+ : sum)
    for (int i = 0; i < count; ++i) sum += values[at[i]];
    benchmark::DoNotOptimize(sum);
  });
}

/// a = b + 3 c, each thread its part. Bytes as the formula states them: two reads and a write,
/// without the line that a cache may read before it is written.
void triad(benchmark::State& state, int threads, std::int64_t elements) {
  const auto size = static_cast<std::size_t>(elements);
  std::vector<double> a(size), b(size, 1.0), c(size, 2.0);
  double* x = a.data();
  const double *y = b.data(), *z = c.data();
  for (auto _ : state) {
    on_threads(threads, [=](int thread) {
      const std::int64_t first = elements * thread / threads;
      const std::int64_t last = elements * (thread + 1) / threads;
      KBRAGG_LANE_LOOP
      for (std::int64_t i = first; i < last; ++i) x[i] = y[i] + 3 * z[i];
    });
    benchmark::DoNotOptimize(x);
    benchmark::ClobberMemory();
  }
  state.counters["bytes/s"] = per_second(3.0 * sizeof(double) * static_cast<double>(elements));
}

void add_devices(const Options& options) {
  compat::for_each_execution_space([&](auto space) {
    using ExecSpace = typename decltype(space)::type;
    if constexpr (compat::is_gpu<ExecSpace>()) {
      const std::string on = std::string("/") + compat::backend_name<ExecSpace>();
      add(options, "multiply_add/double" + on, device_multiply_add<ExecSpace, double>)
          ->UseRealTime();
      add(options, "multiply_add/float" + on, device_multiply_add<ExecSpace, float>)->UseRealTime();
    }
  });
}

void add_gathers(const Options& options) {
  const std::vector<std::int64_t> sizes =
      options.dry ? std::vector<std::int64_t>{16} : std::vector<std::int64_t>{16, 512, 4096, 65536};
  for (const std::int64_t kilobytes : sizes)
    for (const bool random : {false, true})
      add(options,
          std::string("gather/") + (random ? "random/" : "neighbours/") +
              std::to_string(kilobytes) + "_kB",
          [=](benchmark::State& state) { gather(state, kilobytes, random); });
}

}  // namespace

void register_benchmarks(const Options& options) {
  const int all = Kokkos::DefaultHostExecutionSpace().concurrency();
  const std::int64_t elements = options.dry ? 1024 : std::int64_t{1} << 23;
  std::vector<int> thread_counts{1};
  if (all > 1) thread_counts.push_back(all);
  for (const int threads : thread_counts) {
    const std::string on = "/threads_" + std::to_string(threads);
    const auto benchmarks = {
        add(options, "multiply_add/double" + on,
            [=](benchmark::State& state) { multiply_add<double>(state, threads); }),
        add(options, "multiply_add/float" + on,
            [=](benchmark::State& state) { multiply_add<float>(state, threads); }),
        add(options, "triad" + on,
            [=](benchmark::State& state) { triad(state, threads, elements); }),
    };
    // One thread by its CPU time, which other processes do not disturb.
    for (auto* each : benchmarks)
      if (threads > 1) each->UseRealTime();
  }
  add(options, "divide/double", divide<double>);
  add(options, "divide/float", divide<float>);
  add(options, "square_root/double", square_root<double>);
  add(options, "square_root/float", square_root<float>);
  add_gathers(options);
  add_devices(options);
}

}  // namespace kbragg::perf
