// SPDX-License-Identifier: BSD-3-Clause
#include "app/image_source.hpp"

#include <algorithm>
#include <chrono>
#include <type_traits>
#include <utility>

#include "app/clock.hpp"
#include "base/error.hpp"
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

void counts_of(const model::ImageRows& deviates, std::int64_t saturation, std::int32_t* counts) {
  const auto highest = static_cast<double>(saturation);
  std::transform(
      deviates.pixels, deviates.pixels + deviates.count * deviates.fast, counts,
      [highest](float deviate) {
        return static_cast<std::int32_t>(std::clamp(static_cast<double>(deviate), 0.0, highest));
      });
}

void BandSize::took(std::int64_t rows, double least, double most) {
  constexpr double wanted = 0.1;
  if (least <= wanted && wanted <= most) return;
  const double seconds = std::max(least > wanted ? least : most, 1e-6);
  const double factor = wanted / seconds * static_cast<double>(rows) / static_cast<double>(m_rows);
  m_rows = std::clamp<std::int64_t>(
      static_cast<std::int64_t>(static_cast<double>(m_rows) * std::clamp(factor, 0.25, 8.0)),
      m_lowest, m_highest);
}

template <class Pixel>
ImageSource<Pixel>::ImageSource(const LoadedRun& run, ImageDealer& dealer, SourceOptions options)
    : m_run(run),
      m_check(std::move(options.check)),
      m_engine(kernels::make_engine(
          *run.config.run.backend.value, run.scene,
          std::is_same_v<Pixel, float> ? config::PixelType::float32 : config::PixelType::float64,
          options.bands_at_once)),
      m_progress(options.progress, run.scene.pixel_steps() * static_cast<double>(options.images),
                 options.images),
      m_band(m_engine->fewest_rows(), rows_of(run.scene.detector.region)),
      m_dealer(dealer),
      m_row(run.scene.detector.region.slow_first) {}

/// Whether there is a band to start.
template <class Pixel>
bool ImageSource<Pixel>::has_next_band() {
  if (!m_image && !m_all_dealt) {
    m_image = m_dealer.next();
    m_all_dealt = !m_image;
    m_dealt = m_dealer.dealt();
  }
  return m_image.has_value();
}

/// The next rows of the run, of this image or a later one.
template <class Pixel>
void ImageSource<Pixel>::start_band(const ImageUse<Pixel>& use) {
  const model::Region& region = m_run.scene.detector.region;
  const std::int64_t rows = std::min(m_band.rows(), region.slow_last + 1 - m_row);
  const auto held = static_cast<std::size_t>(m_engine->images_at_once());
  use.before(m_started.size() == held ? m_started.front() : -1, m_row + rows);
  const auto start = Clock::now();
  {
    const profile::Region phase("kbragg::app::simulate_rows");
    if (m_row == region.slow_first) m_engine->start_image(*m_image);
    m_engine->start_rows(m_row, rows);
  }
  m_row += rows;
  m_bands.push_back({*m_image, m_row, rows, start, seconds_since(start), m_dealt});
  m_seconds += m_bands.back().seconds;
  if (m_row > region.slow_last) end_start();
}

/// All rows of the image have been started.
template <class Pixel>
void ImageSource<Pixel>::end_start() {
  if (m_started.size() == static_cast<std::size_t>(m_engine->images_at_once()))
    m_started.pop_front();
  m_started.push_back(*m_image);
  m_image.reset();
  m_row = m_run.scene.detector.region.slow_first;
}

/// Waits for the rows started longest ago.
template <class Pixel>
typename ImageSource<Pixel>::Band ImageSource<Pixel>::finish_band() {
  const Band band = m_bands.front();
  m_bands.pop_front();
  const auto start = Clock::now();
  {
    const profile::Region phase("kbragg::app::copy_back");
    const kernels::HostImage image = m_engine->finish_rows();
    if constexpr (std::is_same_v<Pixel, float>)
      m_pixels = image.single;
    else
      m_pixels = image.full;
  }
  const double waited = seconds_since(start);
  m_band.took(band.rows, band.seconds + waited, seconds_since(std::max(band.start, m_last_end)));
  m_last_end = Clock::now();
  m_seconds += waited;
  return band;
}

template <class Pixel>
void ImageSource<Pixel>::tell_progress(const Band& band) {
  const model::Region& region = m_run.scene.detector.region;
  const double share =
      static_cast<double>(band.end - region.slow_first) / static_cast<double>(rows_of(region));
  const std::int64_t before = band.dealt - 1;
  m_progress.update(m_run.scene.pixel_steps() * (static_cast<double>(before) + share), before);
}

template <class Pixel>
const Pixel* ImageSource<Pixel>::compute_next(const ImageUse<Pixel>& use) {
  const profile::Region phase("kbragg::app::image");
  const model::Detector& d = m_run.scene.detector;
  const auto most_bands = static_cast<std::size_t>(m_engine->bands_at_once());
  Band band;
  do {
    m_check();
    while (m_bands.size() < most_bands && has_next_band()) start_band(use);
    if (m_bands.empty()) return nullptr;
    band = finish_band();
    const bool is_last = band.end > d.region.slow_last;
    if (is_last || !m_run.scene.psf)
      use.complete(band.image, m_pixels, is_last ? d.slow_pixels : band.end);
    tell_progress(band);
  } while (band.end <= d.region.slow_last);
  m_computed = band.image;
  ++m_done;
  const std::int64_t end = m_engine->interpolation_end();
  if (end >= 0 && !m_interpolation_end)
    m_interpolation_end = InterpolationEnd{band.image, end / d.fast_pixels, end % d.fast_pixels};
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
    counts_of(rows, m_run.scene.readout.saturation, m_counts.data() + rows.slow_first * rows.fast);
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
    m_check();
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
