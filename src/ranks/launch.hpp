// SPDX-License-Identifier: BSD-3-Clause
// How this process was started: alone or by a launcher of parallel programs. Private to ranks.
#ifndef KBRAGG_RANKS_LAUNCH_HPP
#define KBRAGG_RANKS_LAUNCH_HPP

#include <memory>
#include <string>

#include "ranks/job.hpp"

namespace kbragg::ranks {

struct Launch {
  int processes = 1;     ///< started together; 0: the launcher does not tell how many
  std::string variable;  ///< of the environment, that tells it; empty: no launcher
};

/// Looks at what the launchers of Open MPI, MPICH and those like it, and Slurm leave in the
/// environment.
Launch find_launch();

/// "this program was started as one of 4 processes (PMI_SIZE)".
std::string describe(const Launch& launch);

/// The job of `launch`; throws in a program without MPI.
std::unique_ptr<Job> start_mpi(const Launch& launch);

}  // namespace kbragg::ranks

#endif
