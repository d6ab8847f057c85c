// SPDX-License-Identifier: BSD-3-Clause
// The images of kbragg bench against their references.
#include <fmt/format.h>

#include <cmath>
#include <nlohmann/json.hpp>
#include <optional>
#include <utility>

#include "app/bench.hpp"
#include "app/metrics_json.hpp"
#include "base/error.hpp"
#include "io/image_file.hpp"
#include "kernels/engine.hpp"

namespace kbragg::app {

using Json = nlohmann::ordered_json;

namespace {

constexpr double max_sum_error = 0.005;
/// Broad spots hide a shift of half a pixel from the correlation, but not from their centres.
constexpr double max_peak_shift = 0.25;

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

/// Judges one row after the other; Kokkos must be open.
class Judge {
 public:
  Judge(const BenchArguments& arguments, const BenchReference& reference, const BenchRuns& runs,
        std::vector<Problem>& problems)
      : m_gate(arguments.gate), m_reference(reference), m_runs(runs), m_problems(problems) {}

  void judge(const BenchRow& of, Json& row) {
    row["gate"] = "undefined";
    if (row["status"] != "ok" || row["ref_status"] != "ok") return;
    const std::size_t first = m_problems.size();
    const auto& expected = reference(of);
    if (!expected) return;
    const bool same = row["images_identical_cold_warm"];
    const std::string folder = m_runs.row_folder(of);
    const auto cold_pixels = same ? std::nullopt : load(folder + "/cold.bin", *of.of, m_problems);
    const auto warm_pixels = load(folder + "/warm.bin", *of.of, m_problems);
    if (!warm_pixels || !(same || cold_pixels)) return;
    const metrics::Comparison warm = compare(*of.of, *expected, *warm_pixels);
    const metrics::Comparison cold = same ? warm : compare(*of.of, *expected, *cold_pixels);
    put_parity(row, warm, cold);
    judge_image(warm, m_gate, of.name() + (same ? "" : ", warm image"), m_problems);
    if (!same) judge_image(cold, m_gate, of.name() + ", cold image", m_problems);
    row["gate"] = verdict_of(m_problems, first);
    show(of, *expected, *warm_pixels, m_problems.size() > first);
  }

  std::vector<ReportPicture> pictures() && { return std::move(m_pictures); }

 private:
  /// The image that the row is judged by; loaded once for rows in a sequence that share it.
  const std::optional<std::vector<double>>& reference(const BenchRow& row) {
    const std::string name = m_reference.kind == ReferenceKind::image
                                 ? m_reference.path
                                 : m_runs.reference_folder(*row.of, row.threads) + "/cold.bin";
    if (const std::string key = row.of->name + " " + name; key != m_key) {
      m_key = key;
      m_expected.reset();
      m_expected = load(name, *row.of, m_problems);
    }
    return m_expected;
  }

  static metrics::Comparison compare(const BenchCase& of, const std::vector<double>& expected,
                                     const std::vector<double>& pixels) {
    return metrics::compare(kernels::backend_names().front(),
                            {expected.data(), pixels.data(), of.slow, of.fast});
  }

  static void put_parity(Json& row, const metrics::Comparison& warm,
                         const metrics::Comparison& cold) {
    put(row, "correlation", warm.correlation);
    put(row, "correlation_cold", cold.correlation);
    put(row, "sum_ratio", warm.sum_ratio);
    put(row, "sum_ratio_cold", cold.sum_ratio);
    put(row, "max_rel", warm.max_rel);
    put(row, "peak_max_rel", warm.peak_max_rel);
    put(row, "peak_shift_px", shift_of(warm.peaks));
  }

  /// Keeps the pictures of the first row that failed, or of the first one.
  void show(const BenchRow& row, const std::vector<double>& expected,
            const std::vector<double>& pixels, bool failed) {
    if (!m_pictures.empty() && (m_shows_failure || !failed)) return;
    m_shows_failure = failed;
    m_pictures = report_pictures(expected.data(), pixels.data(), row.of->slow, row.of->fast);
    for (ReportPicture& picture : m_pictures) picture.title += " (" + row.name() + ")";
  }

  double m_gate;
  const BenchReference& m_reference;
  const BenchRuns& m_runs;
  std::vector<Problem>& m_problems;
  std::string m_key;
  std::optional<std::vector<double>> m_expected;
  std::vector<ReportPicture> m_pictures;
  bool m_shows_failure = false;
};

}  // namespace

std::vector<ReportPicture> judge_bench(const BenchArguments& arguments,
                                       const BenchReference& reference,
                                       const std::vector<BenchRow>& rows, const BenchRuns& runs,
                                       Json& results, std::vector<Problem>& problems) {
  results["gate"] = {{"min_correlation", arguments.gate},
                     {"max_sum_error", max_sum_error},
                     {"max_peak_shift_px", max_peak_shift}};
  const kernels::Runtime runtime(0);
  Judge judge(arguments, reference, runs, problems);
  for (std::size_t i = 0; i < rows.size(); ++i) judge.judge(rows[i], results["results"][i]);
  // No row passes by being forgotten.
  for (const Json& row : results["results"])
    if (row["gate"] != "pass" && problems.empty() && runs.problems().empty())
      problems.push_back(
          {exit_code::undefined, row["name"].get<std::string>() + " could not be judged"});
  return std::move(judge).pictures();
}

}  // namespace kbragg::app
