// SPDX-License-Identifier: BSD-3-Clause
#include "io/mask_reader.hpp"

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <fstream>
#include <system_error>

#include "base/error.hpp"
#include "io/hdf5.hpp"
#include "io/image_reader.hpp"
#include "io/smv.hpp"

namespace kbragg::io {

namespace {

void require_shape(const std::string& name, std::int64_t found_fast, std::int64_t found_slow,
                   std::int64_t fast, std::int64_t slow) {
  KBRAGG_REQUIRE(found_fast == fast && found_slow == slow,
                 name + ": the mask has " + std::to_string(found_fast) + " x " +
                     std::to_string(found_slow) + " (fast x slow) pixels, the detector " +
                     std::to_string(fast) + " x " + std::to_string(slow) + ".");
}

PixelMask read_smv_mask(const std::string& file, std::int64_t fast, std::int64_t slow) {
  const SmvImage image = read_smv(file);
  require_shape(file, image.fast, image.slow, fast, slow);
  PixelMask mask{fast, slow, std::vector<std::uint8_t>(image.pixels.size())};
  std::transform(image.pixels.begin(), image.pixels.end(), mask.out.begin(),
                 [](std::uint16_t pixel) -> std::uint8_t { return pixel == 0; });
  return mask;
}

PixelMask read_hdf5_mask(const std::string& name, const ImageName& parts, std::int64_t fast,
                         std::int64_t slow) {
  const h5::Object dataset = h5::open_file(parts.file).open(parts.dataset);
  const h5::Dims dims = dataset.dims();
  const H5T_class_t kind = dataset.type_class();
  KBRAGG_REQUIRE(kind == H5T_INTEGER || kind == H5T_ENUM,
                 name + ": the mask must hold whole numbers or booleans.");
  const std::size_t rank = dims.size();
  KBRAGG_REQUIRE(rank == 2 || (rank == 3 && dims[0] == 1),
                 name + ": the mask must have the shape (slow, fast) or (1, slow, fast).");
  require_shape(name, static_cast<std::int64_t>(dims[rank - 1]),
                static_cast<std::int64_t>(dims[rank - 2]), fast, slow);
  // Conversion to int clips values out of its range, so that non-zero stays non-zero.
  std::vector<int> values(static_cast<std::size_t>(fast * slow));
  dataset.read(H5T_NATIVE_INT, h5::Dims(rank, 0), dims, values.data());
  PixelMask mask{fast, slow, std::vector<std::uint8_t>(values.size())};
  std::transform(values.begin(), values.end(), mask.out.begin(),
                 [](int value) -> std::uint8_t { return value != 0; });
  return mask;
}

}  // namespace

PixelMask read_mask(const std::string& name, std::int64_t fast, std::int64_t slow) {
  const ImageName parts = parse_image_name(name);
  std::error_code ignored;
  KBRAGG_REQUIRE(!std::filesystem::is_directory(parts.file, ignored),
                 "cannot read the mask " + parts.file + ": it is a directory.");
  KBRAGG_REQUIRE(std::ifstream(parts.file), "cannot read the mask " + parts.file + ": " +
                                                std::generic_category().message(errno) + ".");
  if (is_smv(parts.file)) {
    KBRAGG_REQUIRE(parts.dataset.empty(),
                   name + ": an SMV image has no datasets; allowed is " + parts.file + ".");
    return read_smv_mask(parts.file, fast, slow);
  }
  h5::silence();
  KBRAGG_REQUIRE(H5Fis_hdf5(parts.file.c_str()) > 0,
                 parts.file + ": neither an HDF5 file nor an SMV image.");
  KBRAGG_REQUIRE(!parts.dataset.empty(), name + ": an HDF5 mask needs the name of its dataset: " +
                                             parts.file + ":/path/to/dataset.");
  return read_hdf5_mask(name, parts, fast, slow);
}

}  // namespace kbragg::io
