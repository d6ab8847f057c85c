// SPDX-License-Identifier: BSD-3-Clause
#include "io/image_store.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <type_traits>

#include "base/error.hpp"
#include "io/nxmx_tree.hpp"
#include "math/pixel_scan.hpp"

namespace kbragg::io {

template <class Pixel>
struct ImageStore::Chunk {
  StoredImage image;
  std::int64_t first, rows;
  const Pixel* pixels;  // of its first row
  PixelRange<Pixel> range;
};

namespace {

template <class T>
std::string text_of(T value) {
  if constexpr (std::is_integral_v<T>) return std::to_string(value);
  return std::isnan(value)
             ? "NaN"
             : (std::isinf(value) ? (value > 0 ? "infinity" : "-infinity") : std::to_string(value));
}

template <class Pixel>
hid_t memory_type() {
  if constexpr (std::is_same_v<Pixel, float>) return H5T_NATIVE_FLOAT;
  if constexpr (std::is_same_v<Pixel, double>) return H5T_NATIVE_DOUBLE;
  return H5T_NATIVE_INT32;
}

/// Index of the first pixel outside [0, highest], NaN among them; `count` when there is none.
template <class Pixel>
std::int64_t first_bad(const Pixel* pixels, std::int64_t count, Pixel highest) {
  return std::find_if_not(pixels, pixels + count, [=](Pixel p) { return p >= 0 && p <= highest; }) -
         pixels;
}

template <class Stored, class Pixel>
void convert(const Pixel* pixels, std::size_t count, unsigned char* bytes) {
  for (std::size_t i = 0; i < count; ++i) {
    const auto stored = static_cast<Stored>(pixels[i]);
    std::memcpy(bytes + i * sizeof(Stored), &stored, sizeof(Stored));
  }
}

}  // namespace

ImageStore::ImageStore(hid_t type, const std::string& path, const ImageShape& shape,
                       const NxmxOptions& options, OrderedWorkers& workers,
                       const h5::OutputFile& output)
    : m_path(path),
      m_shape(shape),
      m_options(options),
      m_workers(workers),
      m_output(output),
      m_type(type),
      m_chunk_rows(static_cast<std::int64_t>(image_chunk(shape, H5Tget_size(type))[1])),
      m_element(H5Tget_size(type)) {}

void ImageStore::open_dataset(const h5::Object& group, const char* name) {
  const h5::Dims dims{static_cast<hsize_t>(m_shape.images), static_cast<hsize_t>(m_shape.slow),
                      static_cast<hsize_t>(m_shape.fast)};
  m_dataset = group.exists(name)
                  ? group.open(name)
                  : group.create_growing(name, m_type, dims, image_chunk(m_shape, m_element),
                                         filters_of(m_options.compression, m_options.gzip_level));
}

std::int64_t ImageStore::chunks_of(std::int64_t rows) const {
  return rows >= m_shape.slow ? (m_shape.slow + m_chunk_rows - 1) / m_chunk_rows
                              : rows / m_chunk_rows;
}

std::size_t ImageStore::chunk_bytes() const {
  return static_cast<std::size_t>(m_chunk_rows * m_shape.fast) * m_element;
}

void ImageStore::require_complete(std::int64_t number) const {
  KBRAGG_REQUIRE(!m_under_way.empty() && m_under_way.back().number == number &&
                     m_under_way.back().added == chunks_of(m_shape.slow),
                 "cannot write " + m_path + ": image " + std::to_string(number) +
                     " has not been written in full.");
}

ImageStore::Progress& ImageStore::progress_of(StoredImage image) {
  if (!m_under_way.empty() && m_under_way.back().number == image.number) return m_under_way.back();
  constexpr auto at_once = std::chrono::milliseconds(0);
  while (!m_under_way.empty() && m_workers.wait_for(m_under_way.front().last_task, at_once))
    m_under_way.pop_front();
  m_under_way.push_back({image.number});
  return m_under_way.back();
}

template <class Pixel>
void ImageStore::add(StoredImage image, const Pixel* pixels, std::int64_t rows,
                     PixelRange<Pixel> range) {
  Progress& progress = progress_of(image);
  for (; progress.added < chunks_of(rows); ++progress.added) {
    const std::int64_t first = progress.added * m_chunk_rows;
    const Chunk<Pixel> chunk{image, first, std::min(m_chunk_rows, m_shape.slow - first),
                             pixels + first * m_shape.fast, range};
    progress.last_task = m_workers.add([this, chunk] { return prepare(chunk); });
  }
}

bool ImageStore::stored(std::int64_t number, std::int64_t rows,
                        std::chrono::milliseconds patience) {
  const auto found = std::find_if(m_under_way.begin(), m_under_way.end(),
                                  [=](const Progress& p) { return p.number == number; });
  if (found == m_under_way.end()) return true;
  // A chunk that the rows only touch must be stored too.
  const std::int64_t touched = (rows + m_chunk_rows - 1) / m_chunk_rows;
  return m_workers.wait_for(found->last_task - found->added + std::min(touched, found->added),
                            patience);
}

/// The chunk as HDF5 lays it out: elements of the dataset, rows beyond the image 0.
template <class Pixel>
std::shared_ptr<Bytes> ImageStore::packed(const Chunk<Pixel>& chunk) const {
  auto bytes = std::make_shared<Bytes>(chunk_bytes());
  const auto count = static_cast<std::size_t>(chunk.rows * m_shape.fast);
  if (m_element == sizeof(Pixel))
    std::memcpy(bytes->data.get(), chunk.pixels, count * sizeof(Pixel));
  else if (m_element == sizeof(float))
    convert<float>(chunk.pixels, count, bytes->data.get());
  else
    convert<double>(chunk.pixels, count, bytes->data.get());
  std::memset(bytes->data.get() + count * m_element, 0, bytes->size - count * m_element);
  return bytes;
}

template <class Pixel>
OrderedWorkers::Store ImageStore::prepare(const Chunk<Pixel>& chunk) {
  const std::int64_t count = chunk.rows * m_shape.fast;
  const auto bits = highest_bits(chunk.pixels, count);
  auto brightest = static_cast<double>(std::bit_cast<Pixel>(bits));
  if (bits > ordered_bits(chunk.range.highest)) {  // or there is a -0
    const std::int64_t bad = first_bad(chunk.pixels, count, chunk.range.highest);
    KBRAGG_REQUIRE(bad == count,
                   "cannot write " + m_path + ": image " + std::to_string(chunk.image.number) +
                       ", pixel (slow " + std::to_string(chunk.first + bad / m_shape.fast) +
                       ", fast " + std::to_string(bad % m_shape.fast) + ") is " +
                       text_of(chunk.pixels[bad]) + "; allowed are " + chunk.range.allowed + ".");
    brightest = static_cast<double>(*std::max_element(chunk.pixels, chunk.pixels + count));
  }
  const double total =
      sum_of_terms(count, [&](std::int64_t i) { return static_cast<double>(chunk.pixels[i]); });
  const auto sum_up = [=, this] {
    if (chunk.first == 0) m_sums = {};
    m_sums.total += total;
    m_sums.brightest = std::max(m_sums.brightest, brightest);
  };
  if (m_dataset.id() < 0) return sum_up;

  const auto* raw = reinterpret_cast<const unsigned char*>(chunk.pixels);
  std::size_t size = chunk_bytes();
  std::shared_ptr<Bytes> bytes;
  const bool by_hdf5 =
      m_options.compression != Compression::none && m_options.compression != Compression::gzip;
  if (!by_hdf5 && (m_element != sizeof(Pixel) || chunk.rows < m_chunk_rows)) {
    bytes = packed(chunk);
    raw = bytes->data.get();
  }
  if (m_options.compression == Compression::gzip) {
    bytes = shuffled_and_deflated(raw, size, m_element, m_options.gzip_level);
    raw = bytes->data.get();
    size = bytes->size;
  }
  return [=, this] {
    sum_up();
    const auto slot = static_cast<hsize_t>(chunk.image.slot);
    const h5::Dims start{slot, static_cast<hsize_t>(chunk.first), 0};
    h5::silence();  // HDF5 keeps this for each thread
    if (chunk.first == 0) m_dataset.set_rows(slot + 1);
    if (by_hdf5)
      m_dataset.write(memory_type<Pixel>(), start,
                      {1, static_cast<hsize_t>(chunk.rows), static_cast<hsize_t>(m_shape.fast)},
                      chunk.pixels);
    else
      m_dataset.write_chunk(start, bytes ? bytes->data.get() : raw, size);
    m_output.check();
  };
}

template void ImageStore::add(StoredImage, const float*, std::int64_t, PixelRange<float>);
template void ImageStore::add(StoredImage, const double*, std::int64_t, PixelRange<double>);
template void ImageStore::add(StoredImage, const std::int32_t*, std::int64_t,
                              PixelRange<std::int32_t>);

}  // namespace kbragg::io
