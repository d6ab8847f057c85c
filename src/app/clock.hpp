// SPDX-License-Identifier: BSD-3-Clause
// Time spent.
#ifndef KBRAGG_APP_CLOCK_HPP
#define KBRAGG_APP_CLOCK_HPP

#include <chrono>

namespace kbragg::app {

inline double seconds_since(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

}  // namespace kbragg::app

#endif
