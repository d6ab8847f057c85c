// SPDX-License-Identifier: BSD-3-Clause
// Reads the atoms of an mmCIF, PDB or small-molecule CIF file into gemmi's own types. Plain C++17:
// gemmi 0.5.7 uses a vector of an incomplete type in its CIF tree, which a library whose vectors
// are constexpr (C++20) refuses, so that structure_file.cpp is compiled as C++17.
#ifndef KBRAGG_IO_STRUCTURE_FILE_HPP
#define KBRAGG_IO_STRUCTURE_FILE_HPP

#include <string>

namespace gemmi {
struct SmallStructure;
struct Structure;
}  // namespace gemmi

namespace kbragg::io {

/// What a file of atoms holds: a macromolecule with Cartesian coordinates (also: no atoms at all)
/// or a small structure with fractional ones.
enum class StructureKind { macromolecule, small };

/// Fills the argument of the kind that it returns from the file, plain or gzipped; leaves both as
/// they are when it is of none of the formats. Throws what gemmi throws, std::exception, when the
/// file cannot be read.
StructureKind read_structure_file(const std::string& path, gemmi::Structure& macromolecule,
                                  gemmi::SmallStructure& small);

}  // namespace kbragg::io

#endif
