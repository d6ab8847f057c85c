// SPDX-License-Identifier: BSD-3-Clause
// What the drivers of runs have in common: their start and what they tell the writer.
#ifndef KBRAGG_APP_RUN_OUTPUT_HPP
#define KBRAGG_APP_RUN_OUTPUT_HPP

#include <chrono>
#include <optional>

#include "app/image_source.hpp"
#include "app/load.hpp"
#include "io/nxmx_writer.hpp"
#include "kernels/engine.hpp"
#include "profile/recorder.hpp"

namespace kbragg::app {

/// Throws kbragg::Error when the images of a loaded run do not fit into memory.
void require_memory_for_images(const LoadedRun& run);

/// Opens Kokkos with the threads of the configuration.
kernels::Runtime open_runtime(const config::RunConfig& config);

/// For the output of a run with `threads` threads. Its images have for a result what
/// image_result() tells.
io::NxmxOptions writer_options(const LoadedRun& run, int threads);

/// What only the image at hand tells: how often the interpolation fell back to the nearest
/// reflection, or the pixel (slow * columns + fast) in which it ended, -1: in none.
std::int64_t image_result(const model::Scene& scene, const kernels::Engine& engine);

/// The earliest image in which the interpolation ended, of all stored ones.
std::optional<InterpolationEnd> interpolation_end(const model::Scene& scene,
                                                  const io::ImageResults& results);

/// What the end of the run tells of the interpolation, for /entry/kbragg/run.
io::MetadataList interpolation_results(const model::Scene& scene, const io::ImageResults& results);

/// Calls check() time and again until done(patience) tells that something is stored.
template <class Done, class Check>
void wait_until(Done&& done, Check&& check) {
  const profile::Region region("kbragg::app::write");
  while (!done(std::chrono::milliseconds(100))) check();
}

}  // namespace kbragg::app

#endif
