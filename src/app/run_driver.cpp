// SPDX-License-Identifier: BSD-3-Clause
#include "app/run_driver.hpp"

#include <algorithm>
#include <chrono>
#include <optional>

#include "app/files.hpp"
#include "app/memory.hpp"
#include "app/metadata.hpp"
#include "app/signals.hpp"
#include "base/error.hpp"
#include "io/atomic_file.hpp"
#include "io/nxmx_writer.hpp"
#include "io/preview.hpp"
#include "kernels/engine.hpp"

namespace kbragg::app {

using config::RunConfig;

namespace {

double seconds_since(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

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

io::NxmxOptions writer_options(const RunConfig& config) {
  io::NxmxOptions o;
  o.pixel_type = config.output.pixel_type == config::PixelType::float32 ? io::PixelType::float32
                                                                        : io::PixelType::float64;
  o.gzip_level = config.output.compression == config::Compression::gzip
                     ? static_cast<int>(config.output.compression_level)
                     : 0;
  o.counts = config.noise.kind != config::NoiseKind::none;
  return o;
}

/// Sizes the bands of rows so that a launch takes about a tenth of a second: long enough to cost
/// nothing, short enough to follow the progress and to stop soon. Bands do not affect the image.
class BandSize {
 public:
  /// `highest`: rows of the whole region.
  explicit BandSize(std::int64_t highest) : m_highest(highest) {}
  std::int64_t rows() const { return m_rows; }
  void took(double seconds) {
    constexpr double wanted = 0.1;
    const double factor = std::clamp(wanted / std::max(seconds, 1e-6), 0.25, 8.0);
    m_rows = std::clamp<std::int64_t>(
        static_cast<std::int64_t>(static_cast<double>(m_rows) * factor), 1, m_highest);
  }

 private:
  std::int64_t m_highest;
  std::int64_t m_rows = 1;
};

/// One run: the engine, the writer and the buffers between them.
template <class Pixel>
class Driver {
 public:
  Driver(const LoadedRun& run, const DriveOptions& options, kernels::Engine& engine,
         io::NxmxWriter& writer, RunReport& report)
      : m_run(run),
        m_engine(engine),
        m_writer(writer),
        m_report(report),
        m_progress(options.progress,
                   run.scene.pixel_steps() * static_cast<double>(run.scene.scan.images),
                   run.scene.scan.images),
        m_band(run.scene.detector.region.slow_last - run.scene.detector.region.slow_first + 1),
        m_pixels(static_cast<std::size_t>(run.scene.detector.fast_pixels *
                                          run.scene.detector.slow_pixels)) {}

  void all_images() {
    for (std::int64_t image = 0; image < m_run.scene.scan.images; ++image) {
      compute(image);
      store(image);
    }
    m_progress.finish();
    m_report.interpolation_fallbacks = m_engine.interpolation_fallbacks();
  }

  /// The picture asked for by output.preview, once its image is there.
  const std::optional<io::Picture>& picture() const { return m_picture; }

 private:
  void compute(std::int64_t image) {
    const auto start = std::chrono::steady_clock::now();
    const model::Region& region = m_run.scene.detector.region;
    const double rows_in_all = static_cast<double>(region.slow_last - region.slow_first + 1);
    const double per_image = m_run.scene.pixel_steps();
    m_engine.start_image(image);
    for (std::int64_t row = region.slow_first; row <= region.slow_last;) {
      check_interrupted();
      const auto band_start = std::chrono::steady_clock::now();
      const std::int64_t rows = std::min(m_band.rows(), region.slow_last + 1 - row);
      m_engine.compute_rows(row, rows);
      m_band.took(seconds_since(band_start));
      row += rows;
      const double share = static_cast<double>(row - region.slow_first) / rows_in_all;
      m_progress.update(per_image * (static_cast<double>(image) + share), image);
    }
    m_engine.copy_photons(m_pixels.data());
    m_report.simulate_seconds += seconds_since(start);
  }

  void store(std::int64_t image) {
    const auto start = std::chrono::steady_clock::now();
    m_writer.write_photons(image, m_pixels.data());
    for (const Pixel p : m_pixels) {
      m_report.total_photons += static_cast<double>(p);
      m_report.brightest_pixel = std::max(m_report.brightest_pixel, static_cast<double>(p));
    }
    if (m_run.scene.noise != config::NoiseKind::none) {
      m_counts.resize(m_pixels.size());
      m_engine.copy_counts(m_counts.data());
      m_writer.write_counts(image, m_counts.data());
    }
    const auto& preview = m_run.config.output.preview;
    if (preview && preview->image == image) render(*preview);
    m_report.write_seconds += seconds_since(start);
  }

  /// The picture shows what the file's default image shows: counts if there are counts.
  void render(const config::Preview& preview) {
    std::vector<float> shown(m_pixels.size());
    for (std::size_t i = 0; i < shown.size(); ++i)
      shown[i] =
          m_counts.empty() ? static_cast<float>(m_pixels[i]) : static_cast<float>(m_counts[i]);
    const model::Detector& d = m_run.scene.detector;
    m_picture = io::render_preview(shown.data(), d.slow_pixels, d.fast_pixels,
                                   preview_options(preview), image_geometry(m_run.scene));
  }

  const LoadedRun& m_run;
  kernels::Engine& m_engine;
  io::NxmxWriter& m_writer;
  RunReport& m_report;
  Progress m_progress;
  BandSize m_band;
  std::vector<Pixel> m_pixels;
  std::vector<std::int32_t> m_counts;
  std::optional<io::Picture> m_picture;
};

void check_output(const RunConfig& config, const model::Scene& scene, const std::string& run_file) {
  const auto& o = config.output;
  KBRAGG_REQUIRE(!o.file.empty(), config.where("output.file") +
                                      ": no output file; give this key or the option -o FILE");
  const auto check_inputs = [&](const char* key, const std::string& output) {
    for (const std::string& input : input_files(config, run_file))
      KBRAGG_REQUIRE(!same_file(input, output), config.where(key) + ": " + output +
                                                    " is an input of this run, which it would "
                                                    "replace; give another name");
  };
  check_inputs("output.file", o.file);
  if (!o.preview) return;
  KBRAGG_REQUIRE(o.preview->image < scene.scan.images,
                 config.where("output.preview.image") + ": is " + std::to_string(o.preview->image) +
                     ", but the run has " + std::to_string(scene.scan.images) +
                     " images, counted from 0");
  check_inputs("output.preview.file", o.preview->file);
  KBRAGG_REQUIRE(!same_file(o.file, o.preview->file),
                 config.where("output.preview.file") + ": " + o.preview->file +
                     " is also the output file; give another name");
  io::require_writable(o.preview->file);
}

template <class Pixel>
void drive_as(const LoadedRun& run, const DriveOptions& options, kernels::Engine& engine,
              io::NxmxWriter& writer, RunReport& report) {
  Driver<Pixel> driver(run, options, engine, writer, report);
  driver.all_images();
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
                {{"interpolation_fallbacks", report.interpolation_fallbacks}});
  report.files.push_back(run.config.output.file);
  if (picture) {
    picture->commit();
    report.files.push_back(picture->path());
  }
}

}  // namespace

RunReport drive(const LoadedRun& run, const DriveOptions& options) {
  check_output(run.config, run.scene, options.run_file);
  require_memory(run.config,
                 estimate_memory(run.config, static_cast<double>(run.scene.hkl.values.size())));
  install_signal_handlers();
  RunReport report;
  const kernels::Runtime runtime(static_cast<int>(run.config.run.threads.value.value_or(0)));
  const config::PixelType type = run.config.output.pixel_type;
  report.backend = *run.config.run.backend.value;
  const auto engine = kernels::make_engine(report.backend, run.scene, type);
  report.concurrency = engine->concurrency();
  report.pixel_steps = run.scene.pixel_steps() * static_cast<double>(run.scene.scan.images);
  io::NxmxWriter writer(
      run.config.output.file,
      make_metadata(run, {report.backend, report.concurrency, options.command_line}),
      writer_options(run.config));
  if (type == config::PixelType::float32)
    drive_as<float>(run, options, *engine, writer, report);
  else
    drive_as<double>(run, options, *engine, writer, report);
  return report;
}

}  // namespace kbragg::app
