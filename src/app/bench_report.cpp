// SPDX-License-Identifier: BSD-3-Clause
// The texts of kbragg bench, from its results alone.
#include <fmt/format.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "app/bench.hpp"

namespace kbragg::app {

using Json = nlohmann::ordered_json;

namespace {

constexpr double noticeable = 0.05;  // relative

/// Of a key that may be absent or null.
std::string number(const Json& row, const std::string& key, int digits = 4) {
  const auto found = row.find(key);
  if (found == row.end() || !found->is_number()) return "-";
  return fmt::format("{:.{}g}", found->get<double>(), digits);
}

std::string word(const Json& row, const std::string& key) {
  const auto found = row.find(key);
  if (found == row.end() || found->is_null()) return "-";
  return found->is_string() ? found->get<std::string>() : found->dump();
}

std::string table_line(const std::vector<std::string>& cells) {
  return fmt::format("| {} |\n", fmt::join(cells, " | "));
}

std::string table_head(const std::vector<std::string>& cells) {
  return table_line(cells) + table_line(std::vector<std::string>(cells.size(), "---"));
}

const std::vector<std::string> phases{"start",    "config",    "load", "setup",
                                      "simulate", "copy_back", "write"};

std::string times(const Json& results) {
  std::vector<std::string> head{"row", "image"};
  for (const std::string& phase : phases) head.push_back(phase + " s");
  for (const char* title : {"total s", "min s", "max s"}) head.push_back(title);
  std::string text = table_head(head);
  for (const Json& row : results["results"]) {
    std::vector<std::string> cold{word(row, "name"), "cold"}, warm{"", "warm, median"};
    for (const std::string& phase : phases) {
      cold.push_back(number(row, "cold_" + phase + "_s"));
      warm.push_back(number(row, "warm_" + phase + "_s"));
    }
    cold.insert(cold.end(), {number(row, "cold_total_s"), "-", "-"});
    const Json total = row.value("warm_total_s", Json::object());
    for (const char* key : {"median", "min", "max"}) warm.push_back(number(total, key));
    text += table_line(cold) + table_line(warm);
  }
  return text;
}

std::string rates(const Json& results) {
  std::string text = table_head({"row", "threads", "pixels/s", "pixel-steps/s", "written B/s",
                                 "peak memory MB", "estimate MB"});
  const auto megabytes = [](const Json& row, const char* key) {
    return row.contains(key) ? fmt::format("{:.1f}", row[key].get<double>() / 1e6) : "-";
  };
  for (const Json& row : results["results"])
    text += table_line({word(row, "name"), word(row, "threads"), number(row, "pixels_per_s"),
                        number(row, "pixel_steps_per_s"), number(row, "write_bandwidth_Bps"),
                        megabytes(row, "peak_rss_bytes"), megabytes(row, "estimated_bytes")});
  return text;
}

std::string speed(const Json& results) {
  std::string text =
      table_head({"row", "reference", "wall s", "CPU s", "peak memory MB", "times faster (wall)",
                  "times faster (CPU)", "times faster (simulate)"});
  for (const Json& row : results["results"]) {
    const auto found = row.find("ref_peak_rss_bytes");
    const std::string memory =
        found == row.end() ? "-" : fmt::format("{:.1f}", found->get<double>() / 1e6);
    text += table_line({word(row, "name"), word(row, "ref_name"), number(row, "ref_wall_s"),
                        number(row, "ref_cpu_s"), memory, number(row, "speedup_cold"),
                        number(row, "speedup_cpu"), number(row, "speedup_simulate")});
  }
  return text;
}

std::string parity(const Json& results) {
  std::string text = table_head({"row", "status", "gate", "correlation", "correlation, cold",
                                 "sum ratio", "worst relative", "of peaks", "shift of spots px"});
  for (const Json& row : results["results"])
    text += table_line({word(row, "name"), word(row, "status"), word(row, "gate"),
                        number(row, "correlation", 9), number(row, "correlation_cold", 9),
                        number(row, "sum_ratio", 9), number(row, "max_rel"),
                        number(row, "peak_max_rel"), number(row, "peak_shift_px")});
  return text;
}

std::string kernels_of(const Json& row) {
  std::string text = fmt::format("\n{}:\n\n", word(row, "name")) +
                     table_head({"kernel", "calls", "exclusive ms", "exclusive %"});
  for (const Json& kernel : row["top_kernels"])
    text += table_line({word(kernel, "label"), word(kernel, "calls"),
                        number(kernel, "exclusive_ms"), number(kernel, "exclusive_pct")});
  return text;
}

std::string list(const Json& results, const char* key, const char* none) {
  std::string text;
  for (const Json& row : results["results"])
    for (const Json& entry : row[key])
      text += fmt::format("- {}: {}\n", word(row, "name"), entry.get<std::string>());
  return text.empty() ? fmt::format("{}\n", none) : text;
}

/// Cut off, not rounded: a value below a gate must not look as if it met it.
std::string six_decimals(const Json& value) {
  if (!value.is_number()) return "undefined";
  return fmt::format("{:.6f}", std::floor(value.get<double>() * 1e6) / 1e6);
}

}  // namespace

void list_anomalies(Json& row, const Json& environment) {
  Json& found = row["anomalies"] = Json::array();
  if (row["status"] != "ok") return;
  const double cold = row["cold_simulate_s"], warm = row["warm_simulate_s"];
  const Json& total = row["warm_total_s"];
  if (warm > cold * (1 + noticeable))
    found.push_back(
        fmt::format("simulate is slower warm, {:.4g} s, than cold, {:.4g} s", warm, cold));
  if (total["median"] > row["cold_total_s"]) found.push_back("warm is slower than cold in all");
  const double spread = total["stdev"].get<double>() / total["mean"].get<double>();
  if (spread > noticeable)
    found.push_back(fmt::format("the warm times spread by {:.1f} % of their mean", 100 * spread));
  const Json& load = environment["load"]["average_1min"];
  const int cores = environment["host"]["usable_cores"];
  if (load.is_number() && load.get<double>() > cores)
    found.push_back(fmt::format("load average {:.2f} above {} usable cores at the start",
                                load.get<double>(), cores));
  if (row["threads"].get<int>() > cores)
    found.push_back(fmt::format("{} threads on {} usable cores", row["threads"].get<int>(), cores));
  for (const char* name : {"KOKKOS_TOOLS_LIBS", "KOKKOS_PROFILE_LIBRARY"})
    if (environment["environment"].contains(name))
      found.push_back(fmt::format("{} names a connector, which takes its time", name));
  if (!row["images_identical_cold_warm"]) found.push_back("cold and warm images differ");
}

std::string bench_summary(const Json& results) {
  std::string text = fmt::format(
      "# kbragg bench\n\n`{}`\n\nVERDICT: {}\n\n{} to {}, kbragg {} ({}), {}, {} usable cores.\n",
      word(results, "command"), word(results, "verdict"), word(results, "started_utc"),
      word(results, "finished_utc"), word(results["env"]["program"], "version"),
      word(results["env"]["program"], "commit"), word(results["env"]["host"], "cpu_model"),
      word(results["env"]["host"], "usable_cores"));
  for (const Json& problem : results["problems"])
    text += fmt::format("\n- problem (exit code {}): {}", word(problem, "exit_code"),
                        word(problem, "text"));
  text += "\n## Images against the reference\n\n" + parity(results);
  text += fmt::format(
      "\nGate: correlation >= {}, |sum ratio - 1| <= {}, mean shift of the spots <= "
      "{} px.\n",
      word(results["gate"], "min_correlation"), word(results["gate"], "max_sum_error"),
      word(results["gate"], "max_peak_shift_px"));
  text +=
      "\n## Times\n\nCold is the first image of a process, from its start to the image on disk; "
      "warm the same image again with everything in place.\n\n" +
      times(results);
  text +=
      "\n## Rates and memory\n\nPeak memory is the largest resident set, not less than what bench "
      "itself took before it started the process.\n\n" +
      rates(results);
  text +=
      "\n## Against the reference\n\nBoth sides make one image in a fresh process on the same "
      "number of threads, float image written but not waited for. kbragg counts from the start of "
      "its process to the image, the reference to the end of its process; simulate is the "
      "evaluation alone, where the reference tells it.\n\n" +
      speed(results);
  text += "\n## Top kernels\n";
  bool profiled = false;
  for (const Json& row : results["results"])
    if (row.contains("top_kernels")) {
      text += kernels_of(row);
      profiled = true;
    }
  if (!profiled) text += "\nNot profiled.\n";
  return text + "\n## Anomalies\n\n" + list(results, "anomalies", "None found.");
}

std::string bench_correlation(const Json& results) {
  std::string text = "correlation=" + six_decimals(results["correlation"]) + "\n";
  text += fmt::format("status={}\nthreshold={}\nrows={}\n", word(results, "verdict"),
                      word(results["gate"], "min_correlation"), results["results"].size());
  for (const Json& row : results["results"])
    text += fmt::format("row={} correlation={} sum_ratio={} gate={} reference={}\n",
                        word(row, "name"), six_decimals(row.value("correlation", Json())),
                        number(row, "sum_ratio", 9), word(row, "gate"), word(row, "ref_name"));
  return text;
}

}  // namespace kbragg::app
