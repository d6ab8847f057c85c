// SPDX-License-Identifier: BSD-3-Clause
// The image depends on the run file and on nothing else, to the last bit.
#include <gtest/gtest.h>

#include "images.hpp"
#include "inputs.hpp"

namespace kbragg::app_test {
namespace {

/// Options for every number of threads that the program can use.
std::vector<std::vector<std::string>> ways_to_run() {
  std::vector<std::vector<std::string>> ways{{"--backend", "serial"}};
  if (has_backend("openmp"))
    for (const char* threads : {"1", "2", "4"})
      ways.push_back({"--backend", "openmp", "--threads", threads});
  return ways;
}

TEST(SamePixels, SecondRun) {
  const Images first = images_of_run(rich_run_text()), second = images_of_run(rich_run_text());
  EXPECT_GT(largest(first.photons), 0);
  EXPECT_GT(largest(first.data), 0);
  EXPECT_TRUE(same_pixels(first, second));
}

TEST(SamePixels, AnyNumberOfThreads) {
  for (const char* pixel_type : {"float32", "float64"}) {
    const Edit type{"file: out.h5", std::string("file: out.h5\n  pixel_type: ") + pixel_type};
    const Images serial = images_of_run(rich_run_text({type}));
    for (const std::vector<std::string>& way : ways_to_run())
      EXPECT_TRUE(same_pixels(serial, images_of_run(rich_run_text({type}), way)))
          << testing::PrintToString(way) << " " << pixel_type;
  }
}

TEST(SamePixels, AnyNumberOfThreadsWithReadout) {
  const std::string text =
      rich_run_text({{"seed: 11\n", "seed: 11\n  gain: 2.5\n  readout: 3.5\n  pedestal: 40\n"}});
  const Images serial = images_of_run(text);
  EXPECT_EQ(serial.photons, images_of_run(rich_run_text()).photons);
  EXPECT_FALSE(same_pixels(serial, images_of_run(rich_run_text())));
  for (const std::vector<std::string>& way : ways_to_run())
    EXPECT_TRUE(same_pixels(serial, images_of_run(text, way))) << testing::PrintToString(way);
}

TEST(SamePixels, AnyNumberOfThreadsWithPointSpread) {
  for (const char* kind : {"gaussian", "fibre"}) {
    const std::vector<std::string> psf{
        "--set", std::string("detector.psf={kind: ") + kind + ", fwhm: 1.5 mm, radius: 9}"};
    const Images serial = images_of_run(rich_run_text(), psf);
    EXPECT_FALSE(same_pixels(serial, images_of_run(rich_run_text())));
    for (std::vector<std::string> way : ways_to_run()) {
      way.insert(way.end(), psf.begin(), psf.end());
      EXPECT_TRUE(same_pixels(serial, images_of_run(rich_run_text(), way)))
          << testing::PrintToString(way);
    }
  }
}

// Tricubic interpolation counts its fallbacks across threads: that must not touch the image.
TEST(SamePixels, AnyNumberOfThreadsTricubic) {
  const std::string text = rich_run_text({{"cells: [7, 8, 9]", "cells: [2, 2, 3]"}});
  const Images serial = images_of_run(text);
  for (const std::vector<std::string>& way : ways_to_run())
    EXPECT_TRUE(same_pixels(serial, images_of_run(text, way))) << testing::PrintToString(way);
}

TEST(SamePixels, StoredConfiguration) {
  const Directory directory;
  prepare_run(directory, rich_run_text());
  const Images first = run_images(directory, "first.h5");
  directory.write("run.yaml", io::read_stored_config(directory.file("first.h5")));
  EXPECT_TRUE(same_pixels(first, run_images(directory, "second.h5")));
}

// With overrides: the stored configuration holds what was run, not what was in the file.
TEST(SamePixels, StoredConfigurationOfOverriddenRun) {
  const Directory directory;
  prepare_run(directory, rich_run_text());
  const Images plain = run_images(directory, "plain.h5");
  const Images first = run_images(directory, "first.h5",
                                  {"--set", "crystal.mosaic.spread=1 deg", "--set", "noise.seed=5",
                                   "--set", "structure_factors.wilson={dmin: 4 A, seed: 9}"});
  EXPECT_FALSE(same_pixels(plain, first));
  directory.write("run.yaml", io::read_stored_config(directory.file("first.h5")));
  EXPECT_TRUE(same_pixels(first, run_images(directory, "second.h5")));
}

TEST(SamePixels, OverrideInsteadOfEdit) {
  const Images edited = images_of_run(run_text({{"100 mm", "120 mm"}, {"[5, 5, 5]", "[6, 5, 4]"}}));
  const Images overridden = images_of_run(
      run_text(), {"--set", "detector.distance=120 mm", "--set", "crystal.cells=[6, 5, 4]"});
  EXPECT_TRUE(same_pixels(edited, overridden));
  EXPECT_FALSE(same_pixels(edited, images_of_run(run_text())));
}

TEST(SamePixels, LastOverrideCounts) {
  const Images once = images_of_run(run_text(), {"--set", "detector.distance=120 mm"});
  const Images twice = images_of_run(
      run_text(), {"--set", "detector.distance=90 mm", "--set", "detector.distance=120 mm"});
  EXPECT_TRUE(same_pixels(once, twice));
}

TEST(SamePixels, AbsentSectionIsMadeByOverride) {
  const Images edited =
      images_of_run(run_text({{"cells: [5", "mosaic: {spread: 1 deg, domains: 3}\n  cells: [5"}}));
  const Images overridden = images_of_run(
      run_text(), {"--set", "crystal.mosaic.spread=1 deg", "--set", "crystal.mosaic.domains=3"});
  EXPECT_TRUE(same_pixels(edited, overridden));
}

// What the masked and the rendered pixels hold.
TEST(SamePixels, MaskAndRegionLeaveOtherPixelsAlone) {
  const Images all = images_of_run(rich_run_text({{"  mask_file: mask.h5:/mask\n", ""}}));
  const Images masked = images_of_run(rich_run_text());
  const Images region = images_of_run(
      rich_run_text({{"mask_file: mask.h5:/mask", "roi: {fast: [3, 60], slow: [10, 40]}"}}));
  ASSERT_EQ(all.photons.size(), masked.photons.size());
  ASSERT_EQ(all.photons.size(), region.photons.size());
  for (std::size_t i = 0; i < all.photons.size(); ++i) {
    const std::size_t fast = i % 67, slow = i / 67;
    const bool inside = fast >= 3 && fast <= 60 && slow >= 10 && slow <= 40;
    EXPECT_EQ(masked.photons[i], i % 13 == 0 ? 0 : all.photons[i]) << i;
    EXPECT_EQ(region.photons[i], inside ? all.photons[i] : 0) << i;
  }
}

}  // namespace
}  // namespace kbragg::app_test
