// SPDX-License-Identifier: BSD-3-Clause
// Reads images, geometry and configuration back from HDF5 files.
#ifndef KBRAGG_IO_IMAGE_READER_HPP
#define KBRAGG_IO_IMAGE_READER_HPP

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "io/nxmx_metadata.hpp"
#include "math/vec3.hpp"

namespace kbragg::io {

/// What "FILE", "FILE:/dataset" or "FILE:/dataset:IMAGE" names.
struct ImageName {
  std::string file;
  std::string dataset;     ///< empty: the default dataset
  std::int64_t image = 0;  ///< counted from 0
};

/// Throws kbragg::Error when IMAGE is not a number >= 0 or the file name is empty.
ImageName parse_image_name(const std::string& name);

/// Which dataset a name without one stands for: /entry/data/data, which holds the counts if there
/// are counts, or /entry/kbragg/expected/photons; `any`: these if the file has them, else those.
enum class DefaultImage { any, expected_photons, counts };

/// A dataset of numbers with shape (slow, fast) or (images, slow, fast) in an open file. All
/// functions throw kbragg::Error naming the file and the dataset.
class ImageReader {
 public:
  explicit ImageReader(const std::string& name, DefaultImage wanted = DefaultImage::any);
  ~ImageReader();
  ImageReader(ImageReader&&) noexcept;
  ImageReader& operator=(ImageReader&&) noexcept;

  const std::string& file() const;
  const std::string& dataset() const;
  ImageShape shape() const;
  /// IMAGE of the name, 0 when it had none; always below shape().images.
  std::int64_t image() const;

  /// One image, slow x fast, fast contiguous.
  std::vector<float> read_float(std::int64_t image) const;
  std::vector<double> read_double(std::int64_t image) const;

 private:
  struct State;
  std::unique_ptr<State> m_state;
};

/// Where the pixels of a file are; SI units, simulator's frame.
struct ImageGeometry {
  double wavelength = 0;
  double pixel_size = 0;
  double distance = 0;
  Vec3 beam, fast, slow;  ///< unit vectors
  Vec3 pix0;              ///< outer corner of pixel (0, 0)
  bool curved = false;
};

/// From the group that kbragg keeps in its files; throws kbragg::Error when `file` has none.
ImageGeometry read_geometry(const std::string& file);

/// The complete resolved YAML text stored in `file`; throws kbragg::Error when it has none.
std::string read_stored_config(const std::string& file);

}  // namespace kbragg::io

#endif
