// SPDX-License-Identifier: BSD-3-Clause
// Reads pixel masks from HDF5 datasets and SMV images.
#ifndef KBRAGG_IO_MASK_READER_HPP
#define KBRAGG_IO_MASK_READER_HPP

#include <cstdint>
#include <string>
#include <vector>

namespace kbragg::io {

struct PixelMask {
  std::int64_t fast = 0, slow = 0;
  std::vector<std::uint8_t> out;  ///< (slow, fast), fast contiguous; 1 = left out, 0 = used
};

/// Reads "FILE.h5:/dataset" (integer or boolean, non-zero = out, shape (slow, fast) or
/// (1, slow, fast)) or a 16-bit SMV image (0 = out). The content decides, not the file name.
/// Throws kbragg::Error when the file is neither, or its shape is not `fast` x `slow` pixels.
PixelMask read_mask(const std::string& name, std::int64_t fast, std::int64_t slow);

}  // namespace kbragg::io

#endif
