// SPDX-License-Identifier: BSD-3-Clause
// The engine of one execution space; included by the source file that instantiates it.
#ifndef KBRAGG_KERNELS_ENGINE_IMPL_HPP
#define KBRAGG_KERNELS_ENGINE_IMPL_HPP

#include <array>
#include <limits>

#include "base/error.hpp"
#include "kernels/device_scene.hpp"
#include "kernels/engine.hpp"
#include "kernels/noise.hpp"

namespace kbragg::kernels {

template <class ExecSpace>
class SpaceEngine final : public Engine {
 public:
  SpaceEngine(const model::Scene& scene, model::PixelType pixel_type)
      : m_scene(scene),
        m_detector(detector_frame(scene)),
        m_terms(sampling_terms(scene)),
        m_mask(to_device(m_exec, "kbragg::geometry::mask", scene.detector.mask)),
        m_sources(to_device(m_exec, "kbragg::geometry::sources", source_terms(scene.beam))),
        m_hkl(to_device(m_exec, "kbragg::lattice::hkl_table", scene.hkl.values)),
        m_fallbacks("kbragg::lattice::fallbacks", 2) {
    const auto slow = static_cast<std::size_t>(scene.detector.slow_pixels);
    const auto fast = static_cast<std::size_t>(scene.detector.fast_pixels);
    m_image.is_single = pixel_type == model::PixelType::float32;
    if (m_image.is_single)
      m_image.single = ImageView<ExecSpace, float>("kbragg::intensity::photons", slow, fast);
    else
      m_image.full = ImageView<ExecSpace, double>("kbragg::intensity::photons", slow, fast);
  }

  void start_image(std::int64_t image) override {
    compat::ScopedRegion region("kbragg::intensity::start_image");
    m_image_number = image;
    m_interpolation_end = -1;
    const auto& scan = m_scene.scan;
    m_bases = to_device(m_exec, "kbragg::lattice::orientations",
                        model::orientations(m_scene.crystal, scan.spindle, scan.phis(image)));
    if (m_image.is_single)
      Kokkos::deep_copy(m_exec, m_image.single, 0.0f);
    else
      Kokkos::deep_copy(m_exec, m_image.full, 0.0);
    compat::fence(m_exec, "kbragg::intensity::cleared");
  }

  void compute_rows(std::int64_t slow_first, std::int64_t rows) override {
    SamplingTerms terms = m_terms;
    terms.slow_first = slow_first;
    const HklGrid grid = hkl_grid(m_scene.hkl, m_hkl.data());
    with_lattice(m_scene.crystal, [&](const auto& lattice) {
      if (m_scene.interpolation == model::Interpolation::tricubic_until_outside) {
        compute_in_order(lattice, grid, terms, rows);
        return;
      }
      with_amplitude(m_scene.interpolation, grid,
                     [&](const auto& amplitude) { launch(lattice, amplitude, terms, rows); });
    });
    compat::fence(m_exec, "kbragg::intensity::rows");
  }

  void copy_photons(float* pixels) const override { copy_out(m_image.single, pixels); }
  void copy_photons(double* pixels) const override { copy_out(m_image.full, pixels); }

  void copy_counts(std::int32_t* pixels) override {
    if (m_counts.size() == 0)
      m_counts = ImageView<ExecSpace, std::int32_t>(
          Kokkos::view_alloc("kbragg::noise::counts", Kokkos::WithoutInitializing),
          static_cast<std::size_t>(m_scene.detector.slow_pixels),
          static_cast<std::size_t>(m_scene.detector.fast_pixels));
    if (m_image.is_single)
      draw(m_image.single);
    else
      draw(m_image.full);
    copy_out(m_counts, pixels);
  }

  std::int64_t interpolation_fallbacks() const override {
    return m_scene.interpolation == model::Interpolation::tricubic ? read_fallbacks()[0] : 0;
  }

  std::int64_t interpolation_end() const override { return m_interpolation_end; }

  int concurrency() const override {
    return compat::is_gpu<ExecSpace>() ? 1 : static_cast<int>(m_exec.concurrency());
  }

 private:
  std::array<std::int64_t, 2> read_fallbacks() const {
    std::array<std::int64_t, 2> values{};
    Kokkos::deep_copy(m_exec, HostArray<std::int64_t>(values.data(), values.size()), m_fallbacks);
    compat::fence(m_exec, "kbragg::lattice::fallbacks");
    return values;
  }

  /// Interpolates up to the first evaluation of the image near the limits of the table: each pixel
  /// as if it were the first to meet one, then all pixels behind the first that did once more.
  template <class Lattice>
  void compute_in_order(const Lattice& lattice, const HklGrid& grid, SamplingTerms terms,
                        std::int64_t rows) {
    const NearestAmplitude nearest{grid};
    if (m_interpolation_end >= 0) return launch(lattice, nearest, terms, rows);
    Kokkos::deep_copy(m_exec, m_fallbacks, std::numeric_limits<std::int64_t>::max() / 2);
    const bool skips_zero = m_scene.background_start == 0 && m_scene.background_intensity == 0;
    launch(lattice, SwitchingAmplitude{{grid}, skips_zero}, terms, rows);
    const std::int64_t pixel = read_fallbacks()[1], columns = m_scene.detector.fast_pixels;
    const std::int64_t row = pixel / columns, end = terms.slow_first + rows;
    if (row >= end) return;
    m_interpolation_end = pixel;
    SamplingTerms rest = terms;
    rest.slow_first = row + 1;
    launch(lattice, nearest, rest, end - rest.slow_first);
    terms.slow_first = row;
    terms.fast_first = pixel % columns + 1;
    if (terms.fast_first <= terms.fast_last) launch(lattice, nearest, terms, 1);
  }

  template <class Lattice, class Amplitude>
  void launch(const Lattice& lattice, const Amplitude& amplitude, const SamplingTerms& terms,
              std::int64_t rows) {
    AccumulateIntensity<ExecSpace, Lattice, Amplitude> functor{
        m_image, m_mask, m_sources, m_bases, m_fallbacks, m_detector, terms, lattice, amplitude};
    accumulate(m_exec, functor, rows);
  }

  template <class Pixel>
  void draw(const ImageView<ExecSpace, Pixel>& photons) {
    draw_counts(m_exec, DrawCounts<ExecSpace, Pixel>{photons, m_counts, m_scene.noise_seed,
                                                     m_image_number});
  }

  template <class Pixel>
  void copy_out(const ImageView<ExecSpace, Pixel>& image, Pixel* pixels) const {
    KBRAGG_REQUIRE(image.size() > 0, "the engine holds its image in another pixel type");
    Kokkos::View<Pixel**, Kokkos::LayoutRight, Kokkos::HostSpace,
                 Kokkos::MemoryTraits<Kokkos::Unmanaged>>
        host(pixels, image.extent(0), image.extent(1));
    Kokkos::deep_copy(m_exec, host, image);
    compat::fence(m_exec, "kbragg::intensity::copy_out");
  }

  ExecSpace m_exec;
  const model::Scene& m_scene;
  DetectorFrame m_detector;
  SamplingTerms m_terms;
  View1D<ExecSpace, std::uint8_t> m_mask;
  View1D<ExecSpace, SourceTerm> m_sources;
  View1D<ExecSpace, double> m_hkl;
  View1D<ExecSpace, std::int64_t> m_fallbacks;
  View1D<ExecSpace, model::Basis> m_bases;
  PhotonImage<ExecSpace> m_image;
  ImageView<ExecSpace, std::int32_t> m_counts;
  std::int64_t m_image_number = 0;
  std::int64_t m_interpolation_end = -1;
};

}  // namespace kbragg::kernels

#endif
