// SPDX-License-Identifier: BSD-3-Clause
#include "app/single_driver.hpp"

#include <algorithm>
#include <chrono>

#include "app/image_dealer.hpp"
#include "app/image_source.hpp"
#include "app/metadata.hpp"
#include "app/run_output.hpp"
#include "app/signals.hpp"
#include "app/threads.hpp"
#include "io/ordered_workers.hpp"

namespace kbragg::app {

namespace {

/// Gives the rows of an image to a function on another thread.
class BandQueue {
 public:
  using Use = std::function<void(const model::ImageRows&)>;
  BandQueue(const Use& use, const model::Detector& detector)
      : m_use(use), m_detector(detector), m_step(rows_of_band(detector.fast_pixels)) {}

  /// The first `rows` rows of the image `pixels` are complete.
  void add(const float* pixels, std::int64_t rows) {
    const std::int64_t fast = m_detector.fast_pixels;
    while (m_rows < rows) {
      const std::int64_t count = std::min(m_step, rows - m_rows);
      if (count < m_step && rows < m_detector.slow_pixels) return;  // the rest of it is to come
      const model::ImageRows band{pixels + m_rows * fast, fast, m_rows, count};
      m_bands = m_worker.add([this, band] { return [this, band] { m_use(band); }; });
      m_rows += count;
    }
  }

  bool done(std::chrono::milliseconds patience) { return m_worker.wait_for(m_bands, patience); }

 private:
  const Use& m_use;
  const model::Detector& m_detector;
  const std::int64_t m_step;
  std::int64_t m_rows = 0, m_bands = 0;  // handed over
  io::OrderedWorkers m_worker{1};
};

}  // namespace

void drive_single(const LoadedRun& run, const DriveOptions& options, const std::string& hdf5,
                  const SingleImageUse& use) {
  require_memory_for_images(run);
  install_signal_handlers();
  const kernels::Runtime runtime = open_runtime(run.config);
  std::optional<profile::Region> phase(std::in_place, "kbragg::app::set_up");
  RangeDealer dealer(run.images);
  ImageSource<float> source(
      run, dealer, {run.images.count, options.progress, options.bands_at_once, check_interrupted});
  const int threads = source.engine().concurrency();
  std::vector<std::int32_t> counts;
  std::optional<io::NxmxWriter> writer;
  if (!hdf5.empty())
    writer.emplace(
        hdf5, make_metadata(run, {*run.config.run.backend.value, threads, options.command_line}),
        writer_options(run, host_threads(run.config)));
  phase.reset();
  BandQueue bands(use.rows, run.scene.detector);
  const float* photons =
      source.compute_next({[](std::int64_t, std::int64_t) {},
                           [&](std::int64_t image, const float* pixels, std::int64_t rows) {
                             bands.add(pixels, rows);
                             if (writer) writer->add_photons(image, pixels, rows);
                           }});
  source.finish();
  wait_until([&](auto patience) { return bands.done(patience); }, check_interrupted);
  phase.emplace("kbragg::app::make_files");
  use.complete({photons, source.interpolation_end()});
  phase.reset();
  const model::Detector& d = run.scene.detector;
  if (run.scene.noise != config::NoiseKind::none) {
    if (writer) counts.resize(static_cast<std::size_t>(d.fast_pixels * d.slow_pixels));
    source.draw_deviates([&](const model::ImageRows& rows) {
      use.deviates(rows);
      if (writer)
        counts_of(rows, run.scene.readout.saturation, counts.data() + rows.slow_first * rows.fast);
    });
  }
  phase.emplace("kbragg::app::end");
  use.end();
  if (!writer) return;
  const std::int64_t image = source.image();
  if (!counts.empty()) writer->add_counts(image, counts.data(), d.slow_pixels);
  writer->end_image(image, image_result(run.scene, source.engine()));
  wait_until([&](auto patience) { return writer->all_stored(patience); }, check_interrupted);
  writer->finish({{"load", options.load_seconds}, {"simulate", source.seconds()}},
                 interpolation_results(run.scene, writer->results()));
}

}  // namespace kbragg::app
