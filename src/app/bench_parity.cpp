// SPDX-License-Identifier: BSD-3-Clause
// The images of kbragg bench against their references.
#include <fmt/format.h>

#include <cmath>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>

#include "app/bench.hpp"
#include "base/error.hpp"
#include "io/image_file.hpp"
#include "kernels/engine.hpp"

namespace kbragg::app {

using Json = nlohmann::ordered_json;

namespace {

constexpr double max_sum_error = 0.005;
/// Broad spots hide a shift of half a pixel from the correlation, but not from their centres.
constexpr double max_peak_shift = 0.25;

void put(Json& row, const std::string& key, const metrics::Metric& metric) {
  row[key] = metric.value ? Json(*metric.value) : Json(nullptr);
  if (!metric.value) row[key + "_reason"] = metric.reason;
}

/// Adds a problem when value is missing or not within its limit.
void hold(const metrics::Metric& value, bool passes, const std::string& condition,
          const std::string& image, std::vector<Problem>& problems) {
  if (!value.value)
    problems.push_back({exit_code::undefined, fmt::format("{}: {} cannot be judged: {}", image,
                                                          condition, value.reason)});
  else if (!passes)
    problems.push_back({exit_code::gate, fmt::format("{}: {} is not met: it is {:.9g}", image,
                                                     condition, *value.value)});
}

/// The distance of the mean places of the spots; without spots there is nothing to say.
metrics::Metric shift_of(const metrics::PeakShift& peaks) {
  if (!peaks.mean_fast.value || !peaks.mean_slow.value) return peaks.mean_fast;
  return {std::hypot(*peaks.mean_fast.value, *peaks.mean_slow.value), ""};
}

void judge_image(const metrics::Comparison& c, double gate, const std::string& image,
                 std::vector<Problem>& problems) {
  for (const metrics::NonFinite* found : {&c.nonfinite_a, &c.nonfinite_b})
    if (found->count > 0)
      problems.push_back(
          {exit_code::undefined,
           fmt::format("{}: {} has {} pixels with NaN or Inf, the first at slow {}, fast {}", image,
                       found == &c.nonfinite_a ? "its reference" : "it", found->count,
                       found->first.slow, found->first.fast)});
  const auto& r = c.correlation;
  hold(r, r.value && *r.value >= gate, fmt::format("correlation >= {}", gate), image, problems);
  const auto& s = c.sum_ratio;
  hold(s, s.value && std::fabs(*s.value - 1) <= max_sum_error,
       fmt::format("|sum ratio - 1| <= {}", max_sum_error), image, problems);
  const metrics::Metric shift = shift_of(c.peaks);
  if (shift.value)
    hold(shift, *shift.value <= max_peak_shift,
         fmt::format("mean shift of the spots <= {} px", max_peak_shift), image, problems);
}

/// Reads an image; a problem when it is not of the shape of the case.
std::optional<std::vector<double>> load(const std::string& name, const BenchCase& of,
                                        std::vector<Problem>& problems) {
  io::ImageFile file;
  try {
    file = io::read_image_file(name);
  } catch (const Error& error) {
    problems.push_back({exit_code::files, without_directories(error.what())});
    return std::nullopt;
  }
  const bool fits = static_cast<std::int64_t>(file.pixels.size()) == of.fast * of.slow &&
                    (!file.shape || *file.shape == io::Extent{of.fast, of.slow});
  if (fits) return std::move(file.pixels);
  problems.push_back({exit_code::shapes,
                      fmt::format("{}: the reference image is not of {} x {} pixels (fast x slow)",
                                  of.name, of.fast, of.slow)});
  return std::nullopt;
}

const char* verdict_of(const std::vector<Problem>& problems, std::size_t first) {
  const int code =
      exit_code_of({problems.begin() + static_cast<std::ptrdiff_t>(first), problems.end()});
  return code == 0 ? "pass" : code == exit_code::gate ? "fail" : "undefined";
}

}  // namespace

std::vector<ReportPicture> judge_bench(const BenchArguments& arguments,
                                       const BenchReference& reference,
                                       const std::vector<BenchRow>& rows, const BenchRuns& runs,
                                       Json& results, std::vector<Problem>& problems) {
  results["gate"] = {{"min_correlation", arguments.gate},
                     {"max_sum_error", max_sum_error},
                     {"max_peak_shift_px", max_peak_shift}};
  const kernels::Runtime runtime(0);
  const std::string backend = kernels::backend_names().front();
  std::map<std::string, std::optional<std::vector<double>>> references;
  std::vector<ReportPicture> pictures;
  bool failed = false;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    Json& row = results["results"][i];
    const BenchCase& of = *rows[i].of;
    row["gate"] = "undefined";
    if (row["status"] != "ok" || row["ref_status"] != "ok") continue;
    const std::size_t first = problems.size();
    const std::string name = reference.kind == ReferenceKind::image
                                 ? reference.path
                                 : runs.reference_folder(of, rows[i].threads) + "/cold.bin";
    if (!references.count(name)) {
      references.clear();
      references[name] = load(name, of, problems);
    }
    const auto& expected = references[name];
    if (!expected || expected->size() != static_cast<std::size_t>(of.fast * of.slow)) continue;
    std::optional<std::vector<double>> pixels;
    const auto compare = [&](const char* image) {
      pixels = load(runs.row_folder(rows[i]) + image, of, problems);
      KBRAGG_REQUIRE(pixels, "bench: an image of " + rows[i].name() + " is gone");
      return metrics::compare(backend, {expected->data(), pixels->data(), of.slow, of.fast});
    };
    const bool same = row["images_identical_cold_warm"];
    const metrics::Comparison warm = compare("/warm.bin");
    const metrics::Comparison cold = same ? warm : compare("/cold.bin");
    put(row, "correlation", warm.correlation);
    put(row, "correlation_cold", cold.correlation);
    put(row, "sum_ratio", warm.sum_ratio);
    put(row, "sum_ratio_cold", cold.sum_ratio);
    put(row, "max_rel", warm.max_rel);
    put(row, "peak_max_rel", warm.peak_max_rel);
    put(row, "peak_shift_px", shift_of(warm.peaks));
    judge_image(warm, arguments.gate, rows[i].name() + (same ? "" : ", warm image"), problems);
    if (!same) judge_image(cold, arguments.gate, rows[i].name() + ", cold image", problems);
    row["gate"] = verdict_of(problems, first);
    if (!pictures.empty() && (failed || problems.size() == first)) continue;
    failed = problems.size() > first;
    pictures = report_pictures(expected->data(), pixels->data(), of.slow, of.fast);
    for (ReportPicture& picture : pictures) picture.title += " (" + rows[i].name() + ")";
  }
  return pictures;
}

}  // namespace kbragg::app
