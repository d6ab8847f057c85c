// SPDX-License-Identifier: BSD-3-Clause
// Runs of several images that end early and go on.
#include <gtest/gtest.h>

#include <csignal>
#include <filesystem>
#include <random>
#include <thread>

#include "datasets.hpp"
#include "images.hpp"
#include "inputs.hpp"

namespace kbragg::app_test {
namespace {

using Names = std::vector<std::string>;

/// Twenty stills with counts and a picture, some tens of milliseconds each.
std::string series(const std::vector<Edit>& more = {}) {
  std::vector<Edit> edits{{"  misset: [10 deg, 20 deg, 30 deg]\n", ""},
                          {"scan:\n  start: 15 deg\n  oscillation: 0.5 deg\n  steps: 3\n",
                           "ensemble:\n  images: 20\n  seed: 9\n  cell_scale: 1 %\n"
                           "  wavelength_jitter: 1 %\n"},
                          {"oversample: 2", "oversample: 4"},
                          {"cells: [7, 8, 9]", "cells: [2, 2, 3]"},  // tricubic
                          {"file: out.h5", "file: out.h5\n  preview: {file: out.png, image: 1}"}};
  edits.insert(edits.end(), more.begin(), more.end());
  return rich_run_text(edits);
}

/// A rotation, the interpolation of which ends in one of the first images.
std::string rotation() {
  return rich_run_text({{"steps: 3\nsampling", "steps: 3\n  images: 20\nsampling"},
                        {"cells: [7, 8, 9]", "cells: [2, 2, 3]"},
                        {"wilson: {dmin: 3 A, b_factor: 20 A^2, seed: 3}",
                         "wilson: {dmin: 3 A, b_factor: 20 A^2, seed: 3}\n  interpolation: "
                         "tricubic_until_outside"}});
}

class Resume : public testing::Test {
 protected:
  /// The run in whole, as whole.h5.
  void prepare(const std::string& text) {
    prepare_run(directory, text);
    const Outcome whole = run({"-o", "whole.h5"});
    ASSERT_EQ(whole.code, 0) << whole.err;
    seconds = whole.seconds;
    if (directory.has("out.png"))
      std::filesystem::rename(directory.file("out.png"), directory.file("whole.png"));
  }

  Spawn spawn(const Names& more) const {
    Spawn s;
    s.arguments = {"run", "run.yaml", "-q"};
    s.arguments.insert(s.arguments.end(), more.begin(), more.end());
    s.directory = directory.path();
    return s;
  }
  Outcome run(const Names& more) const { return run_program(spawn(more)); }

  /// Sends a signal after a while; the outcome of the run.
  Outcome signalled(const Names& more, int signal, double after) const {
    Process process(spawn(more));
    std::this_thread::sleep_for(std::chrono::duration<double>(after));
    process.send(signal);
    return process.wait();
  }

  /// Ends a run by SIGTERM when some of its images are stored.
  void interrupt(const Names& more = {}) {
    for (int i = 1; i <= 50; ++i) {
      const Outcome outcome = signalled(more, SIGTERM, 0.05 * seconds * i);
      if (outcome.code == 75) return;
      ASSERT_EQ(outcome.code, 128 + SIGTERM) << "the run should last longer; " << outcome.err;
      ASSERT_FALSE(directory.has("out.h5.partial"));
    }
    FAIL() << "no image was stored";
  }

  void expect_whole_file() const {
    EXPECT_EQ(differences(directory.file("whole.h5"), directory.file("out.h5")), Names());
    EXPECT_FALSE(directory.has("out.h5.partial"));
    EXPECT_FALSE(directory.has("out.h5.partial-journal"));
  }

  Directory directory;
  double seconds = 0;
};

TEST_F(Resume, AfterSigkillAtTenMoments) {
  std::mt19937 random(3);
  for (const bool scan : {false, true}) {
    ASSERT_NO_FATAL_FAILURE(prepare(scan ? rotation() : series()));
    int kept = 0;
    for (int i = 0; i < 10 && !directory.has("out.h5"); ++i) {
      const double after = seconds * static_cast<double>(random() % 1000) / 2000;
      const Outcome outcome = signalled({"--resume"}, SIGKILL, after);
      EXPECT_TRUE(outcome.signal == SIGKILL || outcome.code == 0) << outcome.err;
      if (directory.has("out.h5.partial")) ++kept;
    }
    const Outcome outcome = run({"--resume"});
    EXPECT_EQ(outcome.code, 0) << outcome.err;
    EXPECT_GT(kept, 0);
    expect_whole_file();
    std::filesystem::remove(directory.file("out.h5"));
  }
}

TEST_F(Resume, AfterASignalThatAsksToEnd) {
  ASSERT_NO_FATAL_FAILURE(prepare(series()));
  ASSERT_NO_FATAL_FAILURE(interrupt());
  // One more image in each: the one at hand is finished before the run ends.
  for (const int signal : {SIGINT, SIGHUP}) {
    const Outcome outcome = signalled({"--resume"}, signal, seconds / 10);
    EXPECT_EQ(outcome.code, 75) << outcome.err;
    EXPECT_EQ(outcome.err.rfind("kbragg: interrupted; ", 0), 0u) << outcome.err;
    EXPECT_NE(outcome.err.find(" of 20 images are stored in out.h5.partial; run the same command "
                               "with --resume to go on\n"),
              std::string::npos)
        << outcome.err;
  }
  const Outcome refused = run({});
  EXPECT_EQ(refused.code, 1);
  EXPECT_NE(refused.err.find("images of an earlier run"), std::string::npos) << refused.err;
  const Outcome outcome = run({"--resume"});
  EXPECT_EQ(outcome.code, 0) << outcome.err;
  expect_whole_file();
  EXPECT_EQ(directory.read("out.png"), directory.read("whole.png"));
}

TEST_F(Resume, WithAnotherConfigurationNamesTheKey) {
  ASSERT_NO_FATAL_FAILURE(prepare(series()));
  ASSERT_NO_FATAL_FAILURE(interrupt());
  const std::string before = directory.read("out.h5.partial");
  struct Case {
    const char *setting, *words;
  };
  for (const Case& c :
       {Case{"crystal.mosaic.spread=0.25 deg", "crystal.mosaic.spread was 0.5 deg and is now 0.25"},
        Case{"ensemble.images=21", "ensemble.images was 20 and is now 21"},
        Case{"detector.distance=101 mm", "detector.distance was 100 mm and is now 101 mm"},
        Case{"run.precision=mixed", "run.precision was double and is now mixed"},
        Case{"noise.gain=2", "noise.gain was "}, Case{"output.compression=none", "gzip"}}) {
    const Outcome outcome = run({"--resume", "--set", c.setting});
    EXPECT_EQ(outcome.code, 1);
    EXPECT_EQ(outcome.err.rfind("kbragg: --resume: out.h5.partial is of another run: ", 0), 0u)
        << outcome.err;
    EXPECT_NE(outcome.err.find(c.words), std::string::npos) << outcome.err;
  }
  EXPECT_TRUE(directory.read("out.h5.partial") == before);
  const Outcome outcome =
      run({"--resume", "--threads", "1", "--set", "output.preview.scale=linear"});
  EXPECT_EQ(outcome.code, 0) << outcome.err;
  expect_whole_file();
}

TEST_F(Resume, TakesMoreImagesButNotOthers) {
  ASSERT_NO_FATAL_FAILURE(prepare(series()));
  ASSERT_NO_FATAL_FAILURE(interrupt({"--images", "0-14"}));
  const Outcome refused = run({"--resume", "--images", "5-19"});
  EXPECT_EQ(refused.code, 1);
  EXPECT_NE(refused.err.find("image 0 is stored, and images 5-19 are asked for"), std::string::npos)
      << refused.err;
  const Outcome outcome = run({"--resume"});
  EXPECT_EQ(outcome.code, 0) << outcome.err;
  expect_whole_file();
}

TEST_F(Resume, WithAnotherMaskInTheSameFileIsRefused) {
  ASSERT_NO_FATAL_FAILURE(prepare(series()));
  const std::filesystem::path mask = directory.file("other.h5"), whole = directory.file("whole.h5");
  std::filesystem::copy(whole, mask);
  const Names more{"--set", "detector.mask_file=other.h5:/entry/instrument/detector/pixel_mask"};
  ASSERT_NO_FATAL_FAILURE(interrupt(more));
  ASSERT_EQ(run({"-o", "other.h5", "--set", "output.title=other"}).code, 0);
  const Outcome outcome = run({"--resume", more[0], more[1]});
  EXPECT_EQ(outcome.code, 1);
  EXPECT_NE(outcome.err.find("the checksums of its files were 'detector.mask_file "),
            std::string::npos)
      << outcome.err;
}

TEST_F(Resume, GivesAWholeFileItsName) {
  ASSERT_NO_FATAL_FAILURE(prepare(series({{"oversample: 4", "oversample: 1"}})));
  for (const char* name : {"out.h5", "out-rank3.h5"}) {
    std::filesystem::copy(directory.file("whole.h5"),
                          directory.file(std::string(name) + ".partial"));
    const Outcome outcome = run({"--resume"});
    EXPECT_EQ(outcome.code, 0) << outcome.err;
    EXPECT_EQ(differences(directory.file("whole.h5"), directory.file(name)), Names());
    EXPECT_FALSE(directory.has(std::string(name) + ".partial"));
    std::filesystem::remove(directory.file(name));
  }
  ASSERT_EQ(run({"-o", "out.h5.partial", "--images", "0-4"}).code, 0);
  const Outcome outcome = run({"--resume"});
  EXPECT_EQ(outcome.code, 1);
  EXPECT_NE(outcome.err.find("out.h5.partial is a whole file, with 5 images"), std::string::npos)
      << outcome.err;
}

TEST_F(Resume, WithNothingToDoSaysSo) {
  prepare_run(directory, series({{"oversample: 4", "oversample: 1"}}));
  EXPECT_EQ(run({"--resume"}).code, 0) << "from the beginning";
  const auto before = std::filesystem::last_write_time(directory.file("out.h5"));
  const Outcome complete = run_program({"run", "run.yaml", "--resume"}, directory.path());
  EXPECT_EQ(complete.code, 0) << complete.err;
  EXPECT_NE(complete.out.find("out.h5 is complete"), std::string::npos) << complete.out;
  EXPECT_EQ(std::filesystem::last_write_time(directory.file("out.h5")), before);
  // Of another run: this one is to do.
  EXPECT_EQ(run({"--resume", "--set", "ensemble.seed=10"}).code, 0);
  EXPECT_NE(std::filesystem::last_write_time(directory.file("out.h5")), before);
}

TEST_F(Resume, OfAFileAtWorkIsRefused) {
  ASSERT_NO_FATAL_FAILURE(prepare(series()));
  Process first(spawn({}));
  for (int i = 0; i < 1000 && !directory.has("out.h5.partial"); ++i)
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  const Outcome second = run({"--resume"});
  EXPECT_EQ(second.code, 1);
  EXPECT_NE(second.err.find("another process is at work on out.h5.partial"), std::string::npos)
      << second.err;
  EXPECT_EQ(first.wait().code, 0);
  expect_whole_file();
}

TEST_F(Resume, AfterAFullDisk) {
  ASSERT_NO_FATAL_FAILURE(prepare(series({{"oversample: 4", "oversample: 2"}})));
  const auto size = static_cast<double>(std::filesystem::file_size(directory.file("whole.h5")));
  const auto before = directory.names();
  int resumed = 0;
  for (const double share : {0.05, 0.3, 0.6, 0.9, 0.97, 0.9999}) {
    Spawn limited = spawn({});
    limited.file_size_limit = static_cast<std::uint64_t>(share * size);
    const Outcome full = run_program(limited);
    EXPECT_EQ(full.code, 1);
    EXPECT_NE(full.err.find("cannot write out.h5: File too large"), std::string::npos) << full.err;
    const bool kept = directory.has("out.h5.partial");
    EXPECT_EQ(full.err.find("--resume") != std::string::npos, kept) << full.err;
    EXPECT_EQ(directory.names() == before, !kept) << share;
    resumed += kept ? 1 : 0;
    const Outcome outcome = run({"--resume"});
    EXPECT_EQ(outcome.code, 0) << outcome.err;
    expect_whole_file();
    for (const char* name : {"out.h5", "out.png"}) std::filesystem::remove(directory.file(name));
  }
  EXPECT_GT(resumed, 2);
}

}  // namespace
}  // namespace kbragg::app_test
