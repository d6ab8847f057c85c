// SPDX-License-Identifier: BSD-3-Clause
#include <gtest/gtest.h>
#include <sched.h>

#include "ranks/cores.hpp"

namespace kbragg::ranks {
namespace {

CoreSet cores(int first, int end) {
  CoreSet set{};
  for (int core = first; core < end; ++core)
    set[static_cast<std::size_t>(core / 64)] |= std::uint64_t{1} << core % 64;
  return set;
}

TEST(Cores, AreSharedEquallyWhereRanksAreNotBound) {
  const CoreSet all = cores(0, 100);
  EXPECT_EQ(share_of(all, all, 4), 25);
  EXPECT_EQ(share_of(all, all, 3), 33);
}

TEST(Cores, ABoundRankTakesNoMoreThanItsOwn) {
  EXPECT_EQ(share_of(cores(60, 68), cores(0, 128), 2), 8);
  EXPECT_EQ(share_of(cores(0, 1), cores(0, 2), 2), 1);
}

TEST(Cores, MoreRanksThanCoresTakeOneEach) { EXPECT_EQ(share_of(cores(0, 2), cores(0, 2), 5), 1); }

TEST(Cores, AreThoseThatTheSystemAllows) {
  cpu_set_t before;
  ASSERT_EQ(sched_getaffinity(0, sizeof before, &before), 0);
  EXPECT_EQ(count(own_cores()), CPU_COUNT(&before));
  const int core = sched_getcpu();
  cpu_set_t one;
  CPU_ZERO(&one);
  CPU_SET(static_cast<std::size_t>(core), &one);
  ASSERT_EQ(sched_setaffinity(0, sizeof one, &one), 0);
  EXPECT_EQ(own_cores(), cores(core, core + 1));
  sched_setaffinity(0, sizeof before, &before);
}

}  // namespace
}  // namespace kbragg::ranks
