// SPDX-License-Identifier: BSD-3-Clause
// Reads structure factor amplitudes (electrons) from a text file of h k l F.
#ifndef KBRAGG_IO_HKL_TEXT_HPP
#define KBRAGG_IO_HKL_TEXT_HPP

#include <string>

#include "model/hkl_table.hpp"

namespace kbragg::io {

/// One reflection a line: three whole numbers and F, separated by white space; a fifth column
/// (sigma) is ignored if every line has it. Empty lines and what follows a '#' are skipped. A file
/// that is not of this form is read as records of four numbers whose line ends mean nothing, if
/// every number fits, no line has five of them and every line of four is one record. F may
/// be negative (its sign matters to the interpolation only). The order and repeated reflections of
/// the file are kept. Cell and space group are left open. Throws kbragg::Error with file and line
/// for anything else, an index with a decimal point included, and for a file without reflections.
model::ReflectionList read_hkl_text(const std::string& path);

}  // namespace kbragg::io

#endif
