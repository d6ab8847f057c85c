// SPDX-License-Identifier: BSD-3-Clause
// The processes that kbragg bench starts.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "app/bench.hpp"
#include "app/json_text.hpp"
#include "base/error.hpp"
#include "io/atomic_file.hpp"
#include "io/checksum.hpp"
#include "io/text_file.hpp"
#include "kernels/engine.hpp"

namespace kbragg::app {

using Json = nlohmann::ordered_json;
namespace fs = std::filesystem;

namespace {

constexpr const char* phases[] = {"start",    "config",    "load",  "setup",
                                  "simulate", "copy_back", "write", "total"};
constexpr const char* warm_phases[] = {"setup", "simulate", "copy_back", "write"};

std::string last_lines(const std::string& text, int lines) {
  std::size_t begin = text.size();
  while (begin > 0 && (text[begin - 1] != '\n' || lines-- > 0)) --begin;
  return text.substr(begin);
}

/// The sentence with which this program ended.
std::string last_sentence(const std::string& log) {
  std::string line = last_lines(log, 1);
  while (line.ends_with('\n') || line.ends_with('.')) line.pop_back();
  return line.substr(line.starts_with("kbragg: ") ? 8 : 0);
}

std::string log_of(const std::string& folder) { return io::read_text_file(folder + "/log", "log"); }

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  const std::size_t middle = values.size() / 2;
  return values.size() % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
}

std::vector<double> times_of(const Json& samples, const std::string& key) {
  std::vector<double> times;
  for (const Json& sample : samples) times.push_back(sample[key]);
  return times;
}

Json spread_of(const std::vector<double>& times) {
  const auto n = static_cast<double>(times.size());
  double mean = 0, squares = 0;
  for (const double t : times) mean += t / n;
  for (const double t : times) squares += (t - mean) * (t - mean);
  const auto [least, most] = std::minmax_element(times.begin(), times.end());
  return {{"min", *least},
          {"median", median(times)},
          {"mean", mean},
          {"stdev", times.size() > 1 ? std::sqrt(squares / (n - 1)) : 0},
          {"max", *most}};
}

/// `from` / `to`, or null with the reason.
void put_ratio(Json& row, const std::string& key, const Json& from, const Json& to,
               const std::string& reason) {
  const bool known = from.is_number() && to.is_number() && to.get<double>() > 0;
  row[key] = known ? Json(from.get<double>() / to.get<double>()) : Json(nullptr);
  if (!known) row[key + "_reason"] = reason;
}

/// Files below a folder beside those of bench itself, and their size.
void count_files(Json& row, const std::string& folder) {
  std::int64_t files = 0, bytes = 0;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    const std::string name = entry.path().filename().string();
    if (!entry.is_regular_file() || name == "log" || name.ends_with(".json") ||
        name.ends_with(".yaml"))
      continue;
    ++files;
    bytes += static_cast<std::int64_t>(entry.file_size());
  }
  row["ref_files_written"] = files;
  row["ref_bytes_written"] = bytes;
}

/// Cold and warm times, and what follows from them.
void put_times(Json& row, const Json& result) {
  for (const char* phase : phases)
    row[fmt::format("cold_{}_s", phase)] = result["cold"][fmt::format("{}_s", phase)];
  row["cold_cpu_s"] = result["cold_cpu_s"];
  const Json& samples = result["warm_samples"];
  row["iterations"] = samples.size();
  for (const char* phase : warm_phases)
    row[fmt::format("warm_{}_s", phase)] = median(times_of(samples, fmt::format("{}_s", phase)));
  row["warm_total_s"] = spread_of(times_of(samples, "total_s"));
  row["warm_samples"] = samples;
  const double simulate = row["warm_simulate_s"], write = row["warm_write_s"];
  row["pixels_per_s"] = result["pixels"].get<double>() / simulate;
  row["pixel_steps_per_s"] = result["pixel_steps"].get<double>() / simulate;
  row["bytes_written"] = result["bytes_written"];
  row["write_bandwidth_Bps"] = result["bytes_written"].get<double>() / write;
  put_ratio(row, "setup_ratio_cold_warm", row["cold_setup_s"], row["warm_setup_s"], "no time");
}

/// How much faster than the reference, only like against like: a process that makes one image, from
/// its start, by both clocks; and the evaluation alone, each on its first image.
void put_speed(Json& row) {
  const Json none;
  const auto ref = [&](const char* key) { return row.value(key, none); };
  const char* reason = "no time of the reference";
  put_ratio(row, "speedup_cold", ref("ref_wall_s"), row["cold_total_s"], reason);
  put_ratio(row, "speedup_cpu", ref("ref_cpu_s"), row["cold_cpu_s"], reason);
  put_ratio(row, "speedup_simulate", ref("ref_simulate_s"), row["cold_simulate_s"],
            row.value("ref_simulate_s_reason", reason));
}

/// What was executed must be what was asked for.
std::string mismatch(const Json& asked, const Json& result) {
  std::string words;
  for (const auto& [key, wanted] : asked.items())
    if (result[key] != wanted)
      words += fmt::format("{}{} {} instead of {}", words.empty() ? "" : ", ", key,
                           result[key].dump(), wanted.dump());
  return words;
}

/// The next field of a line of CSV, removed from its front.
std::string next_field(std::string_view& line) {
  const bool quoted = line.starts_with('"');
  std::string field;
  std::size_t i = quoted ? 1 : 0;
  for (; i < line.size() && line[i] != (quoted ? '"' : ','); ++i) field += line[i];
  line.remove_prefix(std::min(i + (quoted ? 2 : 1), line.size()));
  return field;
}

/// The kernels, copies and fences that took longest, of top_kernels.csv.
Json top_kernels(std::string_view csv) {
  constexpr std::size_t most = 10;
  Json rows = Json::array();
  std::vector<std::string> names;
  while (!csv.empty() && rows.size() < most) {
    std::string_view line = csv.substr(0, csv.find('\n'));
    csv.remove_prefix(std::min(csv.size(), line.size() + 1));
    std::vector<std::string> fields;
    while (!line.empty()) fields.push_back(next_field(line));
    if (names.empty()) names = fields;
    if (fields.front() != "kernel") continue;
    Json row;
    for (std::size_t i = 0; i < std::min(names.size(), fields.size()); ++i) {
      const std::string& name = names[i];
      const auto number = io::parse_number(fields[i]);
      if (name == "label" || name == "kind") row[name] = fields[i];
      if (name.starts_with("exclusive_")) row[name] = number ? Json(*number) : Json(nullptr);
      if (name == "calls" && number) row[name] = static_cast<std::int64_t>(*number);
    }
    rows.push_back(row);
  }
  return rows;
}

}  // namespace

std::string BenchRuns::reference_folder(const BenchCase& of, int threads) const {
  return m_folder.file(fmt::format("work/reference-{}-{}", of.name, threads));
}

std::string BenchRuns::row_folder(const BenchRow& row) const {
  return m_folder.file("work/" + row.name());
}

ChildOutcome BenchRuns::run_self(const Json& request, const std::string& folder,
                                 const std::string& shown) {
  m_folder.make(fs::path(folder).lexically_relative(m_folder.path()).string());
  io::write_file(folder + "/request.json", json_text(request));
  ChildCommand command;
  command.program = "/proc/self/exe";
  command.directory = folder;
  command.log = folder + "/log";
  command.timeout_s = m_arguments.timeout_s;
  // The clock of the child: steady_clock counts from the same moment in all processes.
  const auto now = std::chrono::steady_clock::now().time_since_epoch();
  command.arguments = {"bench-row", std::to_string(std::chrono::nanoseconds(now).count())};
  return m_folder.run(command, "kbragg bench-row  # " + shown);
}

Json BenchRuns::request(const BenchCase& of) const {
  return {{"flags", of.flags},
          {"config", of.config.empty() ? Json(nullptr) : Json(of.config)},
          {"backend", kernels::backend_names().front()},
          {"precision", "double"},
          {"load_threads", 1},
          {"builtin", false},
          {"threads", 1},
          {"iterations", m_arguments.iterations},
          {"profile", false}};
}

Json BenchRuns::request(const BenchRow& row) const {
  Json request = this->request(*row.of);
  request["backend"] = row.backend;
  request["precision"] = row.precision;
  request["load_threads"] = row.threads;
  return request;
}

std::string BenchRuns::failure(const std::string& name, const std::string& folder,
                               const std::string& reason) {
  const std::string output = without_directories(last_lines(log_of(folder), 200));
  m_problems.push_back({exit_code::child, name + " " + reason});
  m_failed_output += fmt::format("{}:\n{}\n", name, output);
  return reason;
}

Json BenchRuns::reference(const BenchCase& of, int threads) {
  const std::string folder = reference_folder(of, threads);
  const std::string name = "the reference of " + of.name;
  Json row = {{"ref_threads", threads}, {"ref_simulate_s", nullptr}};
  ChildOutcome outcome;
  if (m_reference.kind == ReferenceKind::builtin) {
    Json request = this->request(of);
    request["builtin"] = true;
    request["threads"] = threads;
    outcome = run_self(request, folder, fmt::format("built-in reference of {}", of.name));
    if (outcome.exit_code == exit_code::unsupported)
      throw ExitError(exit_code::unsupported,
                      "bench: " + last_sentence(log_of(folder)) + "; give --reference an image");
    if (outcome.is_success())
      row["ref_simulate_s"] =
          Json::parse(io::read_text_file(folder + "/result.json", "result"))["cold"]["simulate_s"];
  } else {
    m_folder.make(fs::path(folder).lexically_relative(m_folder.path()).string());
    ChildCommand command{m_reference.path, of.flags, folder, folder + "/log", {}, 0};
    command.timeout_s = m_arguments.timeout_s;
    command.environment = {{"OMP_NUM_THREADS", std::to_string(threads)}};
    for (const char* word : {"-floatfile", "cold.bin", "-intfile", "integers.img"})
      command.arguments.push_back(word);
    outcome = m_folder.run(
        command, fmt::format("{} {}", m_reference.path, fmt::join(command.arguments, " ")));
    row["ref_simulate_s_reason"] = "the program does not report it";
  }
  row["ref_exit"] = outcome.signal == 0 ? Json(outcome.exit_code) : Json(nullptr);
  row["ref_wall_s"] = outcome.wall_s;
  row["ref_cpu_s"] = outcome.cpu_s;
  row["ref_peak_rss_bytes"] = outcome.peak_rss_bytes;
  std::error_code error;
  std::string reason;
  if (!outcome.is_success())
    reason = failure(name, folder, outcome.description());
  else if (fs::file_size(folder + "/cold.bin", error) !=
           static_cast<std::uintmax_t>(of.fast * of.slow) * sizeof(float))
    reason = failure(name, folder, "wrote no image of the size asked for");
  row["ref_status"] = reason.empty() ? "ok" : "failed";
  if (!reason.empty()) row["ref_reason"] = reason;
  count_files(row, folder);
  return row;
}

Json BenchRuns::row(const BenchRow& row, const Json& reference) {
  const std::string folder = row_folder(row);
  const BenchCase& of = *row.of;
  const Json asked = {{"backend", row.backend},
                      {"precision", row.precision},
                      {"threads", row.threads},
                      {"fast_pixels", of.fast},
                      {"slow_pixels", of.slow}};
  const ChildOutcome outcome = run_self(request(row), folder, row.name());
  Json result = {{"name", row.name()},
                 {"status", "failed"},
                 {"reason", nullptr},
                 {"case", of.name + ".yaml"},
                 {"preset", of.preset.empty() ? Json(nullptr) : Json(of.preset)},
                 {"size", of.fast},
                 {"requested", asked},
                 {"exit_code", outcome.signal == 0 ? Json(outcome.exit_code) : Json(nullptr)},
                 {"process_wall_s", outcome.wall_s},
                 {"process_cpu_s", outcome.cpu_s},
                 {"peak_rss_bytes", outcome.peak_rss_bytes},
                 {"peak_device_bytes", nullptr}};
  result.update(reference);
  if (!outcome.is_success()) {
    const std::string said = outcome.exit_code == 1 ? ": " + last_sentence(log_of(folder)) : "";
    result["reason"] =
        failure(row.name(), folder, without_directories(outcome.description() + said));
    return result;
  }
  const Json measured = Json::parse(io::read_text_file(folder + "/result.json", "result"));
  for (const char* key :
       {"backend", "precision", "threads", "fast_pixels", "slow_pixels", "pixels", "pixel_steps",
        "case_sha256", "estimated_bytes", "images_identical_cold_warm"})
    result[key] = measured[key];
  put_times(result, measured);
  put_speed(result);
  const std::string wrong = mismatch(asked, measured);
  if (!wrong.empty()) {
    result["reason"] = "it ran with " + wrong;
    m_problems.push_back({exit_code::unavailable, row.name() + " ran with " + wrong});
    return result;
  }
  result["status"] = "ok";
  return result;
}

void BenchRuns::profile(const BenchRow& row, Json& result) {
  const std::string folder = row_folder(row) + "-profile";
  Json request = this->request(row);
  request["iterations"] = 0;
  request["profile"] = true;
  const ChildOutcome outcome = run_self(request, folder, row.name() + " under the profiler");
  if (!outcome.is_success()) {
    failure("the profile of " + row.name(), folder, outcome.description());
    return;
  }
  m_folder.make("profile");
  fs::rename(folder + "/profile", m_folder.file("profile/" + row.name()));
  result["profile"] = "profile/" + row.name();
  result["top_kernels"] = top_kernels(
      io::read_text_file(m_folder.file(result["profile"].get<std::string>() + "/top_kernels.csv"),
                         "table of kernels"));
}

}  // namespace kbragg::app
