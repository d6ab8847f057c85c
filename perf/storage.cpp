// SPDX-License-Identifier: BSD-3-Clause
// Stores the images of a file that kbragg wrote once more, compressed: the writer alone.
//   perf_storage IN.h5 OUT.h5 THREADS
// prints the seconds of the wall clock and of all processors for each image, as JSON.
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "io/image_reader.hpp"
#include "io/nxmx_writer.hpp"
#include "perf/timing.hpp"

namespace kbragg::perf {

namespace {

io::NxmxMetadata metadata_of(const io::ImageShape& shape) {
  io::NxmxMetadata m;
  m.shape = shape;
  m.beam.wavelength = 1e-10;
  m.geometry.convention = "custom";
  m.geometry.beam = {0, 0, 1};
  m.geometry.fast = m.geometry.untilted_fast = m.geometry.spindle = {1, 0, 0};
  m.geometry.slow = m.geometry.untilted_slow = {0, 1, 0};
  m.geometry.distance = m.geometry.pixel_size = 1;
  return m;
}

int run(const std::string& in, const std::string& out, int threads) {
  const io::ImageReader reader(in);
  const io::ImageShape shape = reader.shape();
  io::NxmxOptions options;
  options.counts = reader.dataset() == "/entry/data/data";  // beside no expected photons
  options.threads = threads;
  options.checkpoints = false;
  io::NxmxWriter writer(out, metadata_of(shape), options);
  // A few images take turns, for all of a long series do not fit into memory.
  constexpr std::int64_t most = 4;
  std::vector<std::vector<float>> photons;
  std::vector<std::vector<std::int32_t>> counts;
  for (std::int64_t i = 0; i < std::min(most, shape.images); ++i) {
    photons.push_back(reader.read_float(i));
    counts.emplace_back(photons.back().begin(), photons.back().end());
  }
  const Stopwatch start = Stopwatch::now();
  for (std::int64_t i = 0; i < shape.images; ++i) {
    const auto k = static_cast<std::size_t>(i) % photons.size();
    writer.add_photons(i, photons[k].data(), shape.slow);
    if (options.counts) writer.add_counts(i, counts[k].data(), shape.slow);
    writer.end_image(i);
  }
  writer.finish({});
  const Stopwatch taken = Stopwatch::now().since(start);
  const auto images = static_cast<double>(shape.images);
  std::printf("{\"wall\": %.9f, \"cpu\": %.9f}\n", taken.wall / images, taken.cpu / images);
  return 0;
}

}  // namespace

}  // namespace kbragg::perf

int main(int argc, char** argv) {
  try {
    KBRAGG_REQUIRE(argc == 4 && std::atoi(argv[3]) > 0, "usage: perf_storage IN.h5 OUT.h5 THREADS");
    return kbragg::perf::run(argv[1], argv[2], std::atoi(argv[3]));
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s: %s\n", argv[0], error.what());
    return 1;
  }
}
