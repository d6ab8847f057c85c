// SPDX-License-Identifier: BSD-3-Clause
// What the output file holds: stacks, stills, counts, pixel types, and when it is replaced.
#include <gtest/gtest.h>

#include <cmath>

#include "backends.hpp"
#include "images.hpp"
#include "inputs.hpp"

namespace kbragg::app_test {
namespace {

const char* const recorded = "/entry/data/data";
const char* const fallbacks = "run/interpolation_fallbacks";
const char* const table_sum = "structure_factors/table_sha256";
const char* const spindle_angles = "/entry/sample/transformations/phi";

TEST(Stack, HoldsTheImagesOfARotation) {
  const std::string text =
      rich_run_text({{"file: out.h5", "file: out.h5\n  pixel_type: float64"},
                     {"steps: 3\nsampling", "steps: 3\n  images: 3\nsampling"}});
  const Images stack = images_of_run(text);
  EXPECT_EQ(stack.shape.images, 3);
  EXPECT_EQ(stack.shape.slow, 53);
  EXPECT_EQ(stack.shape.fast, 67);
  for (int k = 0; k < 3; ++k) {
    const std::string start = "scan.start=" + std::to_string(15 + 0.5 * k) + " deg";
    const Images alone = images_of_run(text, {"--set", start, "--set", "scan.images=1"});
    const std::vector<double> image = image_of(stack, k);
    ASSERT_EQ(alone.photons.size(), image.size());
    // 15.5 deg and 15 deg + 0.5 deg differ by rounding.
    for (std::size_t i = 0; i < image.size(); ++i)
      EXPECT_NEAR(image[i], alone.photons[i], 1e-9 * alone.photons[i]) << k << " " << i;
  }
  EXPECT_NE(image_of(stack, 0), image_of(stack, 1));
}

TEST(Stack, OfOscillationZeroHoldsStills) {
  const Directory directory;
  prepare_run(directory, rich_run_text({{"oscillation: 0.5 deg\n  steps: 3", "images: 3"}}));
  const Images stills = run_images(directory, "stills.h5");
  EXPECT_EQ(stills.shape.images, 3);
  EXPECT_EQ(image_of(stills, 0), image_of(stills, 1));
  EXPECT_EQ(image_of(stills, 0), image_of(stills, 2));
  // The noise of every image is its own.
  const std::size_t size = stills.data.size() / 3;
  const std::vector<double> first(stills.data.begin(), stills.data.begin() + 67 * 53);
  const std::vector<double> second(stills.data.begin() + 67 * 53,
                                   stills.data.begin() + 2 * 67 * 53);
  EXPECT_EQ(size, first.size());
  EXPECT_NE(first, second);
  // Readers take a file with a spindle axis for a rotation series.
  EXPECT_FALSE(storage_of(directory.file("stills.h5"), spindle_angles).exists);
}

// Short images let the bands grow to the whole image, and no further.
TEST(Stack, OfManySmallImages) {
  const Images stack = images_of_run(
      run_text({{"[40, 32]", "[3, 2]"}, {"sampling:", "scan: {images: 60}\nsampling:"}}),
      {"--set", "beam.exposure=1e6 s"});
  ASSERT_EQ(stack.shape.images, 60);
  EXPECT_GT(largest(stack.photons), 0);
  for (int k = 1; k < 60; ++k) EXPECT_EQ(image_of(stack, k), image_of(stack, 0)) << k;
}

TEST(Stack, OfARotationHasASpindle) {
  const Directory directory;
  prepare_run(directory, rich_run_text());
  run_images(directory, "rotation.h5");
  EXPECT_TRUE(storage_of(directory.file("rotation.h5"), spindle_angles).exists);
}

TEST(Noise, CountsAreThereOnlyWhenAskedFor) {
  const Directory directory;
  const Edit no_noise{"noise:\n  kind: poisson\n  seed: 11\n", ""};
  prepare_run(directory, rich_run_text({no_noise}));
  const Images expected = run_images(directory, "expected.h5");
  EXPECT_EQ(expected.photons, expected.data);
  EXPECT_TRUE(storage_of(directory.file("expected.h5"), recorded).is_float);

  prepare_run(directory, rich_run_text());
  const Images counted = run_images(directory, "counts.h5");
  EXPECT_EQ(counted.photons, expected.photons);
  EXPECT_FALSE(storage_of(directory.file("counts.h5"), recorded).is_float);
  EXPECT_EQ(storage_of(directory.file("counts.h5"), recorded).bytes, 4u);
  double photons = 0, counts = 0;
  for (std::size_t i = 0; i < counted.data.size(); ++i) {
    photons += counted.photons[i];
    counts += counted.data[i];
  }
  EXPECT_GT(photons, 100);
  EXPECT_NEAR(counts, photons, 6 * std::sqrt(photons));
}

TEST(Noise, FollowsItsSeed) {
  const Images first = images_of_run(rich_run_text());
  const Images other = images_of_run(rich_run_text(), {"--set", "noise.seed=12"});
  EXPECT_EQ(first.photons, other.photons);
  EXPECT_NE(first.data, other.data);
  EXPECT_EQ(first.data, images_of_run(rich_run_text()).data);
}

TEST(Record, CountsInterpolationFallbacks) {
  const Directory directory;
  prepare_run(directory, rich_run_text({{"cells: [7, 8, 9]", "cells: [2, 2, 3]"}}));
  const Outcome outcome = run_program({"run", "run.yaml"}, directory.path());
  ASSERT_EQ(outcome.code, 0) << outcome.err;
  const std::int64_t stored = recorded_number(directory.file("out.h5"), fallbacks);
  EXPECT_GT(stored, 0);
  EXPECT_NE(outcome.out.find("interpolation: " + std::to_string(stored) + " evaluations"),
            std::string::npos)
      << outcome.out;
  run_images(directory, "nearest.h5", {"--set", "structure_factors.interpolation=nearest"});
  EXPECT_EQ(recorded_number(directory.file("nearest.h5"), fallbacks), 0);
}

// Synthetic amplitudes have no file whose checksum could tell them apart.
TEST(Record, ChecksumOfTheTableFollowsTheAmplitudes) {
  const Directory directory;
  const auto sum_of = [&](const std::string& output, const std::vector<std::string>& more) {
    run_images(directory, output, more);
    const std::string sum = recorded_text(directory.file(output), table_sum);
    EXPECT_EQ(sum.size(), 64u);
    return sum;
  };
  prepare_run(directory, rich_run_text());
  const std::string sum = sum_of("a.h5", {});
  EXPECT_EQ(sum_of("b.h5", {"--set", "crystal.cells=[3, 3, 3]"}), sum);
  EXPECT_NE(sum_of("c.h5", {"--set", "structure_factors.wilson.seed=4"}), sum);
  prepare_run(directory, run_text());
  const std::string constant = sum_of("d.h5", {});
  EXPECT_NE(sum_of("e.h5", {"--set", "structure_factors.constant=101 e"}), constant);
}

// What stands for `auto` is stored by its name: another version may choose another precision.
TEST(Record, PrecisionThatTheBackendChose) {
  const Directory directory;
  prepare_run(directory, run_text());
  const auto precision_of = [&](const std::string& output, const std::vector<std::string>& more) {
    run_images(directory, output, more);
    const std::string file = directory.file(output);
    const std::string precision = recorded_text(file, "run/precision");
    EXPECT_NE(io::read_stored_config(file).find("  precision: " + precision + "\n"),
              std::string::npos);
    return precision;
  };
  for (const std::string& backend : backends_of_program()) {
    EXPECT_EQ(precision_of("a.h5", {"--backend", backend}), "double");
    EXPECT_EQ(precision_of("b.h5", {"--backend", backend, "--precision", "auto"}), "double");
    EXPECT_EQ(precision_of("c.h5", {"--backend", backend, "--precision", "mixed"}), "mixed");
  }
}

TEST(Record, NamesTheLibraries) {
  const Directory directory;
  prepare_run(directory, run_text());
  run_images(directory, "out.h5");
  const std::string libraries = recorded_text(directory.file("out.h5"), "run/libraries");
  for (const char* name : {"HDF5 ", "gemmi ", "zlib "})
    EXPECT_NE(libraries.find(name), std::string::npos) << libraries;
}

TEST(Storage, PixelTypeAndCompression) {
  const Directory directory;
  prepare_run(directory, run_text());
  const Images single = run_images(directory, "single.h5");
  const Images full = run_images(directory, "double.h5", {"--set", "output.pixel_type=float64"});
  const Images plain = run_images(directory, "plain.h5", {"--set", "output.compression=none"});
  EXPECT_EQ(storage_of(directory.file("single.h5"), recorded).bytes, 4u);
  EXPECT_EQ(storage_of(directory.file("double.h5"), recorded).bytes, 8u);
  EXPECT_GT(storage_of(directory.file("single.h5"), recorded).filters, 0);
  EXPECT_EQ(storage_of(directory.file("plain.h5"), recorded).filters, 0);
  EXPECT_TRUE(same_pixels(single, plain));
  ASSERT_EQ(single.photons.size(), full.photons.size());
  for (std::size_t i = 0; i < full.photons.size(); ++i)
    EXPECT_EQ(single.photons[i], static_cast<float>(full.photons[i]));
  EXPECT_NE(single.photons, full.photons);
}

TEST(OutputFile, ReplacesOneThatExists) {
  const Directory directory;
  prepare_run(directory, run_text());
  directory.write("out.h5", "an older file");
  const auto before = directory.names();
  EXPECT_GT(largest(run_images(directory, "out.h5").photons), 0);
  EXPECT_EQ(directory.names(), before);
}

// The pixels of this run are beyond the range of float32, which shows only when they are there.
TEST(OutputFile, OfAFailedRunStaysAsItWas) {
  const Directory directory;
  directory.write("run.yaml",
                  run_text({{"wavelength: 1 A", "wavelength: 1 A\n  fluence: 1e60 photons/m^2"},
                            {"constant: 100 e", "constant: 1e6 e"}}));
  directory.write("out.h5", "an older file");
  const auto before = directory.names();
  const Outcome outcome = run_program({"run", "run.yaml"}, directory.path());
  EXPECT_EQ(outcome.code, 1);
  EXPECT_NE(outcome.err.find("float32"), std::string::npos) << outcome.err;
  EXPECT_EQ(directory.read("out.h5"), "an older file");
  EXPECT_EQ(directory.names(), before);
}

TEST(OutputFile, IsNamedInTheWorkingDirectoryAndInputsBesideTheRunFile) {
  const Directory directory;
  std::filesystem::create_directory(directory.file("inputs"));
  directory.write("inputs/f.hkl", "0 0 1 100\n0 1 0 100\n1 0 0 100\n1 1 1 50\n");
  directory.write("inputs/run.yaml", run_text({{"constant: 100 e", "hkl_file: f.hkl"}}));
  const Outcome outcome = run_program({"run", "inputs/run.yaml"}, directory.path());
  EXPECT_EQ(outcome.code, 0) << outcome.err;
  EXPECT_TRUE(directory.has("out.h5"));
}

TEST(OutputFile, GetsItsPictureBesideIt) {
  const Directory directory;
  directory.write("run.yaml",
                  run_text({{"file: out.h5",
                             "file: out.h5\n  preview: {file: out.png, beam_center: true, "
                             "resolution_rings: [3 A], color_map: heat, scale: linear}"}}));
  const Outcome outcome = run_program({"run", "run.yaml"}, directory.path());
  EXPECT_EQ(outcome.code, 0) << outcome.err;
  EXPECT_NE(outcome.out.find("wrote out.h5\nwrote out.png\n"), std::string::npos) << outcome.out;
  EXPECT_EQ(directory.read("out.png").substr(0, 8), "\x89PNG\r\n\x1a\n");
}

}  // namespace
}  // namespace kbragg::app_test
