// SPDX-License-Identifier: BSD-3-Clause
// Computes the images of a run one after the other, in bands of rows.
#ifndef KBRAGG_APP_IMAGE_SOURCE_HPP
#define KBRAGG_APP_IMAGE_SOURCE_HPP

#include <chrono>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "app/image_dealer.hpp"
#include "app/load.hpp"
#include "app/progress.hpp"
#include "kernels/engine.hpp"
#include "model/reference_images.hpp"

namespace kbragg::app {

/// Sizes the bands of rows so that a launch takes about a tenth of a second: long enough to cost
/// nothing, short enough to follow the progress and to stop soon. Bands do not affect the image.
class BandSize {
 public:
  /// `lowest`: rows that keep the backend busy; `highest`: rows of the whole region.
  BandSize(std::int64_t lowest, std::int64_t highest)
      : m_lowest(lowest), m_highest(highest), m_rows(lowest) {}
  std::int64_t rows() const { return m_rows; }
  /// A band of `rows` rows took between `least` and `most` seconds: what was waited for it, and
  /// since it could begin.
  void took(std::int64_t rows, double least, double most);

 private:
  std::int64_t m_lowest, m_highest, m_rows;
};

/// Rows of `fast` pixels in a band of about half a MiB of floats, at least one: what is made of an
/// image in bands takes no memory to speak of.
std::int64_t rows_of_band(std::int64_t fast);

/// The counts of deviates of the nanobragg stream, up to `saturation`, into rows of the shape of
/// `deviates`.
void counts_of(const model::ImageRows& deviates, std::int64_t saturation, std::int32_t* counts);

/// Pixel in which the interpolation of an image ended.
struct InterpolationEnd {
  std::int64_t image = 0, slow = 0, fast = 0;
};

/// What is to be done with the rows of an image while it is computed.
template <class Pixel>
struct ImageUse {
  /// Rows [0, rows) of image `image`, which has been computed, are about to be overwritten; below
  /// 0: nothing is.
  std::function<void(std::int64_t image, std::int64_t rows)> before;
  /// Rows [0, rows) of image `image`, which are those of `pixels`, are complete.
  std::function<void(std::int64_t image, const Pixel* pixels, std::int64_t rows)> complete;
};

struct SourceOptions {
  std::int64_t images = 1;  ///< how many the dealer deals, for the progress
  ProgressStyle progress = ProgressStyle::quiet;
  int bands_at_once = 0;        ///< see kernels::make_engine
  std::function<void()> check;  ///< called now and then; throws to end the work
};

/// The images of a run on the backend of its configuration, which a kernels::Runtime must have
/// opened. Devices compute while rows before are on their way to the host and while the caller is
/// busy with the image before: they take images from the dealer so far ahead. Pixel: float or
/// double. The run and the dealer must outlive the object.
template <class Pixel>
class ImageSource {
 public:
  ImageSource(const LoadedRun& run, ImageDealer& dealer, SourceOptions options);

  /// Expected photons (slow, fast) of the next image; null when all are dealt. Images share memory,
  /// see ImageUse::before. Throws what SourceOptions::check throws.
  const Pixel* compute_next(const ImageUse<Pixel>& use);
  /// Whether there is a next image.
  bool has_next() { return !m_bands.empty() || has_next_band(); }
  /// Number of the image computed last.
  std::int64_t image() const { return m_computed; }
  /// How many have been computed.
  std::int64_t images() const { return m_done; }
  /// Where tricubic_until_outside ended first.
  const std::optional<InterpolationEnd>& interpolation_end() const { return m_interpolation_end; }
  /// Photon counts (slow, fast) drawn from the image computed last by the noise of the run; they
  /// share memory with those of the image kernels::Engine::images_at_once() before.
  const std::int32_t* draw_counts();
  /// Deviates of the nanobragg stream behind such counts, band by band; not always whole numbers.
  void draw_deviates(const std::function<void(const model::ImageRows&)>& use);
  /// Clears the progress bar.
  void finish() { m_progress.finish(); }

  const kernels::Engine& engine() const { return *m_engine; }
  double seconds() const { return m_seconds; }  ///< spent on computing, or waiting for it

 private:
  using Clock = std::chrono::steady_clock;

  /// Rows under way.
  struct Band {
    std::int64_t image, end, rows;  // the last ones before row `end`
    Clock::time_point start;
    double seconds;      // that the start took
    std::int64_t dealt;  // images dealt with this one
  };

  bool has_next_band();
  void start_band(const ImageUse<Pixel>& use);
  void end_start();
  Band finish_band();
  void tell_progress(const Band& band);

  const LoadedRun& m_run;
  std::function<void()> m_check;
  std::unique_ptr<kernels::Engine> m_engine;
  Progress m_progress;
  BandSize m_band;
  std::deque<Band> m_bands;  // in the order of their start
  ImageDealer& m_dealer;
  std::optional<std::int64_t> m_image;  // of the band to start next; none: to be dealt
  std::int64_t m_dealt = 0;             // images dealt with that one
  bool m_all_dealt = false;
  std::int64_t m_row;                  // of the band to start next
  std::deque<std::int64_t> m_started;  // images in memory, all their rows started
  std::int64_t m_computed = -1;        // see image()
  std::int64_t m_done = 0;             // images computed
  Clock::time_point m_last_end;        // of a band
  const Pixel* m_pixels = nullptr;     // of the image computed last
  std::vector<std::int32_t> m_counts;  // of the nanobragg stream
  std::optional<InterpolationEnd> m_interpolation_end;
  double m_seconds = 0;
};

}  // namespace kbragg::app

#endif
