// SPDX-License-Identifier: BSD-3-Clause
// Sums of nested events are exact to the nanosecond.
#include <gtest/gtest.h>

#include "events.hpp"

namespace kbragg::profile_test {
namespace {

constexpr std::int64_t ms = 1'000'000;

std::int64_t all_exclusive(const Summary& summary) {
  std::int64_t sum = summary.idle;
  for (const Row& row : summary.rows)
    if (!row.beside) sum += row.exclusive;
  return sum;
}

TEST(Timeline, SumsNestedEventsExactly) {
  const Summary summary = known_timeline().summary(10 * ms);
  EXPECT_EQ(summary.interval, 10 * ms);
  EXPECT_EQ(summary.idle, 2 * ms);
  const Row kernels = row_of(summary, kernel);
  EXPECT_EQ(kernels.calls, 2);
  EXPECT_EQ(kernels.inclusive, 5 * ms);
  EXPECT_EQ(kernels.exclusive, 4 * ms);
  EXPECT_EQ(kernels.shortest, 2 * ms);
  EXPECT_EQ(kernels.longest, 3 * ms);
  EXPECT_EQ(row_of(summary, wait).exclusive, 1 * ms);
  EXPECT_EQ(row_of(summary, phase).inclusive, 8 * ms);
  EXPECT_EQ(row_of(summary, phase).exclusive, 3 * ms);
  EXPECT_EQ(all_exclusive(summary), summary.interval);
}

TEST(Timeline, SetsOtherThreadsApart) {
  const Row copy = row_of(known_timeline().summary(10 * ms), "kbragg::lattice::orientations");
  EXPECT_TRUE(copy.beside);
  EXPECT_EQ(copy.inclusive, 5 * ms);
  EXPECT_EQ(copy.bytes, 5000);
}

TEST(Timeline, OrdersRowsByExclusiveTimeThenLabel) {
  Timeline timeline;
  for (const char* label : {"b", "a", "c"}) {
    timeline.begin(at(0, Kind::reduce, label));
    timeline.end(0, Kind::reduce, *label == 'c' ? 20 : 10);
  }
  const Summary summary = timeline.summary(20);
  ASSERT_EQ(summary.rows.size(), 3U);
  EXPECT_EQ(summary.rows[0].label, "c");
  EXPECT_EQ(summary.rows[1].label, "a");
  EXPECT_EQ(summary.rows[2].label, "b");
}

TEST(Timeline, CountsRecursionOnce) {
  Timeline timeline;
  timeline.begin(at(0, Kind::region, phase));
  timeline.begin(at(10, Kind::region, phase));
  timeline.end(0, Kind::region, 30);
  timeline.end(0, Kind::region, 100);
  const Row row = row_of(timeline.summary(100), phase);
  EXPECT_EQ(row.calls, 2);
  EXPECT_EQ(row.inclusive, 100);
  EXPECT_EQ(row.exclusive, 100);
}

TEST(Timeline, EndsWhatIsStillOpen) {
  Timeline timeline;
  timeline.begin(at(2, Kind::region, phase));
  timeline.begin(at(5, Kind::parallel_for, kernel));
  const Summary summary = timeline.summary(10);
  EXPECT_EQ(row_of(summary, kernel).exclusive, 5);
  EXPECT_EQ(row_of(summary, phase).exclusive, 3);
  EXPECT_EQ(summary.idle, 2);
  // The end of the region, which Kokkos tells without the end of the kernel, ends both.
  const auto closed = timeline.end(0, Kind::region, 12);
  ASSERT_EQ(closed.size(), 2U);
  EXPECT_EQ(closed[0].duration, 7);
  EXPECT_EQ(closed[1].duration, 10);
}

TEST(Timeline, IgnoresAnEndWithoutBegin) {
  Timeline timeline;
  EXPECT_TRUE(timeline.end(0, Kind::fence, 5).empty());
  EXPECT_EQ(timeline.summary(10).idle, 10);
}

TEST(Timeline, MarksTakeNoTime) {
  Timeline timeline;
  Event event = at(3, Kind::alloc, "kbragg::intensity::photons");
  event.bytes = 64;
  timeline.mark(event);
  timeline.mark(event);
  const Summary summary = timeline.summary(10);
  EXPECT_EQ(row_of(summary, event.label).calls, 2);
  EXPECT_EQ(row_of(summary, event.label).bytes, 128);
  EXPECT_EQ(summary.idle, 10);
}

}  // namespace
}  // namespace kbragg::profile_test
