// SPDX-License-Identifier: BSD-3-Clause
// A program without MPI that a launcher starts several times.
#include <gtest/gtest.h>

#include "images.hpp"
#include "inputs.hpp"

namespace kbragg::app_test {
namespace {

Outcome run_as_one_of(const char* variable, const char* processes, const Directory& directory) {
  Spawn spawn;
  spawn.arguments = {"run", "run.yaml", "-q"};
  spawn.directory = directory.path();
  spawn.environment = {{variable, processes}};
  return run_program(spawn);
}

TEST(WithoutMpi, RefusesToBeOneOfSeveral) {
  const Directory directory;
  directory.write("run.yaml", run_text());
  for (const char* variable : {"OMPI_COMM_WORLD_SIZE", "PMI_SIZE", "SLURM_STEP_NUM_TASKS"}) {
    const Outcome outcome = run_as_one_of(variable, "2", directory);
    EXPECT_EQ(outcome.code, 1);
    EXPECT_NE(outcome.err.find(variable), std::string::npos) << outcome.err;
    EXPECT_NE(outcome.err.find("without MPI"), std::string::npos) << outcome.err;
    EXPECT_FALSE(directory.has("out.h5"));
  }
  EXPECT_EQ(run_as_one_of("OMPI_COMM_WORLD_SIZE", "1", directory).code, 0);
  EXPECT_TRUE(directory.has("out.h5"));
}

}  // namespace
}  // namespace kbragg::app_test
