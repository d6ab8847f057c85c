// SPDX-License-Identifier: BSD-3-Clause
// The kernel that fills an image: expected photons of every pixel of a band of rows.
#ifndef KBRAGG_KERNELS_INTENSITY_HPP
#define KBRAGG_KERNELS_INTENSITY_HPP

#include "kernels/amplitude.hpp"
#include "kernels/geometry.hpp"
#include "kernels/lattice.hpp"
#include "kernels/views.hpp"
#include "model/crystal.hpp"

namespace kbragg::kernels {

/// Neighbouring fast pixels of one work item: as many as keep a CPU's vector units busy, one
/// where neighbouring threads take that part.
template <class ExecSpace>
constexpr int lanes() {
  return compat::is_gpu<ExecSpace>() ? 1 : 16;
}

/// One evaluation of the lattice sum: F^2 F_latt^2 of a crystal orientation at scattering vector q.
template <class Lattice, class Amplitude>
KOKKOS_FORCEINLINE_FUNCTION double bragg_step(const Lattice& lattice, const Amplitude& amplitude,
                                              const model::Basis& basis, const Vec3& q,
                                              std::int64_t& fallbacks) {
  MillerPoint p;
  p.h = dot(basis.a, q);
  p.k = dot(basis.b, q);
  p.l = dot(basis.c, q);
  p.h0 = nearest_integer(p.h);
  p.k0 = nearest_integer(p.k);
  p.l0 = nearest_integer(p.l);
  if constexpr (Amplitude::in_order) {
    if (amplitude.skips_zero && lattice.vanishes(p.h - p.h0, p.k - p.k0, p.l - p.l0)) return 0;
  }
  const double F = amplitude(p, fallbacks);
  return F * F * lattice.squared(p.h - p.h0, p.k - p.k0, p.l - p.l0);
}

/// Numbers of a run that are the same for all pixels.
struct SamplingTerms {
  double scale;       ///< r_e^2 fluence / (sub-pixels x orientations)
  double background;  ///< squared amplitude added per orientation
  double start;       ///< value from which the sum of a pixel starts
  double kahn_factor;
  double dmin;     ///< m; 0: no limit
  bool polarized;  ///< apply the polarization factor
  // Factors evaluated once per pixel and applied to its whole sum.
  bool solid_angle_once, polarization_once, absorption_once;
  std::int64_t fast_first, fast_last, slow_first;  ///< columns and first row of the band
};

/// Photon image in one of two pixel types; the other View is empty.
template <class ExecSpace>
struct PhotonImage {
  ImageView<ExecSpace, float> single;
  ImageView<ExecSpace, double> full;
  bool is_single;

  KOKKOS_FORCEINLINE_FUNCTION void store(std::int64_t slow, std::int64_t fast, double value) const {
    if (is_single)
      single(slow, fast) = static_cast<float>(value);
    else
      full(slow, fast) = value;
  }
};

/// Expected photons: r_e^2 fluence times the mean over sub-pixels, orientations and (weighted)
/// sources, summed over sensor layers, of solid angle x absorption x polarization x
/// (F^2 F_latt^2 + background); factors that are evaluated once stand before the sum. A work item
/// is a run of Lanes pixels of a row; each sum has a fixed order, so the image does not depend on
/// how items are shared among threads.
template <class ExecSpace, class Lattice, class Amplitude>
struct AccumulateIntensity {
  static constexpr int Lanes = lanes<ExecSpace>();

  PhotonImage<ExecSpace> image;
  ConstView1D<ExecSpace, std::uint8_t> mask;  // (slow, fast) flattened, empty: none
  ConstView1D<ExecSpace, SourceTerm> sources;
  ConstView1D<ExecSpace, model::Basis> bases;
  View1D<ExecSpace, std::int64_t> fallbacks;  // their number, and the first pixel that has one
  DetectorFrame detector;
  SamplingTerms terms;
  Lattice lattice;
  Amplitude amplitude;

  /// What the lanes of a work item share while it is computed.
  struct Lane {
    double fast[Lanes];
    double dx[Lanes], dy[Lanes], dz[Lanes];  // direction from the sample
    double factor[Lanes];                    // solid angle x absorption
    double once[3][Lanes];  // solid angle, polarization, absorption of the whole pixel
    double sum[Lanes];
    std::int64_t missed[Lanes];  // fallbacks of the interpolation
    bool active[Lanes];
  };

  KOKKOS_FUNCTION void operator()(std::int64_t item) const {
    const std::int64_t columns = terms.fast_last - terms.fast_first + 1;
    const std::int64_t runs = (columns + Lanes - 1) / Lanes;
    const std::int64_t slow = terms.slow_first + item / runs;
    const std::int64_t first = terms.fast_first + item % runs * Lanes;
    Lane lane;
    if (!start(lane, slow, first)) return;
    for (std::int64_t layer = 0; layer < detector.layers; ++layer)
      for (std::int64_t sub_slow = 0; sub_slow < detector.oversample; ++sub_slow)
        for (std::int64_t sub_fast = 0; sub_fast < detector.oversample; ++sub_fast) {
          place(lane, static_cast<double>(slow), sub_fast, sub_slow, layer);
          for (std::size_t s = 0; s < sources.extent(0); ++s) add_source(lane, sources(s));
        }
    finish(lane, slow, first);
  }

  /// Lanes beyond the last column repeat it and are not stored: no second kernel for the tail.
  KOKKOS_FORCEINLINE_FUNCTION bool start(Lane& lane, std::int64_t slow, std::int64_t first) const {
    bool any = false;
    for (int i = 0; i < Lanes; ++i) {
      const std::int64_t fast = first + i <= terms.fast_last ? first + i : terms.fast_last;
      lane.fast[i] = static_cast<double>(fast);
      lane.once[0][i] = lane.once[1][i] = lane.once[2][i] = 0;
      lane.sum[i] = terms.start;
      lane.missed[i] = 0;
      lane.active[i] = first + i <= terms.fast_last &&
                       (mask.extent(0) == 0 || mask(slow * pixels_per_row() + fast) == 0);
      any = any || lane.active[i];
    }
    return any;
  }

  KOKKOS_FORCEINLINE_FUNCTION std::int64_t pixels_per_row() const {
    return static_cast<std::int64_t>(image.is_single ? image.single.extent(1)
                                                     : image.full.extent(1));
  }

  KOKKOS_FORCEINLINE_FUNCTION PixelView view(double fast, double slow, std::int64_t sub_fast,
                                             std::int64_t sub_slow, std::int64_t layer) const {
    using model::DetectorSurface;
    Vec3 position = flat_position(detector, fast, slow, sub_fast, sub_slow, layer);
    if (detector.surface == DetectorSurface::sphere)
      position = sphere_position(detector, position);
    else if (detector.surface == DetectorSurface::sphere_lab_yz)
      position = sphere_position_lab_yz(detector, position);
    return view_from_sample(position);
  }

  KOKKOS_FORCEINLINE_FUNCTION double solid(const PixelView& v) const {
    return detector.point_pixel ? 1 / (v.distance * v.distance) : solid_angle(detector, v.distance);
  }

  KOKKOS_FORCEINLINE_FUNCTION void place(Lane& lane, double slow, std::int64_t sub_fast,
                                         std::int64_t sub_slow, std::int64_t layer) const {
    for (int i = 0; i < Lanes; ++i) {
      const PixelView v = view(lane.fast[i], slow, sub_fast, sub_slow, layer);
      lane.dx[i] = v.direction.x;
      lane.dy[i] = v.direction.y;
      lane.dz[i] = v.direction.z;
      lane.factor[i] = solid(v);
      if (detector.absorbs) lane.factor[i] *= capture_fraction(detector, v.direction, layer);
    }
    if (terms.solid_angle_once || terms.absorption_once)
      place_once(lane, slow, sub_fast, sub_slow, layer);
  }

  /// Takes the factors that are evaluated once out of the contribution, and keeps them for the
  /// pixel: the solid angle of the first layer, the absorption of the last one.
  KOKKOS_FORCEINLINE_FUNCTION void place_once(Lane& lane, double slow, std::int64_t sub_fast,
                                              std::int64_t sub_slow, std::int64_t layer) const {
    const bool first_sub_pixel = sub_fast + sub_slow == 0;
    for (int i = 0; i < Lanes; ++i) {
      const PixelView v = view(lane.fast[i], slow, sub_fast, sub_slow, layer);
      const double absorbed = detector.absorbs ? capture_fraction(detector, v.direction, layer) : 1;
      lane.factor[i] =
          (terms.solid_angle_once ? 1 : solid(v)) * (terms.absorption_once ? 1 : absorbed);
      if (first_sub_pixel && layer == 0) lane.once[0][i] = solid(v);
      if (first_sub_pixel) lane.once[2][i] = absorbed;
    }
  }

  KOKKOS_FORCEINLINE_FUNCTION void add_source(Lane& lane, const SourceTerm& source) const {
    double qx[Lanes], qy[Lanes], qz[Lanes], weight[Lanes], visible[Lanes], total[Lanes];
    std::int64_t missed[Lanes];
    bool any_visible = false;
    for (int i = 0; i < Lanes; ++i) {
      const Vec3 direction{lane.dx[i], lane.dy[i], lane.dz[i]};
      const Vec3 q = scattering_vector(source, direction);
      qx[i] = q.x;
      qy[i] = q.y;
      qz[i] = q.z;
      weight[i] = lane.factor[i] * source.weight;
      if (terms.polarized && !terms.polarization_once)
        weight[i] *= polarization_factor(source, direction, terms.kahn_factor);
      // d = 1/|q|; the direct beam (q = 0) is never beyond the limit.
      visible[i] = dot(q, q) * terms.dmin * terms.dmin > 1 ? 0.0 : 1.0;
      any_visible = any_visible || visible[i] > 0;
      total[i] = 0;
      missed[i] = Amplitude::in_order ? lane.missed[i] : 0;
    }
    if (terms.polarized && terms.polarization_once) polarize_once(lane, source, visible);
    const std::size_t orientations = any_visible ? bases.extent(0) : 0;
    for (std::size_t o = 0; o < orientations; ++o) {
      const model::Basis basis = bases(o);
      KBRAGG_LANE_LOOP
      for (int i = 0; i < Lanes; ++i)
        total[i] += bragg_step(lattice, amplitude, basis, Vec3{qx[i], qy[i], qz[i]}, missed[i]);
    }
    const double background = terms.background * static_cast<double>(bases.extent(0));
    for (int i = 0; i < Lanes; ++i) {
      lane.sum[i] += weight[i] * (visible[i] * total[i] + background);
      if (visible[i] > 0) lane.missed[i] = missed[i] + (Amplitude::in_order ? 0 : lane.missed[i]);
    }
  }

  /// The factor of the first visible source; a factor of 0 leaves the role to the next one.
  KOKKOS_FORCEINLINE_FUNCTION void polarize_once(Lane& lane, const SourceTerm& source,
                                                 const double (&visible)[Lanes]) const {
    for (int i = 0; i < Lanes; ++i)
      if (visible[i] > 0 && lane.once[1][i] == 0)
        lane.once[1][i] = polarization_factor(source, Vec3{lane.dx[i], lane.dy[i], lane.dz[i]},
                                              terms.kahn_factor);
  }

  KOKKOS_FORCEINLINE_FUNCTION void finish(const Lane& lane, std::int64_t slow,
                                          std::int64_t first) const {
    std::int64_t missed = 0;
    for (int i = 0; i < Lanes; ++i) {
      if (!lane.active[i]) continue;
      double value = terms.scale * lane.sum[i];
      if (terms.absorption_once) value *= lane.once[2][i];
      if (terms.polarized && terms.polarization_once) value *= lane.once[1][i];
      if (terms.solid_angle_once) value *= lane.once[0][i];
      image.store(slow, first + i, value);
      missed += lane.missed[i];
      if (Amplitude::in_order && lane.missed[i] > 0)
        Kokkos::atomic_fetch_min(&fallbacks(1), slow * pixels_per_row() + first + i);
    }
    if (Amplitude::counts_fallbacks && missed > 0) Kokkos::atomic_add(&fallbacks(0), missed);
  }
};

/// Fills rows [slow_first, slow_first + rows) of the functor's image; does not wait.
template <class ExecSpace, class Lattice, class Amplitude>
void accumulate(const ExecSpace& exec,
                const AccumulateIntensity<ExecSpace, Lattice, Amplitude>& functor,
                std::int64_t rows) {
  constexpr std::int64_t lane_count = lanes<ExecSpace>();
  const std::int64_t columns = functor.terms.fast_last - functor.terms.fast_first + 1;
  const std::int64_t items = rows * ((columns + lane_count - 1) / lane_count);
  using Policy = Kokkos::RangePolicy<ExecSpace, Kokkos::IndexType<std::int64_t>,
                                     Kokkos::Schedule<Kokkos::Dynamic>>;
  Kokkos::parallel_for("kbragg::intensity::accumulate", Policy(exec, std::int64_t{0}, items),
                       functor);
}

}  // namespace kbragg::kernels

#endif
