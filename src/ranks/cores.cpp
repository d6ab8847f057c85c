// SPDX-License-Identifier: BSD-3-Clause
#include "ranks/cores.hpp"

#include <sched.h>

#include <algorithm>
#include <bit>
#include <thread>

namespace kbragg::ranks {

int count(const CoreSet& cores) {
  int sum = 0;
  for (const std::uint64_t word : cores) sum += std::popcount(word);
  return sum;
}

CoreSet own_cores() {
  CoreSet cores{};
  if (sched_getaffinity(0, sizeof cores, reinterpret_cast<cpu_set_t*>(cores.data())) == 0)
    return cores;
  const unsigned known = std::min(std::thread::hardware_concurrency(), 64u * 128u);
  for (unsigned core = 0; core < known; ++core) cores[core / 64] |= std::uint64_t{1} << core % 64;
  return cores;
}

int share_of(const CoreSet& own, const CoreSet& all, int ranks) {
  return std::max(std::min(count(own), count(all) / ranks), 1);
}

}  // namespace kbragg::ranks
