// SPDX-License-Identifier: BSD-3-Clause
// The point-spread function: its shares against the formulas, and the kernels against plain sums.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "kernels/engine.hpp"
#include "support/render.hpp"
#include "support/scene_builder.hpp"

namespace kbragg::kernels {
namespace {

using config::PointSpreadKind;

/// In pixels of 0.1 mm.
model::PointSpread spread_of(PointSpreadKind kind, double fwhm, std::int64_t radius = 0) {
  config::PointSpread c;
  c.kind = kind;
  c.fwhm = {fwhm * 0.1, "mm"};
  if (radius > 0) c.radius.value = radius;
  return model::make_point_spread(c, 1e-4);
}

/// Share of the pixel at (slow, fast) from the centre.
double share(const model::PointSpread& psf, std::int64_t slow, std::int64_t fast) {
  const std::int64_t n = 2 * psf.radius + 1, s = slow + psf.radius, f = fast + psf.radius;
  const auto at = [&](std::int64_t i) { return psf.shares[static_cast<std::size_t>(i)]; };
  return psf.is_separable() ? at(s) * at(f) : at(s * n + f);
}

TEST(PointSpread, SharesSumToOneAndAreSymmetric) {
  for (const auto kind : {PointSpreadKind::gaussian, PointSpreadKind::fibre})
    for (const double fwhm : {0.3, 1.0, 2.7}) {
      const model::PointSpread psf = spread_of(kind, fwhm);
      EXPECT_NEAR(std::accumulate(psf.shares.begin(), psf.shares.end(), 0.0), 1, 1e-13);
      EXPECT_TRUE(std::equal(psf.shares.begin(), psf.shares.end(), psf.shares.rbegin()));
      EXPECT_EQ(share(psf, 1, 0), share(psf, 0, -1));
      EXPECT_GT(psf.shares.front(), 0);
      EXPECT_LE(psf.cut_off, kind == PointSpreadKind::gaussian ? 1e-6 : 0.02);
    }
}

// Of pixels much smaller than the function, shares are its values: half of the highest at half of
// the full width, and the profile of the formula farther out.
TEST(PointSpread, SharesFollowTheFormula) {
  constexpr double fwhm = 40;
  const model::PointSpread taper = spread_of(PointSpreadKind::fibre, fwhm, 100);
  const model::PointSpread gauss = spread_of(PointSpreadKind::gaussian, fwhm, 100);
  for (const auto* psf : {&taper, &gauss})
    EXPECT_NEAR(share(*psf, 0, 20) / share(*psf, 0, 0), 0.5, 1e-3);
  const double g = fwhm * 0.652383;
  EXPECT_NEAR(share(taper, 60, 80) / share(taper, 0, 0), std::pow(1 + 1e4 / (g * g), -1.5), 1e-4);
  EXPECT_NEAR(share(gauss, 30, 30) / share(gauss, 0, 0), std::exp2(-4 * 1800 / (fwhm * fwhm)),
              1e-4);
}

// The taper beyond a square, against the sum over a larger one and the integral of what is left:
// beyond a circle of radius R lies g / sqrt(g^2 + R^2).
TEST(PointSpread, CutOffIsWhatLiesBeyondTheSquare) {
  const model::PointSpread small = spread_of(PointSpreadKind::fibre, 1.5, 10),
                           large = spread_of(PointSpreadKind::fibre, 1.5, 200);
  double inside = 0;
  for (std::int64_t s = -10; s <= 10; ++s)
    for (std::int64_t f = -10; f <= 10; ++f) inside += share(large, s, f) * (1 - large.cut_off);
  EXPECT_NEAR(1 - inside, small.cut_off, 1e-12);
  const double g = 1.5 * 0.652383;
  EXPECT_LT(small.cut_off, g / std::hypot(g, 10.5));
  EXPECT_GT(small.cut_off, g / std::hypot(g, 10.5 * std::sqrt(2.0)));
}

TEST(PointSpread, RefusesARadiusThatWouldBeTooLarge) {
  EXPECT_THROW(spread_of(PointSpreadKind::fibre, 20), Error);
  EXPECT_NO_THROW(spread_of(PointSpreadKind::fibre, 20, 30));
}

/// The scene with and without the function differ in `psf` alone.
model::Scene scene_of(const std::string& psf) {
  model::SceneInputs inputs;
  inputs.mask.assign(37 * 21, 0);
  for (const std::size_t pixel : {200, 201, 433}) inputs.mask[pixel] = 1;
  test::Settings settings{{"detector.pixels", "[37, 21]"},
                          {"detector.pixel_size", "1 mm"},
                          {"detector.roi", "{fast: [2, 35], slow: [1, 18]}"},
                          {"beam.fluence", "1e27 /m^2"},
                          {"scan", "{images: 2, oscillation: 1 deg, steps: 1}"}};
  if (!psf.empty()) settings.push_back({"detector.psf", psf});
  return test::scene(settings, inputs);
}

std::vector<double> plain_sum(const model::Scene& scene, const std::vector<double>& photons) {
  const model::Detector& d = scene.detector;
  const std::int64_t r = scene.psf->radius;
  std::vector<double> result(photons.size(), 0);
  for (std::int64_t s = 0; s < d.slow_pixels; ++s)
    for (std::int64_t f = 0; f < d.fast_pixels; ++f)
      for (std::int64_t i = std::max<std::int64_t>(s - r, 0); i <= s + r && i < d.slow_pixels; ++i)
        for (std::int64_t j = std::max<std::int64_t>(f - r, 0); j <= f + r && j < d.fast_pixels;
             ++j) {
          const auto to = static_cast<std::size_t>(s * d.fast_pixels + f);
          const model::Region& region = d.region;
          if (d.mask[to] == 0 && s >= region.slow_first && s <= region.slow_last &&
              f >= region.fast_first && f <= region.fast_last)
            result[to] += share(*scene.psf, i - s, j - f) *
                          photons[static_cast<std::size_t>(i * d.fast_pixels + j)];
        }
  return result;
}

TEST(PointSpread, OfImagesIsThePlainSum) {
  for (const std::string& backend : backend_names()) {
    const std::vector<double> photons = test::render(scene_of(""), backend);
    for (const char* psf : {"{kind: gaussian, fwhm: 2 mm}", "{kind: fibre, fwhm: 1.2 mm}",
                            "{kind: fibre, fwhm: 1 mm, radius: 1}"}) {
      const model::Scene scene = scene_of(psf);
      const std::vector<double> expected = plain_sum(scene, photons),
                                found = test::render(scene, backend);
      const double highest = *std::max_element(expected.begin(), expected.end());
      ASSERT_GT(highest, 0);
      EXPECT_LT(highest, *std::max_element(photons.begin(), photons.end()));
      for (std::size_t i = 0; i < found.size(); ++i)
        ASSERT_NEAR(found[i], expected[i], 1e-13 * highest) << backend << " " << psf << " " << i;
      EXPECT_EQ(found, test::render(scene, backend_names().front())) << backend;
    }
  }
}

// In bands, one image after the other: the host sees what it sees of one band, and of float too.
TEST(PointSpread, DoesNotDependOnTheBands) {
  const model::Scene scene = scene_of("{kind: gaussian, fwhm: 2 mm}");
  for (const std::string& backend : backend_names())
    for (const std::int64_t step : {1, 5, 18}) {
      const auto engine = make_engine(backend, scene, model::PixelType::float32);
      for (std::int64_t image = 0; image < 2; ++image) {
        engine->start_image(image);
        const float* rows = nullptr;
        for (std::int64_t row = 1; row <= 18; row += step) {
          engine->start_rows(row, std::min<std::int64_t>(step, 19 - row));
          rows = engine->finish_rows().single;
        }
        const std::vector<double> expected = test::render(scene, backend, image);
        const double highest = *std::max_element(expected.begin(), expected.end());
        for (std::size_t i = 0; i < expected.size(); ++i)
          ASSERT_NEAR(rows[i], expected[i], 1e-6 * highest) << backend << " " << step << " " << i;
      }
    }
}

}  // namespace
}  // namespace kbragg::kernels
