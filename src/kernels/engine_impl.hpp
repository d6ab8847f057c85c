// SPDX-License-Identifier: BSD-3-Clause
// The engine of one execution space; included by the source file that instantiates it.
#ifndef KBRAGG_KERNELS_ENGINE_IMPL_HPP
#define KBRAGG_KERNELS_ENGINE_IMPL_HPP

#include <algorithm>
#include <array>
#include <deque>
#include <exception>
#include <limits>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "kernels/device_scene.hpp"
#include "kernels/engine.hpp"
#include "kernels/image_slot.hpp"
#include "kernels/launch.hpp"
#include "kernels/noise.hpp"
#include "kernels/orientation_table.hpp"
#include "kernels/point_spread.hpp"
#include "kernels/step_split.hpp"
#include "model/ensemble.hpp"

namespace kbragg::kernels {

/// Bands of rows take turns with the instances of the execution space, so that a device copies one
/// while it computes the next, and images with the slots of memory: as many of each.
template <class ExecSpace>
class SpaceEngine final : public Engine {
 public:
  SpaceEngine(const model::Scene& scene, model::PixelType pixel_type, int bands_at_once)
      : m_execs(compat::instances<ExecSpace>(bands_at_once)),
        m_scene(scene),
        m_detector(detector_frame(scene)),
        m_terms(sampling_terms(scene)),
        m_mask(on_device("kbragg::geometry::mask", scene.detector.mask)),
        m_sources(to_device(exec(), "kbragg::geometry::sources", source_terms(scene))),
        m_share_sums(m_execs.size()) {
    if (scene.precision == model::Precision::mixed)
      m_hkl_single = single_precision(scene.hkl.values);
    else
      m_hkl = on_device("kbragg::lattice::hkl_table", scene.hkl.values);
    if constexpr (!works_on_host<ExecSpace>()) {
      // Without spread no domain is turned.
      const auto& crystal = scene.crystal;
      m_mosaic = to_device(
          exec(), "kbragg::lattice::mosaic",
          crystal.mosaic_spread > 0 ? crystal.mosaic : std::vector<Mat3>(crystal.mosaic.size()));
    }
    const std::int64_t slots = std::min<std::int64_t>(bands_at_once, scene.scan.images);
    for (std::int64_t i = 0; i < slots; ++i) m_slots.emplace_back(exec(), scene, pixel_type);
    m_started = m_slots.size() - 1;
    if (scene.psf) {
      const auto shares = to_device(exec(), "kbragg::psf::shares", scene.psf->shares);
      if (pixel_type == model::PixelType::float32)
        m_spread_single = {*scene.psf, shares, active_pixels()};
      else
        m_spread_full = {*scene.psf, shares, active_pixels()};
    }
    if (scene.noise != model::NoiseKind::none && scene.noise_stream == model::RandomStream::counter)
      m_counts.allocate("kbragg::noise::counts", "kbragg::noise::host_counts", scene.detector);
  }

  /// What is under way must not lose its memory.
  ~SpaceEngine() override {
    try {
      wait_for_all();
    } catch (const std::exception&) {  // of a device that failed, as an exception has told before
    }
  }

  int bands_at_once() const override { return static_cast<int>(m_execs.size()); }

  void start_image(std::int64_t image) override {
    compat::ScopedRegion region("kbragg::intensity::start_image");
    m_started = (m_started + 1) % m_slots.size();
    for (const Band& band : m_bands)
      KBRAGG_REQUIRE(band.slot != m_started, "rows of an earlier image are still under way");
    Slot& slot = m_slots[m_started];
    slot.image = image;
    slot.interpolation_end = -1;
    if (m_scene.interpolation == model::Interpolation::tricubic)
      Kokkos::deep_copy(exec(), slot.fallbacks, 0);
    set_image_terms(slot);
    const auto& scan = m_scene.scan;
    const model::Crystal& crystal = slot.crystal(m_scene);
    if constexpr (works_on_host<ExecSpace>()) {
      const std::vector<model::Basis> bases =
          model::orientations(crystal, scan.spindle, scan.phis(image));
      Kokkos::deep_copy(exec(), slot.bases,
                        HostArray<const model::Basis>(bases.data(), bases.size()));
      compat::fence(exec(), "kbragg::lattice::orientations");
    } else {
      const std::vector<double> phis = scan.phis(image);
      Kokkos::deep_copy(exec(), slot.phis, HostArray<const double>(phis.data(), phis.size()));
      const bool own_domains = m_scene.ensemble && m_scene.ensemble->spread_varies;
      const ConstView1D<ExecSpace, Mat3> mosaic =
          own_domains ? ConstView1D<ExecSpace, Mat3>(
                            to_device(exec(), "kbragg::lattice::mosaic", crystal.mosaic))
                      : m_mosaic;
      turn_lattice(exec(),
                   TurnLattice<ExecSpace>{slot.bases, slot.phis, mosaic,
                                          model::direct_in_metres(crystal.lattice), scan.spindle});
      // Of the instances it is the idle one: the others go on.
      compat::fence(exec(), "kbragg::lattice::orientations");
    }
  }

  void start_rows(std::int64_t slow_first, std::int64_t rows) override {
    KBRAGG_REQUIRE(m_bands.size() < m_execs.size(), "too many rows are under way");
    compute(slow_first, rows);
    const model::Region& region = m_scene.detector.region;
    if (!m_scene.psf)
      m_slots[m_started].copy_rows(exec(), slow_first, rows);
    else if (slow_first + rows > region.slow_last)
      m_slots[m_started].copy_rows(exec(), region.slow_first,
                                   region.slow_last - region.slow_first + 1);
    m_bands.push_back({m_started, m_turn});
    end_turn();
  }

  HostImage finish_rows() override {
    KBRAGG_REQUIRE(!m_bands.empty(), "no rows are under way");
    const Band band = m_bands.front();
    m_bands.pop_front();
    compat::fence(m_execs[band.exec], "kbragg::intensity::rows");
    m_shown = band.slot;
    return shown().on_host();
  }

  void compute_rows(std::int64_t slow_first, std::int64_t rows) override {
    compute(slow_first, rows);
    compat::fence(exec(), "kbragg::intensity::rows");
    m_shown = m_started;
    end_turn();
  }

  HostImage host_rows(std::int64_t slow_first, std::int64_t rows) override {
    shown().copy_rows(exec(), slow_first, rows);
    if (!works_on_host<ExecSpace>()) compat::fence(exec(), "kbragg::intensity::host_rows");
    return shown().on_host();
  }

  void copy_photons(float* pixels) const override { copy_out(shown().single.device, pixels); }
  void copy_photons(double* pixels) const override { copy_out(shown().full.device, pixels); }

  const std::int32_t* host_counts() override {
    KBRAGG_REQUIRE(m_counts.device.size() > 0, "the scene has no noise of counter-based numbers");
    if (shown().is_single())
      draw(shown().single.device);
    else
      draw(shown().full.device);
    m_counts.copy_rows(exec(), 0, m_scene.detector.slow_pixels);
    compat::fence(exec(), "kbragg::noise::counts");
    return m_counts.host.data();
  }

  std::int64_t interpolation_fallbacks() const override {
    return m_scene.interpolation == model::Interpolation::tricubic ? read_fallbacks(shown())[0] : 0;
  }

  std::int64_t interpolation_end() const override { return shown().interpolation_end; }

  PixelTrace trace(std::int64_t slow, std::int64_t fast, const StepChoice& choice) const override {
    const std::int64_t pixel = slow * m_scene.detector.fast_pixels + fast;
    AmplitudeRule rule = AmplitudeRule::nearest;
    if (m_scene.interpolation == model::Interpolation::tricubic) rule = AmplitudeRule::tricubic;
    if (m_scene.interpolation == model::Interpolation::tricubic_until_outside &&
        (interpolation_end() < 0 || pixel <= interpolation_end()))
      rule = AmplitudeRule::switching;
    using Space = compat::RecordingSpace<ExecSpace>;
    const LaunchInput<Space> input{
        {}, {}, shown().sources, shown().bases, shown().fallbacks, m_detector, shown().terms,
        {}, {}};
    return with_amplitude_of(rule, [&](const auto& amplitude) {
      return trace_pixel(Space{}, shown().crystal(m_scene), input, amplitude, slow, fast, choice);
    });
  }

  double trace_tolerance() const override {
    if (works_on_host<ExecSpace>()) return 0;
    return m_scene.precision == model::Precision::mixed ? 1e-6 : 1e-12;
  }

  std::int64_t fewest_rows() const override {
    const model::Region& region = m_scene.detector.region;
    if (works_on_host<ExecSpace>()) return 1;
    return std::min((items_of_device + columns() - 1) / columns(),
                    region.slow_last - region.slow_first + 1);
  }

  int concurrency() const override {
    return compat::is_gpu<ExecSpace>() ? 1 : static_cast<int>(exec().concurrency());
  }

 private:
  using Slot = ImageSlot<ExecSpace>;

  /// Rows under way.
  struct Band {
    std::size_t slot, exec;
  };

  /// The instance whose turn it is.
  const ExecSpace& exec() const { return m_execs[m_turn]; }
  void end_turn() { m_turn = (m_turn + 1) % m_execs.size(); }
  /// The image at hand, which is not always the one started last.
  const Slot& shown() const { return m_slots[m_shown]; }

  void set_image_terms(Slot& slot) const {
    slot.terms = m_terms;
    slot.sources = m_sources;
    if (!m_scene.ensemble) return;
    const model::ImageParameters parameters = model::image_parameters(m_scene, slot.image);
    slot.own_crystal = model::image_crystal(m_scene, parameters);
    slot.terms = sampling_terms(m_scene, parameters.fluence_factor);
    if (m_scene.ensemble->wavelength_sigma > 0)
      slot.sources = to_device(exec(), "kbragg::geometry::sources",
                               source_terms(m_scene, model::image_sources(m_scene, parameters)));
  }

  void wait_for_all() const {
    for (const ExecSpace& instance : m_execs) compat::fence(instance, "kbragg::intensity::rows");
  }

  /// `host` where the backend can read it: the memory itself, which must outlive the View, or a
  /// copy.
  template <class T>
  ConstView1D<ExecSpace, T> on_device(const std::string& label, const std::vector<T>& host) const {
    if constexpr (works_on_host<ExecSpace>())
      return ConstView1D<ExecSpace, T>(host.data(), host.size());
    else
      return to_device(exec(), label, host);
  }

  ConstView1D<ExecSpace, float> single_precision(const std::vector<double>& values) const {
    View1D<ExecSpace, float> table(
        Kokkos::view_alloc("kbragg::lattice::hkl_table", Kokkos::WithoutInitializing),
        values.size());
    const auto host = Kokkos::create_mirror_view(table);
    std::transform(values.begin(), values.end(), host.data(),
                   [](double value) { return static_cast<float>(value); });
    if (!works_on_host<ExecSpace>()) Kokkos::deep_copy(exec(), table, host);
    compat::fence(exec(), "kbragg::lattice::hkl_table");
    return table;
  }

  std::array<std::int64_t, 2> read_fallbacks(const Slot& slot) const {
    std::array<std::int64_t, 2> values{};
    Kokkos::deep_copy(exec(), HostArray<std::int64_t>(values.data(), values.size()),
                      slot.fallbacks);
    compat::fence(exec(), "kbragg::lattice::fallbacks");
    return values;
  }

  /// Starts rows of the image started last on the instance whose turn it is; the last of them
  /// bring the point-spread function.
  void compute(std::int64_t slow_first, std::int64_t rows) {
    compute_unspread(slow_first, rows);
    if (!m_scene.psf || slow_first + rows <= m_scene.detector.region.slow_last) return;
    wait_for_all();  // for rows of other instances, and the spreading of the image before
    const Slot& slot = m_slots[m_started];
    if (slot.is_single())
      m_spread_single.spread(exec(), slot.single.device);
    else
      m_spread_full.spread(exec(), slot.full.device);
  }

  void compute_unspread(std::int64_t slow_first, std::int64_t rows) {
    Slot& slot = m_slots[m_started];
    SamplingTerms terms = slot.terms;
    terms.slow_first = slow_first;
    using model::Interpolation;
    switch (m_scene.interpolation) {
      case Interpolation::nearest:
        return launch(AmplitudeRule::nearest, terms, rows);
      case Interpolation::tricubic:
        return launch(AmplitudeRule::tricubic, terms, rows);
      case Interpolation::tricubic_until_outside:
        return compute_in_order(slot, terms, rows);
    }
  }

  /// Interpolates up to the first evaluation of the image near the limits of the table: each pixel
  /// as if it were the first to meet one, then all pixels behind the first that did once more.
  void compute_in_order(Slot& slot, SamplingTerms terms, std::int64_t rows) {
    if (slot.interpolation_end >= 0) return launch(AmplitudeRule::nearest, terms, rows);
    Kokkos::deep_copy(exec(), slot.fallbacks, std::numeric_limits<std::int64_t>::max() / 2);
    launch(AmplitudeRule::switching, terms, rows);
    const std::int64_t pixel = read_fallbacks(slot)[1], columns = m_scene.detector.fast_pixels;
    const std::int64_t row = pixel / columns, end = terms.slow_first + rows;
    if (row >= end) return;
    slot.interpolation_end = pixel;
    SamplingTerms rest = terms;
    rest.slow_first = row + 1;
    launch(AmplitudeRule::nearest, rest, end - rest.slow_first);
    terms.slow_first = row;
    terms.fast_first = pixel % columns + 1;
    if (terms.fast_first <= terms.fast_last) launch(AmplitudeRule::nearest, terms, 1);
  }

  void launch(AmplitudeRule rule, const SamplingTerms& terms, std::int64_t rows) {
    const Slot& slot = m_slots[m_started];
    const StepSplit split = compat::is_gpu<ExecSpace>() ? split_of_region() : StepSplit{};
    const auto shares = static_cast<std::size_t>(rows * columns() * split.count());
    auto& share_sums = m_share_sums[m_turn];
    if (split.count() > 1 && share_sums.extent(0) < shares)
      share_sums = View1D<ExecSpace, double>(
          Kokkos::view_alloc("kbragg::intensity::share_sums", Kokkos::WithoutInitializing), shares);
    const LaunchInput<ExecSpace> input{slot.photons(), m_mask,         slot.sources,
                                       slot.bases,     slot.fallbacks, m_detector,
                                       terms,          split,          share_sums};
    with_amplitude_of(rule, [&](const auto& amplitude) {
      launch_rows(exec(), slot.crystal(m_scene), input, amplitude, rows);
    });
  }

  ActivePixels<ExecSpace> active_pixels() const {
    return {m_mask, m_scene.detector.region, m_scene.detector.fast_pixels};
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

  template <class Pixel>
  void draw(const ImageView<ExecSpace, Pixel>& photons) {
    draw_counts(exec(),
                DrawCounts<ExecSpace, Pixel>{photons, m_counts.device, active_pixels(),
                                             m_scene.readout, m_scene.noise_seed, shown().image});
  }

  template <class Pixel>
  void copy_out(const ImageView<ExecSpace, Pixel>& image, Pixel* pixels) const {
    KBRAGG_REQUIRE(image.size() > 0, "the engine holds its image in another pixel type");
    Kokkos::View<Pixel**, Kokkos::LayoutRight, Kokkos::HostSpace,
                 Kokkos::MemoryTraits<Kokkos::Unmanaged>>
        host(pixels, image.extent(0), image.extent(1));
    Kokkos::deep_copy(exec(), host, image);
    compat::fence(exec(), "kbragg::intensity::copy_out");
  }

  std::vector<ExecSpace> m_execs;
  std::size_t m_turn = 0;
  const model::Scene& m_scene;
  DetectorFrame m_detector;
  SamplingTerms m_terms;
  ConstView1D<ExecSpace, std::uint8_t> m_mask;
  View1D<ExecSpace, SourceTerm> m_sources;
  ConstView1D<ExecSpace, double> m_hkl;  // one of the two, by precision
  ConstView1D<ExecSpace, float> m_hkl_single;
  ConstView1D<ExecSpace, Mat3> m_mosaic;                // of devices
  std::vector<View1D<ExecSpace, double>> m_share_sums;  // for each instance
  std::vector<Slot> m_slots;
  std::size_t m_started = 0, m_shown = 0;  // slots: of the image started last, of the one at hand
  std::deque<Band> m_bands;                // in the order of their start
  ImagePair<ExecSpace, std::int32_t> m_counts;
  PointSpreader<ExecSpace, float> m_spread_single;  // one of the two, by pixel type
  PointSpreader<ExecSpace, double> m_spread_full;
};

}  // namespace kbragg::kernels

#endif
