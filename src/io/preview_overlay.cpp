// SPDX-License-Identifier: BSD-3-Clause
#include "io/preview_overlay.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "math/constants.hpp"
#include "math/rotation.hpp"

namespace kbragg::io {

namespace {

constexpr int letter_width = 5, letter_height = 7;

/// Rows from the top, the leftmost dot in bit 4.
struct Letter {
  char name;
  std::array<std::uint8_t, letter_height> rows;
};
constexpr Letter letters[] = {
    {'0', {14, 17, 19, 21, 25, 17, 14}}, {'1', {4, 12, 4, 4, 4, 4, 14}},
    {'2', {14, 17, 1, 2, 4, 8, 31}},     {'3', {31, 2, 4, 2, 1, 17, 14}},
    {'4', {2, 6, 10, 18, 31, 2, 2}},     {'5', {31, 16, 30, 1, 1, 17, 14}},
    {'6', {6, 8, 16, 30, 17, 17, 14}},   {'7', {31, 1, 2, 4, 8, 8, 8}},
    {'8', {14, 17, 17, 14, 17, 17, 14}}, {'9', {14, 17, 17, 15, 1, 2, 12}},
    {'.', {0, 0, 0, 0, 0, 12, 12}},      {'A', {4, 10, 4, 10, 17, 31, 17}},
};

std::int64_t text_width(const std::string& text, std::int64_t scale) {
  return scale * ((letter_width + 1) * static_cast<std::int64_t>(text.size()) - 1);
}

/// Fills a rectangle, cut at the edges of the picture.
void fill(Picture& picture, std::int64_t x, std::int64_t y, std::int64_t width, std::int64_t height,
          Rgb color) {
  const std::int64_t right = std::min(x + width, picture.width);
  const std::int64_t bottom = std::min(y + height, picture.height);
  for (std::int64_t row = std::max<std::int64_t>(y, 0); row < bottom; ++row) {
    for (std::int64_t column = std::max<std::int64_t>(x, 0); column < right; ++column) {
      std::copy(color.begin(), color.end(),
                picture.pixels.begin() + 3 * (row * picture.width + column));
    }
  }
}

struct PicturePoint {
  std::int64_t x = 0, y = 0;
};

/// Pixels of the picture through which the ring of one d spacing runs: those with corners on both
/// sides of it. Holds for every tilt of the detector.
std::vector<PicturePoint> ring_pixels(const Picture& picture, std::int64_t block,
                                      const ScatteringAngle& angle, double ring_sine) {
  std::vector<PicturePoint> pixels;
  const auto corners = static_cast<std::size_t>(picture.width + 1);
  std::vector<char> above(corners), below(corners);  // corner lies outside of the ring
  for (std::int64_t y = 0; y <= picture.height; ++y) {
    above.swap(below);
    for (std::int64_t x = 0; x <= picture.width; ++x) {
      const DetectorPoint corner{static_cast<double>(x * block), static_cast<double>(y * block)};
      below[static_cast<std::size_t>(x)] = angle.sine(corner) > ring_sine ? 1 : 0;
    }
    for (std::int64_t x = 0; y > 0 && x < picture.width; ++x) {
      const auto i = static_cast<std::size_t>(x);
      const int outside = above[i] + above[i + 1] + below[i] + below[i + 1];
      if (outside != 0 && outside != 4) pixels.push_back({x, y - 1});
    }
  }
  return pixels;
}

/// Writes the label where the ring, seen from the beam, comes nearest to 45 degrees up and right.
void label_ring(Picture& picture, const std::vector<PicturePoint>& ring, const std::string& text,
                PicturePoint center, std::int64_t scale, Rgb color, Rgb paper) {
  const std::int64_t width = text_width(text, scale) + 4 * scale;
  const std::int64_t height = scale * (letter_height + 4);
  const PicturePoint* best = nullptr;
  double nearest = 2;
  for (const PicturePoint& p : ring) {
    const bool inside = p.x >= width / 2 && p.x + width / 2 < picture.width && p.y >= height / 2 &&
                        p.y + height / 2 < picture.height;
    const auto dx = static_cast<double>(p.x - center.x), dy = static_cast<double>(p.y - center.y);
    const double away = 1 - (dx - dy) / (std::sqrt(2.0) * std::hypot(dx, dy) + 1e-9);
    if (inside && away < nearest) {
      nearest = away;
      best = &p;
    }
  }
  if (best == nullptr) return;
  const std::int64_t x = best->x - width / 2, y = best->y - height / 2;
  fill(picture, x, y, width, height, paper);
  draw_text(picture, text, x + 2 * scale, y + 2 * scale, scale, color);
}

std::string label_of(double d) {
  char text[32];
  std::snprintf(text, sizeof text, "%.3g A", d * 1e10);
  return text;
}

}  // namespace

std::optional<DetectorPoint> beam_spot(const ImageGeometry& g) {
  const Vec3 normal = cross(g.fast, g.slow);
  const double along = dot(g.beam, normal), distance = dot(g.pix0, normal);
  if (along == 0 || distance / along <= 0) return std::nullopt;
  const Vec3 spot = (distance / along) * g.beam - g.pix0;
  return DetectorPoint{dot(spot, g.fast) / g.pixel_size, dot(spot, g.slow) / g.pixel_size};
}

ScatteringAngle::ScatteringAngle(const ImageGeometry& geometry)
    : m_geometry(geometry), m_spot(beam_spot(geometry).value_or(DetectorPoint{})) {}

double ScatteringAngle::sine(DetectorPoint point) const {
  const ImageGeometry& g = m_geometry;
  Vec3 direction;
  if (g.curved) {  // offsets from the beam spot are arcs
    const double to_angle = g.pixel_size / g.distance;
    direction = rotate_axis(g.beam, g.slow, (point.fast - m_spot.fast) * to_angle);
    direction = rotate_axis(direction, g.fast, (m_spot.slow - point.slow) * to_angle);
  } else {
    direction =
        unit(g.pix0 + (point.fast * g.pixel_size) * g.fast + (point.slow * g.pixel_size) * g.slow);
  }
  return norm(direction - g.beam) / 2;
}

void draw_text(Picture& picture, const std::string& text, std::int64_t x, std::int64_t y,
               std::int64_t scale, Rgb color) {
  for (const char name : text) {
    const auto* letter = std::find_if(std::begin(letters), std::end(letters),
                                      [&](const Letter& l) { return l.name == name; });
    for (int row = 0; letter != std::end(letters) && row < letter_height; ++row) {
      for (int column = 0; column < letter_width; ++column) {
        if ((letter->rows[static_cast<std::size_t>(row)] >> (letter_width - 1 - column) & 1) == 0) {
          continue;
        }
        fill(picture, x + scale * column, y + scale * row, scale, scale, color);
      }
    }
    x += scale * (letter_width + 1);
  }
}

void draw_overlay(Picture& picture, std::int64_t block, const PreviewOptions& options,
                  const ImageGeometry& geometry, Rgb color, Rgb paper) {
  const std::int64_t edge = std::max(picture.width, picture.height);
  const std::int64_t line = std::max<std::int64_t>(1, (edge + 400) / 800);
  const auto spot = beam_spot(geometry);
  PicturePoint center{picture.width / 2, picture.height / 2};
  if (spot && std::abs(spot->fast) < 1e9 && std::abs(spot->slow) < 1e9) {
    center = {static_cast<std::int64_t>(std::floor(spot->fast / static_cast<double>(block))),
              static_cast<std::int64_t>(std::floor(spot->slow / static_cast<double>(block)))};
  }
  const ScatteringAngle angle(geometry);
  std::vector<std::vector<PicturePoint>> rings;
  for (const double d : options.rings) {
    rings.push_back(ring_pixels(picture, block, angle, geometry.wavelength / (2 * d)));
    for (const auto& p : rings.back()) {
      fill(picture, p.x - line / 2, p.y - line / 2, line, line, color);
    }
  }
  if (options.beam_center && spot) {
    const std::int64_t arm = std::max<std::int64_t>(4, edge / 60);
    fill(picture, center.x - arm, center.y - line / 2, 2 * arm + 1, line, color);
    fill(picture, center.x - line / 2, center.y - arm, line, 2 * arm + 1, color);
  }
  if (!options.labels) return;
  const std::int64_t scale = std::max<std::int64_t>(1, (edge + 300) / 600);
  for (std::size_t i = 0; i < rings.size(); ++i) {
    label_ring(picture, rings[i], label_of(options.rings[i]), center, scale, color, paper);
  }
}

std::vector<double> default_rings(const ImageGeometry& geometry, std::int64_t slow,
                                  std::int64_t fast) {
  // The middle of the farthest edge: rings up to there are seen at least in part.
  const ScatteringAngle angle(geometry);
  const auto f = static_cast<double>(fast), s = static_cast<double>(slow);
  const double widest = std::max({angle.sine({0, s / 2}), angle.sine({f, s / 2}),
                                  angle.sine({f / 2, 0}), angle.sine({f / 2, s})});
  std::vector<double> rings;
  for (int i = 1; i <= 5 && widest > 0; ++i) {
    const double d = geometry.wavelength * 1e10 / (2 * widest * i / 5);
    const double step = std::pow(10, std::floor(std::log10(d)) - 1);
    const double rounded = std::round(d / step) * step * 1e-10;
    if (rings.empty() || rounded < rings.back() * (1 - 1e-9)) rings.push_back(rounded);
  }
  return rings;
}

}  // namespace kbragg::io
