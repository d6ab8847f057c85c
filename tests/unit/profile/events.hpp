// SPDX-License-Identifier: BSD-3-Clause
// Nested events of known length.
#ifndef KBRAGG_TESTS_PROFILE_EVENTS_HPP
#define KBRAGG_TESTS_PROFILE_EVENTS_HPP

#include <string>

#include "profile/timeline.hpp"

namespace kbragg::profile_test {

using profile::Event;
using profile::Kind;
using profile::Row;
using profile::Summary;
using profile::Timeline;

constexpr const char* kernel = "kbragg::intensity::accumulate";
constexpr const char* wait = "kbragg::intensity::rows";
constexpr const char* phase = "kbragg::app::image";

/// An event of a thread from `start` on.
inline Event at(std::int64_t start, Kind kind, const std::string& label, int thread = 0) {
  Event event;
  event.kind = kind;
  event.label = label;
  event.start = start;
  event.thread = thread;
  return event;
}

/// 10 ms: a region from 1 to 9 ms, in it the kernel from 2 to 5 ms, with a wait from 3 to 4 ms in
/// it, and once more from 6 to 8 ms; on another thread a copy from 2 to 7 ms.
inline Timeline known_timeline() {
  constexpr std::int64_t ms = 1'000'000;
  Timeline timeline;
  timeline.begin(at(1 * ms, Kind::region, phase));
  timeline.begin(at(2 * ms, Kind::parallel_for, kernel));
  Event copy = at(2 * ms, Kind::copy, "kbragg::lattice::orientations", 1);
  copy.bytes = 5000;
  timeline.begin(copy);
  timeline.begin(at(3 * ms, Kind::fence, wait));
  timeline.end(0, Kind::fence, 4 * ms);
  timeline.end(0, Kind::parallel_for, 5 * ms);
  timeline.begin(at(6 * ms, Kind::parallel_for, kernel));
  timeline.end(1, Kind::copy, 7 * ms);
  timeline.end(0, Kind::parallel_for, 8 * ms);
  timeline.end(0, Kind::region, 9 * ms);
  return timeline;
}

/// The row of a label; one without calls if there is none.
inline Row row_of(const Summary& summary, const std::string& label) {
  for (const Row& row : summary.rows)
    if (row.label == label) return row;
  return {};
}

}  // namespace kbragg::profile_test

#endif
