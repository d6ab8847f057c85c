// SPDX-License-Identifier: BSD-3-Clause
// Ensembles as a user runs them, and one image of a run alone.
#include <gtest/gtest.h>

#include <cmath>

#include "images.hpp"
#include "inputs.hpp"
#include "io/image_reader.hpp"

namespace kbragg::app_test {
namespace {

const char* const tables = "/entry/kbragg/images/";

/// Mosaic domains, sources, sub-pixels, counts, and everything that may differ between images.
std::string ensemble_text() {
  return rich_run_text(
      {{"  misset: [10 deg, 20 deg, 30 deg]\n", ""},
       {"scan:\n  start: 15 deg\n  oscillation: 0.5 deg\n  steps: 3\n",
        "ensemble:\n  images: 6\n  seed: 9\n  cell_scale: 1 %\n  mosaic_spread: {low: 0.1 deg, "
        "high: "
        "1 deg}\n  cells: {low: 0.5, high: 2}\n  wavelength_jitter: 1 %\n  fluence: 0.5\n"}});
}

std::vector<double> counts_of(const Images& images, std::int64_t number) {
  const std::int64_t size = images.shape.slow * images.shape.fast;
  const auto first = images.data.begin() + number * size;
  return {first, first + size};
}

void expect_image_alone(const std::string& text, std::int64_t images) {
  const Directory directory;
  prepare_run(directory, text);
  const Images all = run_images(directory, "all.h5");
  ASSERT_EQ(all.shape.images, images);
  for (const std::int64_t k : {images - 1, std::int64_t{0}, images / 2}) {
    const Images one = run_images(directory, "one.h5", {"--image", std::to_string(k)});
    EXPECT_EQ(one.shape.images, 1);
    EXPECT_EQ(one.photons, image_of(all, k)) << k;
    EXPECT_EQ(one.data, counts_of(all, k)) << k;
    const std::string file = directory.file("one.h5");
    EXPECT_EQ(numbers_of(file, std::string(tables) + "number"),
              std::vector<double>{static_cast<double>(k)});
  }
}

TEST(ImageAlone, IsThatOfTheEnsemble) { expect_image_alone(ensemble_text(), 6); }

TEST(ImageAlone, IsThatOfTheScan) {
  expect_image_alone(rich_run_text({{"steps: 3\nsampling", "steps: 3\n  images: 5\nsampling"}}), 5);
}

TEST(ImageAlone, OfAScanKeepsItsAngles) {
  const Directory directory;
  prepare_run(directory,
              rich_run_text({{"steps: 3\nsampling", "steps: 3\n  images: 5\nsampling"}}));
  run_images(directory, "one.h5", {"--image", "4"});
  const std::string phi = "/entry/sample/transformations/phi";
  EXPECT_EQ(numbers_of(directory.file("one.h5"), phi), std::vector<double>{17});
  EXPECT_EQ(numbers_of(directory.file("one.h5"), phi + "_end"), std::vector<double>{17.5});
}

TEST(Ensemble, IsTheSameAgainFromItsFile) {
  const Directory directory;
  prepare_run(directory, ensemble_text());
  const Images first = run_images(directory, "first.h5");
  EXPECT_NE(image_of(first, 0), image_of(first, 1));
  directory.write("run.yaml", io::read_stored_config(directory.file("first.h5")));
  EXPECT_TRUE(same_pixels(first, run_images(directory, "second.h5")));
}

// More images do not change the first ones, and neither do threads.
TEST(Ensemble, ImagesDependOnTheirNumberAlone) {
  const Directory directory;
  prepare_run(directory, ensemble_text());
  const Images six = run_images(directory, "six.h5");
  const Images two = run_images(directory, "two.h5", {"--set", "ensemble.images=2"});
  for (const std::int64_t k : {0, 1}) EXPECT_EQ(image_of(six, k), image_of(two, k));
  if (!has_backend("openmp")) return;
  EXPECT_TRUE(same_pixels(
      six, run_images(directory, "threads.h5", {"--backend", "openmp", "--threads", "2"})));
}

TEST(Ensemble, TablesHoldTheParametersOfEachImage) {
  const Directory directory;
  prepare_run(directory, ensemble_text());
  run_images(directory, "all.h5");
  run_images(directory, "one.h5", {"--image", "4"});
  const auto table = [&](const char* file, const char* name) {
    return numbers_of(directory.file(file), std::string(tables) + name);
  };
  struct Column {
    const char* name;
    std::size_t width;
  };
  for (const Column& c :
       {Column{"A_matrix", 9}, Column{"cell", 6}, Column{"mosaic_spread", 1}, Column{"Na", 1},
        Column{"Nb", 1}, Column{"Nc", 1}, Column{"wavelength", 1}, Column{"fluence", 1}}) {
    const std::vector<double> all = table("all.h5", c.name), one = table("one.h5", c.name);
    ASSERT_EQ(all.size(), 6 * c.width) << c.name;
    const auto first = all.begin() + static_cast<std::ptrdiff_t>(4 * c.width);
    EXPECT_EQ(one, std::vector<double>(first, first + static_cast<std::ptrdiff_t>(c.width)))
        << c.name;
  }
  // a* of an orthogonal cell is 1/a long, and the edges keep their proportions.
  const std::vector<double> A = table("all.h5", "A_matrix"), cell = table("all.h5", "cell");
  for (std::size_t i = 0; i < 6; ++i) {
    EXPECT_NEAR(std::hypot(A[9 * i], A[9 * i + 3], A[9 * i + 6]) * cell[6 * i], 1, 1e-12);
    EXPECT_NEAR(cell[6 * i + 2] / cell[6 * i], 1.5, 1e-12);
  }
  EXPECT_EQ(numbers_of(directory.file("all.h5"), "/entry/instrument/beam/incident_wavelength"),
            table("all.h5", "wavelength"));
}

}  // namespace
}  // namespace kbragg::app_test
