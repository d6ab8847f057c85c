// SPDX-License-Identifier: BSD-3-Clause
// kbragg run and classic with --profile: the trace, the tables, and what a failed run leaves.
#include <gtest/gtest.h>

#include <chrono>
#include <cmath>
#include <csignal>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <sstream>
#include <thread>

#include "images.hpp"
#include "inputs.hpp"
#include "profile/labels.hpp"

namespace kbragg::app_test {
namespace {

using Json = nlohmann::json;
using Row = std::map<std::string, std::string>;

/// Hours of work in short rows.
std::string endless_run() {
  return run_text({{"[40, 32]", "[40, 50000]"}, {"oversample: 1", "oversample: 60"}});
}

/// Some tenths of a second of work.
std::string short_run() {
  return run_text({{"[40, 32]", "[100, 100]"}, {"oversample: 1", "oversample: 60"}});
}

Spawn profiled_run(const Directory& directory, const std::string& text) {
  prepare_run(directory, text);
  Spawn spawn;
  spawn.arguments = {"run", "run.yaml", "-q", "--profile", "p"};
  spawn.directory = directory.path();
  return spawn;
}

Json trace_in(const Directory& directory) { return Json::parse(directory.read("p/trace.json")); }

std::vector<std::string> words_of(const std::string& line) {
  std::vector<std::string> words{""};
  bool quoted = false;
  for (const char c : line) {
    if (c == '"')
      quoted = !quoted;
    else if (c == ',' && !quoted)
      words.emplace_back();
    else
      words.back() += c;
  }
  return words;
}

std::vector<Row> table_in(const Directory& directory, const std::string& name) {
  std::istringstream lines(directory.read(name));
  std::string line;
  std::getline(lines, line);
  const std::vector<std::string> columns = words_of(line);
  std::vector<Row> rows;
  while (std::getline(lines, line)) {
    const std::vector<std::string> words = words_of(line);
    EXPECT_EQ(words.size(), columns.size()) << line;
    for (std::size_t i = 0; i < columns.size(); ++i) {
      if (i == 0) rows.emplace_back();
      rows.back()[columns[i]] = words.at(i);
    }
  }
  return rows;
}

void expect_event(const Json& event) {
  const std::string phase = event.at("ph");
  EXPECT_TRUE(event.at("ts").is_number() && event.at("ts") >= 0) << event;
  EXPECT_TRUE(event.at("pid").is_number_integer() && event.at("tid").is_number_integer()) << event;
  if (phase == "C") {
    EXPECT_GE(event.at("args").at("bytes"), 0) << event;
    return;
  }
  ASSERT_EQ(phase, "X") << event;
  const std::set<std::string> kinds{"for", "reduce", "scan", "copy", "fence", "region", "alloc"};
  EXPECT_TRUE(kinds.contains(event.at("cat"))) << event;
  EXPECT_TRUE(event.at("dur").is_number() && event.at("dur") >= 0) << event;
  const std::string label = event.at("name");
  EXPECT_TRUE(profile::is_of_kokkos(label) || profile::find_label(label)) << label;
}

TEST(Profile, TraceIsInTraceEventFormat) {
  const Directory directory;
  const Outcome outcome = run_program(profiled_run(directory, rich_run_text()));
  ASSERT_EQ(outcome.code, 0) << outcome.err;
  const Json trace = trace_in(directory);
  std::set<std::string> tracks, kinds;
  double end = 0;
  for (const Json& event : trace.at("traceEvents")) {
    expect_event(event);
    (event.at("ph") == "C" ? tracks : kinds)
        .insert(event.value("cat", event.at("name").get<std::string>()));
    end = std::max(end, event.at("ts").get<double>() + event.value("dur", 0.0));
  }
  for (const char* kind : {"for", "copy", "fence", "region", "alloc"})
    EXPECT_TRUE(kinds.contains(kind)) << kind;
  EXPECT_TRUE(tracks.contains("high water of Host") || tracks.contains("high water of HostSpace"))
      << Json(tracks);
  const Json& facts = trace.at("otherData");
  EXPECT_EQ(facts.at("complete"), true);
  EXPECT_EQ(facts.at("left_out_events"), 0);
  EXPECT_EQ(facts.at("events"), trace.at("traceEvents").size());
  EXPECT_EQ(facts.at("backend"), "serial");
  EXPECT_EQ(facts.at("config_fnv1a").get<std::string>().size(), 16U);
  EXPECT_LE(end, facts.at("interval_us").get<double>());
  EXPECT_EQ(directory.read("p/trace.json").find(directory.path()), std::string::npos);
}

TEST(Profile, EventsOfAThreadNest) {
  const Directory directory;
  ASSERT_EQ(run_program(profiled_run(directory, rich_run_text())).code, 0);
  std::vector<std::pair<double, double>> spans;
  const Json trace = trace_in(directory);
  for (const Json& event : trace.at("traceEvents"))
    if (event.at("ph") == "X")
      spans.emplace_back(event.at("ts"),
                         event.at("ts").get<double>() + event.at("dur").get<double>());
  const auto crosses = [](const auto& a, const auto& b) {
    constexpr double rounding = 1e-6;
    return a.first < b.first - rounding && b.first < a.second - rounding &&
           a.second < b.second - rounding;
  };
  for (const auto& a : spans)
    for (const auto& b : spans) ASSERT_FALSE(crosses(a, b)) << a.first << " " << b.first;
}

TEST(Profile, TimesAreMicroseconds) {
  const Directory directory;
  const Outcome outcome = run_program(profiled_run(directory, short_run()));
  ASSERT_EQ(outcome.code, 0) << outcome.err;
  const double seconds = trace_in(directory)["otherData"]["interval_us"].get<double>() / 1e6;
  EXPECT_LT(seconds, outcome.seconds);
  EXPECT_GT(seconds, 0.3 * outcome.seconds);
}

TEST(Profile, PartsAddUpToTheInterval) {
  const Directory directory;
  ASSERT_EQ(run_program(profiled_run(directory, short_run())).code, 0);
  const double interval = trace_in(directory)["otherData"]["interval_us"].get<double>() / 1e3;
  for (const char* name : {"p/top_kernels.csv", "p/hot_loops.csv"}) {
    double sum = 0, percent = 0;
    for (const Row& row : table_in(directory, name)) {
      sum += std::stod(row.at("exclusive_ms"));
      percent += std::stod(row.at("exclusive_pct"));
      EXPECT_LE(std::stod(row.at("inclusive_pct")), 100.0001);
    }
    EXPECT_NEAR(sum, interval, 1e-3 * interval) << name;
    EXPECT_NEAR(percent, 100, 0.1) << name;
  }
}

TEST(Profile, HotLoopsNameTheKernel) {
  const Directory directory;
  ASSERT_EQ(run_program(profiled_run(directory, short_run())).code, 0);
  const Row hottest = table_in(directory, "p/hot_loops.csv").front();
  EXPECT_EQ(hottest.at("label"), "kbragg::intensity::accumulate");
  EXPECT_EQ(hottest.at("file"), "src/kernels/intensity.hpp");
  EXPECT_EQ(hottest.at("class"), "intensity");
  const double steps = 100 * 100 * 60 * 60;
  EXPECT_NEAR(
      std::stod(hottest.at("pixel_steps_per_s")) * std::stod(hottest.at("inclusive_ms")) / 1e3,
      steps, 1e-4 * steps);
  EXPECT_NE(directory.read("p/top_kernels.txt").find("kbragg::intensity::accumulate"),
            std::string::npos);
}

TEST(Profile, ChangesNoImage) {
  const Directory directory;
  ASSERT_EQ(run_program(profiled_run(directory, rich_run_text())).code, 0);
  const Images profiled = read_images(directory.file("out.h5"));
  EXPECT_TRUE(same_pixels(profiled, run_images(directory, "plain.h5")));
}

TEST(Profile, OfClassic) {
  const Directory directory;
  const Outcome outcome =
      run_program({"classic", "-cell", "50", "60", "70", "-default_F", "100", "-N", "5",
                   "-detpixels", "16", "-distance", "100", "--profile", "p"},
                  directory.path());
  ASSERT_EQ(outcome.code, 0) << outcome.err;
  EXPECT_EQ(trace_in(directory)["otherData"]["complete"], true);
  EXPECT_FALSE(table_in(directory, "p/hot_loops.csv").empty());
}

/// The trace, and nothing else, of a run that did not come to its end.
void expect_trace_alone(const Directory& directory) {
  const Json trace = trace_in(directory);
  EXPECT_FALSE(trace.at("traceEvents").empty());
  for (const Json& event : trace.at("traceEvents")) expect_event(event);
  EXPECT_EQ(trace.at("otherData").at("complete"), false);
  std::set<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(directory.file("p")))
    names.insert(entry.path().filename());
  EXPECT_EQ(names, std::set<std::string>{"trace.json"});
}

class EndedProfile : public testing::TestWithParam<int> {};

TEST_P(EndedProfile, LeavesAValidTrace) {
  const Directory directory;
  Process process(profiled_run(directory, endless_run()));
  const auto size = [&] {
    std::error_code absent;
    const auto bytes = std::filesystem::file_size(directory.file("p/trace.json"), absent);
    return absent ? 0 : bytes;
  };
  for (int i = 0; i < 3000 && size() < 6000; ++i)
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  ASSERT_GE(size(), 6000U);
  process.send(GetParam());
  const Outcome outcome = process.wait();
  EXPECT_TRUE(outcome.signal == GetParam() || outcome.code == 128 + GetParam());
  expect_trace_alone(directory);
}

INSTANTIATE_TEST_SUITE_P(Ending, EndedProfile, testing::Values(SIGTERM, SIGKILL, SIGABRT));

TEST(Profile, OfAFailedRunIsTheTraceAlone) {
  const Directory directory;
  Spawn spawn = profiled_run(directory, run_text({{"[40, 32]", "[400, 320]"},
                                                  {"file: out.h5",
                                                   "file: out.h5\n"
                                                   "  compression: none"}}));
  spawn.file_size_limit = 100'000;  // too small for the image
  const Outcome outcome = run_program(spawn);
  EXPECT_EQ(outcome.code, 1);
  EXPECT_NE(outcome.err.find("cannot write out.h5"), std::string::npos) << outcome.err;
  expect_trace_alone(directory);
}

TEST(Profile, FolderMustBeNew) {
  const Directory directory;
  const Spawn spawn = profiled_run(directory, run_text());
  std::filesystem::create_directory(directory.file("p"));
  directory.write("p/old.txt", "older evidence");
  const auto before = directory.names();
  const Outcome outcome = run_program(spawn);
  EXPECT_EQ(outcome.code, 7);
  EXPECT_NE(outcome.err.find("--profile: p exists"), std::string::npos) << outcome.err;
  EXPECT_EQ(directory.names(), before);
  const Outcome classic = run_program({"classic", "-cell", "50", "60", "70", "-default_F", "100",
                                       "-N", "5", "-distance", "100", "--profile", "p"},
                                      directory.path());
  EXPECT_EQ(classic.code, 7);
  EXPECT_EQ(directory.names(), before);
  std::filesystem::remove(directory.file("p/old.txt"));
  EXPECT_EQ(run_program(spawn).code, 0) << "an empty folder will do";
}

TEST(Profile, IsRefusedBesideAnotherConnector) {
  for (const char* variable : {"KOKKOS_TOOLS_LIBS", "KOKKOS_PROFILE_LIBRARY"}) {
    const Directory directory;
    Spawn spawn = profiled_run(directory, run_text());
    spawn.environment = {{variable, "other.so"}};
    const auto before = directory.names();
    const Outcome outcome = run_program(spawn);
    EXPECT_EQ(outcome.code, 1);
    EXPECT_NE(outcome.err.find(variable), std::string::npos) << outcome.err;
    EXPECT_EQ(directory.names(), before);
  }
}

}  // namespace
}  // namespace kbragg::app_test
