// SPDX-License-Identifier: BSD-3-Clause
#include "app/run_driver.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <optional>

#include "app/clock.hpp"
#include "app/files.hpp"
#include "app/image_dealer.hpp"
#include "app/image_source.hpp"
#include "app/memory.hpp"
#include "app/metadata.hpp"
#include "app/signals.hpp"
#include "base/error.hpp"
#include "io/atomic_file.hpp"
#include "io/nxmx_writer.hpp"
#include "io/ordered_workers.hpp"
#include "io/preview.hpp"
#include "kernels/engine.hpp"
#include "profile/recorder.hpp"

namespace kbragg::app {

using config::RunConfig;

namespace {

io::PreviewOptions preview_options(const config::Preview& c) {
  io::PreviewOptions o;
  o.scale = c.scale == config::PreviewScale::log ? io::PreviewScale::log : io::PreviewScale::linear;
  o.colors = c.color_map == config::ColorMap::gray       ? io::ColorMap::gray
             : c.color_map == config::ColorMap::inverted ? io::ColorMap::inverted
                                                         : io::ColorMap::heat;
  o.percentile = c.percentile;
  o.beam_center = c.beam_center;
  for (const auto& d : c.resolution_rings) o.rings.push_back(d.si());
  return o;
}

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

/// `threads`: of the run.
io::NxmxOptions writer_options(const RunConfig& config, int threads) {
  io::NxmxOptions o;
  o.pixel_type = config.output.pixel_type == config::PixelType::float32 ? io::PixelType::float32
                                                                        : io::PixelType::float64;
  o.compression = compression(config.output.compression);
  o.gzip_level = static_cast<int>(config.output.compression_level);
  o.threads = threads;
  o.counts = config.noise.kind != config::NoiseKind::none;
  return o;
}

/// Sleeps until done(patience) tells that something is stored; a signal ends it.
template <class Done>
void wait_until(Done&& done) {
  const profile::Region region("kbragg::app::write");
  while (!done(std::chrono::milliseconds(100))) check_interrupted();
}

/// One run: the images on their way from their source to the writer, which stores the rows of one
/// while the next rows, also those of the next image, are computed.
template <class Pixel>
class Driver {
 public:
  Driver(const LoadedRun& run, ImageSource<Pixel>& source, io::NxmxWriter& writer,
         RunReport& report)
      : m_run(run), m_source(source), m_writer(writer), m_report(report) {}

  void all_images() {
    const ImageUse<Pixel> use{
        [&](std::int64_t earlier, std::int64_t rows) { wait_for_photons(earlier, rows); },
        [&](std::int64_t image, const Pixel* pixels, std::int64_t rows) {
          m_writer.add_photons(image, pixels, rows);
        }};
    while (const Pixel* photons = m_source.compute_next(use)) finish_image(photons);
    m_source.finish();
    wait_for_photons(m_source.image(), m_run.scene.detector.slow_pixels);
    wait_for_counts(m_source.image());
    m_report.images = m_source.images();
    m_report.pixel_steps = m_run.scene.pixel_steps() * static_cast<double>(m_report.images);
    m_report.simulate_seconds = m_source.seconds();
    m_report.interpolation_fallbacks = m_source.engine().interpolation_fallbacks();
    m_report.interpolation_end = m_source.interpolation_end();
    m_report.total_photons = m_writer.photon_sums().total;
    m_report.brightest_pixel = m_writer.photon_sums().brightest;
  }

  /// The picture asked for by output.preview, once its image is there.
  const std::optional<io::Picture>& picture() const { return m_picture; }

 private:
  bool is_noisy() const { return m_run.scene.noise != config::NoiseKind::none; }

  void finish_image(const Pixel* photons) {
    const std::int64_t image = m_source.image();
    // The picture shows what the file's default image shows: counts if there are counts.
    const auto& preview = m_run.config.output.preview;
    const bool shown = preview && preview->image == image;
    if (is_noisy()) {
      wait_for_counts(m_with_counts);
      const std::int32_t* counts = m_source.draw_counts();
      m_writer.add_counts(image, counts, m_run.scene.detector.slow_pixels);
      m_with_counts = image;
      if (shown) render(*preview, counts);
    } else if (shown) {
      render(*preview, photons);
    }
  }

  void wait_for_photons(std::int64_t image, std::int64_t rows) {
    if (image < 0) return;
    const auto start = std::chrono::steady_clock::now();
    wait_until([&](auto patience) { return m_writer.photons_stored(image, rows, patience); });
    m_report.write_seconds += seconds_since(start);
  }

  void wait_for_counts(std::int64_t image) {
    if (image < 0 || !is_noisy()) return;
    const auto start = std::chrono::steady_clock::now();
    const std::int64_t rows = m_run.scene.detector.slow_pixels;
    wait_until([&](auto patience) { return m_writer.counts_stored(image, rows, patience); });
    m_report.write_seconds += seconds_since(start);
  }

  template <class Value>
  void render(const config::Preview& preview, const Value* values) {
    const model::Detector& d = m_run.scene.detector;
    m_picture = io::render_preview(values, d.slow_pixels, d.fast_pixels, preview_options(preview),
                                   image_geometry(m_run.scene));
  }

  const LoadedRun& m_run;
  ImageSource<Pixel>& m_source;
  io::NxmxWriter& m_writer;
  RunReport& m_report;
  std::int64_t m_with_counts = -1;  // image whose counts were handed over last
  std::optional<io::Picture> m_picture;
};

/// `file`: to which images are to be written.
void check_output(const RunConfig& config, const model::Scene& scene, const std::string& run_file,
                  const std::string& file) {
  const auto& o = config.output;
  KBRAGG_REQUIRE(!o.file.empty(), config.where("output.file") +
                                      ": no output file; give this key or the option -o FILE");
  const auto check_inputs = [&](const char* key, const std::string& output) {
    for (const std::string& input : input_files(config, run_file))
      KBRAGG_REQUIRE(!same_file(input, output), config.where(key) + ": " + output +
                                                    " is an input of this run, which it would "
                                                    "replace; give another name");
  };
  check_inputs("output.file", file);
  if (!o.preview) return;
  KBRAGG_REQUIRE(o.preview->image < scene.scan.images,
                 config.where("output.preview.image") + ": is " + std::to_string(o.preview->image) +
                     ", but the run has " + std::to_string(scene.scan.images) +
                     " images, counted from 0");
  check_inputs("output.preview.file", o.preview->file);
  KBRAGG_REQUIRE(!same_file(file, o.preview->file),
                 config.where("output.preview.file") + ": " + o.preview->file +
                     " is also the output file; give another name");
  io::require_writable(o.preview->file);
}

/// What only the end of the run tells of the interpolation.
io::MetadataList interpolation_results(const model::Scene& scene, const kernels::Engine& engine,
                                       const std::optional<InterpolationEnd>& end) {
  io::MetadataList results;
  if (scene.interpolation != model::Interpolation::tricubic_until_outside)
    results.push_back({"interpolation_fallbacks", engine.interpolation_fallbacks()});
  if (!end) return results;
  results.push_back({"interpolation_end_image", end->image});
  results.push_back({"interpolation_end_slow", end->slow});
  results.push_back({"interpolation_end_fast", end->fast});
  return results;
}

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

/// What is loaded by now is not asked for again.
void require_memory_for_images(const LoadedRun& run) {
  const auto entries = static_cast<double>(run.scene.hkl.values.size());
  require_memory(run.config, estimate_memory(run.config, entries, Loaded::inputs));
}

kernels::Runtime open_runtime(const RunConfig& config) {
  const profile::Region region("kbragg::app::start_kokkos");
  return kernels::Runtime(
      static_cast<int>(config.run.threads.value.value_or(config.machine.threads)),
      config.machine.device);
}

/// Waits for the other ranks; returns for how many seconds.
double wait_for_all(RankGroup& group) {
  const profile::Region region("kbragg::app::wait_for_ranks");
  const auto start = std::chrono::steady_clock::now();
  group.agree();
  return seconds_since(start);
}

template <class Pixel>
RunReport drive_as(const LoadedRun& run, const DriveOptions& options, RankGroup& group,
                   const std::string& file) {
  std::optional<profile::Region> phase(std::in_place, "kbragg::app::set_up");
  SharedDealer dealer(group.job(), run.images);
  ImageSource<Pixel> source(run, dealer, run.images.count, options.progress, options.bands_at_once);
  RunReport report;
  report.backend = *run.config.run.backend.value;
  report.concurrency = source.engine().concurrency();
  report.precision = name_of(*run.config.run.precision.value);
  io::NxmxWriter writer(
      file,
      make_metadata(run, {report.backend, report.concurrency, options.command_line,
                          group.place().rank, group.place().ranks}),
      writer_options(run.config, report.concurrency));
  phase.reset();
  Driver<Pixel> driver(run, source, writer, report);
  driver.all_images();
  report.waited_seconds = wait_for_all(group);
  if (report.images == 0) return report;
  phase.emplace("kbragg::app::end");
  // The picture is on disk before the image gets its name, so that a failure leaves neither.
  std::optional<io::AtomicFile> picture;
  if (driver.picture()) {
    picture.emplace(run.config.output.preview->file);
    io::write_png(*picture, *driver.picture());
    picture->close();
  }
  writer.finish({{"load", options.load_seconds},
                 {"simulate", report.simulate_seconds},
                 {"write", report.write_seconds}},
                interpolation_results(run.scene, source.engine(), report.interpolation_end));
  report.files.push_back(file);
  if (picture) {
    picture->commit();
    report.files.push_back(picture->path());
  }
  return report;
}

}  // namespace

RunReport drive(const LoadedRun& run, const DriveOptions& options, RankGroup& group) {
  const std::string file = name_for_rank(run.config.output.file, group.place());
  check_output(run.config, run.scene, options.run_file, file);
  require_memory_for_images(run);
  install_signal_handlers();
  const kernels::Runtime runtime = open_runtime(run.config);
  if (run.config.output.pixel_type == config::PixelType::float32)
    return drive_as<float>(run, options, group, file);
  return drive_as<double>(run, options, group, file);
}

std::string describe(const InterpolationEnd& end) {
  return fmt::format(
      "interpolation ended at pixel {} {} (fast slow) of image {}, which comes within two indices "
      "of "
      "the edge of the list; from there on the nearest reflection counts",
      end.fast, end.slow, end.image);
}

void drive_single(const LoadedRun& run, const DriveOptions& options, const std::string& hdf5,
                  const SingleImageUse& use) {
  require_memory_for_images(run);
  install_signal_handlers();
  const kernels::Runtime runtime = open_runtime(run.config);
  std::optional<profile::Region> phase(std::in_place, "kbragg::app::set_up");
  RangeDealer dealer(run.images);
  ImageSource<float> source(run, dealer, run.images.count, options.progress, options.bands_at_once);
  const int threads = source.engine().concurrency();
  std::vector<std::int32_t> counts;
  std::optional<io::NxmxWriter> writer;
  if (!hdf5.empty())
    writer.emplace(
        hdf5, make_metadata(run, {*run.config.run.backend.value, threads, options.command_line}),
        writer_options(run.config, threads));
  phase.reset();
  BandQueue bands(use.rows, run.scene.detector);
  const float* photons =
      source.compute_next({[](std::int64_t, std::int64_t) {},
                           [&](std::int64_t image, const float* pixels, std::int64_t rows) {
                             bands.add(pixels, rows);
                             if (writer) writer->add_photons(image, pixels, rows);
                           }});
  source.finish();
  wait_until([&](auto patience) { return bands.done(patience); });
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
  wait_until([&](auto patience) { return writer->photons_stored(image, d.slow_pixels, patience); });
  wait_until([&](auto patience) {
    return counts.empty() || writer->counts_stored(image, d.slow_pixels, patience);
  });
  writer->finish({{"load", options.load_seconds}, {"simulate", source.seconds()}},
                 interpolation_results(run.scene, source.engine(), source.interpolation_end()));
}

}  // namespace kbragg::app
