// SPDX-License-Identifier: BSD-3-Clause
// An engine with several images and bands of rows under way, as on devices, gives what an engine
// with one of them gives.
#include <gtest/gtest.h>

#include <algorithm>
#include <deque>
#include <string>
#include <vector>

#include "kernels/engine.hpp"
#include "support/scene_builder.hpp"

namespace kbragg::kernels {
namespace {

/// What is asked of an image once it is complete.
struct Result {
  std::vector<float> from_rows, photons;
  std::vector<std::int32_t> counts;
  std::int64_t interpolation_end = 0;
  double traced = 0;
  bool operator==(const Result&) const = default;
};

Result result_of(Engine& engine, const model::Scene& scene, const float* rows) {
  const auto pixels =
      static_cast<std::size_t>(scene.detector.slow_pixels * scene.detector.fast_pixels);
  Result r;
  r.from_rows.assign(rows, rows + pixels);
  r.photons.resize(pixels);
  engine.copy_photons(r.photons.data());
  const std::int32_t* counts = engine.host_counts();
  r.counts.assign(counts, counts + pixels);
  r.interpolation_end = engine.interpolation_end();
  r.traced = engine.trace(5, 3, {0, 0}).result.photons;
  EXPECT_EQ(engine.host_rows(0, scene.detector.slow_pixels).single, rows);
  return r;
}

/// Starts bands of `rows` rows through all images, as many ahead as the engine takes.
std::vector<Result> run(Engine& engine, const model::Scene& scene, std::int64_t rows) {
  struct Band {
    std::int64_t image, end;
  };
  const std::int64_t last = scene.detector.slow_pixels;
  std::vector<Result> results;
  std::deque<Band> bands;
  Band next{0, 0};
  while (static_cast<std::int64_t>(results.size()) < scene.scan.images) {
    while (static_cast<int>(bands.size()) < engine.bands_at_once() &&
           next.image < scene.scan.images) {
      if (next.end == 0) engine.start_image(next.image);
      const std::int64_t count = std::min(rows, last - next.end);
      engine.start_rows(next.end, count);
      next.end += count;
      bands.push_back(next);
      if (next.end == last) next = {next.image + 1, 0};
    }
    const float* pixels = engine.finish_rows().single;
    if (bands.front().end == last) results.push_back(result_of(engine, scene, pixels));
    bands.pop_front();
  }
  return results;
}

model::Scene series(model::Interpolation interpolation, std::int64_t images) {
  model::SceneInputs inputs;
  inputs.hkl = model::make_hkl_table(test::polynomial_reflections(4), 55);
  model::Scene scene = test::scene(
      {{"detector.pixels", "[11, 13]"},
       {"detector.pixel_size", "4 mm"},
       {"beam.fluence", "1e27 /m^2"},
       {"crystal.cell", "{a: 10 A, b: 11 A, c: 12 A}"},
       {"crystal.misset", "[5 deg, 7 deg, 11 deg]"},
       {"crystal.cells", "[2, 2, 2]"},
       {"crystal.mosaic", "{spread: 1 deg, domains: 3}"},
       {"noise", "{kind: poisson, seed: 1}"},
       {"scan", "{oscillation: 1 deg, steps: 2, images: " + std::to_string(images) + "}"}},
      inputs);
  scene.interpolation = interpolation;
  return scene;
}

TEST(RunningAhead, GivesTheSameImages) {
  using model::Interpolation;
  for (const auto interpolation :
       {Interpolation::nearest, Interpolation::tricubic, Interpolation::tricubic_until_outside}) {
    const model::Scene scene = series(interpolation, 5);
    for (const std::string& backend : backend_names()) {
      const auto plain = make_engine(backend, scene, model::PixelType::float32, 1);
      const std::vector<Result> expected = run(*plain, scene, 13);
      for (std::size_t i = 1; i < expected.size(); ++i)
        EXPECT_NE(expected[i].photons, expected[0].photons);
      EXPECT_EQ(expected[0].interpolation_end >= 0,
                interpolation == Interpolation::tricubic_until_outside);
      EXPECT_EQ(plain->interpolation_fallbacks() > 0, interpolation == Interpolation::tricubic);
      for (const int bands_at_once : {1, 2, 3})
        for (const std::int64_t rows : {1, 5, 13}) {
          const auto engine = make_engine(backend, scene, model::PixelType::float32, bands_at_once);
          EXPECT_EQ(engine->bands_at_once(), bands_at_once);
          EXPECT_EQ(run(*engine, scene, rows), expected)
              << backend << ", " << bands_at_once << " bands of " << rows << " rows";
          EXPECT_EQ(engine->interpolation_fallbacks(), plain->interpolation_fallbacks());
        }
    }
  }
}

TEST(RunningAhead, TakesMemoryOfItsOwnForEachImage) {
  const model::Scene scene = series(model::Interpolation::nearest, 5);
  for (const std::string& backend : backend_names()) {
    const auto engine = make_engine(backend, scene, model::PixelType::float64, 2);
    std::vector<const double*> memory;
    for (std::int64_t image = 0; image < 5; ++image) {
      engine->start_image(image);
      engine->start_rows(0, 13);
      memory.push_back(engine->finish_rows().full);
    }
    EXPECT_NE(memory[0], memory[1]);
    const auto held = static_cast<std::size_t>(engine->images_at_once());
    EXPECT_GE(held, 2u);
    for (std::size_t i = held; i < 5; ++i) EXPECT_EQ(memory[i], memory[i - held]);
  }
}

TEST(RunningAhead, RefusesMoreThanItHoldsMemoryFor) {
  const model::Scene scene = series(model::Interpolation::nearest, 5);
  for (const std::string& backend : backend_names()) {
    const auto engine = make_engine(backend, scene, model::PixelType::float64, 2);
    engine->start_image(0);
    engine->start_rows(0, 5);
    engine->start_image(1);
    engine->start_rows(0, 5);
    EXPECT_ANY_THROW(engine->start_rows(5, 5)) << "of three bands";
    for (int image = 2; image < engine->images_at_once(); ++image) engine->start_image(image);
    EXPECT_ANY_THROW(engine->start_image(engine->images_at_once())) << "image 0 is under way";
    engine->finish_rows();
    EXPECT_NO_THROW(engine->start_rows(5, 5));
  }
}

// Counts of an image stay until its memory is taken, for others to store them.
TEST(RunningAhead, CountsStayAsLongAsTheirImage) {
  const model::Scene scene = series(model::Interpolation::nearest, 5);
  for (const std::string& backend : backend_names()) {
    const auto engine = make_engine(backend, scene, model::PixelType::float32);
    std::vector<const std::int32_t*> memory;
    std::vector<std::vector<std::int32_t>> counts;
    for (std::int64_t image = 0; image < engine->images_at_once(); ++image) {
      engine->start_image(image);
      engine->start_rows(0, 13);
      engine->finish_rows();
      memory.push_back(engine->host_counts());
      counts.emplace_back(memory.back(), memory.back() + 11 * 13);
    }
    for (std::size_t i = 0; i < memory.size(); ++i)
      EXPECT_TRUE(std::equal(counts[i].begin(), counts[i].end(), memory[i])) << backend << i;
  }
}

TEST(RunningAhead, HostBackendsDoNot) {
  const model::Scene scene = series(model::Interpolation::nearest, 5);
  for (const std::string& backend : backend_names()) {
    const auto engine = make_engine(backend, scene, model::PixelType::float32);
    EXPECT_EQ(engine->bands_at_once(), backend == "cuda" ? 2 : 1);
    EXPECT_ANY_THROW(engine->finish_rows());
  }
}

}  // namespace
}  // namespace kbragg::kernels
