// SPDX-License-Identifier: BSD-3-Clause
// Which images are dealt, and the names of the files of ranks.
#include <gtest/gtest.h>

#include "app/rank_files.hpp"
#include "app/rank_group.hpp"

namespace kbragg::app {
namespace {

std::vector<std::int64_t> dealt(const ImageRange& images, const std::vector<std::int64_t>& stored) {
  const auto job = ranks::join_job();
  SharedDealer dealer(*job, images, stored);
  std::vector<std::int64_t> numbers;
  while (const auto number = dealer.next()) {
    numbers.push_back(*number);
    EXPECT_EQ(dealer.dealt(), static_cast<std::int64_t>(numbers.size()));
  }
  EXPECT_FALSE(dealer.next());
  EXPECT_EQ(dealer.count(), static_cast<std::int64_t>(numbers.size()));
  return numbers;
}

using Numbers = std::vector<std::int64_t>;

TEST(Dealer, DealsWhatIsNotStored) {
  EXPECT_EQ(dealt({0, 4}, {}), (Numbers{0, 1, 2, 3}));
  EXPECT_EQ(dealt({7, 2}, {}), (Numbers{7, 8}));
  EXPECT_EQ(dealt({0, 5}, {0, 3}), (Numbers{1, 2, 4}));
  EXPECT_EQ(dealt({2, 3}, {0, 1, 2, 3, 4, 5}), Numbers{});
}

TEST(Dealer, StopsWhenAnotherRankAsksForIt) {
  const auto job = ranks::join_job();
  SharedDealer dealer(*job, {0, 1000000}, {});
  EXPECT_EQ(dealer.next(), 0);
  job->stop_tickets();
  EXPECT_FALSE(dealer.next());
}

TEST(RankFileNames, KeepDirectoryAndExtension) {
  EXPECT_EQ(name_for_rank("a.b/out.h5", 12), "a.b/out-rank12.h5");
  EXPECT_EQ(name_for_rank("out", 0), "out-rank0");
  EXPECT_EQ(pattern_for_ranks("run.v2.nxs"), "run.v2-rank*.nxs");
  EXPECT_EQ(name_for_rank("out.h5", ranks::Place{}), "out.h5");
}

}  // namespace
}  // namespace kbragg::app
