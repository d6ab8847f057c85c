// SPDX-License-Identifier: BSD-3-Clause
#include "app/run_driver.hpp"

#include <fmt/format.h>

#include <algorithm>
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
#include "app/threads.hpp"
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
    m_report.images = m_source.images();
    m_report.pixel_steps = m_run.scene.pixel_steps() * static_cast<double>(m_report.images);
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

/// What the parts of a run know of it.
struct Work {
  const LoadedRun& run;
  const DriveOptions& options;
  const RankFiles& files;
  RankGroup& group;
  RunReport report;
  std::int64_t earlier = 0;  ///< images stored before

  io::NxmxMetadata metadata() const {
    return make_metadata(run, {report.backend, report.concurrency, options.command_line,
                               group.place().rank, group.place().ranks});
  }
};

/// Meets the other ranks once this one has stored all images that it gets; throws when a signal has
/// kept one of them from that.
void meet_others(Work& work, bool stopped, const std::string& partial) {
  const profile::Region region("kbragg::app::wait_for_ranks");
  const auto start = std::chrono::steady_clock::now();
  if (stopped) work.group.stop();
  const RankGroup::State state = work.group.agree({stopped, work.report.images});
  work.report.waited_seconds = seconds_since(start);
  if (!state.stopped) return;
  const std::string all = pattern_for_ranks(work.run.config.output.file) + ".partial";
  throw ExitError(exit_resumable,
                  "interrupted; " + advice(work.run, work.earlier + state.images_kept,
                                           work.group.is_alone() ? partial : all));
}

/// Computes and stores all images, the file complete but for its name. What is stored is worth a
/// word when it fails.
template <class Pixel>
std::unique_ptr<io::AtomicFile> compute_images(Work& work, Driver<Pixel>& driver,
                                               io::NxmxWriter& writer) {
  const LoadedRun& run = work.run;
  const std::string partial = writer.partial_path();
  try {
    const bool stopped = !driver.all_images();
    const bool is_empty = writer.numbers().empty();
    if (!is_empty && (stopped || !work.group.is_alone())) writer.suspend();
    meet_others(work, stopped, partial);
    if (is_empty) return nullptr;
    const profile::Region phase("kbragg::app::end");
    // The picture is on disk before the image gets its name, so that a failure leaves neither.
    std::unique_ptr<io::AtomicFile> picture;
    if (driver.picture()) {
      picture = std::make_unique<io::AtomicFile>(run.config.output.preview->file);
      io::write_png(*picture, *driver.picture());
      picture->close();
    }
    writer.finish({{"load", work.options.load_seconds},
                   {"simulate", work.report.simulate_seconds},
                   {"write", work.report.write_seconds}},
                  interpolation_results(run.scene, writer.results()));
    work.report.files.push_back(work.files.own);
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

/// Completes files of an interrupted run that had more ranks.
void finish_leftover(Work& work) {
  for (const std::string& file : work.files.leftover) {
    io::OpenedRun output = open_output(work.options.resumed, file);
    io::NxmxWriter writer(std::move(output.file), work.metadata(),
                          writer_options(work.run, host_threads(work.run.config)));
    const io::PhotonSums photons = writer.results().photons;
    work.report.total_photons += photons.total;
    work.report.brightest_pixel = std::max(work.report.brightest_pixel, photons.brightest);
    writer.finish({{"load", 0}, {"simulate", 0}, {"write", 0}},
                  interpolation_results(work.run.scene, writer.results()));
    work.report.files.push_back(file);
  }
}

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

template <class Pixel>
RunReport drive_as(Work work, io::OpenedRun output) {
  std::optional<profile::Region> phase(std::in_place, "kbragg::app::set_up");
  const LoadedRun& run = work.run;
  std::vector<std::int64_t> stored = work.files.stored;
  if (stored.empty() && output.stored) stored = output.stored->numbers;
  std::sort(stored.begin(), stored.end());
  work.earlier = static_cast<std::int64_t>(stored.size());
  // Ranks wait for each other: there a signal always leaves time for the image at hand.
  bool resumable = !stored.empty() || !work.group.is_alone();
  SharedDealer dealer(work.group.job(), run.images, stored);
  ImageSource<Pixel> source(
      run, dealer, {dealer.count(), work.options.progress, work.options.bands_at_once, [&] {
                      if (!resumable) check_interrupted();
                    }});
  work.report.backend = *run.config.run.backend.value;
  work.report.concurrency = source.engine().concurrency();
  work.report.precision = name_of(*run.config.run.precision.value);
  io::NxmxWriter writer(std::move(output.file), work.metadata(),
                        writer_options(run, host_threads(run.config)));
  phase.reset();
  Driver<Pixel> driver(run, source, writer, work.report, resumable);
  const std::unique_ptr<io::AtomicFile> picture = compute_images(work, driver, writer);
  finish_leftover(work);
  if (picture) {
    picture->commit();
    work.report.files.push_back(picture->path());
  }
  return work.report;
}

}  // namespace

RunReport drive(const LoadedRun& run, const DriveOptions& options, const RankFiles& files,
                RankGroup& group) {
  check_output(run.config, run.scene, options.run_file, files.own);
  require_memory_for_images(run);
  install_signal_handlers();
  io::OpenedRun output = open_output(options.resumed, files.own);
  const kernels::Runtime runtime = open_runtime(run.config);
  const Work work{run, options, files, group, {}};
  if (run.config.output.pixel_type == config::PixelType::float32)
    return drive_as<float>(work, std::move(output));
  return drive_as<double>(work, std::move(output));
}

std::string describe(const InterpolationEnd& end) {
  return fmt::format(
      "interpolation ended at pixel {} {} (fast slow) of image {}, which comes within two indices "
      "of "
      "the edge of the list; from there on the nearest reflection counts",
      end.fast, end.slow, end.image);
}

}  // namespace kbragg::app
