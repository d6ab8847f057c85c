// SPDX-License-Identifier: BSD-3-Clause
// Computes the images of a run one after the other, in bands of rows.
#ifndef KBRAGG_APP_IMAGE_SOURCE_HPP
#define KBRAGG_APP_IMAGE_SOURCE_HPP

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "app/load.hpp"
#include "app/progress.hpp"
#include "kernels/engine.hpp"
#include "model/reference_images.hpp"

namespace kbragg::app {

/// Sizes the bands of rows so that a launch takes about a tenth of a second: long enough to cost
/// nothing, short enough to follow the progress and to stop soon. Bands do not affect the image.
class BandSize {
 public:
  /// `highest`: rows of the whole region.
  explicit BandSize(std::int64_t highest) : m_highest(highest) {}
  std::int64_t rows() const { return m_rows; }
  void took(double seconds);

 private:
  std::int64_t m_highest;
  std::int64_t m_rows = 1;
};

/// Rows of `fast` pixels in a band of about half a MiB of floats, at least one: what is made of an
/// image in bands takes no memory to speak of.
std::int64_t rows_of_band(std::int64_t fast);

/// The counts of deviates of the nanobragg stream, into rows of the shape of `deviates`.
void counts_of(const model::ImageRows& deviates, std::int32_t* counts);

/// Pixel in which the interpolation of an image ended.
struct InterpolationEnd {
  std::int64_t image = 0, slow = 0, fast = 0;
};

/// What is to be done with the rows of an image while it is computed.
template <class Pixel>
struct ImageUse {
  /// Rows [0, rows) of the image before are about to be overwritten.
  std::function<void(std::int64_t rows)> before;
  /// Rows [0, rows) of the image `pixels` are complete.
  std::function<void(const Pixel* pixels, std::int64_t rows)> complete;
};

/// The images of a run on the backend of its configuration, which a kernels::Runtime must have
/// opened. Pixel: float or double. The run must outlive the object.
template <class Pixel>
class ImageSource {
 public:
  ImageSource(const LoadedRun& run, ProgressStyle progress);

  /// Expected photons (slow, fast) of an image; images must be asked for in ascending order, and
  /// share their memory. Throws Interrupted when a signal asks the program to end.
  const Pixel* compute(std::int64_t image, const ImageUse<Pixel>& use);
  /// Where tricubic_until_outside ended first.
  const std::optional<InterpolationEnd>& interpolation_end() const { return m_interpolation_end; }
  /// Photon counts (slow, fast) drawn from the image computed last by the noise of the run; all
  /// images share the memory.
  const std::int32_t* draw_counts();
  /// Deviates of the nanobragg stream behind such counts, band by band; not always whole numbers.
  void draw_deviates(const std::function<void(const model::ImageRows&)>& use);
  /// Clears the progress bar.
  void finish() { m_progress.finish(); }

  const kernels::Engine& engine() const { return *m_engine; }
  double seconds() const { return m_seconds; }  ///< spent in compute()

 private:
  void compute_rows(std::int64_t slow_first, std::int64_t rows);
  const Pixel* rows_on_host(std::int64_t slow_first, std::int64_t rows);

  const LoadedRun& m_run;
  std::unique_ptr<kernels::Engine> m_engine;
  Progress m_progress;
  BandSize m_band;
  const Pixel* m_pixels = nullptr;
  std::vector<std::int32_t> m_counts;  // of the nanobragg stream
  std::optional<InterpolationEnd> m_interpolation_end;
  double m_seconds = 0;
};

}  // namespace kbragg::app

#endif
