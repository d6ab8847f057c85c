// SPDX-License-Identifier: BSD-3-Clause
// Computes the images of a run one after the other, on the host as soon as they are complete.
#ifndef KBRAGG_APP_IMAGE_SOURCE_HPP
#define KBRAGG_APP_IMAGE_SOURCE_HPP

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "app/load.hpp"
#include "app/progress.hpp"
#include "kernels/engine.hpp"

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

/// Pixel in which the interpolation of an image ended.
struct InterpolationEnd {
  std::int64_t image = 0, slow = 0, fast = 0;
};

/// The images of a run on the backend of its configuration, which a kernels::Runtime must have
/// opened. Pixel: float or double. The run must outlive the object.
template <class Pixel>
class ImageSource {
 public:
  ImageSource(const LoadedRun& run, ProgressStyle progress);

  /// Expected photons (slow, fast) of an image; images must be asked for in ascending order.
  /// Throws Interrupted when a signal asks the program to end.
  const std::vector<Pixel>& compute(std::int64_t image);
  /// Where tricubic_until_outside ended first.
  const std::optional<InterpolationEnd>& interpolation_end() const { return m_interpolation_end; }
  /// Photon counts drawn from the image computed last, by the noise of the run.
  const std::vector<std::int32_t>& draw_counts();
  /// Deviates of the nanobragg stream behind the counts drawn last, not always whole numbers; empty
  /// with other streams.
  const std::vector<float>& deviates() const { return m_deviates; }
  /// Clears the progress bar.
  void finish() { m_progress.finish(); }

  const kernels::Engine& engine() const { return *m_engine; }
  double seconds() const { return m_seconds; }  ///< spent in compute()

 private:
  const LoadedRun& m_run;
  std::unique_ptr<kernels::Engine> m_engine;
  Progress m_progress;
  BandSize m_band;
  std::vector<Pixel> m_pixels;
  std::vector<std::int32_t> m_counts;
  std::vector<float> m_deviates;
  std::optional<InterpolationEnd> m_interpolation_end;
  double m_seconds = 0;
};

}  // namespace kbragg::app

#endif
