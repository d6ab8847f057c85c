// SPDX-License-Identifier: BSD-3-Clause
#include "io/image_file.hpp"

#include <zlib.h>

#include <bit>
#include <fstream>
#include <memory>
#include <string_view>

#include "base/error.hpp"
#include "io/hdf5.hpp"
#include "io/image_reader.hpp"
#include "io/smv.hpp"
#include "io/text_file.hpp"

namespace kbragg::io {

namespace {

using Bytes = std::vector<unsigned char>;

Bytes read_plain(const std::string& file) {
  std::ifstream stream(file, std::ios::binary | std::ios::ate);
  const std::streamoff size = stream ? static_cast<std::streamoff>(stream.tellg()) : -1;
  KBRAGG_REQUIRE(size >= 0, "cannot read " + file + ".");
  Bytes bytes(static_cast<std::size_t>(size));
  stream.seekg(0);
  stream.read(reinterpret_cast<char*>(bytes.data()), size);
  KBRAGG_REQUIRE(stream, "cannot read " + file + ": reading stopped before its end.");
  return bytes;
}

Bytes read_gzip(const std::string& file) {
  const std::unique_ptr<gzFile_s, int (*)(gzFile)> stream(gzopen(file.c_str(), "rb"), &gzclose);
  KBRAGG_REQUIRE(stream, "cannot read " + file + ".");
  constexpr unsigned step = 1u << 20;
  Bytes bytes;
  int count = 0;
  do {
    const std::size_t used = bytes.size();
    bytes.resize(used + step);
    count = gzread(stream.get(), bytes.data() + used, step);
    bytes.resize(used + static_cast<std::size_t>(count > 0 ? count : 0));
  } while (count > 0);
  KBRAGG_REQUIRE(!gzdirect(stream.get()), file + ": it is not packed with gzip, as its name says.");
  // The end of a file that was cut off passes for an end, with this note.
  int error = Z_OK;
  gzerror(stream.get(), &error);
  KBRAGG_REQUIRE(count == 0 && error == Z_OK, file + ": its gzip data are damaged or cut off.");
  return bytes;
}

bool begins_with_signature(const Bytes& bytes) {
  const std::string_view text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  return text.starts_with("\x89HDF\r\n") || text.starts_with("{\nHEADER_BYTES");
}

std::vector<double> floats_of(const Bytes& bytes, const std::string& file) {
  KBRAGG_REQUIRE(!bytes.empty(), file + ": it holds no bytes, so no image.");
  KBRAGG_REQUIRE(bytes.size() % 4 == 0,
                 file + ": neither HDF5 nor SMV, and not raw float32 either: its " +
                     std::to_string(bytes.size()) + " bytes are no multiple of 4.");
  std::vector<double> pixels(bytes.size() / 4);
  for (std::size_t i = 0; i < pixels.size(); ++i) {
    const unsigned char* b = bytes.data() + 4 * i;
    const auto bits = static_cast<std::uint32_t>(b[0]) | static_cast<std::uint32_t>(b[1]) << 8 |
                      static_cast<std::uint32_t>(b[2]) << 16 |
                      static_cast<std::uint32_t>(b[3]) << 24;
    pixels[i] = static_cast<double>(std::bit_cast<float>(bits));
  }
  return pixels;
}

void read_hdf5(const std::string& name, ImageFile& image) {
  const ImageReader reader(name);
  image.kind = ImageKind::hdf5;
  image.dataset = reader.dataset();
  image.image = reader.image();
  image.shape = Extent{reader.shape().fast, reader.shape().slow};
  image.pixels = reader.read_double(image.image);
}

void read_smv_image(ImageFile& image) {
  const SmvImage smv = read_smv(image.file);
  image.kind = ImageKind::smv;
  image.shape = Extent{smv.fast, smv.slow};
  image.pixels.assign(smv.pixels.begin(), smv.pixels.end());
}

void read_raw(ImageFile& image) {
  const bool packed = image.file.ends_with(".gz");
  const Bytes bytes = packed ? read_gzip(image.file) : read_plain(image.file);
  KBRAGG_REQUIRE(!packed || !begins_with_signature(bytes),
                 image.file + ": an HDF5 or SMV file in it must be unpacked before.");
  image.pixels = floats_of(bytes, image.file);
}

}  // namespace

const char* name_of(ImageKind kind) {
  switch (kind) {
    case ImageKind::hdf5:
      return "HDF5";
    case ImageKind::smv:
      return "SMV";
    case ImageKind::raw_float32:
      break;
  }
  return "raw float32";
}

ImageFile read_image_file(const std::string& name) {
  const ImageName parts = parse_image_name(name);
  require_readable_file(parts.file, "image");
  ImageFile image;
  image.file = parts.file;
  h5::silence();
  if (H5Fis_hdf5(parts.file.c_str()) > 0) {
    read_hdf5(name, image);
    return image;
  }
  KBRAGG_REQUIRE(parts.dataset.empty(),
                 name + ": a dataset is named, but " + parts.file + " is not an HDF5 file.");
  if (is_smv(parts.file))
    read_smv_image(image);
  else
    read_raw(image);
  return image;
}

}  // namespace kbragg::io
