// SPDX-License-Identifier: BSD-3-Clause
#include "app/report_html.hpp"

#include <fmt/format.h>

#include <cmath>
#include <nlohmann/json.hpp>
#include <optional>
#include <utility>

#include "app/html_parts.hpp"
#include "io/comparison_pictures.hpp"

namespace kbragg::app {

namespace {

using Json = nlohmann::ordered_json;

constexpr std::int64_t picture_edge = 512;
constexpr const char* dash = "&ndash;";

constexpr const char* style = R"(
:root { color-scheme: light dark; --back: #fcfcfb; --text: #1d2126; --soft: #5b6570; --line: #d9dde1;
  --cold: #2f6db3; --warm: #d9822b; --good: #1e7a3c; --bad: #b3261e; --panel: #f1f3f4; }
@media (prefers-color-scheme: dark) {
  :root { --back: #15181b; --text: #e4e7ea; --soft: #9aa4ae; --line: #343b42;
    --cold: #6aa5e8; --warm: #f0a45a; --good: #6cc788; --bad: #f28b82; --panel: #1e2327; } }
body { margin: 0 auto; padding: 1.5rem clamp(1rem, 2vw, 2rem) 3rem; max-width: 100rem;
  background: var(--back); color: var(--text); font: 1rem/1.5 system-ui, sans-serif; }
h1 { font-size: 1.5rem; margin: 0 0 .5rem; } h2 { font-size: 1.15rem; margin: 2.2rem 0 .6rem; }
h3 { font-size: .95rem; margin: 0 0 .4rem; } p { margin: .3rem 0; max-width: 60rem; }
code { font: .85em ui-monospace, monospace; overflow-wrap: anywhere; }
.soft, figcaption { color: var(--soft); font-size: .9rem; }
.verdict { font-weight: 700; padding: .1rem .6rem; border-radius: .3rem; border: 2px solid;
  color: var(--soft); }
.pass { color: var(--good); } .fail { color: var(--bad); }
.wide { overflow-x: auto; }
table { border-collapse: collapse; font-size: .85rem; font-variant-numeric: tabular-nums; }
th, td { padding: .3rem .4rem; border-bottom: 1px solid var(--line); text-align: left;
  vertical-align: top; }
th { color: var(--soft); font-weight: 600; vertical-align: bottom; } .n { text-align: right; }
td.n { white-space: nowrap; }
.grid { display: grid; gap: 1.5rem; grid-template-columns: repeat(auto-fit, minmax(min(100%, 19rem),
  1fr)); }
.charts { grid-template-columns: repeat(auto-fit, minmax(min(100%, 26rem), 40rem)); }
figure { margin: 0; }
img { width: 100%; height: auto; border: 1px solid var(--line); image-rendering: pixelated; }
svg { display: block; font-size: 13px; fill: var(--text); }
svg .cold, .key.cold { fill: var(--cold); background: var(--cold); }
svg .warm, .key.warm { fill: var(--warm); background: var(--warm); }
.key { display: inline-block; width: .8em; height: .8em; margin: 0 .3em 0 .8em; }
svg .decade { stroke: var(--line); } svg .value { font-size: 11px; }
svg .axis { font-size: 11px; fill: var(--soft); text-anchor: middle; }
@media (max-width: 40rem) {
  .results tr:first-child { display: none; }
  .results tr { display: block; background: var(--panel); margin: 0 0 1rem; padding: .5rem; }
  .results, .results tbody { display: block; }
  .results td { display: flex; justify-content: space-between; gap: 1rem; text-align: right; }
  .results td::before { content: attr(data-name); color: var(--soft); text-align: left; } }
)";

/// The member at a JSON pointer, null where there is none.
const Json& at(const Json& object, const std::string& path) {
  static const Json nothing;
  const Json::json_pointer pointer(path);
  return object.contains(pointer) ? object.at(pointer) : nothing;
}

std::optional<double> number(const Json& object, const std::string& path) {
  const Json& value = at(object, path);
  return value.is_number() ? std::optional<double>(value.get<double>()) : std::nullopt;
}

/// A string or a number as it stands in the file.
std::string plain(const Json& object, const std::string& path) {
  const Json& value = at(object, path);
  if (value.is_null()) return dash;
  return escaped(value.is_string() ? value.get<std::string>() : value.dump());
}

std::string time(const Json& row, const std::string& path) {
  const auto value = number(row, path);
  return value ? time_text(*value) : dash;
}

std::string formatted(const Json& row, const std::string& path, fmt::string_view format,
                      double unit = 1) {
  const auto value = number(row, path);
  return value ? fmt::format(fmt::runtime(format), *value / unit) : dash;
}

/// What a row ran with; a failed one has only what was asked for.
std::string identity(const Json& row, const std::string& key) {
  return plain(row, at(row, "/" + key).is_null() ? "/requested/" + key : "/" + key);
}

std::string shape(const Json& row) {
  if (at(row, "/fast_pixels").is_null()) return identity(row, "size");
  return plain(row, "/fast_pixels") + " &times; " + plain(row, "/slow_pixels");
}

std::string case_of(const Json& row) {
  return plain(row, at(row, "/preset").is_null() ? "/case" : "/preset");
}

std::string row_name(const Json& row) {
  return fmt::format("{}, {}, {}, {}, threads: {}", case_of(row), shape(row),
                     identity(row, "backend"), identity(row, "precision"),
                     identity(row, "threads"));
}

std::string gate_of(const Json& row) {
  const std::string gate = plain(row, plain(row, "/status") == "failed" ? "/status" : "/gate");
  return fmt::format("<b class=\"{}\">{}</b>", gate == "pass" ? "pass" : "fail", gate);
}

/// Cut off, not rounded: 1 is for identical images.
std::string correlation_of(const Json& row) {
  const auto value = number(row, "/correlation");
  return value ? fmt::format("{:.9f}", std::floor(*value * 1e9) / 1e9) : dash;
}

struct Column {
  const char* heading;
  std::string (*cell)(const Json& row);
  bool is_number = true;
};

constexpr double mega = 1e6, mebibyte = 1048576;

const Column columns[] = {
    {"case", case_of, false},
    {"pixels", shape},
    {"backend", [](const Json& r) { return identity(r, "backend"); }, false},
    {"precision", [](const Json& r) { return identity(r, "precision"); }, false},
    {"threads", [](const Json& r) { return identity(r, "threads"); }},
    {"gate", gate_of, false},
    {"correlation", correlation_of},
    {"sum ratio", [](const Json& r) { return formatted(r, "/sum_ratio", "{:.7f}"); }},
    {"cold", [](const Json& r) { return time(r, "/cold_total_s"); }},
    {"warm", [](const Json& r) { return time(r, "/warm_total_s/median"); }},
    {"warm, from", [](const Json& r) { return time(r, "/warm_total_s/min"); }},
    {"warm, to", [](const Json& r) { return time(r, "/warm_total_s/max"); }},
    {"Mpixel/s", [](const Json& r) { return formatted(r, "/pixels_per_s", "{:.4g}", mega); }},
    {"Msteps/s", [](const Json& r) { return formatted(r, "/pixel_steps_per_s", "{:.4g}", mega); }},
    {"speed-up, wall", [](const Json& r) { return formatted(r, "/speedup_cold", "{:.3g}"); }},
    {"speed-up, CPU", [](const Json& r) { return formatted(r, "/speedup_cpu", "{:.3g}"); }},
    {"speed-up, simulate",
     [](const Json& r) { return formatted(r, "/speedup_simulate", "{:.3g}"); }},
    {"memory, MiB",
     [](const Json& r) { return formatted(r, "/peak_rss_bytes", "{:.1f}", mebibyte); }},
    {"reference, MiB",
     [](const Json& r) { return formatted(r, "/ref_peak_rss_bytes", "{:.1f}", mebibyte); }},
};

const Json& rows_of(const Json& results) { return at(results, "/results"); }

/// Phases in the order in which they come, with their keys.
constexpr std::pair<const char*, const char*> phases[] = {
    {"start", "start"},       {"config", "config"},       {"load", "load"},   {"set-up", "setup"},
    {"simulate", "simulate"}, {"copy back", "copy_back"}, {"write", "write"}, {"total", "total"}};

std::vector<PhaseBars> bars_of(const Json& row) {
  std::vector<PhaseBars> bars;
  for (const auto& [name, key] : phases) {
    const std::string cold = fmt::format("/cold_{}_s", key), warm = fmt::format("/warm_{}_s", key);
    const std::string median = at(row, warm).is_object() ? warm + "/median" : warm;
    const PhaseBars phase{name, number(row, cold), number(row, median)};
    if (phase.cold || phase.warm) bars.push_back(phase);
  }
  return bars;
}

std::string head(const Json& results) {
  const std::string verdict = plain(results, "/verdict");
  const char* kind = verdict == "PASS" ? "pass" : verdict == "BLOCKED" ? "fail" : "other";
  std::string text = fmt::format(
      "<h1>Benchmark <span class=\"verdict {}\">{}</span></h1>\n<p><code>{}</code></p>\n"
      "<p class=\"soft\">{} to {}. kbragg {}, commit {}, {}; Kokkos {}; {}, usable cores: {}, load "
      "before: {}.</p>\n",
      kind, verdict, plain(results, "/command"), plain(results, "/started_utc"),
      plain(results, "/finished_utc"), plain(results, "/env/program/version"),
      plain(results, "/env/program/commit"), plain(results, "/env/program/compiler"),
      plain(results, "/env/kokkos"), plain(results, "/env/host/cpu_model"),
      plain(results, "/env/host/usable_cores"),
      formatted(results, "/env/load/average_1min", "{:.2f}"));
  text += fmt::format(
      "<p class=\"soft\">Reference: {}, sha256 {}. Gate: correlation at least {}, sum within "
      "{}.</p>\n",
      plain(results, "/results/0/ref_name"), plain(results, "/results/0/ref_sha256").substr(0, 12),
      plain(results, "/gate/min_correlation"), plain(results, "/gate/max_sum_error"));
  for (const Json& problem : at(results, "/problems"))
    text += "<p class=\"fail\">" + plain(problem, "/text") + "</p>\n";
  return text;
}

std::string results_table(const Json& results) {
  std::string table = "<h2>Results</h2>\n<div class=\"wide\"><table class=\"results\">\n<tr>";
  for (const Column& column : columns)
    table += fmt::format("<th{}>{}</th>", column.is_number ? " class=\"n\"" : "", column.heading);
  table += "</tr>\n";
  for (const Json& row : rows_of(results)) {
    table += "<tr>";
    for (const Column& column : columns)
      table += fmt::format("<td{} data-name=\"{}\">{}</td>", column.is_number ? " class=\"n\"" : "",
                           column.heading, column.cell(row));
    table += "</tr>\n";
  }
  return table + "</table></div>\n";
}

std::string figures(const std::vector<ReportPicture>& pictures) {
  if (pictures.empty()) return "";
  std::string list = "<h2>Images</h2>\n<div class=\"grid\">\n";
  for (const ReportPicture& picture : pictures)
    list += fmt::format(
        "<figure><h3>{0}</h3><img alt=\"{0}\" src=\"{1}\"><figcaption>{2}</figcaption></figure>\n",
        escaped(picture.title), png_url(picture.png), escaped(picture.caption));
  return list + "</div>\n";
}

std::string charts(const Json& results) {
  std::vector<double> times;
  for (const Json& row : rows_of(results))
    for (const PhaseBars& phase : bars_of(row))
      for (const auto& time : {phase.cold, phase.warm}) times.push_back(time.value_or(0));
  const TimeAxis axis(times);
  std::string list =
      "<h2>Phases</h2>\n<p class=\"soft\">Logarithmic, the same axis for every row.<span "
      "class=\"key cold\"></span>cold: first in its process<span class=\"key warm\"></span>warm: "
      "median of the later ones</p>\n<div class=\"grid charts\">\n";
  for (const Json& row : rows_of(results))
    if (const std::vector<PhaseBars> bars = bars_of(row); !bars.empty())
      list +=
          fmt::format("<figure><h3>{}</h3>\n{}</figure>\n", row_name(row), phase_chart(bars, axis));
  return list + "</div>\n";
}

std::string kernels(const Json& results) {
  std::string tables;
  for (const Json& row : rows_of(results)) {
    if (at(row, "/top_kernels").empty()) continue;
    tables += "<div class=\"wide\"><h3>" + row_name(row) +
              "</h3>\n<table>\n<tr><th>label</th><th>kind</th><th class=\"n\">calls</th>"
              "<th class=\"n\">exclusive ms</th><th class=\"n\">%</th></tr>\n";
    for (const Json& kernel : row["top_kernels"])
      tables += fmt::format(
          "<tr><td>{}</td><td>{}</td><td class=\"n\">{}</td><td class=\"n\">{}</td>"
          "<td class=\"n\">{}</td></tr>\n",
          plain(kernel, "/label"), plain(kernel, "/kind"), formatted(kernel, "/calls", "{:.0f}"),
          formatted(kernel, "/exclusive_ms", "{:.3f}"),
          formatted(kernel, "/exclusive_pct", "{:.2f}"));
    tables += "</table></div>\n";
  }
  return tables.empty()
             ? ""
             : "<h2>Kernels</h2>\n<p class=\"soft\">Of the run under the profiler; exclusive "
               "of what is nested inside, per cent of the whole run.</p>\n"
               "<div class=\"grid charts\">\n" +
                   tables + "</div>\n";
}

std::string anomalies(const Json& results) {
  std::string list;
  const auto add = [&](const Json& row, const Json& text) {
    list += "<li>" + row_name(row) + ": " + plain(text, "") + "</li>\n";
  };
  for (const Json& row : rows_of(results)) {
    if (plain(row, "/status") == "failed") add(row, at(row, "/reason"));
    for (const Json& anomaly : at(row, "/anomalies")) add(row, anomaly);
  }
  return "<h2>Anomalies</h2>\n" + (list.empty() ? "<p>none</p>\n" : "<ul>\n" + list + "</ul>\n");
}

}  // namespace

std::vector<ReportPicture> report_pictures(const double* reference, const double* image,
                                           std::int64_t slow, std::int64_t fast) {
  const io::ComparisonPictures made =
      io::render_comparison(reference, image, slow, fast, {0, fast - 1, 0, slow - 1}, picture_edge);
  const std::string grey = made.white > 0
                               ? fmt::format("black 0, white {:.4g} and more", made.white)
                               : "no pixel is above 0";
  std::string difference = "no pixel differs";
  if (made.difference_scale > 0)
    difference = fmt::format("mid-grey 0, black and white {:.3g} and more", made.difference_scale);
  if (made.difference_scale > 0 && made.white > 0)
    difference +=
        fmt::format(", {:.2g} of the scale of the images", made.difference_scale / made.white);
  return {{"reference", io::png_bytes(made.a), grey},
          {"kbragg", io::png_bytes(made.b), grey},
          {"kbragg - reference", io::png_bytes(made.difference), difference}};
}

std::string summary_html(const Json& results, const std::vector<ReportPicture>& pictures) {
  std::string page =
      "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta "
      "name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>kbragg "
      "benchmark</title>\n<style>";
  page += style;
  page += "</style>\n</head>\n<body>\n" + head(results) + results_table(results) +
          figures(pictures) + charts(results);
  return page + kernels(results) + anomalies(results) + "</body>\n</html>\n";
}

}  // namespace kbragg::app
