// SPDX-License-Identifier: BSD-3-Clause
#include "io/nxmx_writer.hpp"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <limits>
#include <optional>

#include "base/error.hpp"
#include "io/atomic_file.hpp"
#include "io/nxmx_tree.hpp"

namespace kbragg::io {

namespace {

template <class T>
std::string text_of(T value) {
  if constexpr (std::is_integral_v<T>) return std::to_string(value);
  return std::isnan(value)
             ? "NaN"
             : (std::isinf(value) ? (value > 0 ? "infinity" : "-infinity") : std::to_string(value));
}

/// Throws for the first pixel outside [0, highest]; NaN is outside every range.
template <class T>
void check_pixels(const std::string& path, const ImageShape& shape, std::int64_t image,
                  const T* pixels, T highest, const char* allowed) {
  const std::int64_t size = shape.slow * shape.fast;
  bool good = true;  // a loop without exit lets the compiler vectorise the common case
  for (std::int64_t i = 0; i < size; ++i) good &= pixels[i] >= 0 && pixels[i] <= highest;
  if (good) return;
  std::int64_t i = 0;
  while (pixels[i] >= 0 && pixels[i] <= highest) ++i;
  fail("cannot write " + path + ": image " + std::to_string(image) + ", pixel (slow " +
       std::to_string(i / shape.fast) + ", fast " + std::to_string(i % shape.fast) + ") is " +
       text_of(pixels[i]) + "; allowed are " + allowed + ".");
}

}  // namespace

struct NxmxWriter::State {
  State(const std::string& path, const NxmxMetadata& metadata, const NxmxOptions& wanted)
      : options(wanted), shape(metadata.shape), file(path), output(path, file.descriptor()) {}

  const std::string& path() const { return file.path(); }

  void require_image(std::int64_t image) const {
    KBRAGG_REQUIRE(image >= 0 && image < shape.images,
                   "cannot write " + path() + ": image " + std::to_string(image) +
                       " is not one of its " + std::to_string(shape.images) +
                       " images (counted from 0).");
  }

  h5::Object create_images(const h5::Object& group, const char* name, hid_t type, const char* units,
                           const char* long_name) const {
    const h5::Dims dims{static_cast<hsize_t>(shape.images), static_cast<hsize_t>(shape.slow),
                        static_cast<hsize_t>(shape.fast)};
    h5::Object images = group.create_chunked(
        name, type, dims, image_chunk(shape, H5Tget_size(type)), options.gzip_level);
    images.attribute("units", units);
    images.attribute("long_name", long_name);
    images.attribute("interpretation", "image");
    return images;
  }

  void create_datasets() {
    const bool single = options.pixel_type == PixelType::float32;
    const hid_t real = single ? H5T_IEEE_F32LE : H5T_IEEE_F64LE;
    const h5::Object data = output.root().open("/entry/data");
    const h5::Object expected =
        output.root().open("/entry/kbragg").create_group("expected", "NXdata");
    expected.attribute("signal", "photons");
    if (options.counts) {
      counts = create_images(data, "data", H5T_STD_I32LE, "counts", "counts");
      photons = create_images(expected, "photons", real, "photons", "expected photons");
    } else {
      photons = create_images(data, "data", real, "photons", "expected photons");
      expected.soft_link("/entry/data/data", "photons");
    }
  }

  void write(const h5::Object& dataset, hid_t type, std::int64_t image, const void* pixels) const {
    const auto slow = static_cast<hsize_t>(shape.slow), fast = static_cast<hsize_t>(shape.fast);
    dataset.write(type, {static_cast<hsize_t>(image), 0, 0}, {1, slow, fast}, pixels);
    output.check();
  }

  template <class Real>
  void write_photons(std::int64_t image, const Real* pixels, hid_t type) {
    require_image(image);
    const bool narrow = options.pixel_type == PixelType::float32;
    const Real highest = narrow ? static_cast<Real>(std::numeric_limits<float>::max())
                                : std::numeric_limits<Real>::max();
    check_pixels(path(), shape, image, pixels, highest,
                 narrow ? "finite numbers from 0 to 3.4e38 (the range of float32)"
                        : "finite numbers from 0");
    write(photons, type, image, pixels);
    photons_written[static_cast<std::size_t>(image)] = true;
  }

  void require_complete() const {
    for (std::int64_t i = 0; i < shape.images; ++i) {
      const auto k = static_cast<std::size_t>(i);
      KBRAGG_REQUIRE(
          photons_written[k] && (counts_written[k] || !options.counts),
          "cannot finish " + path() + ": image " + std::to_string(i) + " has not been written.");
    }
  }

  NxmxOptions options;
  ImageShape shape;
  AtomicFile file;
  h5::OutputFile output;
  h5::Object photons, counts;
  std::vector<bool> photons_written, counts_written;
};

NxmxWriter::NxmxWriter(const std::string& path, const NxmxMetadata& metadata,
                       const NxmxOptions& options) {
  validate(path, metadata, options);
  m_state = std::make_unique<State>(path, metadata, options);
  const auto images = static_cast<std::size_t>(metadata.shape.images);
  m_state->photons_written.assign(images, false);
  m_state->counts_written.assign(images, false);
  write_nxmx_tree(m_state->output.root(), std::filesystem::path(path).filename().string(), metadata,
                  options);
  m_state->create_datasets();
  m_state->output.flush();
}

NxmxWriter::~NxmxWriter() = default;

void NxmxWriter::write_photons(std::int64_t image, const float* pixels) {
  m_state->write_photons(image, pixels, H5T_NATIVE_FLOAT);
}

void NxmxWriter::write_photons(std::int64_t image, const double* pixels) {
  m_state->write_photons(image, pixels, H5T_NATIVE_DOUBLE);
}

void NxmxWriter::write_counts(std::int64_t image, const std::int32_t* pixels) {
  State& state = *m_state;
  KBRAGG_REQUIRE(state.options.counts,
                 "cannot write " + state.path() + ": it was set up without counts.");
  state.require_image(image);
  check_pixels(state.path(), state.shape, image, pixels, static_cast<std::int32_t>(highest_count),
               "counts from 0 to 2147483645");
  state.write(state.counts, H5T_NATIVE_INT32, image, pixels);
  state.counts_written[static_cast<std::size_t>(image)] = true;
}

void NxmxWriter::finish(const Timing& timing, const MetadataList& results) {
  State& state = *m_state;
  state.require_complete();
  {
    const h5::Object group =
        state.output.root().open("/entry/kbragg").create_group("timing", "NXcollection");
    for (const auto& [name, seconds] : timing) group.create_number(name, seconds, "s");
    write_values(state.output.root().open("/entry/kbragg/run"), results);
  }
  state.photons = h5::Object();
  state.counts = h5::Object();
  state.output.close();
  state.file.commit();
}

}  // namespace kbragg::io
