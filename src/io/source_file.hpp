// SPDX-License-Identifier: BSD-3-Clause
// Reads an explicit list of X-ray sources from a text file.
#ifndef KBRAGG_IO_SOURCE_FILE_HPP
#define KBRAGG_IO_SOURCE_FILE_HPP

#include <optional>
#include <string>
#include <vector>

namespace kbragg::io {

/// One line of a source file; columns missing at its end are left open for the caller's defaults.
struct SourceLine {
  std::optional<double> x, y, z;       ///< towards the source in the laboratory frame, any length
  std::optional<double> weight;        ///< relative, 0 or more
  std::optional<double> wavelength_m;  ///< metres
};

/// Sources of a file with columns X Y Z weight wavelength(m), separated by any of space, tab and
/// , ; : ! . Empty lines and what follows a '#' are skipped. Throws kbragg::Error with file and
/// line for what is not a number, a sixth column, a direction of length zero, a negative weight,
/// weights whose sum is not finite, a wavelength outside 1e-12 to 1e-6 m, and for a file without
/// sources or with weights that are all 0.
std::vector<SourceLine> read_source_file(const std::string& path);

}  // namespace kbragg::io

#endif
