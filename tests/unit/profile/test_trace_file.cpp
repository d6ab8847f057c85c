// SPDX-License-Identifier: BSD-3-Clause
// The trace is a valid JSON object at any moment.
#include <gtest/gtest.h>
#include <sys/resource.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "base/error.hpp"
#include "events.hpp"
#include "profile/trace_file.hpp"

namespace kbragg::profile_test {
namespace {

using Json = nlohmann::json;
using profile::TraceFile;

class TraceFileTest : public testing::Test {
 protected:
  TraceFileTest() {
    std::string name = (std::filesystem::temp_directory_path() / "kbragg-trace-XXXXXX").string();
    m_folder = mkdtemp(name.data());
    path = m_folder + "/trace.json";
  }
  ~TraceFileTest() override { std::filesystem::remove_all(m_folder); }

  Json parsed() const {
    std::ifstream file(path);
    return Json::parse(file);
  }

  std::string path;

 private:
  std::string m_folder;
};

TEST_F(TraceFileTest, IsValidAfterEachEvent) {
  TraceFile trace(path);
  EXPECT_TRUE(parsed()["traceEvents"].empty());
  for (std::size_t i = 1; i <= 50; ++i) {
    Event event = at(1500, Kind::copy, "a \"quoted\" label");
    event.duration = 1'000'002;
    event.bytes = 8;
    event.space = "HostSpace to HostSpace";
    trace.add(event);
    const Json json = parsed();
    ASSERT_EQ(json["traceEvents"].size(), i);
    EXPECT_EQ(json["otherData"]["complete"], false);
  }
  const Json expected = Json::parse(
      R"({"ph": "X", "name": "a \"quoted\" label", "cat": "copy", "ts": 1.5, "dur": 1000.002,
          "pid": 1, "tid": 0, "args": {"space": "HostSpace to HostSpace", "bytes": 8}})");
  EXPECT_EQ(parsed()["traceEvents"].back(), expected);
}

TEST_F(TraceFileTest, CountsWhatIsBeyondTheLimit) {
  TraceFile trace(path, 2);
  trace.add_counter("memory of HostSpace", "bytes", 64, 2000);
  for (const char* label : {"a", "b", "c", "b"}) trace.add(at(0, Kind::fence, label));
  trace.finish({{"program", "test"}});
  const Json json = parsed();
  ASSERT_EQ(json["traceEvents"].size(), 2U);
  EXPECT_EQ(json["traceEvents"][0]["ph"], "C");
  EXPECT_EQ(json["traceEvents"][0]["args"]["bytes"], 64);
  EXPECT_EQ(json["traceEvents"][1]["name"], "a");
  EXPECT_EQ(json["otherData"],
            Json::parse(R"({"program": "test", "complete": true, "events": 2, "left_out_events": 3,
                            "left_out_by_label": {"b": 2, "c": 1}})"));
}

TEST_F(TraceFileTest, StaysValidOnAFullDisk) {
  rlimit before{};
  ASSERT_EQ(getrlimit(RLIMIT_FSIZE, &before), 0);
  const auto action = std::signal(SIGXFSZ, SIG_IGN);
  TraceFile trace(path);
  const rlimit small{3000, before.rlim_max};
  ASSERT_EQ(setrlimit(RLIMIT_FSIZE, &small), 0);
  for (int i = 0; i < 100; ++i) trace.add(at(i, Kind::fence, wait));
  const auto finish = [&] { trace.finish({{"program", "test"}}); };
  EXPECT_THROW(finish(), Error);
  setrlimit(RLIMIT_FSIZE, &before);
  std::signal(SIGXFSZ, action);
  const Json json = parsed();
  EXPECT_GT(json["traceEvents"].size(), 10U);
  EXPECT_LT(json["traceEvents"].size(), 100U);
  EXPECT_EQ(json["otherData"]["complete"], false);
}

TEST_F(TraceFileTest, ReplacesNoFile) {
  std::ofstream(path) << "old";
  EXPECT_THROW(TraceFile{path}, Error);
}

}  // namespace
}  // namespace kbragg::profile_test
