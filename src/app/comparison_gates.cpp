// SPDX-License-Identifier: BSD-3-Clause
// Verdicts and exit codes of kbragg compare.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "app/comparison.hpp"

namespace kbragg::app {

namespace {

using metrics::Metric;

/// `value` decides by passes(value); one that is missing is a problem of its own unless the
/// shapes, which differ, are that already.
template <class Passes>
void add_gate(CompareResult& result, const char* metric, const std::string& condition, double limit,
              const Metric& value, Passes&& passes) {
  Gate gate{metric, condition, limit, value, Verdict::undefined};
  if (value.value) {
    gate.verdict = passes(*value.value) ? Verdict::pass : Verdict::fail;
    if (gate.verdict == Verdict::fail)
      result.problems.push_back(
          {exit_code::gate, fmt::format("{} is not met: it is {}", condition, *value.value)});
  } else if (result.whole) {
    result.problems.push_back(
        {exit_code::undefined, fmt::format("{} cannot be judged: {}", condition, value.reason)});
  }
  result.gates.push_back(gate);
}

void check_finite(const metrics::NonFinite& found, const std::string& role,
                  std::vector<Problem>& problems) {
  if (found.count == 0) return;
  problems.push_back(
      {exit_code::undefined,
       fmt::format("the {} has {} pixel{} with NaN or Inf, the first at slow {}, fast {}",
                   role == "test" ? "test image" : role, found.count, found.count == 1 ? "" : "s",
                   found.first.slow, found.first.fast)});
}

}  // namespace

const char* name_of(Verdict verdict) {
  return verdict == Verdict::pass ? "pass" : verdict == Verdict::fail ? "fail" : "undefined";
}

int exit_code_of(const std::vector<Problem>& problems) {
  for (const int code :
       {exit_code::unavailable, exit_code::unsupported, exit_code::child, exit_code::files,
        exit_code::shapes, exit_code::undefined, exit_code::gate})
    if (std::any_of(problems.begin(), problems.end(),
                    [&](const Problem& problem) { return problem.code == code; }))
      return code;
  return 0;
}

void judge(const CompareArguments& arguments, CompareResult& result) {
  metrics::Comparison none;
  none.correlation.reason = none.sum_ratio.reason = none.max_rel.reason = "the shapes differ";
  const metrics::Comparison& c = result.whole ? result.gated() : none;
  check_finite(c.nonfinite_a, "reference", result.problems);
  check_finite(c.nonfinite_b, "test", result.problems);
  if (result.whole && c.region.empty())
    result.problems.push_back({exit_code::undefined, "the ROI holds no pixel of the images"});
  if (const auto limit = arguments.min_correlation)
    add_gate(result, "correlation", fmt::format("correlation >= {}", *limit), *limit, c.correlation,
             [&](double x) { return x >= *limit; });
  if (const auto limit = arguments.max_sum_error) {
    Metric error = c.sum_ratio;
    if (error.value) error.value = std::fabs(*error.value - 1);
    add_gate(result, "sum_error", fmt::format("|sum ratio - 1| <= {}", *limit), *limit, error,
             [&](double x) { return x <= *limit; });
  }
  if (const auto limit = arguments.max_rel_error)
    add_gate(result, "max_rel", fmt::format("worst relative error <= {}", *limit), *limit,
             c.max_rel, [&](double x) { return x <= *limit; });
}

}  // namespace kbragg::app
