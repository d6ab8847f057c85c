// SPDX-License-Identifier: BSD-3-Clause
#include "profile/tables.hpp"

#include <fmt/format.h>

#include <cstddef>
#include <vector>

#include "profile/labels.hpp"

namespace kbragg::profile {

namespace {

double ms(std::int64_t time) { return static_cast<double>(time) / 1e6; }
double us(std::int64_t time) { return static_cast<double>(time) / 1e3; }

double percent(std::int64_t time, const Summary& summary) {
  if (summary.interval == 0) return 0;
  return 100 * static_cast<double>(time) / static_cast<double>(summary.interval);
}

/// A field of a CSV file.
std::string field(const std::string& text) {
  if (text.find_first_of(",\"\n") == std::string::npos) return text;
  std::string quoted = "\"";
  for (const char c : text) quoted += c == '"' ? std::string("\"\"") : std::string(1, c);
  return quoted + "\"";
}

/// Pixel-steps per second of a kernel that computes them all, else 0.
double rate(const Row& row, double pixel_steps) {
  const Label* const label = find_label(row.label);
  const bool sums = label && label->is_lattice_sum && row.kind == Kind::parallel_for;
  return sums && row.inclusive > 0 ? pixel_steps * 1e9 / static_cast<double>(row.inclusive) : 0;
}

/// A number that is left out where it is 0.
std::string optional(double number) { return number > 0 ? fmt::format("{:.6g}", number) : ""; }

std::vector<Row> rows_of(const Summary& summary, const std::string& section) {
  std::vector<Row> rows;
  for (const Row& row : summary.rows) {
    const char* const of = row.beside ? "beside" : row.kind == Kind::region ? "region" : "kernel";
    if (of == section) rows.push_back(row);
  }
  return rows;
}

constexpr const char* line_format = "{:<52} {:<7} {:>8} {:>12} {:>8} {:>12} {:>8} {:>14}\n";

std::string text_line(const std::string& label, std::string_view kind, std::int64_t calls,
                      std::int64_t inclusive, std::int64_t exclusive, const Summary& summary,
                      double pixel_steps_per_s) {
  return fmt::format(
      line_format, label, kind, calls, fmt::format("{:.3f}", ms(inclusive)),
      fmt::format("{:.2f}", percent(inclusive, summary)), fmt::format("{:.3f}", ms(exclusive)),
      fmt::format("{:.2f}", percent(exclusive, summary)), optional(pixel_steps_per_s));
}

std::string text_section(const char* title, const std::vector<Row>& rows, std::size_t most,
                         const Summary& summary, double pixel_steps) {
  std::string text = fmt::format("\n{}\n", title);
  Row rest;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const Row& row = rows[i];
    if (i < most) {
      text += text_line(row.label, name_of(row.kind), row.calls, row.inclusive, row.exclusive,
                        summary, rate(row, pixel_steps));
      continue;
    }
    rest.calls += row.calls;
    rest.exclusive += row.exclusive;
  }
  // Their inclusive times may overlap, hence the exclusive one twice.
  if (rows.size() > most)
    text += text_line(fmt::format("({} more)", rows.size() - most), "", rest.calls, rest.exclusive,
                      rest.exclusive, summary, 0);
  return text;
}

std::string csv_line(const char* section, std::size_t rank, const Row& row, const Summary& summary,
                     double pixel_steps) {
  const bool is_copy = row.kind == Kind::copy && row.inclusive > 0;
  const double speed =
      is_copy ? static_cast<double>(row.bytes) / static_cast<double>(row.inclusive) : 0;
  return fmt::format(
      "{},{},{},{},{},{},{:.6f},{:.3f},{:.3f},{:.3f},{:.6f},{:.6f},{:.6f},{},{},{}\n", section,
      rank, field(row.label), name_of(row.kind), field(row.space), row.calls, ms(row.inclusive),
      us(row.inclusive) / static_cast<double>(row.calls), us(row.shortest), us(row.longest),
      percent(row.inclusive, summary), ms(row.exclusive), percent(row.exclusive, summary),
      row.bytes > 0 ? std::to_string(row.bytes) : "", optional(speed),
      optional(rate(row, pixel_steps)));
}

}  // namespace

std::string top_kernels_text(const Summary& summary, double pixel_steps) {
  constexpr std::size_t most = 10;
  std::string text = fmt::format(
      "kbragg profile: {:.3f} ms, from the end of reading the configuration on\n"
      "Percentages are of these. Exclusive: without the events inside. All exclusive times and\n"
      "the idle time, in no event at all, add up to the whole.\n\n",
      ms(summary.interval));
  text += fmt::format(line_format, "label", "kind", "calls", "inclusive ms", "%", "exclusive ms",
                      "%", "pixel-steps/s");
  const std::vector<Row> kernels = rows_of(summary, "kernel"), regions = rows_of(summary, "region"),
                         beside = rows_of(summary, "beside");
  text +=
      text_section("kernels, copies, fences and allocations", kernels, most, summary, pixel_steps);
  text += text_section("regions: their exclusive time is work of the host between kernels", regions,
                       regions.size(), summary, pixel_steps);
  std::int64_t sum = summary.idle;
  for (const std::vector<Row>* rows : {&kernels, &regions})
    for (const Row& row : *rows) sum += row.exclusive;
  text += "\n" + text_line("idle", "", 1, summary.idle, summary.idle, summary, 0);
  text += text_line("sum of exclusive times", "", 1, sum, sum, summary, 0);
  if (!beside.empty())
    text += text_section("beside, on other threads; part of no sum", beside, beside.size(), summary,
                         pixel_steps);
  return text;
}

std::string top_kernels_csv(const Summary& summary, double pixel_steps) {
  std::string text =
      "section,rank,label,kind,space,calls,total_ms,mean_us,min_us,max_us,inclusive_pct,"
      "exclusive_ms,exclusive_pct,bytes,GBps,pixel_steps_per_s\n";
  for (const char* section : {"kernel", "region", "beside"}) {
    std::size_t rank = 0;
    for (const Row& row : rows_of(summary, section))
      text += csv_line(section, ++rank, row, summary, pixel_steps);
  }
  return text + fmt::format("idle,,idle,,,,{0:.6f},,,,{1:.6f},{0:.6f},{1:.6f},,,\n",
                            ms(summary.idle), percent(summary.idle, summary));
}

std::string hot_loops_csv(const Summary& summary, double pixel_steps) {
  std::string text =
      "rank,label,kind,file,class,calls,inclusive_ms,inclusive_pct,exclusive_ms,exclusive_pct,"
      "pixel_steps_per_s\n";
  std::size_t rank = 0;
  for (const Row& row : summary.rows) {
    if (row.beside) continue;
    const Label* const label = find_label(row.label);
    const bool kokkos = is_of_kokkos(row.label);
    text += fmt::format("{},{},{},{},{},{},{:.6f},{:.6f},{:.6f},{:.6f},{}\n", ++rank,
                        field(row.label), name_of(row.kind),
                        label    ? label->file
                        : kokkos ? "Kokkos"
                                 : "",
                        name_of(label ? label->part : Class::host), row.calls, ms(row.inclusive),
                        percent(row.inclusive, summary), ms(row.exclusive),
                        percent(row.exclusive, summary), optional(rate(row, pixel_steps)));
  }
  return text + fmt::format(",idle,,,host,,{0:.6f},{1:.6f},{0:.6f},{1:.6f},\n", ms(summary.idle),
                            percent(summary.idle, summary));
}

}  // namespace kbragg::profile
