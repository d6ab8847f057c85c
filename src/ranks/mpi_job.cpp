// SPDX-License-Identifier: BSD-3-Clause
// Ranks by MPI. The tickets are a counter in memory of rank 0 that the others fetch and raise
// (MPI-3 one-sided), where the network can without its help, so that no rank has to wait in a loop
// for requests; where it cannot, the next ticket comes when rank 0 asks for one of its own.
#include <algorithm>
#include <chrono>
#include <cstddef>
#include <exception>
#include <thread>

#include "base/error.hpp"
#include "ranks/cores.hpp"
#include "ranks/launch.hpp"
// The C++ interface, which is no longer part of MPI.
#define OMPI_SKIP_MPICXX 1
#define MPICH_SKIP_MPICXX 1
#include <mpi.h>

namespace kbragg::ranks {

namespace {

// Errors need no check: MPI's default is to print what is wrong and to end the job.
class MpiJob : public Job {
 public:
  explicit MpiJob(const Launch& launch);
  ~MpiJob() override;

  std::int64_t next_ticket() override;
  void stop_tickets() override;
  std::vector<std::vector<double>> gather(const std::vector<double>& numbers) override;
  void take_from_first(std::vector<std::int64_t>& list) override;

 private:
  void find_place();
  void make_counter();
  void ask();

  MPI_Win m_window = MPI_WIN_NULL;
  std::int64_t m_answer = 0;  // the ticket asked for, once the window is flushed
  bool m_asked = false;
  const int m_exceptions = std::uncaught_exceptions();
};

MpiJob::MpiJob(const Launch& launch) {
  int provided = MPI_THREAD_SINGLE;
  MPI_Init_thread(nullptr, nullptr, MPI_THREAD_FUNNELED, &provided);
  MPI_Comm_rank(MPI_COMM_WORLD, &m_place.rank);
  MPI_Comm_size(MPI_COMM_WORLD, &m_place.ranks);
  if (m_place.ranks == 1 && launch.processes != 1) {
    MPI_Finalize();
    fail(describe(launch) +
         ", but its MPI knows of no other: the launcher is not that of this MPI; use the mpirun "
         "that comes with it");
  }
  if (provided < MPI_THREAD_FUNNELED) {
    MPI_Finalize();
    fail("this MPI does not allow threads (MPI_THREAD_FUNNELED); use one that does");
  }
  find_place();
  make_counter();
}

MpiJob::~MpiJob() {
  if (std::uncaught_exceptions() > m_exceptions) MPI_Abort(MPI_COMM_WORLD, 1);
  MPI_Win_unlock_all(m_window);
  MPI_Win_free(&m_window);
  MPI_Finalize();
}

void MpiJob::find_place() {
  MPI_Comm node = MPI_COMM_NULL;
  MPI_Comm_split_type(MPI_COMM_WORLD, MPI_COMM_TYPE_SHARED, m_place.rank, MPI_INFO_NULL, &node);
  MPI_Comm_rank(node, &m_place.node_rank);
  MPI_Comm_size(node, &m_place.node_ranks);
  const CoreSet own = own_cores();
  CoreSet all{};
  MPI_Allreduce(own.data(), all.data(), static_cast<int>(all.size()), MPI_UINT64_T, MPI_BOR, node);
  m_place.cores = share_of(own, all, m_place.node_ranks);
  MPI_Comm_free(&node);
}

void MpiJob::make_counter() {
  std::int64_t* counter = nullptr;
  const MPI_Aint bytes = m_place.rank == 0 ? sizeof *counter : 0;
  MPI_Win_allocate(bytes, sizeof *counter, MPI_INFO_NULL, MPI_COMM_WORLD, &counter, &m_window);
  MPI_Win_lock_all(MPI_MODE_NOCHECK, m_window);
  if (m_place.rank == 0) *counter = 0;
  MPI_Win_sync(m_window);
  MPI_Barrier(MPI_COMM_WORLD);
}

void MpiJob::ask() {
  static constexpr std::int64_t one = 1;  // read until the window is flushed
  MPI_Fetch_and_op(&one, &m_answer, MPI_INT64_T, 0, 0, MPI_SUM, m_window);
  m_asked = true;
}

std::int64_t MpiJob::next_ticket() {
  if (!m_asked) ask();
  MPI_Win_flush(0, m_window);
  const std::int64_t ticket = m_answer;
  ask();
  return ticket;
}

void MpiJob::stop_tickets() {
  MPI_Accumulate(&beyond_all, 1, MPI_INT64_T, 0, 0, 1, MPI_INT64_T, MPI_SUM, m_window);
  MPI_Win_flush(0, m_window);
}

/// Lets others have the processor, which blocking calls of MPI keep busy.
void wait_for(MPI_Request request) {
  int done = 0;
  for (MPI_Test(&request, &done, MPI_STATUS_IGNORE); done == 0;
       MPI_Test(&request, &done, MPI_STATUS_IGNORE))
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
}

std::vector<std::vector<double>> MpiJob::gather(const std::vector<double>& numbers) {
  const int count = static_cast<int>(numbers.size());
  std::vector<double> all(numbers.size() * static_cast<std::size_t>(m_place.ranks));
  MPI_Request request = MPI_REQUEST_NULL;
  MPI_Iallgather(numbers.data(), count, MPI_DOUBLE, all.data(), count, MPI_DOUBLE, MPI_COMM_WORLD,
                 &request);
  wait_for(request);
  std::vector<std::vector<double>> rows;
  for (int rank = 0; rank < m_place.ranks; ++rank) {
    const auto row = all.begin() + static_cast<std::ptrdiff_t>(rank) * count;
    rows.emplace_back(row, row + count);
  }
  return rows;
}

void MpiJob::take_from_first(std::vector<std::int64_t>& list) {
  auto size = static_cast<std::int64_t>(list.size());
  MPI_Bcast(&size, 1, MPI_INT64_T, 0, MPI_COMM_WORLD);
  list.resize(static_cast<std::size_t>(size));
  // MPI counts a message by int.
  for (std::int64_t first = 0, block = 0; first < size; first += block) {
    block = std::min<std::int64_t>(size - first, 1 << 20);
    MPI_Bcast(list.data() + first, static_cast<int>(block), MPI_INT64_T, 0, MPI_COMM_WORLD);
  }
}

}  // namespace

std::unique_ptr<Job> start_mpi(const Launch& launch) { return std::make_unique<MpiJob>(launch); }

}  // namespace kbragg::ranks
