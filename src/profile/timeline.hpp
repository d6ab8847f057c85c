// SPDX-License-Identifier: BSD-3-Clause
// Sums up events that begin and end, nested, on the threads of a process. Times are whole
// nanoseconds since the recording began.
#ifndef KBRAGG_PROFILE_TIMELINE_HPP
#define KBRAGG_PROFILE_TIMELINE_HPP

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

namespace kbragg::profile {

/// What an event is; alloc events take no time.
enum class Kind { parallel_for, reduce, scan, copy, fence, alloc, region };

/// Its category in a trace: for, reduce, scan, copy, fence, alloc, region.
std::string_view name_of(Kind kind);

struct Event {
  Kind kind = Kind::region;
  std::string label;
  std::string space;       ///< execution or memory space; empty: none
  std::int64_t bytes = 0;  ///< copied or allocated; negative: given back
  std::int64_t start = 0, duration = 0;
  int thread = 0;  ///< 0 is the thread that records
};

/// All events of one label, kind and space.
struct Row {
  Kind kind = Kind::region;
  std::string label, space;
  bool beside = false;  ///< of another thread than the recording one: adds to no sum
  std::int64_t calls = 0;
  std::int64_t inclusive = 0;  ///< recursion counts once
  std::int64_t exclusive = 0;  ///< without what is nested inside
  std::int64_t shortest = 0, longest = 0;
  std::int64_t bytes = 0;
};

struct Summary {
  std::int64_t interval = 0;  ///< from 0 to the end of the recording
  std::int64_t idle = 0;      ///< in no event of the recording thread
  /// Without `beside`, the exclusive times and `idle` add up to the interval. Ordered by exclusive
  /// time, longest first, then by label and kind.
  std::vector<Row> rows;
};

class Timeline {
 public:
  void begin(Event event);
  /// Closes the innermost open event of `kind` on the thread, and what is still open inside it.
  /// Returns them, innermost first; none when none is open.
  std::vector<Event> end(int thread, Kind kind, std::int64_t now);
  /// An event without duration.
  void mark(const Event& event);
  /// What happened until `now`; an event that is still open ends there.
  Summary summary(std::int64_t now) const;

 private:
  struct Open {
    Event event;
    std::int64_t nested = 0;  // duration of the events inside
  };
  using Key = std::tuple<bool, Kind, std::string, std::string>;

  Row& row_of(const Event& event);
  Event close(std::vector<Open>& stack, std::int64_t now);

  std::map<int, std::vector<Open>> m_open;
  std::map<Key, Row> m_rows;
  std::int64_t m_busy = 0;  // outermost events of the recording thread
};

}  // namespace kbragg::profile

#endif
