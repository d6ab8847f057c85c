// SPDX-License-Identifier: BSD-3-Clause
// Verdicts of kbragg parity.
#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <limits>

#include "app/parity.hpp"

namespace kbragg::app {

namespace {

std::size_t size_of(const metrics::ImagePair& images) {
  return static_cast<std::size_t>(images.slow * images.fast);
}

bool same_bytes(const metrics::ImagePair& images) {
  return std::memcmp(images.a, images.b, size_of(images) * sizeof(double)) == 0;
}

bool is_zero(const double* pixels, std::size_t size) {
  return std::all_of(pixels, pixels + size, [](double x) { return x == 0; });
}

std::string nonfinite_text(const metrics::NonFinite& found, const char* which) {
  if (found.count == 0) return "";
  return fmt::format("the {} image has {} pixel{} with NaN or Inf, the first at {} {} (fast slow)",
                     which, found.count, found.count == 1 ? "" : "s", found.first.fast,
                     found.first.slow);
}

}  // namespace

std::string Combination::name() const {
  return fmt::format("{} {}", backend, config::name_of(precision));
}

std::string ParityBound::text() const {
  const std::string of_peak = fmt::format("{:.3g} of the peak", tolerance * floor);
  return floor < 1 ? fmt::format("{:.3g} of the pixel or {}", tolerance, of_peak) : of_peak;
}

ParityBound bound_of(const Combination& a, const Combination& b) {
  const bool both_double =
      a.precision == config::Precision::double_ && b.precision == config::Precision::double_;
  return both_double ? double_bound : mixed_bound;
}

PairJudgement judge_pair(const metrics::ImagePair& images, const ParityBound& bound,
                         const std::string& backend) {
  PairJudgement j;
  j.metrics = metrics::compare(backend, images);
  j.bitwise = same_bytes(images);
  for (const auto& [found, which] :
       {std::pair{&j.metrics.nonfinite_a, "first"}, {&j.metrics.nonfinite_b, "second"}})
    if (j.reason.empty()) j.reason = nonfinite_text(*found, which);
  if (!j.reason.empty()) {
    j.of_peak.reason = j.reason;
    return j;
  }
  metrics::ImagePair judged = images;
  if (is_zero(judged.a, size_of(judged))) std::swap(judged.a, judged.b);
  const metrics::PixelMetric deviation = metrics::worst_deviation(judged, bound.floor);
  j.of_peak = metrics::worst_deviation(judged, 1);
  j.n_beyond = metrics::count_beyond(judged, bound.tolerance, bound.floor);
  j.verdict = j.n_beyond == 0 ? Verdict::pass : Verdict::fail;
  j.empty = !deviation.value;
  if (j.empty) return j;
  const auto at = deviation.pixel.slow * images.fast + deviation.pixel.fast;
  j.worst = {deviation.pixel, images.a[at], images.b[at], *deviation.value / bound.tolerance};
  return j;
}

double ParityPair::severity() const {
  if (judgement.verdict == Verdict::undefined) return std::numeric_limits<double>::infinity();
  return judgement.worst ? judgement.worst->times_bound : 0;
}

Verdict ParityRun::verdict() const {
  const auto any = [&](Verdict verdict) {
    return std::any_of(pairs.begin(), pairs.end(),
                       [&](const ParityPair& p) { return p.judgement.verdict == verdict; });
  };
  return any(Verdict::undefined) ? Verdict::undefined
         : any(Verdict::fail)    ? Verdict::fail
                                 : Verdict::pass;
}

const ParityPair& ParityRun::worst() const {
  return *std::max_element(
      pairs.begin(), pairs.end(),
      [](const ParityPair& x, const ParityPair& y) { return x.severity() < y.severity(); });
}

std::string ParityRun::name(const ParityPair& pair) const {
  return combinations[pair.a].name() + " and " + combinations[pair.b].name();
}

}  // namespace kbragg::app
