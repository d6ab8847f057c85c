// SPDX-License-Identifier: BSD-3-Clause
// kbragg bench: what it runs, what it records of that, and its folder.
#include <algorithm>
#include <cstring>
#include <map>

#include "bench_support.hpp"
#include "images.hpp"
#include "inputs.hpp"

namespace kbragg::app_test {
namespace {

using Json = nlohmann::json;

bool contains(const std::string& text, const std::string& words) {
  return text.find(words) != std::string::npos;
}

std::set<std::string> values_of(const Json& results, const std::string& key) {
  std::set<std::string> values;
  for (const Json& row : results["results"]) values.insert(row[key].dump());
  return values;
}

TEST_F(BenchTest, EveryOptionChangesWhatWasExecuted) {
  const bool openmp = has_backend("openmp");
  std::vector<std::string> options{"--preset",    "flat",         "--sizes",      "16,24",
                                   "--precision", "double,mixed", "--iterations", "3"};
  options.insert(options.end(), {"--backend", openmp ? "serial,openmp" : "serial"});
  if (openmp) options.insert(options.end(), {"--threads", "1,2"});
  options.push_back("--keep-artifacts");
  const Outcome outcome = run(options);
  ASSERT_EQ(outcome.code, 0) << outcome.err;
  const Json results = this->results();
  ASSERT_EQ(results["results"].size(), openmp ? 12u : 4u);
  EXPECT_EQ(values_of(results, "fast_pixels"), (std::set<std::string>{"16", "24"}));
  EXPECT_EQ(values_of(results, "slow_pixels"), (std::set<std::string>{"16", "24"}));
  EXPECT_EQ(values_of(results, "precision"), (std::set<std::string>{"\"double\"", "\"mixed\""}));
  if (openmp) {
    EXPECT_EQ(values_of(results, "backend"), (std::set<std::string>{"\"openmp\"", "\"serial\""}));
    EXPECT_EQ(values_of(results, "threads"), (std::set<std::string>{"1", "2"}));
  }
  for (const Json& row : results["results"]) {
    EXPECT_EQ(row["iterations"], 3);
    EXPECT_EQ(row["warm_samples"].size(), 3u);
    EXPECT_EQ(row["images_identical_cold_warm"], true);
    EXPECT_EQ(row["gate"], "pass");
    EXPECT_EQ(row["pixel_steps"], row["pixels"]);
  }
  // The precision is one of the arithmetic, not of a label; backends and threads give one image.
  const auto image = [&](const char* row) {
    return pixels(std::string("artifacts/") + row + "/warm.bin");
  };
  EXPECT_NE(image("flat-24-serial-double-1"), image("flat-24-serial-mixed-1"));
  if (openmp) {
    EXPECT_EQ(image("flat-24-serial-double-1"), image("flat-24-openmp-double-2"));
    EXPECT_EQ(pixels("artifacts/reference-flat-24-1.bin"),
              pixels("artifacts/reference-flat-24-2.bin"));
  }
}

TEST_F(BenchTest, PresetsAreDifferentLoads) {
  const Outcome outcome =
      run({"--preset", "all", "--sizes", "32", "--backend", "serial", "--iterations", "1"});
  ASSERT_EQ(outcome.code, 0) << outcome.err;
  std::map<std::string, double> steps;
  const Json results = this->results();
  for (const Json& row : results["results"]) {
    steps[row["preset"]] = row["pixel_steps"].get<double>() / row["pixels"].get<double>();
    EXPECT_GT(row["correlation"], 0.9999999) << row["name"];
    EXPECT_NEAR(row["sum_ratio"], 1, 1e-6) << row["name"];
    EXPECT_LT(row["max_rel"], 1e-3) << row["name"];
    EXPECT_TRUE(has(row["case"])) << row["case"];
    EXPECT_FALSE(contains(outcome.err, "warning")) << outcome.err;
  }
  EXPECT_EQ(steps, (std::map<std::string, double>{
                       {"flat", 1}, {"mosaic", 50}, {"oversample", 16}, {"spectrum", 10}}));
}

TEST_F(BenchTest, TheFolderIsComplete) {
  const Outcome outcome = run_flat({});
  ASSERT_EQ(outcome.code, 0) << outcome.err;
  EXPECT_EQ(outcome.err, "");
  for (const char* file :
       {"commands.txt", "env.json", "flat-48.yaml", "test_collect.log", "benchmark_results.json",
        "correlation.txt", "summary.md", "summary.html"})
    EXPECT_TRUE(has(file)) << file;
  for (const char* file : {"blocking.md", "work", "artifacts", "profile"})
    EXPECT_FALSE(has(file)) << file;
  const std::string correlation = text("correlation.txt");
  ASSERT_TRUE(correlation.starts_with("correlation=")) << correlation;
  EXPECT_GE(std::stod(correlation.substr(12)), 0.99999) << correlation;
  EXPECT_TRUE(contains(text("summary.md"), "VERDICT: PASS")) << text("summary.md");
  EXPECT_TRUE(contains(text("commands.txt"), "ended with exit code 0")) << text("commands.txt");
  const Json results = this->results(), row = results["results"][0];
  EXPECT_EQ(results["verdict"], "PASS");
  EXPECT_EQ(results["correlation"], row["correlation"]);
  EXPECT_EQ(results["cold_total_s"], row["cold_total_s"]);
  EXPECT_EQ(results["warm_total_s"], row["warm_total_s"]["median"]);
  EXPECT_EQ(Json::parse(text("env.json")), results["env"]);
  double sum = 0;
  for (const char* phase : {"start", "config", "load", "setup", "simulate", "copy_back", "write"}) {
    const double seconds = row[std::string("cold_") + phase + "_s"];
    EXPECT_GE(seconds, 0) << phase;
    sum += seconds;
  }
  EXPECT_NEAR(sum, row["cold_total_s"], 1e-9);
  EXPECT_LE(row["cold_total_s"], row["process_wall_s"]);
  EXPECT_GT(row["peak_rss_bytes"], 1e6);
  EXPECT_GT(row["speedup_simulate"], 0);
}

TEST_F(BenchTest, NoFileTellsWhereItWasMade) {
  m_directory.write("run.yaml", run_text());
  m_directory.write("list.hkl", "1 0 0 5\n");
  const std::string hkl =
      "structure_factors: {hkl_file: " + m_directory.file("list.hkl") + ", default_F: 100 e}";
  m_directory.write("run.yaml", run_text({{"structure_factors:\n  constant: 100 e", hkl}}));
  ASSERT_EQ(run({"--config", m_directory.file("run.yaml"), "--iterations", "1"}).code, 0);
  const std::string stamp = m_directory.file(latest(""));
  for (const std::string& name : m_directory.names())
    if (name.starts_with(stamp) && !std::filesystem::is_directory(name)) {
      const std::string content = content_of(name);
      EXPECT_FALSE(contains(content, m_directory.path())) << name;
      EXPECT_FALSE(contains(content, KBRAGG_SOURCE_DIRECTORY)) << name;
    }
}

TEST_F(BenchTest, ListsTheTestsOfABuildTree) {
  m_directory.write("CTestTestfile.cmake", "add_test(one true)\n");
  ASSERT_EQ(run_flat({"--tests", "."}).code, 0);
  EXPECT_TRUE(contains(text("test_collect.log"), "Test #1: one")) << text("test_collect.log");
  EXPECT_TRUE(contains(text("test_collect.log"), "exit code 0")) << text("test_collect.log");
  m_directory.write("CTestTestfile.cmake", "add_test(\n");
  const auto before = m_directory.names();
  EXPECT_EQ(run_flat({"--tests", "."}).code, 2);
  EXPECT_EQ(m_directory.names(), before);
}

TEST_F(BenchTest, AFolderWithSomethingElseIsRefused) {
  std::filesystem::create_directory(m_directory.file("topic"));
  m_directory.write("topic/notes.txt", "mine");
  const auto before = m_directory.names();
  const Outcome outcome = run_flat({});
  EXPECT_EQ(outcome.code, 7) << outcome.err;
  EXPECT_TRUE(contains(outcome.err, "notes.txt")) << outcome.err;
  EXPECT_EQ(m_directory.names(), before);
  EXPECT_EQ(m_directory.read("topic/notes.txt"), "mine");
}

TEST_F(BenchTest, TwoAtOnceGetDifferentFolders) {
  Spawn both = spawn({"--preset", "flat", "--sizes", "16", "--backend", "serial"});
  Process one(both), other(both);
  EXPECT_EQ(one.wait().code, 0);
  EXPECT_EQ(other.wait().code, 0);
  EXPECT_EQ(stamps().size(), 2u);
}

TEST_F(BenchTest, WarmImagesOfAChangedRunAreThoseOfAColdRun) {
  std::set<std::vector<float>> different;
  const std::vector<std::vector<Edit>> changes{{},
                                               {{"[5, 5, 5]", "[5, 5, 6]"}},
                                               {{"wavelength: 1 A", "wavelength: 1.1 A"}},
                                               {{"constant: 100", "constant: 101"}},
                                               {{"distance: 100", "distance: 101"}},
                                               {{"a: 40 A", "a: 41 A"}},
                                               {{"oversample: 1", "oversample: 2"}}};
  for (const auto& change : changes) {
    m_directory.write("run.yaml", run_text(change));
    ASSERT_EQ(run({"--config", "run.yaml", "--backend", "serial", "--keep-artifacts",
                   "--iterations", "2"})
                  .code,
              0);
    const std::vector<float> warm = pixels("artifacts/run-serial-double-1/warm.bin");
    const Images cold = run_images(m_directory, "out.h5");
    ASSERT_EQ(warm.size(), cold.photons.size());
    EXPECT_TRUE(std::equal(warm.begin(), warm.end(), cold.photons.begin()));
    EXPECT_TRUE(different.insert(warm).second) << "a change left the image as it was";
  }
}

TEST_F(BenchTest, WhatTheProgramLacksIsRefused) {
  EXPECT_EQ(run({"--preset", "flat", "--backend", "quantum"}).code, 8);
  EXPECT_EQ(run({"--preset", "round"}).code, 1);
  EXPECT_EQ(run({"--preset", "flat", "--precision", "half"}).code, 1);
  EXPECT_EQ(run({"--preset", "flat", "--sizes", "16,16"}).code, 1);
  EXPECT_EQ(run({"--preset", "flat", "--gate", "0.5"}).code, 1);
  EXPECT_EQ(run({"--preset", "flat", "--gate", "nan"}).code, 1);
  EXPECT_EQ(run({"--preset", "flat", "--tests", "nowhere"}).code, 1);
  EXPECT_EQ(run({"--preset", "flat", "--timeout", "-1"}).code, 1);
  EXPECT_EQ(run({"--sizes", "16"}).code, 1);
  m_directory.write("noisy.yaml", run_text() + "noise: {kind: poisson, seed: 1}\n");
  EXPECT_EQ(run({"--config", "noisy.yaml"}).code, 9);
  m_directory.write("run.yaml", run_text());
  EXPECT_EQ(run({"--config", "run.yaml", "--sizes", "16"}).code, 1);
  EXPECT_FALSE(m_directory.has("topic"));
}

TEST_F(BenchTest, ThreadsThatAreNotToBeHadAreAFailure) {
  if (!has_backend("openmp")) {
    EXPECT_EQ(run({"--preset", "flat", "--backend", "serial", "--threads", "2"}).code, 1);
    return;
  }
  Spawn limited =
      spawn({"--preset", "flat", "--sizes", "16", "--backend", "serial,openmp", "--threads", "2"});
  limited.environment = {{"OMP_THREAD_LIMIT", "1"}};
  const Outcome outcome = run_program(limited);
  EXPECT_NE(outcome.code, 0);
  const Json rows = results()["results"];
  EXPECT_EQ(rows[0]["status"], "ok");
  EXPECT_EQ(rows[1]["status"], "failed");
  EXPECT_TRUE(has("blocking.md"));
}

TEST_F(BenchTest, HelpListsItsExitCodes) {
  const Outcome outcome = run_program({"bench", "--help"}, m_directory.path());
  EXPECT_EQ(outcome.code, 0);
  for (const char* words :
       {"0 done", "1 wrong command line", "2 a process failed", "3 an image", "4 the reference",
        "5 a file", "6 a metric", "7 DIR", "8 no such", "9 the built-in"})
    EXPECT_TRUE(contains(outcome.out, words)) << words;
  EXPECT_FALSE(contains(run_program({"--help"}, m_directory.path()).out, "bench-row"));
}

}  // namespace
}  // namespace kbragg::app_test
