// SPDX-License-Identifier: BSD-3-Clause
// Input files of the tests: a small run file to be edited, and the files that it may name.
#ifndef KBRAGG_TESTS_APP_INPUTS_HPP
#define KBRAGG_TESTS_APP_INPUTS_HPP

#include <cstdint>
#include <string>
#include <vector>

namespace kbragg::app_test {

/// Replaces the first `from` of the run file by `to`.
struct Edit {
  std::string from, to;
};

/// A run that takes a few milliseconds: constant F, 40 x 32 pixels, serial, writes out.h5.
/// Throws std::logic_error when an edit finds nothing.
std::string run_text(const std::vector<Edit>& edits = {});

/// The same with all that could make the image depend on how the work is divided: mosaic domains,
/// spindle steps, sources, sub-pixels, Wilson amplitudes.
std::string rich_run_text(const std::vector<Edit>& edits = {});

/// `name: value` pairs of the columns of an MTZ file: label and type.
struct MtzColumn {
  std::string label;
  char type;
};

/// A merged MTZ file of a 40 x 50 x 60 A cell in P 21 21 21; `batches` > 0 makes it unmerged.
std::string mtz_file(const std::vector<MtzColumn>& columns,
                     const std::vector<std::vector<float>>& rows, int batches = 0);

/// An HDF5 file with one dataset of 32-bit integers or of floats.
void write_hdf5(const std::string& path, const std::string& dataset,
                const std::vector<std::uint64_t>& shape, const std::vector<int>& values,
                bool as_float = false);

}  // namespace kbragg::app_test

#endif
