// SPDX-License-Identifier: BSD-3-Clause
// Checksums of what goes into a run, for its record.
#ifndef KBRAGG_IO_CHECKSUM_HPP
#define KBRAGG_IO_CHECKSUM_HPP

#include <string>
#include <string_view>

#include "model/hkl_table.hpp"

namespace kbragg::io {

/// SHA-256 (FIPS 180-4) of the file's content as 64 lower-case hexadecimal digits. Throws
/// kbragg::Error when the file cannot be read.
std::string sha256_of_file(const std::string& path);

/// The same of a text.
std::string sha256_of_text(std::string_view text);

/// The same of a table: lowest h, k, l and highest h, k, l as 64-bit integers, then all values,
/// border included, as 64-bit floating-point numbers, everything little-endian.
std::string sha256_of_table(const model::HklTable& table);

}  // namespace kbragg::io

#endif
