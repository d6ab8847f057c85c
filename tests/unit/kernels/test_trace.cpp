// SPDX-License-Identifier: BSD-3-Clause
// A trace records the pixel that the image holds: to the last bit where the host computes it.
#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <cstdint>
#include <string>
#include <vector>

#include "kernels/engine.hpp"
#include "support/kernel_scenes.hpp"

namespace kbragg::kernels {
namespace {

std::uint64_t bits(double value) { return std::bit_cast<std::uint64_t>(value); }

/// Pixels of all lanes and of the tail of a row.
constexpr std::int64_t columns[] = {0, 1, 13, 31, 32, 40, 63, 64, 69};

void expect_same_bits(const model::Scene& scene, const std::string& what) {
  const model::Region& region = scene.detector.region;
  const StepChoice all{0, scene.steps_per_pixel() - 1};
  for (const std::string& backend : backend_names()) {
    const auto engine = make_engine(backend, scene, model::PixelType::float64);
    engine->start_image(0);
    engine->compute_rows(region.slow_first, region.slow_last - region.slow_first + 1);
    EXPECT_EQ(engine->trace_tolerance() == 0, backend != "cuda");
    const std::int64_t fallbacks = engine->interpolation_fallbacks();
    for (std::int64_t slow = region.slow_first; slow <= region.slow_last; slow += 2)
      for (const std::int64_t fast : columns) {
        if (fast < region.fast_first || fast > region.fast_last) continue;
        const double pixel = engine->host_rows(slow, 1).full[slow * 70 + fast];
        const PixelTrace trace = engine->trace(slow, fast, all);
        EXPECT_NEAR(trace.result.photons, pixel, engine->trace_tolerance() * pixel)
            << what << ", " << backend << ", slow " << slow << ", fast " << fast;
        ASSERT_EQ(static_cast<std::int64_t>(trace.steps.size()), all.count());
        EXPECT_EQ(bits(trace.steps.back().accumulated), bits(trace.result.before_scale)) << what;
        double sum = 0;
        for (const TraceStep& step : trace.steps) sum += step.is_visible ? step.term : 0;
        EXPECT_NEAR(sum, trace.result.before_scale, 1e-12 * std::fabs(sum)) << what;
      }
    EXPECT_EQ(engine->interpolation_fallbacks(), fallbacks) << "a trace must not be counted";
  }
}

TEST(Trace, LastValueIsThePixel) {
  for (const char* precision : {"double", "mixed"})
    for (const char* shape : {"square", "round", "gauss", "tophat"})
      for (const char* interpolation : {"nearest", "tricubic"})
        for (const test::Settings& path : test::kernel_paths) {
          test::Settings settings = {{"run.precision", precision},
                                     {"crystal.shape", shape},
                                     {"structure_factors.interpolation", interpolation}};
          settings.insert(settings.end(), path.begin(), path.end());
          expect_same_bits(test::kernel_scene(settings),
                           std::string(precision) + " " + shape + " " + interpolation + ", path " +
                               std::to_string(&path - test::kernel_paths));
        }
}

TEST(Trace, InterpolationThatEndsIsFollowed) {
  const model::Scene scene =
      test::kernel_scene({{"structure_factors.interpolation", "tricubic_until_outside"},
                          {"detector.distance", "600 mm"},
                          {"detector.beam_center", "[0 mm, 0 mm]"}});
  const auto engine = make_engine("serial", scene, model::PixelType::float64);
  engine->start_image(0);
  engine->compute_rows(0, 9);
  const std::int64_t end = engine->interpolation_end();
  EXPECT_TRUE(end > 13 && end < 8 * 70) << "pixels of both kinds, but the end is " << end;
  expect_same_bits(scene, "until outside");
}

TEST(Trace, StepsAreThoseThatWereChosen) {
  const model::Scene scene = test::kernel_scene({{"beam.dispersion", "{range: 2 %, steps: 2}"}});
  const std::int64_t last = scene.steps_per_pixel() - 1;
  const auto engine = make_engine("serial", scene, model::PixelType::float64);
  engine->start_image(0);
  engine->compute_rows(4, 1);
  const std::vector<TraceStep> all = engine->trace(4, 40, {0, last}).steps;
  ASSERT_EQ(all.size(), 24u);  // 4 sub-pixels, 2 sources, 3 orientations
  for (std::size_t i = 0; i < all.size(); ++i) {
    EXPECT_EQ(all[i].orientation, static_cast<std::int64_t>(i % 3));
    EXPECT_EQ(all[i].source, static_cast<std::int64_t>(i / 3 % 2));
    EXPECT_EQ(all[i].sub_fast, static_cast<std::int64_t>(i / 6 % 2));
    EXPECT_EQ(all[i].sub_slow, static_cast<std::int64_t>(i / 12));
    const auto step = static_cast<std::int64_t>(i);
    const std::vector<TraceStep> one = engine->trace(4, 40, {step, step}).steps;
    ASSERT_EQ(one.size(), 1u);
    EXPECT_EQ(bits(one[0].accumulated), bits(all[i].accumulated));
    EXPECT_EQ(bits(one[0].term), bits(all[i].term));
  }
  const std::vector<TraceStep> ends = engine->trace(4, 40, {0, last, true}).steps;
  ASSERT_EQ(ends.size(), 2u);
  EXPECT_EQ(bits(ends[1].accumulated), bits(all.back().accumulated));
}

TEST(Trace, ResolutionLimitIsNoted) {
  const model::Scene scene = test::kernel_scene({{"sampling.dmin", "4 A"}});
  const auto engine = make_engine("serial", scene, model::PixelType::float64);
  engine->start_image(0);
  engine->compute_rows(0, 9);
  const PixelTrace corner = engine->trace(0, 0, {0, 0}), centre = engine->trace(4, 35, {0, 0});
  EXPECT_TRUE(centre.steps[0].is_visible);
  EXPECT_LT(1 / norm(corner.steps[0].scattering_vector), 4e-10);
  EXPECT_FALSE(corner.steps[0].is_visible);
}

}  // namespace
}  // namespace kbragg::kernels
