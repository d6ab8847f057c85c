// SPDX-License-Identifier: BSD-3-Clause
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <filesystem>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>

#include "app/bench.hpp"
#include "app/commands.hpp"
#include "app/json_text.hpp"
#include "app/signals.hpp"
#include "base/error.hpp"
#include "io/atomic_file.hpp"
#include "io/checksum.hpp"
#include "profile/recorder.hpp"

namespace kbragg::app {

using Json = nlohmann::ordered_json;
namespace fs = std::filesystem;

namespace {

/// The reference of each row that has one of its own: case and threads.
Json references_of(const BenchReference& reference, const std::vector<BenchRow>& rows,
                   BenchRuns& runs) {
  const char* kinds[] = {"builtin", "program", "image"};
  Json common = {{"reference", kinds[static_cast<int>(reference.kind)]}};
  common["ref_name"] =
      reference.path.empty() ? "builtin" : fs::path(reference.path).filename().string();
  if (!reference.path.empty())
    common["ref_sha256"] = io::sha256_of_file(reference.path.substr(0, reference.path.find(":/")));
  Json all = Json::object();
  for (const BenchRow& row : rows) {
    Json& known = all[runs.reference_folder(*row.of, row.threads)];
    if (!known.is_null()) continue;
    known = common;
    if (reference.kind == ReferenceKind::image)
      known["ref_status"] = "ok";
    else
      known.update(runs.reference(*row.of, row.threads));
  }
  return all;
}

/// The worst correlation of all rows, undefined when one has none.
Json worst_correlation(const Json& rows) {
  Json worst;
  for (const Json& row : rows) {
    const Json value = row.value("correlation", Json());
    if (!value.is_number()) return nullptr;
    if (worst.is_null() || value < worst) worst = value;
  }
  return worst;
}

void put_problems(Json& results, const std::vector<Problem>& problems) {
  results["verdict"] = problems.empty() ? "PASS" : "BLOCKED";
  results["exit_code"] = exit_code_of(problems);
  results["problems"] = Json::array();
  for (const Problem& problem : problems)
    results["problems"].push_back({{"exit_code", problem.code}, {"text", problem.sentence}});
}

std::string blocking_text(const std::vector<Problem>& problems, const std::string& output,
                          const std::string& folder, bool profiled) {
  std::string text = fmt::format("# Blocked\n\nExit code {}.\n\n", exit_code_of(problems));
  for (const Problem& problem : problems)
    text += fmt::format("- exit code {}: {}\n", problem.code, problem.sentence);
  text += "\nNo conclusion about speed may be drawn from this folder.\n";
  if (profiled) text += "hot_loops.csv of all rows is withheld.\n";
  text += "\n## Files\n\n";
  std::vector<std::string> files;
  for (const auto& entry : fs::recursive_directory_iterator(folder))
    if (entry.is_regular_file()) files.push_back(entry.path().lexically_relative(folder).string());
  std::sort(files.begin(), files.end());
  for (const std::string& file : files) text += "- " + file + "\n";
  text += "\n## Last output\n\n```\n" + (output.empty() ? "no program failed\n" : output) + "```\n";
  return text +
         "\n## Next step\n\nFind why with kbragg compare on the images (--keep-artifacts) and "
         "kbragg trace on a pixel that differs; then run the command again.\n";
}

/// Case files, and the images if they are to stay; the working folder goes.
void collect_files(const BenchArguments& arguments, const BenchReference& reference,
                   const EvidenceFolder& folder, const std::vector<BenchRow>& rows,
                   const BenchRuns& runs, Json& results) {
  std::error_code error;
  const auto keep = [&](const std::string& from, const std::string& to, Json& row) {
    if (!fs::exists(from)) return;
    folder.make(fs::path(to).parent_path().string());
    fs::rename(from, folder.file(to));
    row["artifacts"].push_back(to);
  };
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const BenchRow& row = rows[i];
    Json& result = results["results"][i];
    const std::string work = runs.row_folder(row);
    fs::copy_file(work + "/case.yaml", folder.file(row.of->name + ".yaml"),
                  fs::copy_options::overwrite_existing, error);
    result["artifacts"] = Json::array();
    if (!arguments.keep_artifacts) continue;
    for (const char* image : {"cold.bin", "warm.bin"})
      keep(work + "/" + image, "artifacts/" + row.name() + "/" + image, result);
    if (reference.kind != ReferenceKind::image)
      keep(runs.reference_folder(*row.of, row.threads) + "/cold.bin",
           fmt::format("artifacts/reference-{}-{}.bin", row.of->name, row.threads), result);
  }
  fs::remove_all(folder.file("work"));
}

void withhold_hot_loops(const EvidenceFolder& folder, const Json& results) {
  for (const Json& row : results["results"])
    if (row.contains("profile"))
      fs::remove(folder.file(row["profile"].get<std::string>() + "/hot_loops.csv"));
}

void write_reports(EvidenceFolder& folder, const Json& results,
                   const std::vector<ReportPicture>& pictures, const std::vector<Problem>& problems,
                   const std::string& failed_output) {
  const auto write = [&](const char* name, const std::string& text) {
    io::write_file(folder.file(name), text);
  };
  write("env.json", json_text(results["env"]));
  write("benchmark_results.json", json_text(results));
  write("correlation.txt", bench_correlation(results));
  write("summary.md", bench_summary(results));
  write("summary.html", summary_html(results, pictures));
  folder.note_command(fmt::format("{} to {}: {}  # exit code {}",
                                  results["started_utc"].get<std::string>(),
                                  results["finished_utc"].get<std::string>(),
                                  results["command"].get<std::string>(), exit_code_of(problems)));
  write("commands.txt", folder.commands());
  if (!problems.empty())
    write("blocking.md", blocking_text(problems, failed_output, folder.path(),
                                       fs::exists(folder.file("profile"))));
}

void print_rows(const Json& results) {
  for (const Json& row : results["results"])
    if (row["status"] == "ok")
      fmt::print(
          "{}: cold {:.4g} s, warm {:.4g} s, {:.4g} pixel-steps/s, correlation {}, gate {}\n",
          row["name"].get<std::string>(), row["cold_total_s"].get<double>(),
          row["warm_total_s"]["median"].get<double>(), row["pixel_steps_per_s"].get<double>(),
          row.value("correlation", Json()).dump(), row["gate"].get<std::string>());
    else
      fmt::print("{}: failed, it {}\n", row["name"].get<std::string>(),
                 row["reason"].get<std::string>());
}

void bench(const BenchArguments& arguments, const std::string& command_line) {
  KBRAGG_REQUIRE(arguments.gate >= 0.99 && arguments.gate <= 1,  // CLI::Range lets NaN pass
                 fmt::format("bench: --gate {}: must be 0.99 to 1", arguments.gate));
  KBRAGG_REQUIRE(!arguments.outdir.empty(), "bench: --outdir must name a folder");
  KBRAGG_REQUIRE(
      arguments.tests.empty() || arguments.tests == "none" || fs::is_directory(arguments.tests),
      "bench: --tests " + arguments.tests + ": there is no such folder");
  const std::vector<BenchCase> cases = bench_cases(arguments);
  const std::vector<BenchRow> rows = bench_rows(arguments, cases);
  const BenchReference reference = bench_reference(arguments);
  if (arguments.profile) profile::require_no_other_connector();
  install_signal_handlers();
  EvidenceFolder folder(arguments.outdir);
  Json results = {{"schema", {{"name", "kbragg.bench"}, {"version", 1}}},
                  {"started_utc", utc_now()},
                  {"finished_utc", nullptr},
                  {"command", without_directories(command_line)},
                  {"verdict", nullptr},
                  {"exit_code", nullptr},
                  {"problems", nullptr},
                  {"gate", nullptr},
                  {"correlation", nullptr},
                  {"cold_total_s", nullptr},
                  {"warm_total_s", nullptr},
                  {"env", environment_json()},
                  {"results", Json::array()}};
  write_test_list(folder, arguments.tests);
  BenchRuns runs(arguments, reference, folder);
  // First everything that is timed, in processes that are small when they start others: the peak
  // memory of a process is at least that of the one that started it.
  const Json references = references_of(reference, rows, runs);
  for (const BenchRow& row : rows)
    results["results"].push_back(
        runs.row(row, references[runs.reference_folder(*row.of, row.threads)]));
  // What was timed stays, whatever happens from here on.
  io::write_file(folder.file("benchmark_results.json"), json_text(results));
  folder.keep();
  std::vector<Problem> problems;
  const auto pictures = judge_bench(arguments, reference, rows, runs, results, problems);
  if (arguments.profile)
    for (std::size_t i = 0; i < rows.size(); ++i)
      if (results["results"][i]["status"] == "ok") runs.profile(rows[i], results["results"][i]);
  problems.insert(problems.begin(), runs.problems().begin(), runs.problems().end());
  if (!problems.empty()) withhold_hot_loops(folder, results);
  collect_files(arguments, reference, folder, rows, runs, results);
  for (Json& row : results["results"]) list_anomalies(row, results["env"]);
  results["correlation"] = worst_correlation(results["results"]);
  if (const Json& row = results["results"][0]; rows.size() == 1 && row.contains("cold_total_s")) {
    const Json cold = row["cold_total_s"], warm = row["warm_total_s"]["median"];
    results["cold_total_s"] = cold;
    results["warm_total_s"] = warm;
  }
  put_problems(results, problems);
  results["finished_utc"] = utc_now();
  write_reports(folder, results, pictures, problems, runs.failed_output());
  print_rows(results);
  fmt::print("{}: {}\n", folder.path(), results["verdict"].get<std::string>());
  if (problems.empty()) return;
  std::string sentence = "bench: ";
  for (const Problem& problem : problems)
    sentence += (&problem == &problems.front() ? "" : "; ") + problem.sentence;
  throw ExitError(exit_code_of(problems), sentence);
}

void add_options(CLI::App& command, BenchArguments& a) {
  std::vector<std::string> precisions;
  for (const auto& choice : config::EnumNames<config::Precision>::choices)
    precisions.emplace_back(choice.name);
  command.add_option("--preset", a.preset, "Case: flat, mosaic, oversample, spectrum or all")
      ->type_name("NAME");
  command.add_option("--config", a.config, "Case: a run file, of which the first image is timed")
      ->type_name("FILE");
  command
      .add_option("--sizes", a.sizes, "Edges of the detector of a preset in pixels, e.g. 256,1024")
      ->delimiter(',')
      ->check(CLI::Range(1, 65536))
      ->type_name("LIST");
  command.add_option("--backend", a.backends, "Backends, e.g. serial,openmp")
      ->delimiter(',')
      ->type_name("LIST");
  command.add_option("--precision", a.precisions, "Precisions, e.g. double,mixed")
      ->delimiter(',')
      ->check(CLI::IsMember(precisions))
      ->type_name("LIST");
  command.add_option("--threads", a.threads, "Numbers of threads of the backend openmp, e.g. 1,2")
      ->delimiter(',')
      ->check(CLI::Range(1, 65536))
      ->type_name("LIST");
  command.add_option("--iterations", a.iterations, "Warm images of each row")
      ->check(CLI::Range(1, 100000))
      ->capture_default_str()
      ->type_name("N");
  command
      .add_option("--reference", a.reference,
                  "builtin, a program that takes the flags of nanoBragg, or an image as in compare")
      ->capture_default_str()
      ->type_name("WHAT");
  command
      .add_option("--gate", a.gate,
                  "Least correlation, 0.99 to 1; sums must agree to 0.5 %, spots to 0.25 px")
      ->check(CLI::Range(0.99, 1.0))
      ->capture_default_str()
      ->type_name("C");
  command.add_flag("--profile", a.profile, "Run each row once more under the profiler");
  command.add_flag("--keep-artifacts", a.keep_artifacts, "Keep the images");
  command.add_option("--outdir", a.outdir, "Topic; the results go to a new folder in it")
      ->required()
      ->type_name("DIR");
  command.add_option("--tests", a.tests, "Build tree whose tests are listed, or none")
      ->type_name("DIR");
  command.add_option("--timeout", a.timeout_s, "Most seconds of each process")
      ->check(CLI::Range(0.001, 1e9))
      ->type_name("S");
}

/// What bench starts itself with; not for users.
void add_row_command(CLI::App& app) {
  CLI::App* command = app.add_subcommand("bench-row", "");
  command->group("");
  const auto entry = std::chrono::steady_clock::now();  // main has just begun
  auto spawned = std::make_shared<std::int64_t>();
  command->add_option("spawned", *spawned)->required();
  command->callback([entry, spawned] {
    const std::chrono::nanoseconds since(*spawned);
    compute_bench_row(std::chrono::steady_clock::time_point(since), entry);
  });
}

}  // namespace

void add_bench_command(CLI::App& app, const std::string& command_line) {
  add_row_command(app);
  CLI::App* command = app.add_subcommand("bench", "Time, judge and record simulations");
  command->footer(
      "Each row (case, backend, precision, threads) runs in a process of its own: a cold image,\n"
      "then --iterations warm ones. All images are held against the reference; the results go to\n"
      "DIR/<UTC stamp>/, where summary.md tells what was found. See docs/evidence.md.\n"
      "Exit codes: 0 done, all images pass; 1 wrong command line; 2 a process failed or ran out "
      "of\n"
      "time; 3 an image does not meet the gate; 4 the reference has another shape; 5 a file "
      "cannot\n"
      "be read or written; 6 a metric has no value; 7 DIR holds something else; 8 no such "
      "backend,\n"
      "or a row ran with something else than asked for; 9 the built-in reference does not know "
      "the\n"
      "case. Of several problems the exit code is the first of 8, 9, 2, 5, 4, 6, 3.\n"
      "Examples:\n"
      "  kbragg bench --preset flat --sizes 256,1024 --precision double,mixed --outdir "
      "reports/flat\n"
      "  kbragg bench --preset all --reference ./nanoBragg --threads 1,2 --outdir reports/all\n"
      "  kbragg bench --config run.yaml --reference image.h5 --profile --outdir reports/run");
  auto a = std::make_shared<BenchArguments>();
  add_options(*command, *a);
  command->callback([a, command_line] { bench(*a, command_line); });
}

}  // namespace kbragg::app
