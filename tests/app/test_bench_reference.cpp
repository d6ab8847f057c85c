// SPDX-License-Identifier: BSD-3-Clause
// kbragg bench: wrong images are stopped by the gate, and programs that fail are told as such.
#include <csignal>
#include <cstring>
#include <thread>

#include "bench_support.hpp"
#include "compare_support.hpp"
#include "inputs.hpp"

namespace kbragg::app_test {
namespace {

using Json = nlohmann::json;

bool contains(const std::string& text, const std::string& words) {
  return text.find(words) != std::string::npos;
}

class BenchReference : public BenchTest {
 protected:
  /// The flat image, with more flags, as a file.
  void write_reference(const std::vector<std::string>& more = {}) const {
    std::vector<std::string> arguments{"classic", "-floatfile", "reference.bin"};
    for (const std::string& flag : flat_flags()) arguments.push_back(flag);
    arguments.insert(arguments.end(), more.begin(), more.end());
    const Outcome outcome = run_program(arguments, m_directory.path());
    EXPECT_EQ(outcome.code, 0) << outcome.err;
  }

  /// Expects the gate to stop the image and its hot loops.
  void expect_stopped(const std::string& why) const {
    const Outcome outcome = run_flat({"--reference", "reference.bin", "--profile"});
    EXPECT_EQ(outcome.code, 3) << outcome.err;
    EXPECT_TRUE(contains(outcome.err, why)) << outcome.err;
    EXPECT_TRUE(contains(text("blocking.md"), why)) << text("blocking.md");
    EXPECT_TRUE(contains(text("summary.md"), "VERDICT: BLOCKED"));
    EXPECT_EQ(results()["results"][0]["gate"], "fail");
    const std::string profile = "profile/flat-48-serial-double-1/";
    EXPECT_TRUE(has(profile + "trace.json"));
    EXPECT_FALSE(has(profile + "hot_loops.csv"));
  }

  /// A program that takes the flags of nanoBragg, writes a complete image and ends with `end`.
  std::string program(const std::string& name, const std::string& end) const {
    return script(name, "while [ $# -gt 0 ]; do\n  [ \"$1\" = -floatfile ] && cp '" +
                            m_directory.file("reference.bin") +
                            "' \"$2\"\n  shift\ndone\necho made an image\n" + end);
  }
};

TEST_F(BenchReference, AStoredImagePasses) {
  write_reference();
  const Outcome outcome = run_flat({"--reference", "reference.bin", "--gate", "1", "--profile"});
  EXPECT_EQ(outcome.code, 0) << outcome.err;
  const Json row = results()["results"][0];
  EXPECT_EQ(row["reference"], "image");
  EXPECT_EQ(row["correlation"], 1.0);
  EXPECT_EQ(row["max_rel"], 0.0);
  EXPECT_EQ(row["speedup_cold"], nullptr);
  EXPECT_TRUE(has("profile/flat-48-serial-double-1/hot_loops.csv"));
  EXPECT_GT(row["top_kernels"].size(), 0u);
}

TEST_F(BenchReference, Factor225IsStopped) {
  write_reference();
  Pixels image(flat_edge * flat_edge);
  const std::string bytes = m_directory.read("reference.bin");
  ASSERT_EQ(bytes.size(), image.size() * sizeof(float));
  std::memcpy(image.data(), bytes.data(), bytes.size());
  m_directory.write("reference.bin", raw_bytes(times(image, 225)));
  expect_stopped("|sum ratio - 1| <= 0.005 is not met");
  EXPECT_NEAR(results()["results"][0]["correlation"], 1, 1e-9);
}

TEST_F(BenchReference, AnotherNumberOfCellsIsStopped) {
  write_reference({"-Nc", "6"});
  expect_stopped("is not met");
}

TEST_F(BenchReference, AShiftOfHalfAPixelIsStopped) {
  const auto center = [](double mm) {
    return std::vector<std::string>{"-Xbeam", std::to_string(mm), "-Ybeam", std::to_string(mm)};
  };
  const double middle = 0.1 * (flat_edge + 1) / 2;
  write_reference(center(middle));
  ASSERT_EQ(run_flat({"--reference", "reference.bin"}).code, 0);
  write_reference(center(middle + 0.05));
  expect_stopped("shift of the spots <= 0.25 px is not met");
}

TEST_F(BenchReference, AnotherShapeIs4) {
  m_directory.write("reference.bin", raw_bytes(spots(64, 64)));
  EXPECT_EQ(run_flat({"--reference", "reference.bin"}).code, 4);
  EXPECT_TRUE(has("blocking.md"));
}

TEST_F(BenchReference, EverySizeIsHeldAgainstTheImage) {
  write_reference();
  const Outcome outcome = run({"--preset", "flat", "--sizes", "48,24", "--backend", "serial",
                               "--iterations", "1", "--reference", "reference.bin"});
  EXPECT_EQ(outcome.code, 4) << outcome.err;
  EXPECT_EQ(results()["results"][0]["gate"], "pass");
  EXPECT_EQ(results()["results"][1]["gate"], "undefined");
}

TEST_F(BenchReference, AFileThatIsNoImageIs5) {
  m_directory.write("reference.bin", "no pixels");
  EXPECT_EQ(run_flat({"--reference", "reference.bin"}).code, 5);
  EXPECT_FALSE(m_directory.has("topic"));
}

TEST_F(BenchReference, AConstantImageHasNoCorrelation) {
  m_directory.write("reference.bin", raw_bytes(Pixels(flat_edge * flat_edge, 1)));
  EXPECT_EQ(run_flat({"--reference", "reference.bin"}).code, 6);
  EXPECT_EQ(results()["results"][0]["correlation"], nullptr);
  EXPECT_TRUE(text("correlation.txt").starts_with("correlation=undefined\n"));
}

TEST_F(BenchReference, AProgramIsTimedAndJudged) {
  write_reference();
  const Outcome outcome = run_flat({"--reference", program("good", "exit 0")});
  EXPECT_EQ(outcome.code, 0) << outcome.err;
  const Json row = results()["results"][0];
  EXPECT_EQ(row["reference"], "program");
  EXPECT_EQ(row["ref_name"], "good");
  EXPECT_EQ(row["ref_exit"], 0);
  EXPECT_GT(row["ref_wall_s"], 0);
  EXPECT_GT(row["speedup_cold"], 0);
  EXPECT_EQ(row["speedup_simulate"], nullptr);
  EXPECT_EQ(row["ref_files_written"], 1);
  EXPECT_EQ(row["ref_bytes_written"], flat_edge * flat_edge * 4);
  const std::string commands = text("commands.txt");
  EXPECT_TRUE(contains(commands, "OMP_NUM_THREADS=1 good -default_F 100")) << commands;
  // Another build under the same name is another program.
  const std::string before = row["ref_sha256"];
  EXPECT_EQ(run_flat({"--reference", program("good", "exit 0 # again")}).code, 0);
  EXPECT_NE(results()["results"][0]["ref_sha256"], before);
}

TEST_F(BenchReference, AProgramThatFailsIs2) {
  write_reference();
  const Outcome outcome = run_flat({"--reference", script("bad", "echo no luck >&2; exit 7")});
  EXPECT_EQ(outcome.code, 2) << outcome.err;
  EXPECT_TRUE(contains(text("blocking.md"), "no luck")) << text("blocking.md");
  EXPECT_TRUE(contains(text("commands.txt"), "ended with exit code 7")) << text("commands.txt");
  const Json row = results()["results"][0];
  EXPECT_EQ(row["status"], "ok");
  EXPECT_EQ(row["gate"], "undefined");
  EXPECT_EQ(row["ref_exit"], 7);
}

TEST_F(BenchReference, ACompleteImageDoesNotExcuseACrash) {
  write_reference();
  EXPECT_EQ(run_flat({"--reference", program("crash", "kill -SEGV $$")}).code, 2);
  EXPECT_TRUE(contains(text("blocking.md"), "was ended by signal 11")) << text("blocking.md");
  EXPECT_EQ(results()["results"][0]["gate"], "undefined");
}

TEST_F(BenchReference, AnImageThatIsNotThereIs2) {
  EXPECT_EQ(run_flat({"--reference", script("lazy", "exit 0")}).code, 2);
  EXPECT_TRUE(contains(text("blocking.md"), "wrote no image"));
}

TEST_F(BenchReference, ASlowProgramIsKilled) {
  const Outcome outcome = run_flat({"--reference", script("slow", "sleep 60"), "--timeout", "0.5"});
  EXPECT_EQ(outcome.code, 2) << outcome.err;
  EXPECT_LT(outcome.seconds, 30);
  EXPECT_TRUE(contains(outcome.err, "was killed after")) << outcome.err;
}

TEST_F(BenchReference, AMissingReferenceIsToldBeforeAnyWork) {
  EXPECT_EQ(run_flat({"--reference", "nothing"}).code, 1);
  m_directory.write("run.yaml", run_text());
  const Outcome outcome = run({"--config", "run.yaml", "--reference", script("program", "exit 0")});
  EXPECT_EQ(outcome.code, 1);
  EXPECT_TRUE(contains(outcome.err, "cannot read a run file")) << outcome.err;
  EXPECT_FALSE(m_directory.has("topic"));
}

TEST_F(BenchReference, WhatTheBuiltInOneDoesNotKnowIs9) {
  m_directory.write("run.yaml",
                    run_text({{"distance: 100 mm", "distance: 100 mm\n  curved: true"}}));
  const Outcome outcome = run({"--config", "run.yaml"});
  EXPECT_EQ(outcome.code, 9) << outcome.err;
  EXPECT_TRUE(contains(outcome.err, "does not know curved detectors")) << outcome.err;
  EXPECT_FALSE(m_directory.has("topic"));
}

TEST_F(BenchReference, ARowThatFailsLeavesTheOthers) {
  write_reference();
  // Too long for the larger image alone.
  const Outcome outcome =
      run({"--preset", "mosaic", "--sizes", "16,6000", "--backend", "serial", "--iterations", "1",
           "--reference", program("good", "exit 0"), "--timeout", "3"});
  EXPECT_EQ(outcome.code, 2) << outcome.err;
  const Json rows = results()["results"];
  EXPECT_EQ(rows[0]["status"], "ok");
  EXPECT_EQ(rows[1]["status"], "failed");
  EXPECT_TRUE(contains(rows[1]["reason"], "was killed after"));
}

TEST_F(BenchReference, AnInterruptLeavesNothing) {
  script("slow", "sleep 60");
  const auto before = m_directory.names();
  Process process(spawn({"--preset", "flat", "--sizes", "16", "--reference", "slow"}));
  for (int i = 0; i < 500 && m_directory.names().size() < before.size() + 5; ++i)
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  process.send(SIGINT);
  EXPECT_EQ(process.wait().code, 128 + SIGINT);
  EXPECT_EQ(m_directory.names(), before);
}

}  // namespace
}  // namespace kbragg::app_test
