// SPDX-License-Identifier: BSD-3-Clause
// Runs shared by several processes.
#include <gtest/gtest.h>
#include <signal.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <thread>
#include <utility>
#include <vector>

#include "datasets.hpp"
#include "images.hpp"
#include "inputs.hpp"

namespace kbragg::app_test {
namespace {

/// Counts, sub-pixels, mosaic domains; images differ in all that they may.
std::string ensemble_text(int images) {
  return rich_run_text({{"  misset: [10 deg, 20 deg, 30 deg]\n", ""},
                        {"scan:\n  start: 15 deg\n  oscillation: 0.5 deg\n  steps: 3\n",
                         "ensemble:\n  images: " + std::to_string(images) +
                             "\n  seed: 9\n  cell_scale: 1 %\n  wavelength_jitter: 1 %\n"}});
}

/// With whatever MPI: as root, on fewer cores than ranks, and not bound to any.
Spawn ranks_in(int ranks, const Directory& directory, const std::vector<std::string>& more = {}) {
  Spawn spawn;
  spawn.launcher = {KBRAGG_MPIEXEC, "-n", std::to_string(ranks)};
  spawn.arguments = {"run", "run.yaml", "-o", "out.h5"};
  spawn.arguments.insert(spawn.arguments.end(), more.begin(), more.end());
  spawn.directory = directory.path();
  spawn.environment = {{"OMPI_ALLOW_RUN_AS_ROOT", "1"},
                       {"OMPI_ALLOW_RUN_AS_ROOT_CONFIRM", "1"},
                       {"OMPI_MCA_rmaps_base_oversubscribe", "1"},
                       {"OMPI_MCA_hwloc_base_binding_policy", "none"},
                       {"PRTE_MCA_rmaps_default_mapping_policy", ":oversubscribe"},
                       {"OMP_PROC_BIND", "false"}};
  return spawn;
}

Outcome run_ranks(int ranks, const Directory& directory,
                  const std::vector<std::string>& more = {}) {
  return run_program(ranks_in(ranks, directory, more));
}

std::string file_of(const Directory& directory, int rank) {
  return directory.file("out-rank" + std::to_string(rank) + ".h5");
}

std::size_t count(const std::string& text, const std::string& word) {
  std::size_t found = 0;
  for (auto at = text.find(word); at != std::string::npos; at = text.find(word, at + 1)) ++found;
  return found;
}

/// `kbragg merge` of the files of all ranks, and of nothing else.
void merge_all(const Directory& directory) {
  std::vector<std::string> words{"merge", "-o", "merged.h5"};
  for (const std::string& name : directory.names())
    if (name.find("-rank") != std::string::npos) words.push_back(name);
  const Outcome merged = run_program(words, directory.path());
  ASSERT_EQ(merged.code, 0) << merged.err;
}

/// Files of as many ranks joined are the file of one process.
void expect_whole(const std::string& text, int ranks) {
  const Directory alone, shared;
  prepare_run(alone, text);
  prepare_run(shared, text);
  run_images(alone, "out.h5");
  const Outcome outcome = run_ranks(ranks, shared);
  ASSERT_EQ(outcome.code, 0) << outcome.err;
  EXPECT_EQ(count(outcome.out, "expected photons"), 1u) << outcome.out;
  merge_all(shared);
  EXPECT_EQ(differences(alone.file("out.h5"), shared.file("merged.h5")),
            std::vector<std::string>{});
  EXPECT_EQ(recorded_number(shared.file("merged.h5"), "run/ranks"), ranks);
}

TEST(Ranks, ShareAnEnsemble) {
  for (const int ranks : {2, 3}) expect_whole(ensemble_text(7), ranks);
}

TEST(Ranks, ShareAScan) {
  expect_whole(rich_run_text({{"steps: 3\nsampling", "steps: 3\n  images: 5\nsampling"}}), 2);
}

TEST(Ranks, MayBeMoreThanImages) { expect_whole(ensemble_text(2), 3); }

TEST(Ranks, OneWritesThePlainFile) {
  const Directory alone, launched;
  prepare_run(alone, ensemble_text(2));
  prepare_run(launched, ensemble_text(2));
  run_images(alone, "out.h5");
  ASSERT_EQ(run_ranks(1, launched).code, 0);
  EXPECT_EQ(differences(alone.file("out.h5"), launched.file("out.h5")), std::vector<std::string>{});
}

TEST(Ranks, AreRecordedAndShareTheCores) {
  const Directory directory;
  prepare_run(directory, ensemble_text(8));
  const bool threaded = has_backend("openmp");
  ASSERT_EQ(run_ranks(2, directory, {"--backend", threaded ? "openmp" : "serial"}).code, 0);
  for (int rank = 0; rank < 2; ++rank) {
    const std::string file = file_of(directory, rank);
    EXPECT_EQ(recorded_number(file, "run/ranks"), 2);
    EXPECT_EQ(recorded_number(file, "run/rank"), rank);
    const auto cores = static_cast<std::int64_t>(std::thread::hardware_concurrency());
    EXPECT_EQ(recorded_number(file, "run/threads"),
              threaded ? std::max<std::int64_t>(cores / 2, 1) : 1);
  }
}

TEST(Ranks, TellOnceWhatIsWrongForAll) {
  const Directory directory;
  directory.write("run.yaml", "schema: 1\nbeam: 3\n");
  const Outcome outcome = run_ranks(3, directory);
  EXPECT_EQ(outcome.code, 1);
  EXPECT_EQ(count(outcome.err, "kbragg: "), 1u) << outcome.err;
  EXPECT_EQ(count(outcome.err, "rank "), 0u) << outcome.err;
}

TEST(Ranks, EndTogetherWhenOneFails) {
  const Directory directory;
  prepare_run(directory, ensemble_text(6));
  std::filesystem::create_directory(file_of(directory, 1));
  const auto before = directory.names();
  const Outcome outcome = run_ranks(3, directory);
  EXPECT_EQ(outcome.code, 1);
  EXPECT_EQ(count(outcome.err, "kbragg: rank 1: cannot write out-rank1.h5"), 1u) << outcome.err;
  EXPECT_EQ(count(outcome.err, "kbragg: "), 1u) << outcome.err;
  EXPECT_EQ(directory.names(), before);
}

/// Waits for the first checkpoint of a file, which begins with a signature from then on.
void wait_for_images(const std::string& file) {
  for (int i = 0; i < 6000 && content_of(file).compare(0, 4, "\x89HDF") != 0; ++i)
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
}

/// Asks all ranks to end; a launcher that is asked gives them too little time.
void end_ranks(const Directory& directory) {
  namespace fs = std::filesystem;
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator("/proc")) {
    const int process = std::atoi(entry.path().filename().c_str());
    if (process > 0 && fs::read_symlink(entry.path() / "cwd", ignored) == directory.path() &&
        content_of(entry.path() / "comm") == "kbragg\n")
      kill(process, SIGTERM);
  }
}

/// A run that takes some seconds is interrupted, and continued with other numbers of ranks.
class Resumed : public testing::TestWithParam<std::pair<int, int>> {};

TEST_P(Resumed, RanksGoOnWithWhatIsStored) {
  const auto [before, now] = GetParam();
  std::string text = ensemble_text(30);
  const std::string sampling = "oversample: 2";
  text.replace(text.find(sampling), sampling.size(), "oversample: 7");
  const Directory directory, alone;
  prepare_run(directory, text);
  {
    Process process(ranks_in(before, directory));
    for (int rank = 0; rank < before; ++rank)
      wait_for_images(file_of(directory, rank) + ".partial");
    end_ranks(directory);
    const Outcome outcome = process.wait();
    EXPECT_EQ(outcome.code, 75);
    EXPECT_EQ(count(outcome.err, "kbragg: interrupted; "), 1u) << outcome.err;
    EXPECT_EQ(count(outcome.err, "of 30 images are stored in out-rank*.h5.partial"), 1u)
        << outcome.err;
  }
  const Outcome fresh = run_ranks(now > 1 ? now : 2, directory);
  EXPECT_EQ(fresh.code, 1);
  EXPECT_EQ(count(fresh.err, "--resume"), 1u) << fresh.err;
  const Outcome other = run_ranks(now, directory, {"--resume", "--set", "ensemble.seed=1"});
  EXPECT_EQ(other.code, 1);
  EXPECT_EQ(count(other.err, "ensemble.seed was 9 and is now 1"), 1u) << other.err;
  const Outcome resumed = run_ranks(now, directory, {"--resume"});
  ASSERT_EQ(resumed.code, 0) << resumed.err;
  const Outcome again = run_ranks(now, directory, {"--resume"});
  EXPECT_EQ(again.code, 0) << again.err;
  EXPECT_EQ(count(again.out, "out-rank*.h5 is complete"), 1u) << again.out;
  merge_all(directory);
  prepare_run(alone, text);
  run_images(alone, "out.h5", {"-q"});
  EXPECT_EQ(differences(alone.file("out.h5"), directory.file("merged.h5")),
            std::vector<std::string>{});
}

INSTANTIATE_TEST_SUITE_P(Ranks, Resumed,
                         testing::Values(std::pair(2, 2), std::pair(3, 1), std::pair(2, 3)));

TEST(Ranks, RefuseTheLauncherOfAnotherMpi) {
  const Directory directory;
  directory.write("run.yaml", run_text());
  Spawn spawn;
  spawn.arguments = {"run", "run.yaml", "-q"};
  spawn.directory = directory.path();
  spawn.environment = {{"SLURM_STEP_NUM_TASKS", "2"}};
  const Outcome outcome = run_program(spawn);
  EXPECT_EQ(outcome.code, 1);
  EXPECT_NE(outcome.err.find("knows of no other"), std::string::npos) << outcome.err;
  EXPECT_FALSE(directory.has("out.h5"));
}

}  // namespace
}  // namespace kbragg::app_test
