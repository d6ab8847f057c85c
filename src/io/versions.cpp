// SPDX-License-Identifier: BSD-3-Clause
#include "io/versions.hpp"

#include <H5public.h>
#include <openssl/crypto.h>
#include <png.h>
#include <zlib.h>

#include <gemmi/version.hpp>

namespace kbragg::io {

std::string library_versions() {
  unsigned major = 0, minor = 0, release = 0;
  H5get_libversion(&major, &minor, &release);
  const auto hdf5 =
      std::to_string(major) + "." + std::to_string(minor) + "." + std::to_string(release);
  return "HDF5 " + hdf5 + ", libpng " + png_get_libpng_ver(nullptr) + ", zlib " + zlibVersion() +
         ", gemmi " + GEMMI_VERSION + ", " + OpenSSL_version(OPENSSL_VERSION);
}

}  // namespace kbragg::io
