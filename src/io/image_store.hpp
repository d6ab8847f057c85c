// SPDX-License-Identifier: BSD-3-Clause
// Images on their way into a dataset of an HDF5 file, chunk by chunk. Private to io.
#ifndef KBRAGG_IO_IMAGE_STORE_HPP
#define KBRAGG_IO_IMAGE_STORE_HPP

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "io/chunk_codec.hpp"
#include "io/hdf5.hpp"
#include "io/nxmx_writer.hpp"
#include "io/ordered_workers.hpp"

namespace kbragg::io {

/// Pixels that may be stored, and the words for that.
template <class Pixel>
struct PixelRange {
  Pixel highest;
  const char* allowed;
};

/// Cuts images of an (images, slow, fast) dataset into chunks and lets workers compress and store
/// these. The dataset of the file, the workers and the pixels handed over must outlive what is
/// under way.
class ImageStore {
 public:
  /// Elements of `type`. Without create_dataset() images are checked and summed up, and not stored.
  ImageStore(hid_t type, const std::string& path, const ImageShape& shape,
             const NxmxOptions& options, OrderedWorkers& workers, const h5::OutputFile& output);
  /// Creates the dataset `name` in `group`.
  const h5::Object& create_dataset(const h5::Object& group, const char* name);

  /// See NxmxWriter::add_photons().
  template <class Pixel>
  void add(std::int64_t image, const Pixel* pixels, std::int64_t rows, PixelRange<Pixel> range);
  bool stored(std::int64_t image, std::int64_t rows, std::chrono::milliseconds patience);
  bool is_complete(std::int64_t image) const;
  /// Of all chunks stored; not while workers are at work.
  const PhotonSums& sums() const { return m_sums; }

 private:
  template <class Pixel>
  struct Chunk;
  template <class Pixel>
  OrderedWorkers::Store prepare(const Chunk<Pixel>& chunk);
  template <class Pixel>
  std::shared_ptr<Bytes> packed(const Chunk<Pixel>& chunk) const;
  std::size_t chunk_bytes() const;
  void require_image(std::int64_t image) const;
  std::int64_t chunks_of(std::int64_t rows) const;

  std::string m_path;
  ImageShape m_shape;
  NxmxOptions m_options;
  OrderedWorkers& m_workers;
  const h5::OutputFile& m_output;
  hid_t m_type;
  h5::Object m_dataset;
  std::int64_t m_chunk_rows;
  std::size_t m_element;              // bytes
  std::vector<std::int64_t> m_added;  // chunks of each image handed over
  std::vector<std::int64_t> m_tasks;  // number of the last task of each image
  PhotonSums m_sums;
};

}  // namespace kbragg::io

#endif
