// SPDX-License-Identifier: BSD-3-Clause
// Main of the Google Benchmark programs: Kokkos first, then what was built, then the benchmarks.
#include <charconv>
#include <cstdio>
#include <cstring>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "kernels/engine.hpp"
#include "perf/context.hpp"
#include "perf/program.hpp"

namespace kbragg::perf {

namespace {

constexpr std::string_view threads_option = "--threads=";

int thread_count(std::string_view text) {
  int value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  KBRAGG_REQUIRE(error == std::errc() && end == text.data() + text.size() && value > 0,
                 "--threads: found '" + std::string(text) + "', expected a whole number above 0");
  return value;
}

/// Takes our own options out of the command line; the rest is Google Benchmark's.
Options take_options(std::vector<char*>& arguments) {
  Options options;
  std::vector<char*> rest;
  for (char* argument : arguments) {
    const std::string_view text = argument;
    if (text == "--dry")
      options.dry = true;
    else if (text.substr(0, threads_option.size()) == threads_option)
      options.threads = thread_count(text.substr(threads_option.size()));
    else
      rest.push_back(argument);
  }
  arguments = rest;
  return options;
}

int run(std::vector<char*> arguments) {
  const Options options = take_options(arguments);
  const kernels::Runtime runtime(options.threads);
  auto count = static_cast<int>(arguments.size());
  arguments.push_back(nullptr);
  benchmark::Initialize(&count, arguments.data());
  if (benchmark::ReportUnrecognizedArguments(count, arguments.data())) {
    std::fprintf(stderr, "Options of this program: --threads=N, --dry (one small iteration).\n");
    return 1;
  }
  for (const auto& [key, value] : context()) benchmark::AddCustomContext(key, value);
  register_benchmarks(options);
  benchmark::RunSpecifiedBenchmarks();
  benchmark::Shutdown();
  return 0;
}

}  // namespace

}  // namespace kbragg::perf

int main(int argc, char** argv) {
  try {
    return kbragg::perf::run({argv, argv + argc});
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s: %s\n", argv[0], error.what());
    return 1;
  }
}
