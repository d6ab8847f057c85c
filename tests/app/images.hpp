// SPDX-License-Identifier: BSD-3-Clause
// What the program wrote, for comparison.
#ifndef KBRAGG_TESTS_APP_IMAGES_HPP
#define KBRAGG_TESTS_APP_IMAGES_HPP

#include <gtest/gtest.h>

#include <cstdint>
#include <string>
#include <vector>

#include "directory.hpp"
#include "io/image_reader.hpp"
#include "program.hpp"

namespace kbragg::app_test {

/// Every pixel of a file, as numbers; equal numbers mean equal bits (there is no NaN and no -0).
struct Images {
  io::ImageShape shape;
  std::vector<double> photons;  ///< expected
  std::vector<double> data;     ///< what readers show: counts if there are counts
};

Images read_images(const std::string& file);

/// One image of `photons`.
std::vector<double> image_of(const Images& images, std::int64_t number);

bool same_pixels(const Images& x, const Images& y);

double largest(const std::vector<double>& values);

/// How a dataset is stored.
struct Storage {
  bool exists = false;
  bool is_float = false;
  std::size_t bytes = 0;  ///< of an element
  int filters = 0;
};

Storage storage_of(const std::string& file, const std::string& dataset);

/// Where a chunk of a dataset lies in the file, in the order of the pixels.
struct Chunk {
  std::uint64_t offset, size;
};

std::vector<Chunk> chunks_of(const std::string& file, const std::string& dataset);

/// All numbers of a dataset; a missing one fails the test.
std::vector<double> numbers_of(const std::string& file, const std::string& dataset);

/// A text and a whole number of /entry/kbragg; a missing one fails the test.
std::string recorded_text(const std::string& file, const std::string& name);
std::int64_t recorded_number(const std::string& file, const std::string& name);

/// Writes `text` as run.yaml and the mask that the rich run names, if they are not there.
void prepare_run(const Directory& directory, const std::string& text);

/// `kbragg run run.yaml -o OUTPUT MORE...`; reports a failure of the test unless it succeeds.
Images run_images(const Directory& directory, const std::string& output,
                  const std::vector<std::string>& more = {});

/// A prepared run in a directory of its own.
Images images_of_run(const std::string& text, const std::vector<std::string>& more = {});

/// Backends of the program, from `kbragg info`.
bool has_backend(const std::string& name);

}  // namespace kbragg::app_test

#endif
