// SPDX-License-Identifier: BSD-3-Clause
// Calculates structure factor amplitudes (electrons) from an atomic model.
#ifndef KBRAGG_IO_STRUCTURE_HPP
#define KBRAGG_IO_STRUCTURE_HPP

#include <string>

#include "model/hkl_table.hpp"

namespace kbragg::io {

/// Unique reflections with d >= dmin (Angstrom) of the model in an mmCIF or PDB file, plain or
/// gzipped: its electron density (form factors of International Tables C, 1992, table 6.1.1.4, no
/// anomalous terms, no bulk solvent) on a grid, transformed by FFT (Ten Eyck, Acta Cryst. A33,
/// 1977, 486). A small-molecule CIF file is summed directly over its atoms instead. F(0 0 0) and
/// systematic absences are left out; of several models the first one counts. Cell and space group
/// come from the file. Throws kbragg::Error for an unreadable file, a model without atoms, cell or
/// known space group, an element without form factor, and a dmin so small for the cell that the
/// density would not fit into memory.
model::ReflectionList calculate_structure_factors(const std::string& path, double dmin_angstrom);

}  // namespace kbragg::io

#endif
