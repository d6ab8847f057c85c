// SPDX-License-Identifier: BSD-3-Clause
// A trace in the event format of Chrome and Perfetto: one JSON object.
#ifndef KBRAGG_PROFILE_TRACE_FILE_HPP
#define KBRAGG_PROFILE_TRACE_FILE_HPP

#include <cstdint>
#include <map>
#include <nlohmann/json_fwd.hpp>
#include <string>

#include "profile/timeline.hpp"

namespace kbragg::profile {

/// Written event by event: each call of the system puts the next one and the end of the JSON in
/// place of the old end, so that the file is whole when the program is killed. Events are complete
/// events with `ts` and `dur` in microseconds.
class TraceFile {
 public:
  static constexpr std::int64_t most_events = 1'000'000;

  /// Creates the file. Throws kbragg::Error.
  explicit TraceFile(const std::string& path, std::int64_t limit = most_events);
  ~TraceFile();
  TraceFile(const TraceFile&) = delete;
  TraceFile& operator=(const TraceFile&) = delete;

  /// Does not throw for a full disk: the file stays as it was, and finish() tells. Beyond the limit
  /// events are only counted, by label.
  void add(const Event& event);
  /// A value of a counter track.
  void add_counter(const std::string& track, const char* key, std::int64_t value, std::int64_t now);

  /// Ends the file with `facts`, to which the counts of events are added; an object. Throws
  /// kbragg::Error when this or an earlier write failed.
  void finish(nlohmann::ordered_json facts);

 private:
  bool is_full(const std::string& label);
  void append(const std::string& object);
  void put(const std::string& text, const std::string& tail);

  std::string m_path;
  int m_descriptor = -1;
  std::int64_t m_end = 0;  // where the end of the JSON begins
  std::int64_t m_limit, m_events = 0;
  std::map<std::string, std::int64_t> m_left_out;  // by label
  std::string m_tail;                              // end of the JSON until finish()
  int m_error = 0;  // of the system, from the first write that failed
};

}  // namespace kbragg::profile

#endif
