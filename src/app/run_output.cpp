// SPDX-License-Identifier: BSD-3-Clause
#include "app/run_output.hpp"

#include "app/memory.hpp"

namespace kbragg::app {

namespace {

io::Compression compression(config::Compression wanted) {
  switch (wanted) {
    case config::Compression::none:
      return io::Compression::none;
    case config::Compression::gzip:
      return io::Compression::gzip;
    case config::Compression::lz4:
      return io::Compression::lz4;
    case config::Compression::bitshuffle:
      return io::Compression::bitshuffle;
  }
  return io::Compression::none;
}

}  // namespace

void require_memory_for_images(const LoadedRun& run) {
  // What is loaded by now is not asked for again.
  const auto entries = static_cast<double>(run.scene.hkl.values.size());
  require_memory(run.config, estimate_memory(run.config, entries, Loaded::inputs));
}

kernels::Runtime open_runtime(const config::RunConfig& config) {
  const profile::Region region("kbragg::app::start_kokkos");
  return kernels::Runtime(
      static_cast<int>(config.run.threads.value.value_or(config.machine.threads)),
      config.machine.device);
}

io::NxmxOptions writer_options(const LoadedRun& run, int threads) {
  const config::RunConfig& config = run.config;
  io::NxmxOptions o;
  o.pixel_type = config.output.pixel_type == config::PixelType::float32 ? io::PixelType::float32
                                                                        : io::PixelType::float64;
  o.compression = compression(config.output.compression);
  o.gzip_level = static_cast<int>(config.output.compression_level);
  o.threads = threads;
  o.counts = config.noise.kind != config::NoiseKind::none;
  o.expected = config.output.expected;
  o.checkpoints = run.images.count > 1;
  if (run.scene.interpolation == model::Interpolation::tricubic)
    o.image_result = "interpolation_fallbacks";
  if (run.scene.interpolation == model::Interpolation::tricubic_until_outside)
    o.image_result = "interpolation_end";
  return o;
}

std::int64_t image_result(const model::Scene& scene, const kernels::Engine& engine) {
  return scene.interpolation == model::Interpolation::tricubic_until_outside
             ? engine.interpolation_end()
             : engine.interpolation_fallbacks();
}

std::optional<InterpolationEnd> interpolation_end(const model::Scene& scene,
                                                  const io::ImageResults& results) {
  if (scene.interpolation != model::Interpolation::tricubic_until_outside || !results.first)
    return std::nullopt;
  const std::int64_t columns = scene.detector.fast_pixels;
  return InterpolationEnd{results.first->number, results.first->result / columns,
                          results.first->result % columns};
}

io::MetadataList interpolation_results(const model::Scene& scene, const io::ImageResults& results) {
  if (scene.interpolation != model::Interpolation::tricubic_until_outside)
    return {{"interpolation_fallbacks", results.sum}};
  const std::optional<InterpolationEnd> end = interpolation_end(scene, results);
  if (!end) return {};
  return {{"interpolation_end_image", end->image},
          {"interpolation_end_slow", end->slow},
          {"interpolation_end_fast", end->fast}};
}

}  // namespace kbragg::app
