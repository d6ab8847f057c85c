// SPDX-License-Identifier: BSD-3-Clause
// Beam centre and resolution rings on a preview. Private to io.
#ifndef KBRAGG_IO_PREVIEW_OVERLAY_HPP
#define KBRAGG_IO_PREVIEW_OVERLAY_HPP

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "io/image_reader.hpp"
#include "io/preview.hpp"

namespace kbragg::io {

using Rgb = std::array<std::uint8_t, 3>;

/// A position on the detector in pixels from the outer corner of pixel (0, 0).
struct DetectorPoint {
  double fast = 0, slow = 0;
};

/// Where the beam crosses the plane of the detector; nothing when it never does.
std::optional<DetectorPoint> beam_spot(const ImageGeometry& geometry);

/// sin(theta) of the photons that reach a position of the detector.
class ScatteringAngle {
 public:
  explicit ScatteringAngle(const ImageGeometry& geometry);
  double sine(DetectorPoint point) const;

 private:
  ImageGeometry m_geometry;
  DetectorPoint m_spot;
};

/// Draws what `options` asks for in `color`, with labels on `paper`. One pixel of the RGB picture
/// shows a block of `block` x `block` detector pixels.
void draw_overlay(Picture& picture, std::int64_t block, const PreviewOptions& options,
                  const ImageGeometry& geometry, Rgb color, Rgb paper);

/// Writes `text` (digits, '.', 'A' for Angstrom, blanks) with its upper left corner at (x, y), in
/// letters of 5 x 7 dots, each dot `scale` pixels wide. What lies outside the picture is cut off.
void draw_text(Picture& picture, const std::string& text, std::int64_t x, std::int64_t y,
               std::int64_t scale, Rgb color);

}  // namespace kbragg::io

#endif
