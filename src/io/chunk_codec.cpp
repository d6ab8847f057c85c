// SPDX-License-Identifier: BSD-3-Clause
#include "io/chunk_codec.hpp"

#include <zlib.h>

#include <string>

#include "base/error.hpp"

namespace kbragg::io {

namespace {

// As registered with the HDF Group.
constexpr H5Z_filter_t lz4_filter = 32004, bitshuffle_filter = 32008;

struct Plugin {
  H5Z_filter_t id;
  const char *name, *package;  // of Debian
};

/// Byte k of all elements together, for every k: bytes of equal weight are alike.
template <std::size_t size>
void shuffle(const unsigned char* elements, std::size_t count, unsigned char* planes) {
  for (std::size_t i = 0; i < count; ++i)
    for (std::size_t k = 0; k < size; ++k) planes[k * count + i] = elements[size * i + k];
}

}  // namespace

std::vector<h5::Filter> filters_of(Compression compression, int gzip_level) {
  constexpr unsigned automatic_block_size = 0, with_lz4 = 2;
  switch (compression) {
    case Compression::none:
      return {};
    case Compression::gzip:
      return {{H5Z_FILTER_SHUFFLE, {}}, {H5Z_FILTER_DEFLATE, {static_cast<unsigned>(gzip_level)}}};
    case Compression::lz4:
      return {{lz4_filter, {}}};
    case Compression::bitshuffle:
      return {{bitshuffle_filter, {automatic_block_size, with_lz4}}};
  }
  return {};
}

void require_filters(const std::string& path, Compression compression) {
  if (compression != Compression::lz4 && compression != Compression::bitshuffle) return;
  const Plugin plugin = compression == Compression::lz4
                            ? Plugin{lz4_filter, "lz4", "hdf5-filter-plugin"}
                            : Plugin{bitshuffle_filter, "bitshuffle", "bitshuffle"};
  KBRAGG_REQUIRE(
      h5::has_filter(plugin.id),
      "cannot write " + path + ": HDF5 finds no plugin for the compression " + plugin.name +
          " (filter " + std::to_string(plugin.id) + "); install one (Debian: " + plugin.package +
          ") and, if it lies elsewhere, name its folder in HDF5_PLUGIN_PATH, or choose gzip.");
}

std::shared_ptr<Bytes> shuffled_and_deflated(const unsigned char* elements, std::size_t bytes,
                                             std::size_t element_size, int level) {
  const Bytes planes(bytes);
  if (element_size == 4)
    shuffle<4>(elements, bytes / 4, planes.data.get());
  else
    shuffle<8>(elements, bytes / 8, planes.data.get());
  uLongf size = compressBound(bytes);
  auto compressed = std::make_shared<Bytes>(size);
  const int code = compress2(compressed->data.get(), &size, planes.data.get(), bytes, level);
  KBRAGG_REQUIRE(code == Z_OK, "zlib cannot compress: " + std::string(zError(code)) + ".");
  compressed->size = size;
  return compressed;
}

}  // namespace kbragg::io
