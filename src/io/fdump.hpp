// SPDX-License-Identifier: BSD-3-Clause
// Structure factor dumps of the reference program nanoBragg.c, by default named Fdump.bin: a line
// "h_min h_max k_min k_max l_min l_max", a form feed, then (h_max-h_min+2) x (k_max-k_min+2) x
// (l_max-l_min+2) doubles in the byte order of the machine, h slowest, l fastest. The last plane of
// each axis is padding.
#ifndef KBRAGG_IO_FDUMP_HPP
#define KBRAGG_IO_FDUMP_HPP

#include <string>

#include "io/atomic_file.hpp"
#include "model/hkl_table.hpp"

namespace kbragg::io {

/// The table of a dump, with `default_F` outside its box. Every index of the box counts as a
/// reflection: the dump does not tell which were filled. The padding is not looked at. Throws
/// kbragg::Error for a file that is not a dump, whose size does not fit its box, or with an
/// amplitude that is not finite.
model::HklTable read_fdump(const std::string& path, double default_F);

/// Writes the box of `table`, what no reflection filled included, with padding of zeros; the caller
/// commits the file. Throws kbragg::Error when it cannot be written.
void write_fdump(AtomicFile& file, const model::HklTable& table);

}  // namespace kbragg::io

#endif
