// SPDX-License-Identifier: BSD-3-Clause
// Runs that are watched, interrupted, or stopped by a full disk.
#include <gtest/gtest.h>
#include <sys/mount.h>

#include <algorithm>
#include <csignal>
#include <string>

#include "images.hpp"
#include "inputs.hpp"

namespace kbragg::app_test {
namespace {

/// Hours of work in rows that are short enough to notice a signal soon.
std::string endless_run() {
  return run_text({{"[40, 32]", "[40, 50000]"}, {"oversample: 1", "oversample: 60"}});
}

/// About half a second of work.
std::string short_run() {
  return run_text({{"[40, 32]", "[100, 100]"}, {"oversample: 1", "oversample: 100"}});
}

Spawn run_in(const Directory& directory) {
  Spawn spawn;
  spawn.arguments = {"run", "run.yaml"};
  spawn.directory = directory.path();
  return spawn;
}

/// On a terminal the bar tells when the run is under way.
Spawn on_terminal(const Directory& directory) {
  Spawn spawn = run_in(directory);
  spawn.terminal = true;
  return spawn;
}

class Signals : public testing::TestWithParam<int> {};

TEST_P(Signals, EndTheRunAndLeaveNothing) {
  const Directory directory;
  directory.write("run.yaml", endless_run());
  const auto before = directory.names();
  Process process(on_terminal(directory));
  ASSERT_TRUE(process.wait_for(" % "));
  EXPECT_NE(directory.names(), before) << "the partial file should be there";
  process.send(GetParam());
  const Outcome outcome = process.wait();
  EXPECT_EQ(outcome.code, 128 + GetParam());
  EXPECT_FALSE(outcome.timed_out);
  // The bar is wiped off before the sentence.
  EXPECT_NE(outcome.err.find("\x1b[Kkbragg: interrupted; no file was written"), std::string::npos)
      << outcome.err;
  EXPECT_EQ(directory.names(), before);
}

TEST_P(Signals, LeaveAnExistingFileAlone) {
  const Directory directory;
  directory.write("run.yaml", endless_run());
  directory.write("out.h5", "an older file");
  const auto before = directory.names();
  Process process(on_terminal(directory));
  ASSERT_TRUE(process.wait_for(" % "));
  process.send(GetParam());
  EXPECT_EQ(process.wait().code, 128 + GetParam());
  EXPECT_EQ(directory.names(), before);
  EXPECT_EQ(directory.read("out.h5"), "an older file");
}

INSTANTIATE_TEST_SUITE_P(Ending, Signals, testing::Values(SIGHUP, SIGINT, SIGTERM));

TEST(Ending, SignalsIgnoredByTheCallerStayIgnored) {
  const Directory directory;
  directory.write("run.yaml", short_run());
  Spawn spawn = on_terminal(directory);
  spawn.interrupts_ignored = true;
  Process process(spawn);
  ASSERT_TRUE(process.wait_for(" % "));
  process.send(SIGINT);
  EXPECT_EQ(process.wait().code, 0);
  EXPECT_TRUE(directory.has("out.h5"));
}

TEST(Progress, IsABarOnATerminal) {
  const Directory directory;
  directory.write("run.yaml", short_run());
  const Outcome outcome = run_program(on_terminal(directory));
  EXPECT_EQ(outcome.code, 0);
  EXPECT_NE(outcome.err.find("\r["), std::string::npos) << outcome.err;
  EXPECT_NE(outcome.err.find("pixel-steps/s"), std::string::npos) << outcome.err;
  EXPECT_NE(outcome.err.find(" left"), std::string::npos) << outcome.err;
  EXPECT_EQ(outcome.err.substr(std::max<std::size_t>(outcome.err.size(), 4) - 4), "\r\x1b[K");
}

TEST(Progress, IsALineInALog) {
  const Directory directory;
  directory.write("run.yaml", endless_run());
  const auto before = directory.names();
  Process process(run_in(directory));
  ASSERT_TRUE(process.wait_for("left\n"));
  process.send(SIGTERM);
  const Outcome outcome = process.wait();
  EXPECT_EQ(outcome.code, 128 + SIGTERM);
  const std::string line = outcome.err.substr(0, outcome.err.find('\n'));
  EXPECT_NE(line.find(" % "), std::string::npos) << line;
  EXPECT_NE(line.find("pixel-steps/s"), std::string::npos) << line;
  EXPECT_EQ(outcome.err.find('\r'), std::string::npos);
  EXPECT_EQ(outcome.err.find('\x1b'), std::string::npos);
  EXPECT_EQ(directory.names(), before);
}

TEST(Progress, IsAbsentWhenQuiet) {
  for (const bool terminal : {false, true}) {
    const Directory directory;
    directory.write("run.yaml", short_run());
    Spawn spawn = run_in(directory);
    spawn.arguments.push_back("--quiet");
    spawn.terminal = terminal;
    const Outcome outcome = run_program(spawn);
    EXPECT_EQ(outcome.code, 0);
    EXPECT_EQ(outcome.out, "");
    EXPECT_EQ(outcome.err, "");
    EXPECT_TRUE(directory.has("out.h5"));
  }
}

/// One sentence, the older file untouched, nothing new.
void expect_clean_failure(const Outcome& outcome, const Directory& directory,
                          const std::set<std::string>& before) {
  EXPECT_EQ(outcome.code, 1);
  EXPECT_EQ(outcome.out, "");
  EXPECT_EQ(outcome.err.rfind("kbragg: cannot write ", 0), 0u) << outcome.err;
  EXPECT_EQ(std::count(outcome.err.begin(), outcome.err.end(), '\n'), 1) << outcome.err;
  EXPECT_EQ(directory.names(), before);
}

TEST(DiskFull, AtAnySizeLeavesNothing) {
  const Directory directory;
  directory.write("run.yaml", run_text({{"[40, 32]", "[400, 320]"},
                                        {"file: out.h5", "file: out.h5\n  compression: none"}}));
  ASSERT_EQ(run_program({"run", "run.yaml", "-q"}, directory.path()).code, 0);
  const double size = static_cast<double>(std::filesystem::file_size(directory.file("out.h5")));
  directory.write("out.h5", "an older file");
  const auto before = directory.names();
  // At least 1 kB: the OpenMP runtime of clang keeps a file of that size in shared memory.
  for (const double share : {0.003, 0.05, 0.3, 0.7, 0.95, 0.9999}) {
    Spawn spawn = run_in(directory);
    spawn.file_size_limit = static_cast<std::uint64_t>(share * size);
    const Outcome outcome = run_program(spawn);
    expect_clean_failure(outcome, directory, before);
    EXPECT_NE(outcome.err.find("File too large"), std::string::npos) << outcome.err;
    EXPECT_EQ(directory.read("out.h5"), "an older file");
  }
}

// A real full disk where the tests may mount one, else a limit on the size of files.
TEST(DiskFull, OfASmallFileSystem) {
  const Directory directory;
  std::filesystem::create_directory(directory.file("small"));
  const bool mounted = mount("none", directory.file("small").c_str(), "tmpfs", 0, "size=128k") == 0;
  directory.write("small/run.yaml",
                  run_text({{"[40, 32]", "[400, 320]"},
                            {"file: out.h5", "file: small/out.h5\n  compression: none"}}));
  const auto before = directory.names();
  Spawn spawn;
  spawn.arguments = {"run", "small/run.yaml"};
  spawn.directory = directory.path();
  if (!mounted) spawn.file_size_limit = 128 * 1024;
  const Outcome outcome = run_program(spawn);
  expect_clean_failure(outcome, directory, before);
  EXPECT_NE(outcome.err.find(mounted ? "No space left" : "File too large"), std::string::npos)
      << outcome.err;
  EXPECT_TRUE(!mounted || umount(directory.file("small").c_str()) == 0);
}

// The directory of the picture goes away while the run computes.
TEST(Ending, PictureThatCannotBeWrittenLeavesTheImageAsItWas) {
  const Directory directory;
  std::filesystem::create_directory(directory.file("pictures"));
  directory.write("run.yaml", run_text({{"[40, 32]", "[100, 100]"},
                                        {"oversample: 1", "oversample: 100"},
                                        {"file: out.h5",
                                         "file: out.h5\n  preview: {file: "
                                         "pictures/out.png}"}}));
  directory.write("out.h5", "an older file");
  Process process(on_terminal(directory));
  ASSERT_TRUE(process.wait_for(" % "));
  std::filesystem::remove(directory.file("pictures"));
  const auto before = directory.names();
  const Outcome outcome = process.wait();
  EXPECT_EQ(outcome.code, 1);
  EXPECT_NE(outcome.err.find("cannot write pictures/out.png"), std::string::npos) << outcome.err;
  EXPECT_EQ(directory.read("out.h5"), "an older file");
  EXPECT_LT(directory.names().size(), before.size()) << "the partial file should be gone";
}

TEST(DiskFull, OfStandardOutputIsAnError) {
  const Directory directory;
  directory.write("run.yaml", run_text());
  for (const std::vector<std::string>& arguments :
       {std::vector<std::string>{"show", "run.yaml"}, {"schema"}, {"info"}, {"--help"}}) {
    Spawn spawn;
    spawn.arguments = arguments;
    spawn.directory = directory.path();
    spawn.standard_output = "/dev/full";
    const Outcome outcome = run_program(spawn);
    EXPECT_EQ(outcome.code, 1) << arguments[0];
    EXPECT_EQ(outcome.err.rfind("kbragg: cannot write", 0), 0u) << arguments[0] << outcome.err;
  }
}

}  // namespace
}  // namespace kbragg::app_test
