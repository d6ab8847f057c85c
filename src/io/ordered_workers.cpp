// SPDX-License-Identifier: BSD-3-Clause
#include "io/ordered_workers.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include "base/error.hpp"

namespace kbragg::io {

namespace {

/// Runs `function` without the lock; the exception it throws, or none.
template <class Function>
std::exception_ptr error_of(std::unique_lock<std::mutex>& lock, Function&& function) {
  std::exception_ptr error;
  lock.unlock();
  try {
    function();
  } catch (...) {
    error = std::current_exception();
  }
  lock.lock();
  return error;
}

}  // namespace

OrderedWorkers::OrderedWorkers(int threads) {
  try {
    for (int i = 0; i < std::max(threads, 1); ++i) m_threads.emplace_back([this] { work(); });
  } catch (const std::exception& error) {
    stop();  // those that have started
    fail("cannot start " + std::to_string(threads) +
         " threads to write the output: " + error.what());
  }
}

OrderedWorkers::~OrderedWorkers() { stop(); }

void OrderedWorkers::stop() {
  {
    const std::lock_guard lock(m_mutex);
    m_stop = true;
  }
  m_added_some.notify_all();
  m_done_some.notify_all();
  for (std::thread& thread : m_threads) thread.join();
}

std::int64_t OrderedWorkers::add(Task task) {
  const std::lock_guard lock(m_mutex);
  throw_error();
  m_waiting.push_back(std::move(task));
  m_added_some.notify_one();
  return ++m_added;
}

bool OrderedWorkers::wait_for(std::int64_t count, std::chrono::milliseconds patience) {
  std::unique_lock lock(m_mutex);
  const bool done =
      m_done_some.wait_for(lock, patience, [&] { return m_done >= count || m_error; });
  throw_error();
  return done;
}

bool OrderedWorkers::wait_for_all(std::chrono::milliseconds patience) {
  std::int64_t all = 0;
  {
    const std::lock_guard lock(m_mutex);
    all = m_added;
  }
  return wait_for(all, patience);
}

void OrderedWorkers::wait() {
  std::unique_lock lock(m_mutex);
  m_done_some.wait(lock, [&] { return m_done >= m_added || m_error; });
  throw_error();
}

void OrderedWorkers::throw_error() const {
  if (m_error) std::rethrow_exception(m_error);
}

bool OrderedWorkers::take(std::unique_lock<std::mutex>& lock, Task& task, std::int64_t& turn) {
  m_added_some.wait(lock, [&] { return m_stop || !m_waiting.empty(); });
  if (m_stop) return false;
  task = std::move(m_waiting.front());
  m_waiting.pop_front();
  turn = m_taken++;
  return true;
}

void OrderedWorkers::work() {
  Task task;
  std::int64_t turn = 0;
  std::unique_lock lock(m_mutex);
  while (take(lock, task, turn)) {
    Store store;
    std::exception_ptr error;
    if (!m_error) error = error_of(lock, [&] { store = task(); });
    m_done_some.wait(lock, [&] { return m_stop || m_done == turn; });
    if (m_stop) return;
    if (!error && !m_error && store) error = error_of(lock, store);
    if (!m_error) m_error = error;
    ++m_done;
    m_done_some.notify_all();
  }
}

}  // namespace kbragg::io
