// SPDX-License-Identifier: BSD-3-Clause
// Reads the text of a pixel trace.
#ifndef KBRAGG_APP_TRACE_FILE_HPP
#define KBRAGG_APP_TRACE_FILE_HPP

#include <cstddef>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "app/trace_keys.hpp"

namespace kbragg::app {

/// A value and the indices of its sub-pixel, source and orientation, as far as it has any:
/// "0 1 0/2/0 3".
struct TraceEntry {
  const TraceKey* key = nullptr;
  std::string indices;
  std::vector<std::string> values;
};

struct TraceFile {
  std::string name;                           ///< without directory
  std::map<std::string, std::string> header;  ///< "precision" -> "double"
  std::vector<TraceEntry> entries;            ///< in order, without the lines of indices
  std::map<std::pair<std::string, std::string>, std::size_t> places;  ///< by key and indices

  /// The entry of a key with these indices, or null.
  const TraceEntry* find(std::string_view key, const std::string& indices) const;
};

/// How many of the indices a block has.
std::size_t index_depth(char block);

/// The first `depth` indices.
std::string outer_indices(const std::string& indices, std::size_t depth);

/// Throws kbragg::Error for what is no trace.
TraceFile read_trace(const std::string& path);

}  // namespace kbragg::app

#endif
