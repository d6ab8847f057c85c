// SPDX-License-Identifier: BSD-3-Clause
// Reads an image from a file of any kind: HDF5, SMV, or pixels without a header.
#ifndef KBRAGG_IO_IMAGE_FILE_HPP
#define KBRAGG_IO_IMAGE_FILE_HPP

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace kbragg::io {

enum class ImageKind { hdf5, smv, raw_float32 };

/// "HDF5", "SMV", "raw float32".
const char* name_of(ImageKind kind);

/// Pixels along both axes.
struct Extent {
  std::int64_t fast = 0, slow = 0;
  std::int64_t pixels() const { return fast * slow; }
  bool operator==(const Extent&) const = default;
};

struct ImageFile {
  std::string file;
  std::string dataset;     ///< path in an HDF5 file, empty for the other kinds
  std::int64_t image = 0;  ///< its number in the dataset
  ImageKind kind = ImageKind::raw_float32;
  std::optional<Extent> shape;  ///< a raw file does not know its own
  std::vector<double> pixels;   ///< (slow, fast), fast contiguous; finite or not
};

/// Reads "FILE", "FILE.h5:/dataset" or "FILE.h5:/dataset:IMAGE" (see ImageReader). The content
/// tells HDF5 and SMV; every other file is taken for little-endian 32-bit floats from its first to
/// its last byte, unpacked before if its name ends in ".gz". Throws kbragg::Error when the file
/// cannot be read or its size is not that of such numbers.
ImageFile read_image_file(const std::string& name);

}  // namespace kbragg::io

#endif
