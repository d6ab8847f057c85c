// SPDX-License-Identifier: BSD-3-Clause
// The lines of a pixel trace: their order, and which of them each follows from.
#ifndef KBRAGG_APP_TRACE_KEYS_HPP
#define KBRAGG_APP_TRACE_KEYS_HPP

#include <map>
#include <span>
#include <string>
#include <string_view>

namespace kbragg::app {

struct TraceKey {
  std::string_view name;
  char block;               ///< A to H; E, F and G come once per sub-pixel, source, orientation
  std::string_view inputs;  ///< keys that it follows from, separated by blanks
  bool exact = false;       ///< counts, flags and names: no tolerance
};

/// All keys in the order of a trace. A key that names itself follows from its value one step
/// before.
std::span<const TraceKey> trace_keys();

/// The key of this name, or null.
const TraceKey* find_trace_key(std::string_view name);

/// Values of a block by key, as text.
using TraceValues = std::map<std::string, std::string, std::less<>>;

/// One line for each key of `block`, in order; NA where `values` has none. All values must belong
/// to the block.
std::string trace_block(char block, const TraceValues& values);

}  // namespace kbragg::app

#endif
