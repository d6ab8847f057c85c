// SPDX-License-Identifier: BSD-3-Clause
// Previews: spots survive shrinking, scale and colours are right, rings lie where they should.
#include <png.h>

#include <cmath>
#include <cstring>
#include <limits>

#include "io/preview.hpp"
#include "io/preview_overlay.hpp"
#include "math/rotation.hpp"
#include "nxmx_support.hpp"

namespace kbragg::io::test {
namespace {

/// Beam through the corner between the four middle pixels of an edge x edge detector.
ImageGeometry centred(std::int64_t edge) {
  ImageGeometry g;
  g.wavelength = 1e-10;
  g.pixel_size = 1e-4;
  g.distance = 0.1;
  g.beam = {1, 0, 0};
  g.fast = {0, 0, 1};
  g.slow = {0, -1, 0};
  const double half = static_cast<double>(edge) / 2 * g.pixel_size;
  g.pix0 = g.distance * g.beam - half * g.fast - half * g.slow;
  return g;
}

bool has_color(const Picture& p, std::int64_t x, std::int64_t y, Rgb color) {
  return std::memcmp(&p.pixels[static_cast<std::size_t>(3 * (y * p.width + x))], color.data(), 3) ==
         0;
}

constexpr Rgb blue{0, 96, 208};  // lines of the inverted colour map

TEST(Preview, LinearGrayScale) {
  PreviewOptions options;
  options.scale = PreviewScale::linear;
  options.colors = ColorMap::gray;
  options.percentile = 100;
  const float pixels[] = {0, 1, 2, 4, -3, std::numeric_limits<float>::quiet_NaN()};
  const Picture gray = render_preview(pixels, 2, 3, options);
  EXPECT_EQ(gray.width, 3);
  EXPECT_EQ(gray.height, 2);
  EXPECT_EQ(gray.channels, 1);
  EXPECT_EQ(gray.pixels, (std::vector<std::uint8_t>{0, 64, 128, 255, 0, 0}));
  options.colors = ColorMap::inverted;
  EXPECT_EQ(render_preview(pixels, 2, 3, options).pixels,
            (std::vector<std::uint8_t>{255, 191, 128, 0, 255, 255}));
  options.colors = ColorMap::heat;
  const Picture heat = render_preview(pixels, 2, 3, options);
  EXPECT_EQ(heat.channels, 3);
  EXPECT_TRUE(has_color(heat, 0, 0, {0, 0, 0}));
  EXPECT_TRUE(has_color(heat, 0, 1, {255, 255, 255}));
}

TEST(Preview, PercentileSetsTheWhitePoint) {
  std::vector<float> pixels(100, 10);
  pixels[0] = 1e6f;
  PreviewOptions options;
  options.scale = PreviewScale::linear;
  options.colors = ColorMap::gray;
  options.percentile = 90;
  EXPECT_EQ(render_preview(pixels.data(), 10, 10, options).pixels[50], 255);
  options.percentile = 100;
  EXPECT_EQ(render_preview(pixels.data(), 10, 10, options).pixels[50], 0);
}

TEST(Preview, LogScaleKeepsOrderAndSeparatesZeroFromOne) {
  std::vector<float> pixels(1000);
  for (std::size_t i = 0; i < pixels.size(); ++i) pixels[i] = static_cast<float>(i / 10);
  PreviewOptions options;
  options.colors = ColorMap::gray;
  const Picture picture = render_preview(pixels.data(), 1, 1000, options);
  for (std::size_t i = 10; i < pixels.size(); i += 10) {
    EXPECT_GE(picture.pixels[i], picture.pixels[i - 10]);
  }
  EXPECT_EQ(picture.pixels[0], 0);
  EXPECT_GT(picture.pixels[10], 10);
  EXPECT_EQ(picture.pixels[999], 255);
}

TEST(Preview, FlatAndEmptyImages) {
  const std::vector<float> zero(16, 0), flat(16, 3);
  for (const PreviewScale scale : {PreviewScale::log, PreviewScale::linear}) {
    PreviewOptions options;
    options.scale = scale;
    options.colors = ColorMap::gray;
    EXPECT_EQ(render_preview(zero.data(), 4, 4, options).pixels, std::vector<std::uint8_t>(16, 0));
    EXPECT_GT(render_preview(flat.data(), 4, 4, options).pixels[7], 100);
  }
}

TEST(Preview, ShrinkingKeepsASingleBrightPixel) {
  const std::int64_t slow = 300, fast = 500;
  std::vector<float> pixels(static_cast<std::size_t>(slow * fast), 1);
  pixels[static_cast<std::size_t>(299 * fast + 499)] = 1000;
  PreviewOptions options;
  options.colors = ColorMap::gray;
  options.percentile = 100;
  options.max_edge = 64;
  const Picture picture = render_preview(pixels.data(), slow, fast, options);
  EXPECT_EQ(picture.width, 63);   // 500 / 8, rounded up
  EXPECT_EQ(picture.height, 38);  // 300 / 8, rounded up
  EXPECT_EQ(picture.pixels.back(), 255);
  EXPECT_LT(picture.pixels.front(), 100);
}

TEST(Preview, BeamSpotOfATiltedDetector) {
  ImageGeometry g = centred(100);
  EXPECT_NEAR(beam_spot(g)->fast, 50, 1e-9);
  EXPECT_NEAR(beam_spot(g)->slow, 50, 1e-9);
  for (Vec3* v : {&g.fast, &g.slow, &g.pix0}) *v = rotate_axis(*v, {0, 1, 0}, 0.3);
  EXPECT_NEAR(beam_spot(g)->fast, 50 + 1000 * std::tan(0.3), 1e-9);  // distance: 1000 pixels
  EXPECT_NEAR(beam_spot(g)->slow, 50, 1e-9);
  g.pix0 = -g.pix0;  // behind the sample
  EXPECT_FALSE(beam_spot(g));
}

TEST(Preview, ScatteringAngleFlatAndCurved) {
  ImageGeometry g = centred(100);
  const DetectorPoint point{50 + 300, 50 - 400};  // 500 pixels from the beam, distance 1000
  EXPECT_NEAR(ScatteringAngle(g).sine(point), std::sin(std::atan(0.5) / 2), 1e-12);
  g.curved = true;
  const double cosine = std::cos(0.3) * std::cos(0.4);
  EXPECT_NEAR(ScatteringAngle(g).sine(point), std::sin(std::acos(cosine) / 2), 1e-12);
}

TEST(Preview, RingAndCrossLieWhereTheyShould) {
  const std::int64_t edge = 400;
  const std::vector<float> pixels(static_cast<std::size_t>(edge * edge), 0);
  PreviewOptions options;
  options.beam_center = true;
  options.labels = false;
  const double radius = 120.3;  // pixels
  options.rings = {1e-10 / (2 * std::sin(std::atan(radius / 1000) / 2))};
  const Picture picture = render_preview(pixels.data(), edge, edge, options, centred(edge));
  ASSERT_EQ(picture.channels, 3);
  EXPECT_TRUE(has_color(picture, 200, 200, blue)) << "cross";
  std::int64_t on_ring = 0;
  for (std::int64_t y = 0; y < edge; ++y) {
    for (std::int64_t x = 0; x < edge; ++x) {
      const double r = std::hypot(static_cast<double>(x) - 199.5, static_cast<double>(y) - 199.5);
      const bool colored = has_color(picture, x, y, blue);
      if (colored && r > 20) {
        EXPECT_NEAR(r, radius, 0.71) << x << " " << y;
        ++on_ring;
      }
    }
  }
  EXPECT_GT(on_ring, 8 * 120 * 0.9) << "the ring is closed";
  EXPECT_LT(on_ring, 8 * 120 * 1.1);
}

TEST(Preview, LabelsAreDrawnAndRingsOffTheDetectorAreNot) {
  const std::int64_t edge = 400;
  const std::vector<float> pixels(static_cast<std::size_t>(edge * edge), 0);
  PreviewOptions options;
  options.rings = {10e-10};
  options.labels = false;
  const Picture plain = render_preview(pixels.data(), edge, edge, options, centred(edge));
  options.labels = true;
  const Picture labelled = render_preview(pixels.data(), edge, edge, options, centred(edge));
  EXPECT_NE(plain.pixels, labelled.pixels);
  options.rings = {0.6e-10, 1e-6, 0.4e-10};  // outside, under the beam, impossible
  const Picture none = render_preview(pixels.data(), edge, edge, options, centred(edge));
  for (std::int64_t i = 0; i < edge; ++i) EXPECT_FALSE(has_color(none, i, 30, blue));
}

TEST(Preview, DefaultRingsFitTheDetector) {
  const std::vector<double> rings = default_rings(centred(1000), 1000, 1000);
  ASSERT_EQ(rings.size(), 5u);
  for (std::size_t i = 1; i < rings.size(); ++i) EXPECT_LT(rings[i], rings[i - 1]);
  EXPECT_NEAR(rings.back() * 1e10, 2.2, 1e-9);  // 500 pixels at 1000: 1/(2 sin(0.2318)) = 2.18
}

TEST(Preview, BadOptionsGiveOneSentence) {
  const float pixel = 1;
  const auto sentence = [&](auto&& spoil) {
    PreviewOptions options;
    spoil(options);
    return sentence_of([&] { render_preview(&pixel, 1, 1, options); });
  };
  KBRAGG_EXPECT_HAS(sentence([](PreviewOptions& o) { o.percentile = 0; }), "percentile");
  KBRAGG_EXPECT_HAS(sentence([](PreviewOptions& o) { o.percentile = 101; }), "percentile");
  KBRAGG_EXPECT_HAS(sentence([](PreviewOptions& o) { o.max_edge = 0; }), "edge");
  KBRAGG_EXPECT_HAS(sentence([](PreviewOptions& o) { o.rings = {-1}; }), "ring");
  KBRAGG_EXPECT_HAS(sentence([](PreviewOptions& o) { o.beam_center = true; }), "geometry");
  KBRAGG_EXPECT_HAS(sentence_of([&] { render_preview(&pixel, 0, 1, {}); }), "no pixels");
}

TEST(Preview, PngHoldsThePicture) {
  const Folder folder;
  Picture picture{3, 2, 3, {}};
  for (int i = 0; i < 18; ++i) picture.pixels.push_back(static_cast<std::uint8_t>(14 * i));
  write_png(folder.file("a.png"), picture);
  png_image png;
  std::memset(&png, 0, sizeof png);
  png.version = PNG_IMAGE_VERSION;
  ASSERT_NE(png_image_begin_read_from_file(&png, folder.file("a.png").c_str()), 0);
  EXPECT_EQ(png.width, 3u);
  EXPECT_EQ(png.height, 2u);
  png.format = PNG_FORMAT_RGB;
  std::vector<std::uint8_t> read(18);
  ASSERT_NE(png_image_finish_read(&png, nullptr, read.data(), 0, nullptr), 0);
  EXPECT_EQ(read, picture.pixels);
}

}  // namespace
}  // namespace kbragg::io::test
