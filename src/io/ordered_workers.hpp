// SPDX-License-Identifier: BSD-3-Clause
// Threads that prepare pieces of a file at the same time and store them one after the other.
#ifndef KBRAGG_IO_ORDERED_WORKERS_HPP
#define KBRAGG_IO_ORDERED_WORKERS_HPP

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <exception>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace kbragg::io {

/// Tasks in two halves: the first halves run on all threads at once, the second halves one at a
/// time in the order in which the tasks were added, whatever the number of threads. Tasks are meant
/// to refer to data that lie elsewhere, so the queue is short in memory however long it is. After
/// the first error, that of the earliest task, nothing more is run and every call throws it.
class OrderedWorkers {
 public:
  using Store = std::function<void()>;  ///< the second half; empty: nothing
  using Task = std::function<Store()>;

  /// Throws kbragg::Error when the system does not give as many threads.
  explicit OrderedWorkers(int threads);
  /// Drops what has not begun.
  ~OrderedWorkers();
  OrderedWorkers(const OrderedWorkers&) = delete;
  OrderedWorkers& operator=(const OrderedWorkers&) = delete;

  /// Returns the number of tasks added so far, this one included.
  std::int64_t add(Task task);
  /// Sleeps until the first `count` tasks are done, at most for `patience`; tells whether they are.
  bool wait_for(std::int64_t count, std::chrono::milliseconds patience);
  /// The same for all tasks.
  bool wait_for_all(std::chrono::milliseconds patience);
  /// Sleeps until all tasks are done.
  void wait();

 private:
  void work();
  void stop();
  bool take(std::unique_lock<std::mutex>& lock, Task& task, std::int64_t& turn);
  void throw_error() const;

  std::mutex m_mutex;
  std::condition_variable m_added_some, m_done_some;
  std::deque<Task> m_waiting;
  std::int64_t m_added = 0, m_taken = 0, m_done = 0;
  std::exception_ptr m_error;
  bool m_stop = false;
  std::vector<std::thread> m_threads;
};

}  // namespace kbragg::io

#endif
