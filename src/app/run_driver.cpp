// SPDX-License-Identifier: BSD-3-Clause
#include "app/run_driver.hpp"

#include <fmt/format.h>

#include <chrono>
#include <deque>
#include <memory>
#include <optional>
#include <utility>

#include "app/clock.hpp"
#include "app/files.hpp"
#include "app/image_source.hpp"
#include "app/metadata.hpp"
#include "app/resume.hpp"
#include "app/run_output.hpp"
#include "app/signals.hpp"
#include "base/error.hpp"
#include "io/atomic_file.hpp"
#include "io/nxmx_writer.hpp"
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

/// One run: the images on their way from their source to the writer, which stores the rows of one
/// while the next rows, also those of the next image, are computed.
template <class Pixel>
class Driver {
 public:
  /// `resumable`: whether images of the run are stored; then a signal only ends it after an image.
  Driver(const LoadedRun& run, ImageSource<Pixel>& source, io::NxmxWriter& writer,
         RunReport& report, bool& resumable)
      : m_run(run), m_source(source), m_writer(writer), m_report(report), m_resumable(resumable) {}

  /// Tells whether these were all.
  bool all_images() {
    const ImageUse<Pixel> use{
        [&](std::int64_t earlier, std::int64_t rows) { wait_for_photons(earlier, rows); },
        [&](std::int64_t image, const Pixel* pixels, std::int64_t rows) {
          m_writer.add_photons(image, pixels, rows);
        }};
    bool stopped = false;
    while (!stopped) {
      const Pixel* photons = m_source.compute_next(use);
      if (photons == nullptr) break;
      finish_image(photons);
      stopped = m_resumable && caught_signal() != 0 && m_source.has_next();
    }
    m_source.finish();
    wait([&](auto patience) { return m_writer.all_stored(patience); });
    m_report.simulate_seconds = m_source.seconds();
    const io::ImageResults& results = m_writer.results();
    if (m_run.scene.interpolation == model::Interpolation::tricubic)
      m_report.interpolation_fallbacks = results.sum;
    m_report.interpolation_end = interpolation_end(m_run.scene, results);
    m_report.total_photons = results.photons.total;
    m_report.brightest_pixel = results.photons.brightest;
    return !stopped;
  }

  /// The picture asked for by output.preview, of an image that is stored.
  const std::optional<io::Picture>& picture() {
    const auto& preview = m_run.config.output.preview;
    if (!preview || m_picture) return m_picture;
    const std::vector<double> stored = m_writer.read_image(preview->image);
    if (!stored.empty()) render(*preview, stored.data());
    return m_picture;
  }

 private:
  bool is_noisy() const { return m_run.scene.noise != config::NoiseKind::none; }

  void finish_image(const Pixel* photons) {
    const std::int64_t image = m_source.image();
    // The picture shows what the file's default image shows: counts if there are counts.
    const auto& preview = m_run.config.output.preview;
    const bool shown = preview && preview->image == image;
    if (is_noisy()) {
      // Their memory is that of an image before.
      if (m_with_counts.size() == static_cast<std::size_t>(m_source.engine().images_at_once())) {
        wait_for_counts(m_with_counts.front());
        m_with_counts.pop_front();
      }
      const std::int32_t* counts = m_source.draw_counts();
      m_writer.add_counts(image, counts, m_run.scene.detector.slow_pixels);
      m_with_counts.push_back(image);
      if (shown) render(*preview, counts);
    } else if (shown) {
      render(*preview, photons);
    }
    m_writer.end_image(image, image_result(m_run.scene, m_source.engine()));
    m_resumable = m_resumable || m_run.images.count > 1;
  }

  void wait_for_photons(std::int64_t image, std::int64_t rows) {
    if (image < 0) return;
    wait([&](auto patience) { return m_writer.photons_stored(image, rows, patience); });
  }

  void wait_for_counts(std::int64_t image) {
    if (image < 0 || !is_noisy()) return;
    const std::int64_t rows = m_run.scene.detector.slow_pixels;
    wait([&](auto patience) { return m_writer.counts_stored(image, rows, patience); });
  }

  template <class Done>
  void wait(Done&& done) {
    const auto start = std::chrono::steady_clock::now();
    wait_until(done, [&] {
      if (!m_resumable) check_interrupted();
    });
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
  bool& m_resumable;
  std::deque<std::int64_t> m_with_counts;  // images whose counts are in memory
  std::optional<io::Picture> m_picture;
};

/// Computes and stores all images, the file complete but for its name. What is stored is worth a
/// word when it fails.
template <class Pixel>
std::unique_ptr<io::AtomicFile> compute_images(const LoadedRun& run, Driver<Pixel>& driver,
                                               io::NxmxWriter& writer, const RunReport& report,
                                               double load_seconds) {
  const std::string partial = writer.partial_path();
  try {
    if (!driver.all_images()) {
      writer.suspend();
      throw ExitError(exit_resumable, "interrupted; " + advice(run, writer.images_kept(), partial));
    }
    const profile::Region phase("kbragg::app::end");
    // The picture is on disk before the image gets its name, so that a failure leaves neither.
    std::unique_ptr<io::AtomicFile> picture;
    if (driver.picture()) {
      picture = std::make_unique<io::AtomicFile>(run.config.output.preview->file);
      io::write_png(*picture, *driver.picture());
      picture->close();
    }
    writer.finish({{"load", load_seconds},
                   {"simulate", report.simulate_seconds},
                   {"write", report.write_seconds}},
                  interpolation_results(run.scene, writer.results()));
    return picture;
  } catch (const Interrupted&) {
    throw;
  } catch (const ExitError&) {
    throw;
  } catch (const Error& error) {
    if (writer.images_kept() == 0) throw;
    fail(std::string(error.what()) + " " + advice(run, writer.images_kept(), partial));
  }
}

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
RunReport drive_as(const LoadedRun& run, io::OpenedRun output, const DriveOptions& options) {
  std::optional<profile::Region> phase(std::in_place, "kbragg::app::set_up");
  std::vector<std::int64_t> stored;
  if (output.stored) stored = output.stored->numbers;
  const std::int64_t images = run.images.count - static_cast<std::int64_t>(stored.size());
  bool resumable = !stored.empty();
  RemainingDealer dealer(run.images, std::move(stored));
  ImageSource<Pixel> source(run, dealer, {images, options.progress, options.bands_at_once, [&] {
                                            if (!resumable) check_interrupted();
                                          }});
  RunReport report;
  report.backend = *run.config.run.backend.value;
  report.concurrency = source.engine().concurrency();
  report.precision = name_of(*run.config.run.precision.value);
  report.pixel_steps = run.scene.pixel_steps() * static_cast<double>(images);
  io::NxmxWriter writer(
      std::move(output.file),
      make_metadata(run, {report.backend, report.concurrency, options.command_line}),
      writer_options(run, report.concurrency));
  phase.reset();
  Driver<Pixel> driver(run, source, writer, report, resumable);
  const std::unique_ptr<io::AtomicFile> picture =
      compute_images(run, driver, writer, report, options.load_seconds);
  report.files.push_back(run.config.output.file);
  if (picture) {
    picture->commit();
    report.files.push_back(picture->path());
  }
  return report;
}

}  // namespace

RunReport drive(const LoadedRun& run, const DriveOptions& options) {
  check_output(run.config, run.scene, options.run_file);
  require_memory_for_images(run);
  install_signal_handlers();
  io::OpenedRun output = open_output(run, options.resume);
  const kernels::Runtime runtime = open_runtime(run.config);
  if (run.config.output.pixel_type == config::PixelType::float32)
    return drive_as<float>(run, std::move(output), options);
  return drive_as<double>(run, std::move(output), options);
}

std::string describe(const InterpolationEnd& end) {
  return fmt::format(
      "interpolation ended at pixel {} {} (fast slow) of image {}, which comes within two indices "
      "of "
      "the edge of the list; from there on the nearest reflection counts",
      end.fast, end.slow, end.image);
}

}  // namespace kbragg::app
