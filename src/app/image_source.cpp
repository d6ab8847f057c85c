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
#include "profile/recorder.hpp"

namespace kbragg::app {

namespace {

std::int64_t rows_of(const model::Region& region) {
  return region.slow_last - region.slow_first + 1;
}

}  // namespace

std::int64_t rows_of_band(std::int64_t fast) {
  constexpr std::int64_t pixels = 1 << 17;
  return std::max<std::int64_t>(pixels / fast, 1);
}

void counts_of(const model::ImageRows& deviates, std::int32_t* counts) {
  std::transform(
      deviates.pixels, deviates.pixels + deviates.count * deviates.fast, counts, [](float deviate) {
        const auto highest = static_cast<double>(constants::highest_count);
        return static_cast<std::int32_t>(std::clamp(static_cast<double>(deviate), 0.0, highest));
      });
}

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
      m_band(rows_of(run.scene.detector.region)) {}

template <class Pixel>
void ImageSource<Pixel>::compute_rows(std::int64_t slow_first, std::int64_t rows) {
  const profile::Region region("kbragg::app::simulate_rows");
  m_engine->compute_rows(slow_first, rows);
}

template <class Pixel>
const Pixel* ImageSource<Pixel>::rows_on_host(std::int64_t slow_first, std::int64_t rows) {
  const profile::Region region("kbragg::app::copy_back");
  const kernels::HostImage image = m_engine->host_rows(slow_first, rows);
  if constexpr (std::is_same_v<Pixel, float>)
    return image.single;
  else
    return image.full;
}

template <class Pixel>
const Pixel* ImageSource<Pixel>::compute(std::int64_t image, const ImageUse<Pixel>& use) {
  const profile::Region phase("kbragg::app::image");
  const auto start = std::chrono::steady_clock::now();
  const model::Detector& d = m_run.scene.detector;
  const model::Region& region = d.region;
  const double per_image = m_run.scene.pixel_steps();
  m_engine->start_image(image);
  m_seconds += seconds_since(start);
  for (std::int64_t row = region.slow_first; row <= region.slow_last;) {
    check_interrupted();
    const std::int64_t rows = std::min(m_band.rows(), region.slow_last + 1 - row);
    use.before(row + rows);
    const auto band_start = std::chrono::steady_clock::now();
    compute_rows(row, rows);
    m_pixels = rows_on_host(row, rows);
    const double seconds = seconds_since(band_start);
    m_band.took(seconds);
    m_seconds += seconds;
    row += rows;
    use.complete(m_pixels, row > region.slow_last ? d.slow_pixels : row);
    const double share =
        static_cast<double>(row - region.slow_first) / static_cast<double>(rows_of(region));
    m_progress.update(per_image * (static_cast<double>(image) + share), image);
  }
  const std::int64_t end = m_engine->interpolation_end();
  if (end >= 0 && !m_interpolation_end)
    m_interpolation_end = InterpolationEnd{image, end / d.fast_pixels, end % d.fast_pixels};
  return m_pixels;
}

template <class Pixel>
const std::int32_t* ImageSource<Pixel>::draw_counts() {
  if (m_run.scene.noise_stream == model::RandomStream::counter) {
    const profile::Region region("kbragg::app::draw_noise");
    return m_engine->host_counts();
  }
  const model::Detector& d = m_run.scene.detector;
  m_counts.resize(static_cast<std::size_t>(d.fast_pixels * d.slow_pixels));
  draw_deviates([&](const model::ImageRows& rows) {
    counts_of(rows, m_counts.data() + rows.slow_first * rows.fast);
  });
  return m_counts.data();
}

template <class Pixel>
void ImageSource<Pixel>::draw_deviates(const std::function<void(const model::ImageRows&)>& use) {
  const profile::Region region("kbragg::app::draw_noise");
  const model::Detector& d = m_run.scene.detector;
  model::ReferenceRandom random = m_run.scene.reference_random;
  model::ReferenceRandom::Stream stream = -m_run.scene.noise_seed;
  const std::int64_t fast = d.fast_pixels, band = rows_of_band(fast);
  std::vector<float> means, deviates(static_cast<std::size_t>(band * fast));
  for (std::int64_t row = 0; row < d.slow_pixels; row += band) {
    check_interrupted();
    model::ImageRows rows{nullptr, fast, row, std::min(band, d.slow_pixels - row)};
    const Pixel* first = m_pixels + row * fast;
    if constexpr (std::is_same_v<Pixel, float>) {
      rows.pixels = first;
    } else {
      means.assign(first, first + rows.count * fast);
      rows.pixels = means.data();
    }
    model::reference_noise(rows, d.region, random, stream, deviates.data());
    rows.pixels = deviates.data();
    use(rows);
  }
}

template class ImageSource<float>;
template class ImageSource<double>;

}  // namespace kbragg::app
