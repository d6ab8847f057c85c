// SPDX-License-Identifier: BSD-3-Clause
#include "profile/timeline.hpp"

#include <algorithm>
#include <utility>

namespace kbragg::profile {

std::string_view name_of(Kind kind) {
  switch (kind) {
    case Kind::parallel_for:
      return "for";
    case Kind::reduce:
      return "reduce";
    case Kind::scan:
      return "scan";
    case Kind::copy:
      return "copy";
    case Kind::fence:
      return "fence";
    case Kind::alloc:
      return "alloc";
    case Kind::region:
      break;
  }
  return "region";
}

Row& Timeline::row_of(const Event& event) {
  const bool beside = event.thread != 0;
  Row& row = m_rows[{beside, event.kind, event.label, event.space}];
  row.kind = event.kind;
  row.label = event.label;
  row.space = event.space;
  row.beside = beside;
  return row;
}

void Timeline::begin(Event event) { m_open[event.thread].push_back({std::move(event)}); }

Event Timeline::close(std::vector<Open>& stack, std::int64_t now) {
  Open open = std::move(stack.back());
  stack.pop_back();
  Event& event = open.event;
  event.duration = now - event.start;
  const bool recursive = std::any_of(stack.begin(), stack.end(), [&](const Open& outer) {
    return outer.event.kind == event.kind && outer.event.label == event.label &&
           outer.event.space == event.space;
  });
  Row& row = row_of(event);
  row.shortest = row.calls == 0 ? event.duration : std::min(row.shortest, event.duration);
  row.longest = std::max(row.longest, event.duration);
  ++row.calls;
  if (!recursive) row.inclusive += event.duration;
  row.exclusive += event.duration - open.nested;
  row.bytes += event.bytes;
  if (!stack.empty())
    stack.back().nested += event.duration;
  else if (event.thread == 0)
    m_busy += event.duration;
  return std::move(event);
}

std::vector<Event> Timeline::end(int thread, Kind kind, std::int64_t now) {
  std::vector<Open>& stack = m_open[thread];
  std::vector<Event> closed;
  if (std::none_of(stack.begin(), stack.end(),
                   [&](const Open& open) { return open.event.kind == kind; }))
    return closed;
  do closed.push_back(close(stack, now));
  while (closed.back().kind != kind);
  return closed;
}

void Timeline::mark(const Event& event) {
  Row& row = row_of(event);
  ++row.calls;
  row.bytes += event.bytes;
}

Summary Timeline::summary(std::int64_t now) const {
  Timeline closed = *this;
  for (auto& [thread, stack] : closed.m_open)
    while (!stack.empty()) closed.close(stack, now);
  Summary summary;
  summary.interval = now;
  summary.idle = now - closed.m_busy;
  for (auto& [key, row] : closed.m_rows) summary.rows.push_back(row);
  std::stable_sort(summary.rows.begin(), summary.rows.end(), [](const Row& a, const Row& b) {
    return std::tie(b.exclusive, a.label) < std::tie(a.exclusive, b.label);
  });
  return summary;
}

}  // namespace kbragg::profile
