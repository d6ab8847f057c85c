// SPDX-License-Identifier: BSD-3-Clause
// The report of kbragg compare for the eye.
#include <fmt/format.h>

#include "app/comparison.hpp"
#include "app/comparison_rows.hpp"

namespace kbragg::app {

namespace {

using metrics::Comparison;
using metrics::Metric;
using metrics::PixelMetric;

std::string image_line(const ComparedImage& image) {
  std::string line =
      fmt::format("{:<10} {}: {}, {} x {} pixels (fast x slow)", image.role, image.name,
                  io::name_of(image.image.kind), image.shape.fast, image.shape.slow);
  if (image.origin == ShapeOrigin::other_image) line += ", shape of the other image";
  if (image.origin == ShapeOrigin::guess) line += ", shape guessed: a square";
  return line + "\n";
}

std::string text(const Metric& metric) {
  return metric.value ? fmt::format("{:.12g}", *metric.value) : "none";
}

std::string text(const PixelMetric& metric) {
  if (!metric.value) return "none";
  return fmt::format("{:.6g} at ({}, {})", *metric.value, metric.pixel.slow, metric.pixel.fast);
}

/// One line with the value of the whole image and, with an ROI, that inside it.
class Lines {
 public:
  explicit Lines(const CompareResult& result) : m_result(result) {}

  template <class Get>
  void add(const char* name, Get&& get) {
    m_text += fmt::format("{:<30}{:<26}", name, get(*m_result.whole));
    if (m_result.inside) m_text += fmt::format("{}", get(*m_result.inside));
    while (m_text.ends_with(' ')) m_text.pop_back();
    m_text += '\n';
  }

  /// Why a value is missing, once for all that are missing for the same reason.
  template <class Get>
  void explain(const char* name, Get&& get) {
    for (const Comparison* c : {&*m_result.whole, m_result.inside ? &*m_result.inside : nullptr}) {
      if (!c) continue;
      const Metric& metric = get(*c);
      if (metric.value) continue;
      m_reasons +=
          fmt::format("no {}{}: {}\n", name,
                      m_result.inside && c != &*m_result.whole ? " in the ROI" : "", metric.reason);
    }
  }

  std::string str() const { return m_text + m_reasons; }

 private:
  const CompareResult& m_result;
  std::string m_text, m_reasons;
};

std::string metric_lines(const CompareResult& result) {
  Lines lines(result);
  if (result.roi)
    lines.add("", [&](const Comparison& c) {
      const metrics::Region& r = c.region;
      return &c == &*result.whole ? std::string("whole image")
             : r.empty()          ? std::string("empty ROI")
                         : fmt::format("ROI fast {}..{}, slow {}..{}", r.fast_first, r.fast_last,
                                       r.slow_first, r.slow_last);
    });
  const auto count = [](std::int64_t n) { return fmt::format("{}", n); };
  lines.add("pixels compared", [&](const Comparison& c) { return count(c.n_pixels); });
  lines.add("NaN or Inf, reference",
            [&](const Comparison& c) { return count(c.nonfinite_a.count); });
  lines.add("NaN or Inf, test image",
            [&](const Comparison& c) { return count(c.nonfinite_b.count); });
  lines.add("identical", [](const Comparison& c) { return c.identical ? "yes" : "no"; });
  for (const Row& row : metric_rows)
    lines.add(row.name, [&](const Comparison& c) { return text(c.*row.metric); });
  for (const PixelRow& row : pixel_rows)
    lines.add(row.name, [&](const Comparison& c) { return text(c.*row.metric); });
  lines.add("peaks, reference", [&](const Comparison& c) { return count(c.peaks.n_a); });
  lines.add("peaks, test image", [&](const Comparison& c) { return count(c.peaks.n_b); });
  lines.add("peaks matched", [&](const Comparison& c) { return count(c.peaks.n_matched); });
  for (const ShiftRow& row : shift_rows)
    lines.add(row.name, [&](const Comparison& c) { return text(c.peaks.*row.metric); });
  for (const Row& row : metric_rows)
    lines.explain(row.name, [&](const Comparison& c) { return c.*row.metric; });
  for (const PixelRow& row : pixel_rows)
    lines.explain(row.name, [&](const Comparison& c) { return Metric(c.*row.metric); });
  lines.explain("shift of peaks", [](const Comparison& c) { return c.peaks.mean; });
  return lines.str();
}

/// Shows where in the image the sums differ.
std::string tile_map(const Comparison& c) {
  std::string map = "sum ratio of 8 x 8 parts, slow downwards, fast to the right:\n";
  for (std::size_t i = 0; i < c.tiles.size(); ++i) {
    const auto& ratio = c.tiles[i].sum_ratio.value;
    map += fmt::format("{:>12}", ratio ? fmt::format("{:.5g}", *ratio) : "-");
    if ((i + 1) % metrics::tile_edge == 0) map += '\n';
  }
  return map;
}

std::string gate_lines(const CompareResult& result) {
  if (result.gates.empty()) return "no gate was given: nothing is said about agreement\n";
  std::string lines;
  for (const Gate& gate : result.gates)
    lines += fmt::format("gate{}: {}: {}, {}\n", result.inside ? " in the ROI" : "", gate.condition,
                         gate.value.value ? fmt::format("{}", *gate.value.value) : "no value",
                         gate.verdict == Verdict::pass   ? "PASS"
                         : gate.verdict == Verdict::fail ? "FAIL"
                                                         : "UNDEFINED");
  return lines;
}

}  // namespace

std::string comparison_table(const CompareResult& result) {
  std::string table;
  for (const ComparedImage& image : result.images) table += image_line(image);
  if (!result.whole) return table;
  table += "backend    " + result.backend + "; pixels below are (slow, fast)\n\n";
  table += metric_lines(result);
  const Comparison& c = result.gated();
  if (!c.identical && !c.region.empty()) table += tile_map(c);
  return table + "\n" + gate_lines(result);
}

}  // namespace kbragg::app
