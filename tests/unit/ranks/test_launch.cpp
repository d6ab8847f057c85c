// SPDX-License-Identifier: BSD-3-Clause
#include <gtest/gtest.h>
#include <stdlib.h>

#include "ranks/launch.hpp"

namespace kbragg::ranks {
namespace {

/// What the launcher of the tests themselves left in the environment counts for nothing.
class LaunchTest : public testing::Test {
 protected:
  void SetUp() override { clear(); }
  void TearDown() override { clear(); }

  static void clear() {
    for (const char* name : {"OMPI_COMM_WORLD_SIZE", "PMI_SIZE", "PMIX_RANK",
                             "SLURM_STEP_NUM_TASKS", "SLURM_NTASKS", "SLURM_PROCID"})
      unsetenv(name);
  }

  static void expect(int processes, const char* variable) {
    const Launch launch = find_launch();
    EXPECT_EQ(launch.processes, processes);
    EXPECT_EQ(launch.variable, variable);
  }
};

TEST_F(LaunchTest, WithoutLauncherThereIsOneProcess) { expect(1, ""); }

TEST_F(LaunchTest, IsTakenFromTheEnvironment) {
  for (const char* name : {"OMPI_COMM_WORLD_SIZE", "PMI_SIZE", "SLURM_STEP_NUM_TASKS"}) {
    clear();
    setenv(name, "4", 1);
    expect(4, name);
  }
}

TEST_F(LaunchTest, OfMpirunComesBeforeThatOfTheBatchSystem) {
  setenv("SLURM_STEP_NUM_TASKS", "2", 1);  // its helpers, one on each machine
  setenv("OMPI_COMM_WORLD_SIZE", "1", 1);
  expect(1, "OMPI_COMM_WORLD_SIZE");
}

TEST_F(LaunchTest, AScriptOfABatchSystemIsOneProcess) {
  setenv("SLURM_NTASKS", "4", 1);
  setenv("SLURM_PROCID", "0", 1);
  expect(1, "");
}

TEST_F(LaunchTest, MayBeOfUnknownSize) {
  setenv("PMIX_RANK", "0", 1);
  expect(0, "PMIX_RANK");
  EXPECT_EQ(describe(find_launch()),
            "this program was started as one of several processes (PMIX_RANK)");
}

TEST_F(LaunchTest, OfOneProcessNeedsNoMpi) {
  setenv("PMI_SIZE", "1", 1);
  const auto job = join_job();
  EXPECT_EQ(job->place().ranks, 1);
  EXPECT_EQ(job->place().rank, 0);
  EXPECT_EQ(job->next_ticket(), 0);
  EXPECT_EQ(job->next_ticket(), 1);
  job->stop_tickets();
  EXPECT_GT(job->next_ticket(), 1000000000);
  EXPECT_EQ(job->gather({3, 4}), (std::vector<std::vector<double>>{{3, 4}}));
}

}  // namespace
}  // namespace kbragg::ranks
