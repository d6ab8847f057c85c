// SPDX-License-Identifier: BSD-3-Clause
#include "app/image_source.hpp"

#include <algorithm>
#include <chrono>
#include <type_traits>

#include "app/clock.hpp"
#include "app/signals.hpp"
#include "base/error.hpp"
#include "math/constants.hpp"
#include "model/reference_noise.hpp"

namespace kbragg::app {

namespace {

std::int64_t rows_of(const model::Region& region) {
  return region.slow_last - region.slow_first + 1;
}

}  // namespace

void BandSize::took(double seconds) {
  constexpr double wanted = 0.1;
  const double factor = std::clamp(wanted / std::max(seconds, 1e-6), 0.25, 8.0);
  m_rows = std::clamp<std::int64_t>(static_cast<std::int64_t>(static_cast<double>(m_rows) * factor),
                                    1, m_highest);
}

template <class Pixel>
ImageSource<Pixel>::ImageSource(const LoadedRun& run, ProgressStyle progress)
    : m_run(run),
      m_engine(kernels::make_engine(
          *run.config.run.backend.value, run.scene,
          std::is_same_v<Pixel, float> ? config::PixelType::float32 : config::PixelType::float64)),
      m_progress(progress, run.scene.pixel_steps() * static_cast<double>(run.scene.scan.images),
                 run.scene.scan.images),
      m_band(rows_of(run.scene.detector.region)),
      m_pixels(static_cast<std::size_t>(run.scene.detector.fast_pixels *
                                        run.scene.detector.slow_pixels)) {}

template <class Pixel>
const std::vector<Pixel>& ImageSource<Pixel>::compute(std::int64_t image) {
  const auto start = std::chrono::steady_clock::now();
  const model::Region& region = m_run.scene.detector.region;
  const double per_image = m_run.scene.pixel_steps();
  m_engine->start_image(image);
  for (std::int64_t row = region.slow_first; row <= region.slow_last;) {
    check_interrupted();
    const auto band_start = std::chrono::steady_clock::now();
    const std::int64_t rows = std::min(m_band.rows(), region.slow_last + 1 - row);
    m_engine->compute_rows(row, rows);
    m_band.took(seconds_since(band_start));
    row += rows;
    const double share =
        static_cast<double>(row - region.slow_first) / static_cast<double>(rows_of(region));
    m_progress.update(per_image * (static_cast<double>(image) + share), image);
  }
  m_engine->copy_photons(m_pixels.data());
  const std::int64_t end = m_engine->interpolation_end();
  const std::int64_t columns = m_run.scene.detector.fast_pixels;
  if (end >= 0 && !m_interpolation_end)
    m_interpolation_end = InterpolationEnd{image, end / columns, end % columns};
  m_seconds += seconds_since(start);
  return m_pixels;
}

template <class Pixel>
const std::vector<std::int32_t>& ImageSource<Pixel>::draw_counts() {
  m_counts.resize(m_pixels.size());
  if (m_run.scene.noise_stream == model::RandomStream::counter) {
    m_engine->copy_counts(m_counts.data());
    return m_counts;
  }
  const model::Detector& d = m_run.scene.detector;
  model::ReferenceRandom random = m_run.scene.reference_random;
  model::ReferenceRandom::Stream stream = -m_run.scene.noise_seed;
  const auto draw = [&](const float* means) {
    return model::reference_noise(means, d.fast_pixels, d.slow_pixels, d.region, random, stream);
  };
  if constexpr (std::is_same_v<Pixel, float>)
    m_deviates = draw(m_pixels.data());
  else
    m_deviates = draw(std::vector<float>(m_pixels.begin(), m_pixels.end()).data());
  std::transform(m_deviates.begin(), m_deviates.end(), m_counts.begin(), [](float deviate) {
    const auto highest = static_cast<double>(constants::highest_count);
    return static_cast<std::int32_t>(std::clamp(static_cast<double>(deviate), 0.0, highest));
  });
  return m_counts;
}

template class ImageSource<float>;
template class ImageSource<double>;

}  // namespace kbragg::app
