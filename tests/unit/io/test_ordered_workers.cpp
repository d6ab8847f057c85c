// SPDX-License-Identifier: BSD-3-Clause
#include <gtest/gtest.h>
#include <pthread.h>

#include <atomic>
#include <cstddef>
#include <stdexcept>
#include <string>

#include "base/error.hpp"
#include "io/ordered_workers.hpp"

namespace kbragg::io {
namespace {

using namespace std::chrono_literals;

std::string error_of_waiting(OrderedWorkers& workers) {
  try {
    workers.wait();
  } catch (const std::runtime_error& error) {
    return error.what();
  }
  return "";
}

TEST(OrderedWorkers, StoreInTheOrderOfTheTasks) {
  for (const int threads : {1, 2, 5}) {
    std::vector<int> stored;
    OrderedWorkers workers(threads);
    for (int i = 0; i < 100; ++i) {
      const std::int64_t number = workers.add([&stored, i]() -> OrderedWorkers::Store {
        if (i % 7 == 0) std::this_thread::sleep_for(1ms);  // the next tasks are ready before
        return [&stored, i] { stored.push_back(i); };
      });
      EXPECT_EQ(number, i + 1);
    }
    workers.wait();
    ASSERT_EQ(stored.size(), 100u) << threads;
    for (int i = 0; i < 100; ++i) EXPECT_EQ(stored[static_cast<std::size_t>(i)], i) << threads;
  }
}

/// While it lives new threads ask for stacks that no machine has.
class NoNewThreads {
 public:
  NoNewThreads() {
    pthread_attr_init(&m_attributes);
    pthread_getattr_default_np(&m_attributes);
    pthread_attr_t huge = m_attributes;
    pthread_attr_setstacksize(&huge, std::size_t{1} << 50);
    pthread_setattr_default_np(&huge);
  }
  ~NoNewThreads() {
    pthread_setattr_default_np(&m_attributes);
    pthread_attr_destroy(&m_attributes);
  }

 private:
  pthread_attr_t m_attributes;
};

TEST(OrderedWorkers, SayThatTheyCannotBeStarted) {
  const NoNewThreads none;
  try {
    OrderedWorkers workers(3);
    ADD_FAILURE() << "should not start";
  } catch (const Error& error) {
    EXPECT_EQ(std::string(error.what()).find("cannot start 3 threads to write the output: "), 0u)
        << error.what();
  }
}

TEST(OrderedWorkers, PrepareAtTheSameTime) {
  std::atomic<int> begun = 0;
  OrderedWorkers workers(2);
  for (int i = 0; i < 2; ++i)
    workers.add([&begun]() -> OrderedWorkers::Store {
      ++begun;
      while (begun < 2) std::this_thread::yield();  // each waits for the other
      return {};
    });
  workers.wait();
  EXPECT_EQ(begun, 2);
}

TEST(OrderedWorkers, TellHowFarTheyAre) {
  std::atomic<bool> go = false;
  OrderedWorkers workers(2);
  workers.add([] { return OrderedWorkers::Store(); });
  workers.add([&go]() -> OrderedWorkers::Store {
    while (!go) std::this_thread::yield();
    return {};
  });
  EXPECT_TRUE(workers.wait_for(1, 60s));
  EXPECT_FALSE(workers.wait_for(2, 1ms));
  go = true;
  EXPECT_TRUE(workers.wait_for(2, 60s));
}

TEST(OrderedWorkers, ThrowTheErrorOfTheEarliestTaskAndStoreNoLaterOne) {
  for (const bool in_second_half : {false, true}) {
    std::vector<int> stored;
    OrderedWorkers workers(3);
    for (int i = 0; i < 20; ++i)
      workers.add([&stored, i, in_second_half]() -> OrderedWorkers::Store {
        const auto check = [i] {
          if (i >= 5) throw std::runtime_error("task " + std::to_string(i));
        };
        if (!in_second_half) check();
        return [&stored, i, check] {
          check();
          stored.push_back(i);
        };
      });
    EXPECT_EQ(error_of_waiting(workers), "task 5");
    EXPECT_EQ(error_of_waiting(workers), "task 5");
    EXPECT_THROW(workers.add([] { return OrderedWorkers::Store(); }), std::runtime_error);
    EXPECT_EQ(stored, (std::vector<int>{0, 1, 2, 3, 4}));
  }
}

TEST(OrderedWorkers, DropWhatHasNotBegun) {
  std::atomic<int> begun = 0;
  std::atomic<bool> go = false;
  std::thread release;
  {
    OrderedWorkers workers(1);
    for (int i = 0; i < 1000; ++i)
      workers.add([&]() -> OrderedWorkers::Store {
        ++begun;
        while (!go) std::this_thread::yield();
        return {};
      });
    release = std::thread([&go] {
      std::this_thread::sleep_for(20ms);
      go = true;
    });
  }
  release.join();
  EXPECT_LT(begun, 1000);
}

}  // namespace
}  // namespace kbragg::io
