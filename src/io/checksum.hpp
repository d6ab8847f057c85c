// SPDX-License-Identifier: BSD-3-Clause
// Checksums of input files, for the record of a run.
#ifndef KBRAGG_IO_CHECKSUM_HPP
#define KBRAGG_IO_CHECKSUM_HPP

#include <string>

namespace kbragg::io {

/// SHA-256 (FIPS 180-4) of the file's content as 64 lower-case hexadecimal digits. Throws
/// kbragg::Error when the file cannot be read.
std::string sha256_of_file(const std::string& path);

}  // namespace kbragg::io

#endif
