// SPDX-License-Identifier: BSD-3-Clause
#include "ranks/job.hpp"

#include <charconv>
#include <cstdlib>
#include <cstring>

#include "ranks/launch.hpp"

namespace kbragg::ranks {

namespace {

class OneRank : public Job {
 public:
  std::int64_t next_ticket() override { return m_next++; }
  void stop_tickets() override { m_next += beyond_all; }
  std::vector<std::vector<double>> gather(const std::vector<double>& numbers) override {
    return {numbers};
  }
  void take_from_first(std::vector<std::int64_t>&) override {}

 private:
  std::int64_t m_next = 0;
};

}  // namespace

Launch find_launch() {
  // mpirun inside a job of Slurm sets both the first and the last, which then counts its helpers.
  for (const char* variable : {"OMPI_COMM_WORLD_SIZE", "PMI_SIZE", "SLURM_STEP_NUM_TASKS"}) {
    const char* value = std::getenv(variable);
    if (value == nullptr) continue;
    int processes = 0;
    std::from_chars(value, value + std::strlen(value), processes);
    if (processes > 0) return {processes, variable};
  }
  if (std::getenv("PMIX_RANK") != nullptr) return {0, "PMIX_RANK"};
  return {};
}

std::string describe(const Launch& launch) {
  return "this program was started as one of " +
         (launch.processes > 0 ? std::to_string(launch.processes) : std::string("several")) +
         " processes (" + launch.variable + ")";
}

std::unique_ptr<Job> join_job() {
  const Launch launch = find_launch();
  if (launch.processes == 1) return std::make_unique<OneRank>();
  return start_mpi(launch);
}

}  // namespace kbragg::ranks
