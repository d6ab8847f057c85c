// SPDX-License-Identifier: BSD-3-Clause
#include "io/preview.hpp"

#include <png.h>

#include <algorithm>
#include <cmath>
#include <cstring>

#include "base/error.hpp"
#include "io/preview_overlay.hpp"
#include "math/percentile.hpp"

namespace kbragg::io {

namespace {

struct Reduced {
  std::int64_t width = 0, height = 0, block = 1;
  std::vector<float> pixels;
};

/// The highest pixel of every block, so that spots stay visible however small the picture is.
template <class Pixel>
Reduced reduce(const Pixel* pixels, std::int64_t slow, std::int64_t fast, std::int64_t max_edge) {
  Reduced reduced;
  reduced.block = (std::max(slow, fast) + max_edge - 1) / max_edge;
  reduced.width = (fast + reduced.block - 1) / reduced.block;
  reduced.height = (slow + reduced.block - 1) / reduced.block;
  reduced.pixels.assign(static_cast<std::size_t>(reduced.width * reduced.height), 0);
  for (std::int64_t s = 0; s < slow; ++s) {
    float* row = reduced.pixels.data() + s / reduced.block * reduced.width;
    for (std::int64_t f = 0; f < fast; ++f) {
      float& shown = row[f / reduced.block];
      const auto pixel = static_cast<float>(pixels[s * fast + f]);
      if (pixel > shown) shown = pixel;  // NaN is not
    }
  }
  return reduced;
}

/// Turns pixels into brightness from 0 to 1.
class Tone {
 public:
  Tone(const std::vector<float>& pixels, const PreviewOptions& options)
      : m_log(options.scale == PreviewScale::log) {
    std::vector<float> positive;
    std::copy_if(pixels.begin(), pixels.end(), std::back_inserter(positive),
                 [](float p) { return p > 0 && std::isfinite(p); });
    if (positive.empty()) return;
    const double top = *std::max_element(positive.begin(), positive.end());
    const double background = percentile(positive, 5);
    m_white = percentile(positive, options.percentile);
    if (m_log) {
      // Below the floor the scale is nearly linear, above it logarithmic. The background serves as
      // floor unless it is so low that spots would drown in the tails of their neighbours. The
      // white point stays well above it, or noise would be stretched over the whole scale.
      m_floor = std::max(background, m_white * 1e-3);
      m_white = std::max(m_white, std::min(top, 30 * m_floor));
    }
  }

  double operator()(float pixel) const {
    if (!(pixel > 0) || m_white <= 0) return 0;
    const double value = std::min<double>(pixel, m_white);
    return m_log ? std::log1p(value / m_floor) / std::log1p(m_white / m_floor) : value / m_white;
  }

 private:
  bool m_log;
  double m_white = 0, m_floor = 1;
};

std::uint8_t byte(double t) {
  return static_cast<std::uint8_t>(std::lround(255 * std::clamp(t, 0.0, 1.0)));
}

Rgb color_of(double t, ColorMap map) {
  if (map == ColorMap::gray) return {byte(t), byte(t), byte(t)};
  if (map == ColorMap::inverted) return {byte(1 - t), byte(1 - t), byte(1 - t)};
  return {byte(3 * t), byte(3 * t - 1), byte(3 * t - 2)};  // black, red, yellow, white
}

/// Differs from both ends of the colour map in brightness, so also when printed in gray.
Rgb line_color(ColorMap map) {
  if (map == ColorMap::inverted) return {0, 96, 208};
  if (map == ColorMap::gray) return {255, 176, 0};
  return {64, 224, 255};
}

void require_sound(const PreviewOptions& options, bool has_geometry) {
  KBRAGG_REQUIRE(options.percentile > 0 && options.percentile <= 100,
                 "preview: percentile " + std::to_string(options.percentile) +
                     "; allowed is above 0 and up to 100.");
  KBRAGG_REQUIRE(options.max_edge >= 16 && options.max_edge <= 32768,
                 "preview: largest edge " + std::to_string(options.max_edge) +
                     " pixels; allowed are 16 to 32768.");
  for (const double d : options.rings) {
    KBRAGG_REQUIRE(std::isfinite(d) && d > 0, "preview: a ring at d = " + std::to_string(d * 1e10) +
                                                  " Angstrom; it must be above 0.");
  }
  KBRAGG_REQUIRE(has_geometry || (options.rings.empty() && !options.beam_center),
                 "preview: the beam centre and rings need the geometry of the image.");
}

}  // namespace

template <class Pixel>
Picture render_preview(const Pixel* pixels, std::int64_t slow, std::int64_t fast,
                       const PreviewOptions& options,
                       const std::optional<ImageGeometry>& geometry) {
  require_sound(options, geometry.has_value());
  KBRAGG_REQUIRE(slow > 0 && fast > 0, "preview: the image has no pixels.");
  const Reduced reduced = reduce(pixels, slow, fast, options.max_edge);
  const Tone tone(reduced.pixels, options);
  const bool overlay = options.beam_center || !options.rings.empty();
  Picture picture{
      reduced.width, reduced.height, overlay || options.colors == ColorMap::heat ? 3 : 1, {}};
  picture.pixels.reserve(reduced.pixels.size() * static_cast<std::size_t>(picture.channels));
  for (const float pixel : reduced.pixels) {
    const Rgb color = color_of(tone(pixel), options.colors);
    picture.pixels.insert(picture.pixels.end(), color.begin(), color.begin() + picture.channels);
  }
  if (overlay) {
    draw_overlay(picture, reduced.block, options, *geometry, line_color(options.colors),
                 color_of(0, options.colors));
  }
  return picture;
}

template Picture render_preview(const float*, std::int64_t, std::int64_t, const PreviewOptions&,
                                const std::optional<ImageGeometry>&);
template Picture render_preview(const double*, std::int64_t, std::int64_t, const PreviewOptions&,
                                const std::optional<ImageGeometry>&);
template Picture render_preview(const std::int32_t*, std::int64_t, std::int64_t,
                                const PreviewOptions&, const std::optional<ImageGeometry>&);

std::string png_bytes(const Picture& picture) {
  png_image png;
  std::memset(&png, 0, sizeof png);
  png.version = PNG_IMAGE_VERSION;
  png.width = static_cast<png_uint_32>(picture.width);
  png.height = static_cast<png_uint_32>(picture.height);
  png.format = picture.channels == 1 ? PNG_FORMAT_GRAY : PNG_FORMAT_RGB;
  png_alloc_size_t size = PNG_IMAGE_PNG_SIZE_MAX(png);
  std::string bytes(size, '\0');
  const int written =
      png_image_write_to_memory(&png, bytes.data(), &size, 0, picture.pixels.data(), 0, nullptr);
  KBRAGG_REQUIRE(written != 0,
                 std::string("cannot make a PNG: ") + static_cast<const char*>(png.message) + ".");
  bytes.resize(size);
  return bytes;
}

void write_png(AtomicFile& file, const Picture& picture) {
  const std::string bytes = png_bytes(picture);
  file.write(bytes.data(), bytes.size());
}

void write_png(const std::string& path, const Picture& picture) {
  AtomicFile file(path);
  write_png(file, picture);
  file.commit();
}

}  // namespace kbragg::io
