// SPDX-License-Identifier: BSD-3-Clause
// Takes the place of mpi_job.cpp in a program without MPI.
#include "base/error.hpp"
#include "ranks/launch.hpp"

namespace kbragg::ranks {

std::unique_ptr<Job> start_mpi(const Launch& launch) {
  fail(describe(launch) +
       ", but built without MPI: all of them would write the same file; build it with "
       "-DKBRAGG_ENABLE_MPI=ON, or start one process");
}

}  // namespace kbragg::ranks
