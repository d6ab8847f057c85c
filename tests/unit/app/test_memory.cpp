// SPDX-License-Identifier: BSD-3-Clause
#include <gtest/gtest.h>

#include <string>

#include "app/memory.hpp"
#include "app/threads.hpp"
#include "base/error.hpp"

namespace kbragg::app {
namespace {

using config::RunConfig;

constexpr double entries = 1000;

/// 100 x 200 pixels of 4 bytes, nothing else.
RunConfig plain_run() {
  RunConfig config;
  config.detector.pixels = {100, 200};
  config.output.pixel_type = config::PixelType::float32;
  config.output.compression = config::Compression::none;
  config.structure_factors.hkl_file = "list.hkl";
  return config;
}

double bytes_per_entry(const RunConfig& config, Loaded loaded) {
  return estimate_memory(config, entries, loaded).structure_factors / entries;
}

double bytes_per_pixel(const RunConfig& config, Loaded loaded = Loaded::nothing) {
  return estimate_memory(config, entries, loaded).images / (100 * 200);
}

TEST(Memory, OfTheTable) {
  RunConfig config = plain_run();
  EXPECT_EQ(bytes_per_entry(config, Loaded::nothing), 8);
  EXPECT_EQ(bytes_per_entry(config, Loaded::reflections), 8);
  EXPECT_EQ(bytes_per_entry(config, Loaded::inputs), 0);
  config.run.precision.value = config::Precision::mixed;
  EXPECT_EQ(bytes_per_entry(config, Loaded::nothing), 12);
  EXPECT_EQ(bytes_per_entry(config, Loaded::reflections), 12);
  EXPECT_EQ(bytes_per_entry(config, Loaded::inputs), 4);
}

TEST(Memory, OfTheListOfReflections) {
  RunConfig expanded = plain_run(), mtz = plain_run(), wilson = plain_run(),
            structure = plain_run();
  expanded.crystal.space_group = "P 21";
  mtz.structure_factors.mtz.emplace();
  wilson.structure_factors.wilson.emplace();
  structure.structure_factors.structure.emplace();
  for (RunConfig config : {expanded, mtz, wilson, structure})
    for (const auto precision : {config::Precision::double_, config::Precision::mixed}) {
      config.run.precision.value = precision;  // that table comes when the list is gone
      EXPECT_EQ(bytes_per_entry(config, Loaded::nothing), 32);
      EXPECT_EQ(bytes_per_entry(config, Loaded::reflections),
                precision == config::Precision::mixed ? 12 : 8);
    }
}

TEST(Memory, OfThePixels) {
  RunConfig config = plain_run();
  EXPECT_EQ(bytes_per_pixel(config), 4);
  config.output.pixel_type = config::PixelType::float64;
  EXPECT_EQ(bytes_per_pixel(config), 8);
  config.noise.kind = config::NoiseKind::poisson;
  EXPECT_EQ(bytes_per_pixel(config), 12);
  config.detector.mask_file = "mask.h5";
  EXPECT_EQ(bytes_per_pixel(config), 13);
  EXPECT_EQ(bytes_per_pixel(config, Loaded::inputs), 12);
  config.detector.psf.emplace();
  EXPECT_EQ(bytes_per_pixel(config, Loaded::inputs), 20);
}

// Of small ones, so that threads compress one each while another is computed.
TEST(Memory, OfTheImagesOfASeries) {
  RunConfig config = plain_run();
  config.run.threads.value = 4;
  config.scan.images = 2;
  EXPECT_EQ(bytes_per_pixel(config), 8);
  config.scan.images = 100;
  EXPECT_EQ(bytes_per_pixel(config), 20);
  config.noise.kind = config::NoiseKind::poisson;
  EXPECT_EQ(bytes_per_pixel(config), 40);
  config.detector.pixels = {4096, 4096};
  EXPECT_EQ(estimate_memory(config, entries).images, 8.0 * 4096 * 4096);
}

TEST(Memory, BesideADevice) {
  RunConfig config = plain_run();
  config.run.backend.value = "cuda";
  config.crystal.mosaic.emplace().domains = 50;
  EXPECT_EQ(estimate_memory(config, entries).orientations, 0);
  EXPECT_EQ(bytes_per_pixel(config), 4);
  config.scan.images = 2;
  config.noise.kind = config::NoiseKind::poisson;
  EXPECT_EQ(bytes_per_pixel(config), 16);
}

TEST(Memory, OfCompressionByThreads) {
  RunConfig config = plain_run();
  config.run.threads.value = 16;
  const double without = estimate_memory(config, entries).images;
  config.output.compression = config::Compression::gzip;
  EXPECT_EQ(estimate_memory(config, entries).images - without, 16 * 3145728.0);
}

TEST(Memory, OfSourcesAndOrientations) {
  RunConfig config = plain_run();
  EXPECT_EQ(estimate_memory(config, entries).sources, 256);
  EXPECT_EQ(estimate_memory(config, entries).orientations, 144);
  config.beam.dispersion.emplace().steps = 7;
  config.crystal.mosaic.emplace().domains = 50;
  config.scan.steps = 3;
  EXPECT_EQ(estimate_memory(config, entries).sources, 7 * 256);
  EXPECT_EQ(estimate_memory(config, entries).orientations, 3 * 50 * 144);
}

TEST(Memory, NamesTheKeyThatAsksForMost) {
  RunConfig config = plain_run();
  const MemoryEstimate small = estimate_memory(config, entries);
  EXPECT_EQ(small.total(), 80000 + 8000 + 256 + 144);
  EXPECT_NO_THROW(require_memory(config, small));
  try {
    require_memory(config, estimate_memory(config, 1e18));
    ADD_FAILURE() << "8 EB should be too much";
  } catch (const Error& error) {
    EXPECT_NE(std::string(error.what()).find("structure_factors.hkl_file: the run needs"),
              std::string::npos)
        << error.what();
  }
}

TEST(Threads, OfTheRun) {
  RunConfig config;
  EXPECT_GE(host_threads(config), 1);
  config.run.backend.value = "serial";
  EXPECT_EQ(host_threads(config), 1);
  config.run.backend.value = "openmp";
  config.run.threads.value = 3;
  EXPECT_EQ(host_threads(config), 3);
}

}  // namespace
}  // namespace kbragg::app
