// SPDX-License-Identifier: BSD-3-Clause
// The whole process around the kernels: its memory, its threads, and what it stores meanwhile.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>

#include "images.hpp"
#include "inputs.hpp"

namespace kbragg::app_test {
namespace {

std::string places_of(const std::string& file) {
  std::string all;
  for (const Chunk& chunk : chunks_of(file, "/entry/data/data"))
    all += std::to_string(chunk.offset) + " " + std::to_string(chunk.size) + "\n";
  return all;
}

// Compression takes longer than the images: each is still being stored when the rows of
// the next take its place.
TEST(Process, StoresTheSameChunksAtTheSamePlacesForAnyThreads) {
  const Directory directory;
  prepare_run(
      directory,
      run_text({{"[40, 32]", "[700, 1600]"},
                {"sampling:", "scan: {images: 3, oscillation: 1 deg, steps: 1}\nsampling:"}}));
  const bool threaded = has_backend("openmp");  // the serial backend takes one thread alone
  const std::string backend = threaded ? "openmp" : "serial";
  const std::vector<std::string> counts =
      threaded ? std::vector<std::string>{"1", "2", "4"} : std::vector<std::string>{"1"};
  Images first;
  for (const std::string compression : {"none", "gzip"}) {
    std::string places;
    for (const std::string& threads : counts) {
      const std::string name = compression + threads + ".h5";
      const Images images =
          run_images(directory, name,
                     {"--set", "output.compression=" + compression, "--set",
                      "output.compression_level=4", "--threads", threads, "--backend", backend});
      const std::string here = places_of(directory.file(name));
      if (places.empty()) places = here;
      if (first.photons.empty()) first = images;
      EXPECT_EQ(std::count(here.begin(), here.end(), '\n'), 3 * 5);
      EXPECT_EQ(here, places) << name;
      EXPECT_TRUE(same_pixels(images, first)) << name;
    }
  }
  for (int k = 1; k < 3; ++k) EXPECT_NE(image_of(first, k), image_of(first, k - 1)) << k;
}

/// One image of 4096 x 4096 pixels in single precision: 67 MB.
constexpr double image_bytes = 4.0 * 4096 * 4096;

std::vector<std::string> classic_flags(const std::string& more) {
  std::vector<std::string> words = {
      "classic", "-default_F", "100",        "-cell",    "100",     "100",       "100",
      "90",      "90",         "90",         "-lambda",  "6.2",     "-distance", "200",
      "-pixel",  "0.05",       "-detpixels", "4096",     "-N",      "5",         "-oversample",
      "1",       "-floatfile", "float.bin",  "-intfile", "int.img", "-nonoise"};
  words.push_back(more);
  return words;
}

/// The image and a few MB for the program, its libraries and bands of rows.
void expect_little_memory(const Outcome& outcome) {
  EXPECT_EQ(outcome.code, 0) << outcome.err;
  const double limit = (with_address_sanitizer() ? 10 : 1.5) * image_bytes;
  EXPECT_LT(outcome.peak_memory, limit);
  EXPECT_GT(outcome.peak_memory, image_bytes);
}

TEST(Process, ClassicTakesTheMemoryOfItsImage) {
  const Directory directory;
  expect_little_memory(run_program(classic_flags("-nopgm"), directory.path()));
  EXPECT_EQ(std::filesystem::file_size(directory.file("float.bin")), image_bytes);
  EXPECT_EQ(std::filesystem::file_size(directory.file("int.img")), 512 + image_bytes / 2);
}

TEST(Process, RunTakesTheMemoryOfItsImage) {
  const Directory directory;
  prepare_run(directory, run_text({{"[40, 32]", "[4096, 4096]"}}));
  const std::string backend = has_backend("openmp") ? "openmp" : "serial";
  for (const char* compression : {"none", "gzip"})
    expect_little_memory(run_program({"run", "run.yaml", "-q", "--backend", backend, "--set",
                                      std::string("output.compression=") + compression},
                                     directory.path()));
}

// A compression by a plugin works where HDF5 finds the plugin; where it does not, nothing is
// computed and nothing left behind.
TEST(Process, CompressionWithoutItsPlugin) {
  const Directory directory;
  prepare_run(directory, run_text());
  const Images plain = run_images(directory, "plain.h5");
  for (const char* name : {"lz4", "bitshuffle"}) {
    Spawn spawn;
    spawn.arguments = {
        "run", "run.yaml", "-q", "-o", "a.h5", "--set", std::string("output.compression=") + name};
    spawn.directory = directory.path();
    spawn.environment = {{"HDF5_PLUGIN_PATH", directory.path()}};
    const Outcome outcome = run_program(spawn);
    EXPECT_EQ(outcome.code, 1);
    EXPECT_EQ(outcome.err.rfind("kbragg: cannot write a.h5: HDF5 finds no plugin for the "
                                "compression " +
                                    std::string(name) + " (filter 320",
                                0),
              0u)
        << outcome.err;
    EXPECT_NE(outcome.err.find("HDF5_PLUGIN_PATH"), std::string::npos) << outcome.err;
    EXPECT_FALSE(directory.has("a.h5"));
    spawn.environment.clear();
    const Outcome here = run_program(spawn);
    if (here.code == 0) {
      EXPECT_TRUE(same_pixels(read_images(directory.file("a.h5")), plain));
    } else {
      EXPECT_EQ(here.err, outcome.err);
    }
    std::filesystem::remove(directory.file("a.h5"));
  }
}

}  // namespace
}  // namespace kbragg::app_test
