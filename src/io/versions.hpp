// SPDX-License-Identifier: BSD-3-Clause
// Versions of the libraries behind io.
#ifndef KBRAGG_IO_VERSIONS_HPP
#define KBRAGG_IO_VERSIONS_HPP

#include <string>

namespace kbragg::io {

/// "HDF5 1.10.8, libpng 1.6.39, zlib 1.2.13, gemmi 0.5.7, OpenSSL 3.0.19".
std::string library_versions();

}  // namespace kbragg::io

#endif
