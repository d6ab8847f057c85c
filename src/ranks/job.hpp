// SPDX-License-Identifier: BSD-3-Clause
// Processes (ranks) that share one run: MPI behind an interface that one process alone has too.
#ifndef KBRAGG_RANKS_JOB_HPP
#define KBRAGG_RANKS_JOB_HPP

#include <cstdint>
#include <memory>
#include <vector>

namespace kbragg::ranks {

/// Where this process stands among those of its job; numbers count from 0.
struct Place {
  int rank = 0, ranks = 1;
  int node_rank = 0, node_ranks = 1;  ///< among the ranks that share the memory of this machine
  int cores = 0;                      ///< of this machine, for this rank; 0: all, it is alone
};

/// The ranks of a job. All functions must be called by the thread that made the object; throwing
/// past the end of its life ends the job on all ranks, which would wait for this one for ever.
class Job {
 public:
  virtual ~Job() = default;

  const Place& place() const { return m_place; }

  /// 0, 1, 2, ...: each number goes to one rank. A rank asks for the one after it at once, so that
  /// the answer is there when the images in between are computed.
  virtual std::int64_t next_ticket() = 0;
  /// From now on tickets are beyond any number of images, but for those asked for ahead.
  virtual void stop_tickets() = 0;

  /// `numbers` of every rank, in the order of the ranks; all ranks must call it, with as many
  /// numbers. Waits without use of the processor.
  virtual std::vector<std::vector<double>> gather(const std::vector<double>& numbers) = 0;
  /// Replaces `list` by that of rank 0; all ranks must call it.
  virtual void take_from_first(std::vector<std::int64_t>& list) = 0;

 protected:
  /// What stop_tickets() adds: ranks may do so many times.
  static constexpr std::int64_t beyond_all = std::int64_t{1} << 40;

  Place m_place;
};

/// The job in which a launcher such as mpirun or srun started this process, or one of this process
/// alone. MPI is started where the environment says that there are several processes, which takes
/// a while. Throws kbragg::Error when there are but this program or its MPI cannot reach them.
std::unique_ptr<Job> join_job();

}  // namespace kbragg::ranks

#endif
