// SPDX-License-Identifier: BSD-3-Clause
// Reads tables of the scattering of amorphous matter.
#ifndef KBRAGG_IO_AMORPHOUS_TABLE_HPP
#define KBRAGG_IO_AMORPHOUS_TABLE_HPP

#include <string>
#include <vector>

namespace kbragg::io {

struct AmorphousRow {
  double x = 0;  ///< sin(theta)/lambda, 4 sin(theta)/lambda or q in 1/Angstrom, as the caller knows
  double F = 0;  ///< amplitude, electrons; 0 where the file leaves it out
};

/// Rows of a file with columns x F, separated by any of space, tab and , ; : ! . Empty lines and
/// what follows a '#' are skipped. Throws kbragg::Error with file and line for what is not a finite
/// number and for a third column, and for a file that cannot be read or has no rows.
std::vector<AmorphousRow> read_amorphous_table(const std::string& path);

}  // namespace kbragg::io

#endif
