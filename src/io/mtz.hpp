// SPDX-License-Identifier: BSD-3-Clause
// Reads structure factor amplitudes (electrons) from a merged MTZ file.
#ifndef KBRAGG_IO_MTZ_HPP
#define KBRAGG_IO_MTZ_HPP

#include <optional>
#include <string>

#include "model/hkl_table.hpp"

namespace kbragg::io {

/// Reflections of the column with label `column`, or without it of the first column of type `type`.
/// Amplitudes (type F) are taken as they are, intensities (type J) as sqrt(max(I, 0)); missing
/// values are left out. Cell and space group come from the file when it states them. Throws
/// kbragg::Error for an unreadable or unmerged file, and for a column that is absent or of another
/// type (the sentence lists the columns of the file).
model::ReflectionList read_mtz(const std::string& path,
                               const std::optional<std::string>& column = {}, char type = 'F');

}  // namespace kbragg::io

#endif
