// SPDX-License-Identifier: BSD-3-Clause
// Reads structure factor amplitudes (electrons) from a text file of h k l F.
#ifndef KBRAGG_IO_HKL_TEXT_HPP
#define KBRAGG_IO_HKL_TEXT_HPP

#include <cstdint>
#include <functional>
#include <string>

#include "model/hkl_table.hpp"

namespace kbragg::io {

/// What the lists of this format say of themselves.
inline constexpr const char* hkl_text_description = "text file of h k l F";

/// One reflection a line: three whole numbers and F, separated by white space; a fifth column
/// (sigma) is ignored if every line has it. Empty lines and what follows a '#' are skipped. A file
/// that is not of this form is read as records of four numbers whose line ends mean nothing, if
/// every number fits, no line has five of them and every line of four is one record. F may
/// be negative (its sign matters to the interpolation only). The order and repeated reflections of
/// the file are kept. Cell and space group are left open. Throws kbragg::Error with file and line
/// for anything else, an index with a decimal point included, and for a file without reflections.
/// The result does not depend on the number of threads that share the work.
model::ReflectionList read_hkl_text(const std::string& path, int threads = 1);

struct HklTextTable {
  model::HklTable table;
  std::int64_t listed = 0;  ///< reflections of the file, repeated ones included
};

/// The table of read_hkl_text(path) as model::make_hkl_table() makes it, in less time and memory:
/// the file is read twice and no list is kept. check() is called with the limits of the indices
/// before the table is allocated, and may throw; a second time with other limits when the file
/// turns out not to be a list of lines.
HklTextTable read_hkl_table(const std::string& path, double default_F, int threads,
                            const std::function<void(const model::HklBox&)>& check);

}  // namespace kbragg::io

#endif
