// SPDX-License-Identifier: BSD-3-Clause
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cmath>
#include <memory>
#include <optional>

#include "app/commands.hpp"
#include "app/comparison.hpp"
#include "app/files.hpp"
#include "app/trace_diff.hpp"
#include "base/error.hpp"
#include "io/atomic_file.hpp"

namespace kbragg::app {

namespace {

struct TraceDiffArguments {
  std::string a, b, json;
  std::optional<double> limit;
  std::vector<std::string> ignored;
  bool all = false, force = false;
};

void check_arguments(const TraceDiffArguments& a) {
  KBRAGG_REQUIRE(!a.limit || (*a.limit >= 0 && std::isfinite(*a.limit)),
                 fmt::format("trace-diff: --rel {}: allowed are finite numbers from 0", *a.limit));
  for (const std::string& key : a.ignored)
    KBRAGG_REQUIRE(find_trace_key(key), "trace-diff: --ignore " + key + ": no such key");
  for (const std::string& input : {a.a, a.b})
    KBRAGG_REQUIRE(a.json.empty() || !same_file(input, a.json),
                   "trace-diff: cannot write " + a.json + ": it is an input; give another name");
}

template <class Action>
auto with_files(Action&& action) {
  try {
    return action();
  } catch (const Error& error) {
    throw ExitError(exit_code::files, std::string("trace-diff: ") + error.what());
  }
}

/// Traces of two configurations or pixels have nothing to say about one another.
void check_alike(const TraceFile& a, const TraceFile& b) {
  for (const char* key : {"config_sha256", "image", "pixel_slow_fast"}) {
    const auto x = a.header.find(key), y = b.header.find(key);
    if (x != a.header.end() && y != b.header.end() && x->second != y->second)
      throw ExitError(
          exit_code::different,
          fmt::format("trace-diff: the traces differ in {}: {} and {}; --force compares "
                      "them all the same",
                      key, x->second, y->second));
  }
}

double default_limit(const TraceFile& a, const TraceFile& b) {
  const auto is_double = [](const TraceFile& t) {
    const auto precision = t.header.find("precision");
    return precision != t.header.end() && precision->second == "double";
  };
  return is_double(a) && is_double(b) ? 1e-12 : 1e-5;
}

void compare(const TraceDiffArguments& arguments) {
  check_arguments(arguments);
  const auto [a, b] = with_files([&] {
    if (!arguments.json.empty()) io::require_writable(arguments.json);
    return std::pair(read_trace(arguments.a), read_trace(arguments.b));
  });
  if (!arguments.force) check_alike(a, b);
  const double limit = arguments.limit.value_or(default_limit(a, b));
  const TraceDiff diff =
      compare_traces(a, b, limit, {arguments.ignored.begin(), arguments.ignored.end()});
  fmt::print("{}", trace_diff_text(diff, arguments.all));
  if (!arguments.json.empty()) {
    const std::string json = trace_diff_json(diff, a, b);
    with_files([&] { io::write_file(arguments.json, json); });
    fmt::print("wrote {}\n", arguments.json);
  }
  if (diff.all_compared() == 0)
    throw ExitError(exit_code::undefined, "trace-diff: the traces have no value in common");
  if (!diff.differences.empty())
    throw ExitError(exit_code::gate, fmt::format("trace-diff: {} of {} values depart",
                                                 diff.differences.size(), diff.all_compared()));
}

}  // namespace

void add_trace_diff_command(CLI::App& app) {
  CLI::App* command = app.add_subcommand(
      "trace-diff", "Name the first value of two traces that departs although its inputs agree");
  command->footer(
      "Values are matched by key and indices. Departures are minor (below 1e-4 of the value),\n"
      "divergent (below 1e-2) or critical; unit? marks a power of ten, count? a square.\n"
      "Exit codes: 0 all values agree; 1 wrong command line; 3 some depart; 5 a file cannot be\n"
      "read or written; 6 no value to compare; 10 traces of two configurations, images or pixels.\n"
      "Examples:\n"
      "  kbragg trace-diff serial.trace openmp.trace\n"
      "  kbragg trace-diff kbragg.trace reference.trace --rel 1e-5 --all --json diff.json");
  auto a = std::make_shared<TraceDiffArguments>();
  command->add_option("a", a->a, "The trace to compare with")->required();
  command->add_option("b", a->b, "The trace to judge")->required();
  command
      ->add_option("--rel", a->limit,
                   "Relative difference up to which values agree; default 1e-12 where both traces "
                   "are in double precision, else 1e-5")
      ->type_name("R");
  command->add_option("--ignore", a->ignored, "Leave out this key; may be repeated")
      ->allow_extra_args(false)
      ->type_name("KEY");
  command->add_flag("--all", a->all, "List every value that departs");
  command->add_option("--json", a->json, "Write the comparison to this file")->type_name("FILE");
  command->add_flag("--force", a->force, "Compare traces of different configurations too");
  command->callback([a] { compare(*a); });
}

}  // namespace kbragg::app
