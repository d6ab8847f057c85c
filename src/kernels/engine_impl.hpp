// SPDX-License-Identifier: BSD-3-Clause
// The engine of one execution space; included by the source file that instantiates it.
#ifndef KBRAGG_KERNELS_ENGINE_IMPL_HPP
#define KBRAGG_KERNELS_ENGINE_IMPL_HPP

#include <algorithm>
#include <array>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "base/error.hpp"
#include "kernels/device_scene.hpp"
#include "kernels/engine.hpp"
#include "kernels/launch.hpp"
#include "kernels/noise.hpp"
#include "kernels/step_split.hpp"

namespace kbragg::kernels {

template <class ExecSpace>
class SpaceEngine final : public Engine {
 public:
  SpaceEngine(const model::Scene& scene, model::PixelType pixel_type)
      : m_scene(scene),
        m_detector(detector_frame(scene)),
        m_terms(sampling_terms(scene)),
        m_mask(on_device(m_exec, "kbragg::geometry::mask", scene.detector.mask)),
        m_sources(to_device(m_exec, "kbragg::geometry::sources", source_terms(scene))),
        m_fallbacks("kbragg::lattice::fallbacks", 2) {
    if (scene.precision == model::Precision::mixed)
      m_hkl_single = single_precision(scene.hkl.values);
    else
      m_hkl = on_device(m_exec, "kbragg::lattice::hkl_table", scene.hkl.values);
    m_image.is_single = pixel_type == model::PixelType::float32;
    if (m_image.is_single)
      allocate(m_image.single, m_host_single);
    else
      allocate(m_image.full, m_host_full);
  }

  void start_image(std::int64_t image) override {
    compat::ScopedRegion region("kbragg::intensity::start_image");
    m_image_number = image;
    m_interpolation_end = -1;
    const auto& scan = m_scene.scan;
    const std::vector<model::Basis> bases =
        model::orientations(m_scene.crystal, scan.spindle, scan.phis(image));
    if (m_bases.extent(0) != bases.size())
      m_bases = View1D<ExecSpace, model::Basis>(
          Kokkos::view_alloc("kbragg::lattice::orientations", Kokkos::WithoutInitializing),
          bases.size());
    Kokkos::deep_copy(m_exec, m_bases, HostArray<const model::Basis>(bases.data(), bases.size()));
    compat::fence(m_exec, "kbragg::lattice::orientations");
  }

  void compute_rows(std::int64_t slow_first, std::int64_t rows) override {
    SamplingTerms terms = m_terms;
    terms.slow_first = slow_first;
    using model::Interpolation;
    switch (m_scene.interpolation) {
      case Interpolation::nearest:
        launch(AmplitudeRule::nearest, terms, rows);
        break;
      case Interpolation::tricubic:
        launch(AmplitudeRule::tricubic, terms, rows);
        break;
      case Interpolation::tricubic_until_outside:
        compute_in_order(terms, rows);
    }
    compat::fence(m_exec, "kbragg::intensity::rows");
  }

  HostImage host_rows(std::int64_t slow_first, std::int64_t rows) override {
    if (m_image.is_single)
      copy_rows(m_image.single, m_host_single, slow_first, rows);
    else
      copy_rows(m_image.full, m_host_full, slow_first, rows);
    return {m_host_single.data(), m_host_full.data()};
  }

  void copy_photons(float* pixels) const override { copy_out(m_image.single, pixels); }
  void copy_photons(double* pixels) const override { copy_out(m_image.full, pixels); }

  const std::int32_t* host_counts() override {
    if (m_counts.size() == 0) {
      m_counts = uninitialized_image<std::int32_t>("kbragg::noise::counts");
      m_host_counts = Kokkos::create_mirror_view(m_counts);
    }
    if (m_image.is_single)
      draw(m_image.single);
    else
      draw(m_image.full);
    Kokkos::deep_copy(m_exec, m_host_counts, m_counts);
    compat::fence(m_exec, "kbragg::noise::counts");
    return m_host_counts.data();
  }

  std::int64_t interpolation_fallbacks() const override {
    return m_scene.interpolation == model::Interpolation::tricubic ? read_fallbacks()[0] : 0;
  }

  std::int64_t interpolation_end() const override { return m_interpolation_end; }

  PixelTrace trace(std::int64_t slow, std::int64_t fast, const StepChoice& choice) const override {
    const std::int64_t pixel = slow * m_scene.detector.fast_pixels + fast;
    AmplitudeRule rule = AmplitudeRule::nearest;
    if (m_scene.interpolation == model::Interpolation::tricubic) rule = AmplitudeRule::tricubic;
    if (m_scene.interpolation == model::Interpolation::tricubic_until_outside &&
        (m_interpolation_end < 0 || pixel <= m_interpolation_end))
      rule = AmplitudeRule::switching;
    using Space = compat::RecordingSpace<ExecSpace>;
    const LaunchInput<Space> input{{},         {},      m_sources, m_bases, m_fallbacks,
                                   m_detector, m_terms, {},        {}};
    return with_amplitude_of(rule, [&](const auto& amplitude) {
      return trace_pixel(Space{}, m_scene, input, amplitude, slow, fast, choice);
    });
  }

  int concurrency() const override {
    return compat::is_gpu<ExecSpace>() ? 1 : static_cast<int>(m_exec.concurrency());
  }

 private:
  template <class Pixel>
  using HostCopy =
      decltype(Kokkos::create_mirror_view(std::declval<const ImageView<ExecSpace, Pixel>&>()));

  /// Whether the backend works in the memory of the host.
  static constexpr bool is_host() {
    return Kokkos::SpaceAccessibility<ExecSpace, Kokkos::HostSpace>::accessible;
  }

  /// `host` where the backend can read it: the memory itself, which must outlive the View, or a
  /// copy.
  template <class T>
  static ConstView1D<ExecSpace, T> on_device(const ExecSpace& exec, const std::string& label,
                                             const std::vector<T>& host) {
    if constexpr (is_host())
      return ConstView1D<ExecSpace, T>(host.data(), host.size());
    else
      return to_device(exec, label, host);
  }

  ConstView1D<ExecSpace, float> single_precision(const std::vector<double>& values) const {
    View1D<ExecSpace, float> table(
        Kokkos::view_alloc("kbragg::lattice::hkl_table", Kokkos::WithoutInitializing),
        values.size());
    const auto host = Kokkos::create_mirror_view(table);
    std::transform(values.begin(), values.end(), host.data(),
                   [](double value) { return static_cast<float>(value); });
    if (!is_host()) Kokkos::deep_copy(m_exec, table, host);
    compat::fence(m_exec, "kbragg::lattice::hkl_table");
    return table;
  }

  std::array<std::int64_t, 2> read_fallbacks() const {
    std::array<std::int64_t, 2> values{};
    Kokkos::deep_copy(m_exec, HostArray<std::int64_t>(values.data(), values.size()), m_fallbacks);
    compat::fence(m_exec, "kbragg::lattice::fallbacks");
    return values;
  }

  /// Interpolates up to the first evaluation of the image near the limits of the table: each pixel
  /// as if it were the first to meet one, then all pixels behind the first that did once more.
  void compute_in_order(SamplingTerms terms, std::int64_t rows) {
    if (m_interpolation_end >= 0) return launch(AmplitudeRule::nearest, terms, rows);
    Kokkos::deep_copy(m_exec, m_fallbacks, std::numeric_limits<std::int64_t>::max() / 2);
    launch(AmplitudeRule::switching, terms, rows);
    const std::int64_t pixel = read_fallbacks()[1], columns = m_scene.detector.fast_pixels;
    const std::int64_t row = pixel / columns, end = terms.slow_first + rows;
    if (row >= end) return;
    m_interpolation_end = pixel;
    SamplingTerms rest = terms;
    rest.slow_first = row + 1;
    launch(AmplitudeRule::nearest, rest, end - rest.slow_first);
    terms.slow_first = row;
    terms.fast_first = pixel % columns + 1;
    if (terms.fast_first <= terms.fast_last) launch(AmplitudeRule::nearest, terms, 1);
  }

  void launch(AmplitudeRule rule, const SamplingTerms& terms, std::int64_t rows) {
    const StepSplit split = compat::is_gpu<ExecSpace>() ? split_of_region() : StepSplit{};
    const auto shares = static_cast<std::size_t>(rows * columns() * split.count());
    if (split.count() > 1 && m_share_sums.extent(0) < shares)
      m_share_sums = View1D<ExecSpace, double>(
          Kokkos::view_alloc("kbragg::intensity::share_sums", Kokkos::WithoutInitializing), shares);
    const LaunchInput<ExecSpace> input{m_image,    m_mask, m_sources, m_bases,     m_fallbacks,
                                       m_detector, terms,  split,     m_share_sums};
    with_amplitude_of(
        rule, [&](const auto& amplitude) { launch_rows(m_exec, m_scene, input, amplitude, rows); });
  }

  std::int64_t columns() const {
    return m_scene.detector.region.fast_last - m_scene.detector.region.fast_first + 1;
  }

  /// The same for all bands of rows, so that the image does not depend on their size.
  StepSplit split_of_region() const {
    const model::Region& region = m_scene.detector.region;
    const bool sees_all =
        m_terms.solid_angle_once || m_terms.polarization_once || m_terms.absorption_once;
    const std::int64_t n = m_detector.oversample;
    return split_steps((region.slow_last - region.slow_first + 1) * columns(),
                       sees_all ? 1 : n * n * m_detector.layers, m_scene.orientations(),
                       items_of_device);
  }

  /// f(amplitude), in the precision of the scene.
  template <class F>
  auto with_amplitude_of(AmplitudeRule rule, F&& f) const {
    if (m_scene.precision == model::Precision::mixed)
      return with_amplitude(m_scene, hkl_grid(m_scene.hkl, m_hkl_single.data()), rule, f);
    return with_amplitude(m_scene, hkl_grid(m_scene.hkl, m_hkl.data()), rule, f);
  }

  /// Memory that the computing threads will be the first to touch.
  template <class Pixel>
  ImageView<ExecSpace, Pixel> uninitialized_image(const std::string& label) const {
    const model::Detector& d = m_scene.detector;
    ImageView<ExecSpace, Pixel> image(Kokkos::view_alloc(label, Kokkos::WithoutInitializing),
                                      static_cast<std::size_t>(d.slow_pixels),
                                      static_cast<std::size_t>(d.fast_pixels));
    if (is_host()) compat::prefer_large_pages(image.data(), image.size() * sizeof(Pixel));
    return image;
  }

  /// The image, and the same memory or a mirror of it on the host.
  template <class Pixel>
  void allocate(ImageView<ExecSpace, Pixel>& image, HostCopy<Pixel>& host) const {
    image = uninitialized_image<Pixel>("kbragg::intensity::photons");
    const model::Detector& d = m_scene.detector;
    // Every image stores all active pixels: only the others have to be cleared, and only now.
    const bool all_active = d.mask.empty() && d.active_pixels == d.slow_pixels * d.fast_pixels;
    if (!all_active) Kokkos::deep_copy(m_exec, image, Pixel{});
    host = Kokkos::create_mirror_view(image);
    if (!all_active && !is_host()) Kokkos::deep_copy(m_exec, host, image);
    compat::fence(m_exec, "kbragg::intensity::cleared");
  }

  template <class Pixel>
  void copy_rows(const ImageView<ExecSpace, Pixel>& image, const HostCopy<Pixel>& host,
                 std::int64_t slow_first, std::int64_t rows) const {
    if (is_host()) return;
    const auto first = static_cast<std::size_t>(slow_first);
    const auto band = std::make_pair(first, first + static_cast<std::size_t>(rows));
    Kokkos::deep_copy(m_exec, Kokkos::subview(host, band, Kokkos::ALL),
                      Kokkos::subview(image, band, Kokkos::ALL));
    compat::fence(m_exec, "kbragg::intensity::host_rows");
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
  ConstView1D<ExecSpace, std::uint8_t> m_mask;
  View1D<ExecSpace, SourceTerm> m_sources;
  ConstView1D<ExecSpace, double> m_hkl;  // one of the two, by precision
  ConstView1D<ExecSpace, float> m_hkl_single;
  View1D<ExecSpace, std::int64_t> m_fallbacks;
  View1D<ExecSpace, double> m_share_sums;
  View1D<ExecSpace, model::Basis> m_bases;
  PhotonImage<ExecSpace> m_image;
  HostCopy<float> m_host_single;
  HostCopy<double> m_host_full;
  ImageView<ExecSpace, std::int32_t> m_counts;
  HostCopy<std::int32_t> m_host_counts;
  std::int64_t m_image_number = 0;
  std::int64_t m_interpolation_end = -1;
};

}  // namespace kbragg::kernels

#endif
