// SPDX-License-Identifier: BSD-3-Clause
#include "io/image_reader.hpp"

#include <charconv>

#include "base/error.hpp"
#include "io/hdf5.hpp"

namespace kbragg::io {

namespace {

constexpr const char* expected_photons = "/entry/kbragg/expected/photons";
constexpr const char* recorded = "/entry/data/data";
constexpr const char* geometry_group = "/entry/kbragg/geometry";
constexpr const char* stored_config = "/entry/kbragg/config/data";

std::string default_dataset(const h5::Object& root, const std::string& file, DefaultImage wanted) {
  if (wanted != DefaultImage::counts && root.exists(expected_photons)) return expected_photons;
  KBRAGG_REQUIRE(wanted != DefaultImage::expected_photons,
                 file + ": it holds no expected photons (" + expected_photons +
                     "); kbragg stores them beside counts with output.expected: true.");
  KBRAGG_REQUIRE(root.exists(recorded), file + ": it holds no " + recorded +
                                            "; name the dataset as " + file + ":/path/to/dataset.");
  return recorded;
}

Vec3 vector_at(const h5::Object& group, const char* name) {
  const auto values = group.numbers(name, 3);
  return {values[0], values[1], values[2]};
}

}  // namespace

ImageName parse_image_name(const std::string& name) {
  ImageName result;
  const auto split = name.find(":/");
  result.file = name.substr(0, split);
  KBRAGG_REQUIRE(!result.file.empty(), "'" + name +
                                           "' names no file; allowed is FILE, FILE:/dataset or "
                                           "FILE:/dataset:IMAGE.");
  if (split == std::string::npos) return result;
  result.dataset = name.substr(split + 1);
  const auto colon = result.dataset.rfind(':');
  if (colon == std::string::npos) return result;
  const std::string number = result.dataset.substr(colon + 1);
  const auto parsed = std::from_chars(number.data(), number.data() + number.size(), result.image);
  KBRAGG_REQUIRE(
      parsed.ec == std::errc() && parsed.ptr == number.data() + number.size() && result.image >= 0,
      "'" + name + "': the image number '" + number + "' is not a whole number from 0.");
  result.dataset.resize(colon);
  return result;
}

struct ImageReader::State {
  std::string file;
  h5::Object dataset;
  ImageShape shape;
  bool stack = true;  // the dataset has a dimension for the image
  std::int64_t image = 0;

  template <class T>
  std::vector<T> read(std::int64_t wanted, hid_t type) const {
    require(wanted);
    std::vector<T> pixels(static_cast<std::size_t>(shape.slow * shape.fast));
    const auto slow = static_cast<hsize_t>(shape.slow), fast = static_cast<hsize_t>(shape.fast);
    if (stack) {
      dataset.read(type, {static_cast<hsize_t>(wanted), 0, 0}, {1, slow, fast}, pixels.data());
    } else {
      dataset.read(type, {0, 0}, {slow, fast}, pixels.data());
    }
    return pixels;
  }

  void require(std::int64_t wanted) const {
    KBRAGG_REQUIRE(wanted >= 0 && wanted < shape.images,
                   file + ": " + dataset.path() + " has no image " + std::to_string(wanted) +
                       "; it holds " + std::to_string(shape.images) + ", counted from 0.");
  }
};

ImageReader::ImageReader(const std::string& name, DefaultImage wanted)
    : m_state(std::make_unique<State>()) {
  const ImageName parts = parse_image_name(name);
  const h5::Object root = h5::open_file(parts.file);
  State& s = *m_state;
  s.file = parts.file;
  s.image = parts.image;
  s.dataset =
      root.open(parts.dataset.empty() ? default_dataset(root, parts.file, wanted) : parts.dataset);
  const h5::Dims dims = s.dataset.dims();
  const H5T_class_t kind = s.dataset.type_class();
  const bool numbers = kind == H5T_INTEGER || kind == H5T_FLOAT;
  KBRAGG_REQUIRE(numbers && (dims.size() == 2 || dims.size() == 3),
                 s.file + ": " + s.dataset.path() +
                     " is not an image; an image is an array of numbers with 2 dimensions (slow, "
                     "fast) or 3 (image, slow, fast).");
  s.stack = dims.size() == 3;
  const auto at = [&](std::size_t i) { return static_cast<std::int64_t>(dims[i]); };
  s.shape = s.stack ? ImageShape{at(0), at(1), at(2)} : ImageShape{1, at(0), at(1)};
  KBRAGG_REQUIRE(s.shape.images > 0 && s.shape.slow > 0 && s.shape.fast > 0,
                 s.file + ": " + s.dataset.path() + " is empty.");
  s.require(s.image);
}

ImageReader::~ImageReader() = default;
ImageReader::ImageReader(ImageReader&&) noexcept = default;
ImageReader& ImageReader::operator=(ImageReader&&) noexcept = default;

const std::string& ImageReader::file() const { return m_state->file; }
const std::string& ImageReader::dataset() const { return m_state->dataset.path(); }
ImageShape ImageReader::shape() const { return m_state->shape; }
std::int64_t ImageReader::image() const { return m_state->image; }

std::vector<float> ImageReader::read_float(std::int64_t image) const {
  return m_state->read<float>(image, H5T_NATIVE_FLOAT);
}

std::vector<double> ImageReader::read_double(std::int64_t image) const {
  return m_state->read<double>(image, H5T_NATIVE_DOUBLE);
}

ImageGeometry read_geometry(const std::string& file) {
  const h5::Object root = h5::open_file(file);
  KBRAGG_REQUIRE(root.exists(geometry_group), file + ": it holds no " + geometry_group +
                                                  ", so where its pixels are is not known.");
  const h5::Object group = root.open(geometry_group);
  constexpr double millimetre = 1e-3, angstrom = 1e-10;
  ImageGeometry geometry;
  geometry.wavelength = angstrom * group.numbers("wavelength", 1)[0];
  geometry.pixel_size = millimetre * group.numbers("pixel_size", 1)[0];
  geometry.distance = millimetre * group.numbers("distance", 1)[0];
  geometry.beam = vector_at(group, "beam");
  geometry.fast = vector_at(group, "fast");
  geometry.slow = vector_at(group, "slow");
  geometry.pix0 = millimetre * vector_at(group, "pix0");
  geometry.curved = group.numbers("curved", 1)[0] != 0;
  return geometry;
}

std::string read_stored_config(const std::string& file) {
  const h5::Object root = h5::open_file(file);
  KBRAGG_REQUIRE(root.exists(stored_config),
                 file + ": it holds no configuration (" + stored_config + ").");
  return root.text(stored_config);
}

}  // namespace kbragg::io
