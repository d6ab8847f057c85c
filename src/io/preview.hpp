// SPDX-License-Identifier: BSD-3-Clause
// Pictures of diffraction images for the eye: PNG with beam centre and resolution rings.
#ifndef KBRAGG_IO_PREVIEW_HPP
#define KBRAGG_IO_PREVIEW_HPP

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "io/atomic_file.hpp"
#include "io/image_reader.hpp"

namespace kbragg::io {

enum class PreviewScale { log, linear };
enum class ColorMap { gray, inverted, heat };  ///< inverted: dark spots on white

struct PreviewOptions {
  PreviewScale scale = PreviewScale::log;
  ColorMap colors = ColorMap::inverted;
  double percentile = 99.9;      ///< of the positive pixels, 0 to 100: where the scale ends
  std::int64_t max_edge = 2048;  ///< larger images shrink; a block shows its highest pixel
  bool beam_center = false;      ///< draw a cross
  std::vector<double> rings;     ///< d spacings in metres; those off the detector are left out
  bool labels = true;            ///< d spacing in Angstrom beside each ring
};

/// 8 bits per channel, rows from the top, `channels` 1 (gray) or 3 (RGB).
struct Picture {
  std::int64_t width = 0, height = 0;
  int channels = 1;
  std::vector<std::uint8_t> pixels;
};

/// Picture of `pixels` (float, double or int32), slow x fast; row 0 is at the top. NaN and pixels
/// <= 0 get the colour of the background. Throws kbragg::Error for an option out of range, or when
/// a cross or rings are asked for without geometry.
template <class Pixel>
Picture render_preview(const Pixel* pixels, std::int64_t slow, std::int64_t fast,
                       const PreviewOptions& options,
                       const std::optional<ImageGeometry>& geometry = std::nullopt);

/// Five evenly spaced rings that fit the detector, rounded to two digits, in metres.
std::vector<double> default_rings(const ImageGeometry& geometry, std::int64_t slow,
                                  std::int64_t fast);

/// The bytes of a PNG file; throws kbragg::Error.
std::string png_bytes(const Picture& picture);

/// Writes a PNG to a file that the caller commits; throws kbragg::Error.
void write_png(AtomicFile& file, const Picture& picture);

/// Writes a PNG that appears under `path` only when complete; throws kbragg::Error.
void write_png(const std::string& path, const Picture& picture);

}  // namespace kbragg::io

#endif
