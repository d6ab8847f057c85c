// SPDX-License-Identifier: BSD-3-Clause
// The reports of kbragg parity, for the eye and for programs.
#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "app/json_text.hpp"
#include "app/metrics_json.hpp"
#include "app/parity.hpp"
#include "base/version.hpp"
#include "kernels/engine.hpp"

namespace kbragg::app {

namespace {

using Json = nlohmann::ordered_json;

constexpr int json_version = 1;

/// "-", "bitwise", "1.2e-07", "1.2e-03!" beyond the bound, "undefined".
std::string cell(const ParityRun& run, std::size_t row, std::size_t column) {
  for (const ParityPair& pair : run.pairs) {
    if (std::minmax(pair.a, pair.b) != std::minmax(row, column)) continue;
    const PairJudgement& j = pair.judgement;
    if (j.verdict == Verdict::undefined) return "undefined";
    if (j.bitwise) return "bitwise";
    return fmt::format("{:.2g}{}", j.of_peak.value.value_or(0),
                       j.verdict == Verdict::fail ? "!" : "");
  }
  return "-";
}

std::string matrix(const ParityRun& run) {
  std::size_t width = 0;
  for (const Combination& c : run.combinations) width = std::max(width, c.name().size());
  std::string text = fmt::format("  {:{}}", "", width);
  for (const Combination& c : run.combinations) text += fmt::format("  {:>{}}", c.name(), width);
  text += fmt::format("  {:>8}  threads\n", "seconds");
  for (std::size_t row = 0; row < run.combinations.size(); ++row) {
    const Combination& c = run.combinations[row];
    text += fmt::format("  {:{}}", c.name(), width);
    for (std::size_t column = 0; column < run.combinations.size(); ++column)
      text += fmt::format("  {:>{}}", cell(run, row, column), width);
    text += fmt::format("  {:8.2g}  {:7}\n", c.seconds, c.concurrency);
  }
  return text;
}

/// What is wrong with a pair, or how near it is to its bound.
std::string finding(const ParityRun& run, const ParityPair& pair) {
  const PairJudgement& j = pair.judgement;
  const std::string name = run.name(pair);
  if (j.verdict == Verdict::undefined) return name + ": " + j.reason;
  if (j.bitwise) return name + " are equal in every byte";
  const std::string bound = pair.bound.text();
  if (!j.worst) return name + " are equal";
  const std::string pixel =
      fmt::format("pixel {} {} (fast slow) is {:.17g} and {:.17g}", j.worst->pixel.fast,
                  j.worst->pixel.slow, j.worst->a, j.worst->b);
  if (j.verdict == Verdict::pass)
    return fmt::format("{} at {:.2g} of their bound", name, j.worst->times_bound);
  return fmt::format("{}: {} pixel{} beyond {}; {}, {:.3g} times the bound", name, j.n_beyond,
                     j.n_beyond == 1 ? "" : "s", bound, pixel, j.worst->times_bound);
}

bool is_empty(const ParityRun& run) {
  return std::all_of(run.pairs.begin(), run.pairs.end(),
                     [](const ParityPair& p) { return p.judgement.empty; });
}

Json json(const ParityBound& bound) {
  return {{"condition", bound.text()}, {"tolerance", bound.tolerance}, {"floor", bound.floor}};
}

Json json(const Combination& c) {
  return {{"backend", c.backend},
          {"precision", config::name_of(c.precision)},
          {"concurrency", c.concurrency},
          {"seconds", c.seconds}};
}

Json json(const ParityRun& run, const ParityPair& pair) {
  const PairJudgement& j = pair.judgement;
  Json object = {{"a", run.combinations[pair.a].name()},
                 {"b", run.combinations[pair.b].name()},
                 {"bound", json(pair.bound)},
                 {"verdict", name_of(j.verdict)},
                 {"reason", j.reason.empty() ? Json(nullptr) : Json(j.reason)},
                 {"bitwise", j.bitwise},
                 {"empty", j.empty},
                 {"n_beyond", j.n_beyond}};
  put(object, "difference_of_peak", j.of_peak);
  object["worst_pixel"] = nullptr;
  if (j.worst)
    object["worst_pixel"] = {{"slow", j.worst->pixel.slow},
                             {"fast", j.worst->pixel.fast},
                             {"a", j.worst->a},
                             {"b", j.worst->b},
                             {"times_bound", j.worst->times_bound}};
  object["metrics"] = json_of(j.metrics);
  return object;
}

Json json(const ParityRun& run) {
  Json object = {{"config", run.config},   {"image", run.image},
                 {"fast", run.fast},       {"slow", run.slow},
                 {"peak", run.peak},       {"verdict", name_of(run.verdict())},
                 {"empty", is_empty(run)}, {"combinations", Json::array()},
                 {"pairs", Json::array()}};
  for (const Combination& c : run.combinations) object["combinations"].push_back(json(c));
  for (const ParityPair& pair : run.pairs) object["pairs"].push_back(json(run, pair));
  return object;
}

}  // namespace

std::string parity_table(const ParityRun& run) {
  std::string text =
      fmt::format("{}, image {}: {} x {} pixels (fast x slow), peak {:.6g} photons\n", run.config,
                  run.image, run.fast, run.slow, run.peak);
  text += matrix(run);
  const Verdict verdict = run.verdict();
  for (const ParityPair& pair : run.pairs)
    if (pair.judgement.verdict != Verdict::pass) text += "  " + finding(run, pair) + "\n";
  text += fmt::format("  verdict: {}", name_of(verdict));
  if (verdict == Verdict::pass)
    text += is_empty(run) ? "; all images are empty, which proves little"
                          : "; worst: " + finding(run, run.worst());
  return text + "\n";
}

ParityConclusion conclude(const std::vector<ParityRun>& runs) {
  ParityConclusion c;
  std::size_t pairs = 0, failed = 0, undefined = 0, empty = 0;
  for (std::size_t i = 0; i < runs.size(); ++i) {
    for (const ParityPair& pair : runs[i].pairs) {
      ++pairs;
      failed += pair.judgement.verdict == Verdict::fail;
      undefined += pair.judgement.verdict == Verdict::undefined;
    }
    empty += is_empty(runs[i]);
    if (runs[i].worst().severity() > runs[c.worst_run].worst().severity()) c.worst_run = i;
  }
  if (failed > 0) {
    c.verdict = Verdict::fail;
    c.exit_code = exit_code::gate;
  }
  if (undefined > 0) {
    c.verdict = Verdict::undefined;
    c.exit_code = exit_code::undefined;
  }
  const ParityRun& worst = runs[c.worst_run];
  c.sentence =
      fmt::format("{}, {} run file{}, {} pair{}, {} beyond the bound", name_of(c.verdict),
                  runs.size(), runs.size() == 1 ? "" : "s", pairs, pairs == 1 ? "" : "s", failed);
  if (undefined > 0) c.sentence += fmt::format(", {} without verdict", undefined);
  if (empty > 0)
    c.sentence += fmt::format(", {} run file{} with empty images", empty, empty == 1 ? "" : "s");
  c.sentence += fmt::format("; worst in {}: {}", worst.config, finding(worst, worst.worst()));
  return c;
}

std::string parity_json(const std::vector<ParityRun>& runs,
                        const std::optional<io::ComparisonPictures>& pictures) {
  const ParityConclusion c = conclude(runs);
  const ParityRun& worst = runs[c.worst_run];
  Json report;
  report["schema"] = {{"name", "kbragg.parity"}, {"version", json_version}};
  report["program"] = {
      {"version", version}, {"commit", commit}, {"kokkos_version", kernels::kokkos_version()}};
  report["verdict"] = name_of(c.verdict);
  report["exit_code"] = c.exit_code;
  report["conclusion"] = c.sentence;
  report["worst"] = {{"config", worst.config},
                     {"a", worst.combinations[worst.worst().a].name()},
                     {"b", worst.combinations[worst.worst().b].name()}};
  report["picture"] = nullptr;
  if (pictures)
    report["picture"] = {{"config", worst.config},
                         {"panels", {"a", "b", "b - a"}},
                         {"scale", "linear"},
                         {"white", pictures->white},
                         {"difference_scale", pictures->difference_scale},
                         {"pixels_per_dot", pictures->block}};
  report["runs"] = Json::array();
  for (const ParityRun& run : runs) report["runs"].push_back(json(run));
  return json_text(report);
}

}  // namespace kbragg::app
