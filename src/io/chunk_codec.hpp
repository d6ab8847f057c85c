// SPDX-License-Identifier: BSD-3-Clause
// The filters that a chunk of an HDF5 dataset goes through. Private to io.
#ifndef KBRAGG_IO_CHUNK_CODEC_HPP
#define KBRAGG_IO_CHUNK_CODEC_HPP

#include <cstddef>
#include <memory>
#include <vector>

#include "io/hdf5.hpp"
#include "io/nxmx_writer.hpp"

namespace kbragg::io {

/// Memory for the bytes of one chunk, shared by the steps that it goes through.
struct Bytes {
  explicit Bytes(std::size_t bytes)
      : data(std::make_unique_for_overwrite<unsigned char[]>(bytes)), size(bytes) {}
  std::unique_ptr<unsigned char[]> data;
  std::size_t size;
};

/// The filters of HDF5 that make up a compression.
std::vector<h5::Filter> filters_of(Compression compression, int gzip_level);

/// Throws when HDF5 cannot compress this way because a plugin is missing; `path` is for the
/// sentence.
void require_filters(const std::string& path, Compression compression);

/// What HDF5's shuffle and deflate filters make of `bytes` bytes that are elements of
/// `element_size`.
std::shared_ptr<Bytes> shuffled_and_deflated(const unsigned char* elements, std::size_t bytes,
                                             std::size_t element_size, int level);

}  // namespace kbragg::io

#endif
