// SPDX-License-Identifier: BSD-3-Clause
// kbragg parity: every example on all backends in all precisions, the reports and the exit codes.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "backends.hpp"
#include "directory.hpp"
#include "examples.hpp"
#include "inputs.hpp"

namespace kbragg::app_test {
namespace {

using Json = nlohmann::json;

std::string example(const std::string& name) {
  return (example_directory() / (name + ".yaml")).string();
}

bool has(const std::string& text, const std::string& words) {
  return text.find(words) != std::string::npos;
}

/// `kbragg parity ARGUMENTS... --json parity.json`.
Outcome run_parity(const Directory& directory, std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), "parity");
  arguments.insert(arguments.end(), {"--json", "parity.json"});
  Spawn spawn;
  spawn.arguments = arguments;
  spawn.directory = directory.path();
  spawn.timeout = 280;
  return run_program(spawn);
}

std::ptrdiff_t host_backends() {
  const std::vector<std::string> all = backends_of_program();
  return std::count_if(all.begin(), all.end(), [](const auto& name) { return name != "cuda"; });
}

bool is_double(const Json& name) { return name.get<std::string>().ends_with(" double"); }
bool is_cuda(const Json& name) { return name.get<std::string>().starts_with("cuda "); }
bool same_precision(const Json& pair) { return is_double(pair["a"]) == is_double(pair["b"]); }

/// A run with `precisions` of each backend: all pairs are there, within their bounds, and host
/// backends of one precision have equal bytes.
void check_run(const Json& run, std::size_t precisions) {
  const std::size_t n = precisions * backends_of_program().size();
  EXPECT_EQ(run["combinations"].size(), n);
  EXPECT_EQ(run["pairs"].size(), n * (n - 1) / 2);
  EXPECT_EQ(run["verdict"], "pass");
  EXPECT_EQ(run["empty"], false);
  EXPECT_GT(run["peak"], 0);
  for (const Json& pair : run["pairs"]) {
    SCOPED_TRACE(pair["a"].get<std::string>() + " and " + pair["b"].get<std::string>());
    const bool both_double = is_double(pair["a"]) && is_double(pair["b"]);
    EXPECT_EQ(pair["verdict"], "pass");
    EXPECT_EQ(pair["n_beyond"], 0);
    EXPECT_EQ(pair["bound"]["tolerance"], both_double ? 1e-9 : 1e-5);
    EXPECT_LE(pair["difference_of_peak"], both_double ? 1e-9 : 1e-5);
    EXPECT_LE(pair["worst_pixel"]["times_bound"], 1);
    EXPECT_NEAR(pair["metrics"]["correlation"], 1, 1e-6);
    EXPECT_NEAR(pair["metrics"]["sum_ratio"], 1, 1e-5);
    if (same_precision(pair) && !is_cuda(pair["a"]) && !is_cuda(pair["b"])) {
      EXPECT_EQ(pair["bitwise"], true);
    }
  }
}

class ParityOfExamples : public testing::TestWithParam<std::string> {};

TEST_P(ParityOfExamples, AllBackendsAndPrecisions) {
  const Directory directory;
  const Outcome outcome =
      run_parity(directory, {example(GetParam()), "--backends", "all", "--precisions", "all"});
  ASSERT_EQ(outcome.code, 0) << outcome.out << outcome.err;
  EXPECT_EQ(outcome.err, "");
  EXPECT_TRUE(has(outcome.out, "  verdict: pass; worst: ")) << outcome.out;
  EXPECT_TRUE(has(outcome.out, "\nparity: pass, 1 run file, ")) << outcome.out;
  if (host_backends() > 1) {
    EXPECT_TRUE(has(outcome.out, " bitwise ")) << outcome.out;
  }
  const Json report = Json::parse(directory.read("parity.json"));
  ASSERT_EQ(report["runs"].size(), 1u);
  EXPECT_EQ(report["runs"][0]["config"], GetParam() + ".yaml");
  check_run(report["runs"][0], 2);
}

INSTANTIATE_TEST_SUITE_P(Examples, ParityOfExamples, testing::ValuesIn(example_names()),
                         example_test_name);

TEST(Parity, SeveralRunFilesAndAnImageOfAScan) {
  const Directory directory;
  directory.write("other.yaml", run_text({{"schema: 1",
                                           "schema: 1\nscan: {oscillation: 3 deg, "
                                           "steps: 2, images: 4}"}}));
  const Outcome outcome =
      run_parity(directory, {example("rotation-series"), "other.yaml", "--image", "3", "--set",
                             "detector.distance=110 mm", "--png", "parity.png"});
  ASSERT_EQ(outcome.code, 0) << outcome.out << outcome.err;
  const Json report = Json::parse(directory.read("parity.json"));
  EXPECT_EQ(report["schema"], Json({{"name", "kbragg.parity"}, {"version", 1}}));
  EXPECT_FALSE(report["program"]["version"].get<std::string>().empty());
  EXPECT_FALSE(report["program"]["kokkos_version"].get<std::string>().empty());
  EXPECT_EQ(report["verdict"], "pass");
  EXPECT_EQ(report["exit_code"], 0);
  ASSERT_EQ(report["runs"].size(), 2u);
  EXPECT_EQ(report["runs"][0]["config"], "rotation-series.yaml");
  EXPECT_EQ(report["runs"][1]["config"], "other.yaml");
  for (const Json& run : report["runs"]) {
    EXPECT_EQ(run["image"], 3);
    check_run(run, 2);
    for (const Json& c : run["combinations"]) {
      EXPECT_GE(c["concurrency"], 1);
      EXPECT_GT(c["seconds"], 0);
    }
  }
  EXPECT_EQ(report["picture"]["config"], report["worst"]["config"]);
  EXPECT_FALSE(has(directory.read("parity.json"), directory.path()));
  EXPECT_FALSE(has(directory.read("parity.json"), KBRAGG_SOURCE_DIRECTORY));
  EXPECT_TRUE(has(outcome.out, "wrote parity.png")) << outcome.out;
  const std::string png = directory.read("parity.png");
  EXPECT_EQ(png.substr(0, 8), "\x89PNG\r\n\x1a\n");
  EXPECT_TRUE(has(png.substr(png.size() - 12), "IEND"));
}

TEST(Parity, ListsOfCombinations) {
  const Directory directory;
  directory.write("run.yaml", run_text());
  ASSERT_EQ(run_parity(directory, {"--backends", "serial", "run.yaml"}).code, 0);
  const Json report = Json::parse(directory.read("parity.json"));
  const Json& run = report["runs"][0];
  ASSERT_EQ(run["pairs"].size(), 1u);
  EXPECT_EQ(run["pairs"][0]["a"], "serial double");
  EXPECT_EQ(run["pairs"][0]["b"], "serial mixed");
  EXPECT_EQ(run["pairs"][0]["bitwise"], false);
  EXPECT_GT(run["pairs"][0]["difference_of_peak"], 0);
}

TEST(Parity, ThreadsAreThoseOfOpenMP) {
  const Directory directory;
  directory.write("run.yaml", run_text());
  for (const std::string& backend : backends_of_program()) {
    const int threads = backend == "openmp" ? 3 : 1;
    const Outcome outcome = run_parity(
        directory, {"run.yaml", "--backends", backend, "--threads", std::to_string(threads)});
    ASSERT_EQ(outcome.code, 0) << outcome.err;
    const Json report = Json::parse(directory.read("parity.json"));
    for (const Json& c : report["runs"][0]["combinations"]) EXPECT_EQ(c["concurrency"], threads);
  }
}

/// The run file's own choices do not stand against the command.
TEST(Parity, LeavesTheChoicesOfTheRunFileAside) {
  const Directory directory;
  directory.write("run.yaml", run_text({{"backend: serial", "backend: cuda\n  threads: 3"}}));
  const Outcome outcome = run_parity(directory, {"run.yaml", "--backends", "serial"});
  EXPECT_EQ(outcome.code, 0) << outcome.err;
}

TEST(Parity, EmptyImagesAreEqualAndItSaysSo) {
  const Directory directory;
  directory.write("run.yaml", run_text());
  const Outcome outcome = run_parity(directory, {"run.yaml", "--set", "sampling.dmin=1 um"});
  EXPECT_EQ(outcome.code, 0) << outcome.err;
  EXPECT_TRUE(has(outcome.out, "all images are empty, which proves little")) << outcome.out;
  EXPECT_TRUE(has(outcome.out, "1 run file with empty images")) << outcome.out;
  EXPECT_EQ(Json::parse(directory.read("parity.json"))["runs"][0]["empty"], true);
}

/// Fringes between the spots of a large crystal are more than mixed precision can give.
TEST(Parity, BeyondTheBoundItFailsAndTellsWhere) {
  const Directory directory;
  const Outcome outcome = run_parity(
      directory, {example("shape-square"), "--backends", "serial", "--set", "sampling.oversample=1",
                  "--set", "crystal.cells=[1000, 1000, 1000]", "--png", "parity.png"});
  EXPECT_EQ(outcome.code, 3);
  EXPECT_TRUE(has(outcome.err,
                  "kbragg: parity: fail, 1 run file, 1 pair, 1 beyond the bound; "
                  "worst in shape-square.yaml: serial double and serial mixed: "))
      << outcome.err;
  EXPECT_TRUE(has(outcome.out, "!")) << outcome.out;
  EXPECT_TRUE(has(outcome.out, "  verdict: fail\n")) << outcome.out;
  EXPECT_TRUE(directory.has("parity.png"));
  const Json report = Json::parse(directory.read("parity.json"));
  EXPECT_EQ(report["verdict"], "fail");
  EXPECT_EQ(report["exit_code"], 3);
  const Json& pair = report["runs"][0]["pairs"][0];
  EXPECT_GT(pair["n_beyond"], 0);
  const Json& worst = pair["worst_pixel"];
  const double a = worst["a"], b = worst["b"], peak = report["runs"][0]["peak"];
  EXPECT_NEAR(worst["times_bound"], std::fabs(b - a) / std::max(1e-5 * a, 1e-6 * peak), 1e-3);
  EXPECT_GT(worst["times_bound"], 1);
  EXPECT_TRUE(has(outcome.err, "pixel " + worst["fast"].dump() + " " + worst["slow"].dump()))
      << outcome.err;
}

/// One sentence, this code, and no file.
void expect_refusal(const std::vector<std::string>& arguments, int code,
                    const std::vector<std::string>& words) {
  const Directory directory;
  directory.write("run.yaml", run_text());
  const auto before = directory.names();
  std::vector<std::string> all{"parity", "run.yaml"};
  all.insert(all.end(), arguments.begin(), arguments.end());
  const Outcome outcome = run_program(all, directory.path());
  EXPECT_EQ(outcome.code, code);
  EXPECT_EQ(outcome.out, "");
  EXPECT_EQ(std::count(outcome.err.begin(), outcome.err.end(), '\n'), 1) << outcome.err;
  for (const std::string& word : words) EXPECT_TRUE(has(outcome.err, word)) << outcome.err;
  EXPECT_EQ(directory.names(), before);
}

TEST(Parity, RefusesBackendsThatAreNotThere) {
  expect_refusal({"--backends", "serial,abacus"}, 8, {"no backend 'abacus'", "it has", "serial"});
}

TEST(Parity, RefusesPlacesThatCannotBeWritten) {
  expect_refusal({"--json", "none/parity.json"}, 5, {"none/parity.json", "does not exist"});
  expect_refusal({"--png", "."}, 5, {"directory"});
}

}  // namespace
}  // namespace kbragg::app_test
