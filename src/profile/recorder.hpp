// SPDX-License-Identifier: BSD-3-Clause
// Records what Kokkos does in this process: kbragg's own connector, registered while it is wanted.
#ifndef KBRAGG_PROFILE_RECORDER_HPP
#define KBRAGG_PROFILE_RECORDER_HPP

#include <cstdint>
#include <map>
#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <string>

#include "profile/timeline.hpp"

namespace kbragg::profile {

/// What was recorded.
struct Recording {
  Summary summary;
  std::map<std::string, std::int64_t> most_bytes;  ///< allocated at one time, by memory space
};

/// Throws kbragg::Error when the user has named a connector by the variables of Kokkos: a process
/// has one.
void require_no_other_connector();

/// From its construction on, all kernels, copies, fences, allocations and regions go into a trace
/// and a summary. Kernels and copies are recorded with fences around them, so that they last as
/// long as the work. One at a time in a process; it may begin before Kokkos does. A run without
/// recorder has no callbacks.
class Recorder {
 public:
  /// Creates the trace file; it must not exist. Throws kbragg::Error.
  explicit Recorder(const std::string& trace_file);
  /// Without finish() the trace says that it is incomplete.
  ~Recorder();
  Recorder(const Recorder&) = delete;
  Recorder& operator=(const Recorder&) = delete;

  /// Ends the recording and the trace, with `facts`, a JSON object, in its otherData. Throws
  /// kbragg::Error when the trace could not be written.
  Recording finish(nlohmann::ordered_json facts);

  struct Impl;

 private:
  std::unique_ptr<Impl> m_impl;
};

/// A named phase of the program, to any connector and to a recorder; closed at the end of the
/// scope. Before Kokkos starts only a recorder sees it.
class Region {
 public:
  explicit Region(const char* label);
  ~Region();
  Region(const Region&) = delete;
  Region& operator=(const Region&) = delete;

 private:
  bool m_through_kokkos;
};

}  // namespace kbragg::profile

#endif
