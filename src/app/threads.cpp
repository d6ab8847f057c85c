// SPDX-License-Identifier: BSD-3-Clause
#include "app/threads.hpp"

#include <algorithm>
#include <thread>

namespace kbragg::app {

int host_threads(const config::RunConfig& config) {
  if (config.run.threads.value) return static_cast<int>(*config.run.threads.value);
  if (config.run.backend.value == "serial") return 1;
  if (config.machine.threads > 0) return config.machine.threads;
  return std::max(static_cast<int>(std::thread::hardware_concurrency()), 1);
}

}  // namespace kbragg::app
