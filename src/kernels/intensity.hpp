// SPDX-License-Identifier: BSD-3-Clause
// The kernel that fills an image: expected photons of every pixel of a band of rows.
#ifndef KBRAGG_KERNELS_INTENSITY_HPP
#define KBRAGG_KERNELS_INTENSITY_HPP

#include "kernels/geometry.hpp"
#include "kernels/orientation_sum.hpp"
#include "kernels/views.hpp"

namespace kbragg::kernels {

/// Neighbouring fast pixels of one work item: as many as keep the vector units of a CPU busy in the
/// arithmetic of the lattice sum, one where neighbouring threads take that part. Images do not
/// depend on the number.
template <class ExecSpace, class Real>
constexpr int lanes() {
  return compat::is_gpu<ExecSpace>() ? 1 : 32;
}

/// Numbers of a run that are the same for all pixels.
struct SamplingTerms {
  double scale;         ///< r_e^2 fluence / (sub-pixels x orientations)
  double background;    ///< squared amplitude added per orientation
  double start;         ///< value from which the sum of a pixel starts
  double dmin_squared;  ///< m^2; 0: no limit
  // Factors evaluated once per pixel and applied to its whole sum.
  bool solid_angle_once, polarization_once, absorption_once;
  bool polarization_each;                          ///< polarized, and not once
  std::int64_t fast_first, fast_last, slow_first;  ///< columns and first row of the band
};

/// The policy of the functor that fills images: nothing is recorded, and nothing is compiled for
/// it.
struct NoRecorder {
  static constexpr bool records = false;
};

/// Photon image in one of two pixel types; the other View is empty.
template <class ExecSpace>
struct PhotonImage {
  ImageView<ExecSpace, float> single;
  ImageView<ExecSpace, double> full;
  bool is_single;
};

/// How many work items share the steps of a pixel.
struct StepSplit {
  std::int64_t sub_pixels = 1, orientations = 1;  ///< shares of either
  KOKKOS_FORCEINLINE_FUNCTION std::int64_t count() const { return sub_pixels * orientations; }
};

/// Expected photons: r_e^2 fluence times the mean over sub-pixels, orientations and (weighted)
/// sources, summed over sensor layers, of solid angle x absorption x polarization x
/// (F^2 F_latt^2 + background); factors that are evaluated once stand before the sum. A work item
/// is a run of Lanes pixels of a row; each sum has a fixed order, so the image does not depend on
/// how items are shared among threads. A Recorder that records is shown each stage (see
/// TraceRecorder) in place of storing pixels; it is a base so that an empty one takes no memory.
template <class ExecSpace, class Lattice, class Amplitude,
          int Lanes = lanes<ExecSpace, typename Amplitude::Real>(), class Recorder = NoRecorder>
struct AccumulateIntensity : Recorder {
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
    int filled;                  // lanes that are pixels of their own
    bool settled;                // all factors are evaluated once, and have been

    KOKKOS_FORCEINLINE_FUNCTION int count() const { return Lanes == 1 ? 1 : filled; }
    KOKKOS_FORCEINLINE_FUNCTION Vec3 direction(int i) const { return {dx[i], dy[i], dz[i]}; }
  };

  /// The orientations that a work item sums over.
  struct Orientations {
    const model::Basis* first;
    std::size_t count;
  };

  KOKKOS_FUNCTION void operator()(std::int64_t item) const {
    const Place at = place_of(item);
    Lane lane;
    if (!start(lane, at.slow, at.first)) return;
    const Orientations all{bases.data(), bases.extent(0)};
    for (std::int64_t layer = 0; layer < detector.layers; ++layer)
      for (std::int64_t sub_slow = 0; sub_slow < detector.oversample; ++sub_slow)
        for (std::int64_t sub_fast = 0; sub_fast < detector.oversample; ++sub_fast)
          add_sub_pixel(lane, at.slow, sub_fast, sub_slow, layer, all);
    apply_factors(lane);
    if constexpr (Recorder::records) return Recorder::at_end(detector, terms, lane);
    store(lane, at.slow, at.first);
    if constexpr (Amplitude::interpolates) count_fallbacks(lane, at.slow, at.first);
  }

  /// What a share of the steps adds to a pixel of the band, all factors applied.
  KOKKOS_FUNCTION double share_of_sum(std::int64_t pixel, std::int64_t share,
                                      const StepSplit& split) const {
    static_assert(Lanes == 1, "a share has one pixel");
    const Place at = place_of(pixel);
    Lane lane;
    if (!start(lane, at.slow, at.first)) return 0;
    if (share > 0) lane.sum[0] = 0;
    const std::int64_t n = detector.oversample, all = n * n * detector.layers;
    const auto orientations = static_cast<std::int64_t>(bases.extent(0));
    const std::int64_t part = share % split.sub_pixels, turn = share / split.sub_pixels;
    const std::int64_t first = orientations * turn / split.orientations;
    const std::int64_t last = orientations * (turn + 1) / split.orientations;
    const Orientations some{bases.data() + first, static_cast<std::size_t>(last - first)};
    const std::int64_t end = all * (part + 1) / split.sub_pixels;
    for (std::int64_t i = all * part / split.sub_pixels; i < end; ++i)
      add_sub_pixel(lane, at.slow, i % n, i / n % n, i / (n * n), some);
    apply_factors(lane);
    if constexpr (Amplitude::interpolates) count_fallbacks(lane, at.slow, at.first);
    return lane.sum[0];
  }

  /// Row and first pixel of a work item.
  struct Place {
    std::int64_t slow, first;
  };
  KOKKOS_FORCEINLINE_FUNCTION Place place_of(std::int64_t item) const {
    const std::int64_t columns = terms.fast_last - terms.fast_first + 1;
    const std::int64_t runs = (columns + Lanes - 1) / Lanes;
    return {terms.slow_first + item / runs, terms.fast_first + item % runs * Lanes};
  }

  KOKKOS_FORCEINLINE_FUNCTION void add_sub_pixel(Lane& lane, std::int64_t slow,
                                                 std::int64_t sub_fast, std::int64_t sub_slow,
                                                 std::int64_t layer,
                                                 const Orientations& orientations) const {
    if constexpr (Recorder::records)
      Recorder::at_sub_pixel(detector, lane, slow, sub_fast, sub_slow, layer);
    if (uses_directions_once() && !has_factors_once()) {
      add_only_source<true>(lane, static_cast<double>(slow), sub_fast, sub_slow, layer,
                            orientations);
    } else if (uses_directions_once() && lane.settled) {
      add_only_source<false>(lane, static_cast<double>(slow), sub_fast, sub_slow, layer,
                             orientations);
    } else {
      place(lane, slow, sub_fast, sub_slow, layer);
      for (std::size_t s = 0; s < sources.extent(0); ++s)
        add_source(lane, sources(s), orientations);
    }
  }

  /// Lanes beyond the last column repeat it and are not stored: no second kernel for the tail.
  /// False when no pixel is to be computed.
  KOKKOS_FORCEINLINE_FUNCTION bool start(Lane& lane, std::int64_t slow, std::int64_t first) const {
    const std::int64_t left = terms.fast_last + 1 - first;
    lane.filled = left < Lanes ? static_cast<int>(left) : Lanes;
    const auto begin = static_cast<double>(first), last = static_cast<double>(lane.count() - 1);
    KBRAGG_LANE_LOOP
    for (int i = 0; i < Lanes; ++i) {
      const auto offset = static_cast<double>(i);
      lane.fast[i] = begin + (offset < last ? offset : last);
      lane.sum[i] = terms.start;
    }
    lane.settled = false;
    if (has_factors_once() || Amplitude::interpolates) {
      KBRAGG_LANE_LOOP
      for (int i = 0; i < Lanes; ++i) {
        lane.once[0][i] = lane.once[1][i] = lane.once[2][i] = 0;
        lane.missed[i] = 0;
      }
    }
    if (mask.extent(0) == 0) return true;
    bool any = false;
    for (int i = 0; i < lane.count(); ++i) any = any || is_active(slow, first + i);
    return any;
  }

  KOKKOS_FORCEINLINE_FUNCTION bool has_factors_once() const {
    return terms.solid_angle_once || terms.polarization_once || terms.absorption_once;
  }

  KOKKOS_FORCEINLINE_FUNCTION bool is_active(std::int64_t slow, std::int64_t fast) const {
    return mask.extent(0) == 0 || mask(slow * pixels_per_row() + fast) == 0;
  }

  KOKKOS_FORCEINLINE_FUNCTION std::int64_t pixels_per_row() const {
    return static_cast<std::int64_t>(image.is_single ? image.single.extent(1)
                                                     : image.full.extent(1));
  }

  /// Whether the direction of a sub-pixel is needed for nothing but one scattering vector.
  KOKKOS_FORCEINLINE_FUNCTION bool uses_directions_once() const {
    return Lanes > 1 && sources.extent(0) == 1 && !detector.absorbs &&
           detector.surface == model::DetectorSurface::flat;
  }

  /// place() and add_source() without the way of the directions through memory.
  template <bool Weighted>
  KOKKOS_FORCEINLINE_FUNCTION void add_only_source(Lane& lane, double slow, std::int64_t sub_fast,
                                                   std::int64_t sub_slow, std::int64_t layer,
                                                   const Orientations& orientations) const {
    const SourceTerm source = sources(0);
    OrientationSum<Lanes> bragg;
    double weight[Lanes];
    KBRAGG_LANE_LOOP
    for (int i = 0; i < Lanes; ++i) {
      const PixelView view =
          view_from_sample(flat_position(detector, lane.fast[i], slow, sub_fast, sub_slow, layer));
      bragg.put(i, scattering_vector(source, view.direction));
      // In the order of add_source, for the same bits.
      weight[i] = Weighted ? solid_angle(detector, view.inverse_distance) * source.weight *
                                 source.polarization(view.direction)
                           : source.weight;
    }
    add_orientations(lane, bragg, weight, orientations);
  }

  /// Directions of a sub-pixel in a layer, and the factors that do not depend on the source.
  KOKKOS_FORCEINLINE_FUNCTION void place(Lane& lane, std::int64_t slow, std::int64_t sub_fast,
                                         std::int64_t sub_slow, std::int64_t layer) const {
    look(lane, static_cast<double>(slow), sub_fast, sub_slow, layer);
    const bool first_sub_pixel = sub_fast + sub_slow == 0;
    if (terms.solid_angle_once) {
      KBRAGG_LANE_LOOP
      for (int i = 0; i < Lanes; ++i) {
        lane.once[0][i] = first_sub_pixel && layer == 0 ? lane.factor[i] : lane.once[0][i];
        lane.factor[i] = 1;
      }
    }
    if (detector.absorbs && !terms.absorption_once) {
      KBRAGG_LANE_LOOP
      for (int i = 0; i < Lanes; ++i)
        lane.factor[i] *= capture_fraction(detector, lane.direction(i), layer);
    }
    if (detector.absorbs && terms.absorption_once && first_sub_pixel) {
      KBRAGG_LANE_LOOP
      for (int i = 0; i < Lanes; ++i)
        lane.once[2][i] = capture_fraction(detector, lane.direction(i), layer);
    }
  }

  KOKKOS_FORCEINLINE_FUNCTION void look(Lane& lane, double slow, std::int64_t sub_fast,
                                        std::int64_t sub_slow, std::int64_t layer) const {
    const auto flat = [&](int i) {
      return flat_position(detector, lane.fast[i], slow, sub_fast, sub_slow, layer);
    };
    const auto store = [&](int i, const PixelView& view) {
      lane.dx[i] = view.direction.x;
      lane.dy[i] = view.direction.y;
      lane.dz[i] = view.direction.z;
      lane.factor[i] = solid_angle(detector, view.inverse_distance);
    };
    if (detector.surface == model::DetectorSurface::flat) {
      KBRAGG_LANE_LOOP
      for (int i = 0; i < Lanes; ++i) store(i, view_from_sample(flat(i)));
    } else if (detector.surface == model::DetectorSurface::sphere) {
      for (int i = 0; i < Lanes; ++i)
        store(i, view_from_sample(sphere_position(detector, flat(i))));
    } else {
      for (int i = 0; i < Lanes; ++i)
        store(i, view_from_sample(sphere_position_lab_yz(detector, flat(i))));
    }
  }

  KOKKOS_FORCEINLINE_FUNCTION void add_source(Lane& lane, const SourceTerm& source,
                                              const Orientations& orientations) const {
    OrientationSum<Lanes> bragg;
    double weight[Lanes];
    KBRAGG_LANE_LOOP
    for (int i = 0; i < Lanes; ++i) {
      const Vec3 direction = lane.direction(i);
      bragg.put(i, scattering_vector(source, direction));
      weight[i] = lane.factor[i] * source.weight * source.polarization(direction);
    }
    const bool open = terms.polarization_once && !polarize_once(lane, source, bragg);
    lane.settled = terms.solid_angle_once && !terms.polarization_each && !open;
    add_orientations(lane, bragg, weight, orientations);
  }

  KOKKOS_FORCEINLINE_FUNCTION void add_orientations(Lane& lane, OrientationSum<Lanes>& bragg,
                                                    const double (&weight)[Lanes],
                                                    const Orientations& orientations) const {
    if (Amplitude::interpolates)
      for (int i = 0; i < Lanes; ++i) bragg.fallbacks[i] = lane.missed[i];
    if constexpr (Recorder::records) Recorder::at_source(*this, lane, bragg, weight);
    double total[Lanes];
    bragg.sum(lattice, amplitude, orientations.first, orientations.count, terms.dmin_squared,
              total);
    const double background = terms.background * static_cast<double>(orientations.count);
    const double peak_squared = lattice.peak_squared;
    KBRAGG_LANE_LOOP
    for (int i = 0; i < Lanes; ++i)
      lane.sum[i] += weight[i] * (peak_squared * total[i] + background);
    if constexpr (Recorder::records) Recorder::after_source(*this, lane, weight);
    if (Amplitude::interpolates)
      for (int i = 0; i < Lanes; ++i)
        if (OrientationSum<Lanes>::is_visible(bragg.q(i), terms.dmin_squared))
          lane.missed[i] = bragg.fallbacks[i];
  }

  /// The factor of the first visible source; a factor of 0 leaves the role to the next one. Whether
  /// all lanes have theirs.
  KOKKOS_FORCEINLINE_FUNCTION bool polarize_once(Lane& lane, const SourceTerm& source,
                                                 const OrientationSum<Lanes>& bragg) const {
    const double dmin_squared = terms.dmin_squared;
    const PolarizationForm polarization = source.polarization_once;
    double open = 0;
    KBRAGG_LANE_LOOP_COUNT(open)
    for (int i = 0; i < Lanes; ++i) {
      const Vec3 q = bragg.q(i);
      const double factor = dot(q, q) * dmin_squared > 1 ? 0 : polarization(lane.direction(i));
      const double known = lane.once[1][i];
      const double now = known == 0 ? factor : known;
      lane.once[1][i] = now;
      open += now == 0 ? 1.0 : 0.0;
    }
    return open == 0;
  }

  KOKKOS_FORCEINLINE_FUNCTION void apply_factors(Lane& lane) const {
    KBRAGG_LANE_LOOP
    for (int i = 0; i < Lanes; ++i) lane.sum[i] *= terms.scale;
    if (terms.absorption_once && detector.absorbs) multiply(lane.sum, lane.once[2]);
    if (terms.polarization_once) multiply(lane.sum, lane.once[1]);
    if (terms.solid_angle_once) multiply(lane.sum, lane.once[0]);
  }

  KOKKOS_FORCEINLINE_FUNCTION static void multiply(double (&values)[Lanes],
                                                   const double (&by)[Lanes]) {
    KBRAGG_LANE_LOOP
    for (int i = 0; i < Lanes; ++i) values[i] *= by[i];
  }

  KOKKOS_FORCEINLINE_FUNCTION void store(const Lane& lane, std::int64_t slow,
                                         std::int64_t first) const {
    if (image.is_single)
      store_in(image.single, lane, slow, first);
    else
      store_in(image.full, lane, slow, first);
  }

  template <class Image>
  KOKKOS_FORCEINLINE_FUNCTION void store_in(const Image& to, const Lane& lane, std::int64_t slow,
                                            std::int64_t first) const {
    using Pixel = typename Image::non_const_value_type;
    Pixel* row = &to(slow, first);
    if (mask.extent(0) == 0) {
      for (int i = 0; i < lane.count(); ++i) row[i] = static_cast<Pixel>(lane.sum[i]);
      return;
    }
    for (int i = 0; i < lane.count(); ++i)
      if (is_active(slow, first + i)) row[i] = static_cast<Pixel>(lane.sum[i]);
  }

  KOKKOS_FORCEINLINE_FUNCTION void count_fallbacks(const Lane& lane, std::int64_t slow,
                                                   std::int64_t first) const {
    std::int64_t missed = 0;
    for (int i = 0; i < lane.count(); ++i) {
      if (!is_active(slow, first + i)) continue;
      missed += lane.missed[i];
      if (Amplitude::in_order && lane.missed[i] > 0)
        Kokkos::atomic_fetch_min(&fallbacks(1), slow * pixels_per_row() + first + i);
    }
    if (missed > 0) Kokkos::atomic_add(&fallbacks(0), missed);
  }
};

/// Fills rows [slow_first, slow_first + rows) of the functor's image; does not wait.
template <class ExecSpace, class Lattice, class Amplitude, int Lanes>
void accumulate(const ExecSpace& exec,
                const AccumulateIntensity<ExecSpace, Lattice, Amplitude, Lanes>& functor,
                std::int64_t rows) {
  const std::int64_t columns = functor.terms.fast_last - functor.terms.fast_first + 1;
  const std::int64_t items = rows * ((columns + Lanes - 1) / Lanes);
  using Policy = Kokkos::RangePolicy<ExecSpace, Kokkos::IndexType<std::int64_t>,
                                     Kokkos::Schedule<Kokkos::Dynamic>>;
  Kokkos::parallel_for("kbragg::intensity::accumulate",
                       compat::launched_ahead(Policy(exec, std::int64_t{0}, items)), functor);
}

}  // namespace kbragg::kernels

#endif
