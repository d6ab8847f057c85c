// SPDX-License-Identifier: BSD-3-Clause
// Reads well-formed lists of one reflection a line, piece by piece and in several threads.
#ifndef KBRAGG_IO_HKL_LINES_HPP
#define KBRAGG_IO_HKL_LINES_HPP

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "model/hkl_table.hpp"

namespace kbragg::io {

/// A list of lines, known to be one as far as its indices go.
struct HklLines {
  model::HklBox box;
  std::int64_t reflections = 0;
};

/// Looks through the indices of the file; nothing when it holds no reflection or a line that does
/// not begin with three indices. Throws kbragg::Error when the file cannot be read.
std::optional<HklLines> scan_hkl_lines(const std::string& path, int threads);

/// Calls take() with the reflections of the file, a part at a time and in the order of the file,
/// from this thread. False when a line is malformed or differs from others in its columns; what
/// take() got is then of no use. Only parts of the file are in memory. The parts do not depend
/// on the number of threads. Throws kbragg::Error when the file cannot be read.
bool read_hkl_lines(const std::string& path, int threads,
                    const std::function<void(const std::vector<model::Reflection>&)>& take);

}  // namespace kbragg::io

#endif
