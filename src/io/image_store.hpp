// SPDX-License-Identifier: BSD-3-Clause
// Images on their way into a dataset of an HDF5 file, chunk by chunk. Private to io.
#ifndef KBRAGG_IO_IMAGE_STORE_HPP
#define KBRAGG_IO_IMAGE_STORE_HPP

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <string>

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

/// An image by its number in the scan or ensemble and its place in the file.
struct StoredImage {
  std::int64_t number = 0, slot = 0;
};

/// Cuts images of an (images, slow, fast) dataset into chunks and lets workers compress and store
/// these. The dataset of the file, the workers and the pixels handed over must outlive what is
/// under way.
class ImageStore {
 public:
  /// Creates the dataset `name` in `group` with elements of `type`, unless it is there.
  ImageStore(const h5::Object& group, const char* name, hid_t type, const std::string& path,
             const ImageShape& shape, const NxmxOptions& options, OrderedWorkers& workers,
             const h5::OutputFile& output);
  const h5::Object& dataset() const { return m_dataset; }

  /// See NxmxWriter::add_photons(); slots are taken in turn.
  template <class Pixel>
  void add(StoredImage image, const Pixel* pixels, std::int64_t rows, PixelRange<Pixel> range);
  bool stored(std::int64_t number, std::int64_t rows, std::chrono::milliseconds patience);
  /// Throws unless `number` is the image begun last and has been handed over in full.
  void require_complete(std::int64_t number) const;
  /// Of the image whose chunks were stored last, for the workers' second halves.
  const PhotonSums& sums() const { return m_sums; }

 private:
  template <class Pixel>
  struct Chunk;
  template <class Pixel>
  OrderedWorkers::Store prepare(const Chunk<Pixel>& chunk);
  template <class Pixel>
  std::shared_ptr<Bytes> packed(const Chunk<Pixel>& chunk) const;
  std::size_t chunk_bytes() const;
  /// An image whose chunks may not all be stored.
  struct Progress {
    std::int64_t number = 0;
    std::int64_t added = 0, last_task = 0;  // chunks handed over, and the number of their last task
  };
  Progress& progress_of(StoredImage image);
  std::int64_t chunks_of(std::int64_t rows) const;

  std::string m_path;
  ImageShape m_shape;
  NxmxOptions m_options;
  OrderedWorkers& m_workers;
  const h5::OutputFile& m_output;
  h5::Object m_dataset;
  std::int64_t m_chunk_rows;
  std::size_t m_element;             // bytes
  std::deque<Progress> m_under_way;  // in the order of their slots
  PhotonSums m_sums;
};

}  // namespace kbragg::io

#endif
