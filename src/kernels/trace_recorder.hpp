// SPDX-License-Identifier: BSD-3-Clause
// A policy of AccumulateIntensity that notes what happens to one lane. Values are what the functor
// holds, or what the functions that it calls make of that.
#ifndef KBRAGG_KERNELS_TRACE_RECORDER_HPP
#define KBRAGG_KERNELS_TRACE_RECORDER_HPP

#include "kernels/intensity.hpp"
#include "kernels/pixel_trace.hpp"

namespace kbragg::kernels {

/// What the recorder keeps while the functor works.
struct TraceState {
  TraceStep now;           ///< the sub-pixel, source and orientation under way
  std::int64_t steps = 0;  ///< evaluated before this source
  std::int64_t noted = 0;  ///< of them stored
  TraceResult result;
};

struct TraceRecorder {
  static constexpr bool records = true;
  TraceState* state;
  TraceStep* noted;  ///< room for all steps of the choice
  StepChoice choice;
  int pixel;  ///< the lane that is watched

  template <class Lane>
  KOKKOS_FUNCTION void at_sub_pixel(const DetectorFrame& detector, const Lane& lane,
                                    std::int64_t slow, std::int64_t sub_fast, std::int64_t sub_slow,
                                    std::int64_t layer) const {
    TraceStep& s = state->now;
    s.layer = layer;
    s.sub_slow = sub_slow;
    s.sub_fast = sub_fast;
    s.source = -1;
    s.position =
        position(detector, flat_position(detector, lane.fast[pixel], static_cast<double>(slow),
                                         sub_fast, sub_slow, layer));
    const PixelView view = view_from_sample(s.position);
    s.airpath = 1 / view.inverse_distance;
    s.direction = view.direction;
    s.solid_angle = solid_angle(detector, view.inverse_distance);
    if (detector.absorbs) s.captured = capture_fraction(detector, view.direction, layer);
  }

  /// Before the orientations are summed for a source.
  template <class Functor, class Lane, class Bragg, int Lanes>
  KOKKOS_FUNCTION void at_source(const Functor& f, const Lane& lane, const Bragg& bragg,
                                 const double (&weight)[Lanes]) const {
    TraceStep& s = state->now;
    const SourceTerm source = f.sources(static_cast<std::size_t>(++s.source));
    s.wavelength = 1 / source.inverse_wavelength;
    s.incident = s.wavelength * source.incident;
    s.scattering_vector = bragg.q(pixel);
    s.is_visible = Bragg::is_visible(s.scattering_vector, f.terms.dmin_squared);
    s.polarization = f.terms.polarization_once ? source.polarization_once(s.direction)
                                               : source.polarization(s.direction);
    const auto orientations = static_cast<std::int64_t>(f.bases.extent(0));
    for (std::int64_t o = 0; o < orientations; ++o)
      if (choice.contains(state->steps + o)) {
        s.orientation = o;
        evaluate(f, lane.sum[pixel], bragg, weight[pixel]);
        noted[state->noted++] = s;
      }
    state->steps += orientations;
  }

  /// When they have been added to the sum of the pixel.
  template <class Functor, class Lane, int Lanes>
  KOKKOS_FUNCTION void after_source(const Functor& f, const Lane& lane,
                                    const double (&weight)[Lanes]) const {
    state->result.before_scale = lane.sum[pixel];
    state->result.background +=
        weight[pixel] * (f.terms.background * static_cast<double>(f.bases.extent(0)));
    if (choice.contains(state->steps - 1)) noted[state->noted - 1].accumulated = lane.sum[pixel];
  }

  template <class Lane>
  KOKKOS_FUNCTION void at_end(const DetectorFrame& detector, const SamplingTerms& terms,
                              const Lane& lane) const {
    TraceResult& r = state->result;
    const TraceStep& last = state->now;
    const bool captured_once = terms.absorption_once && detector.absorbs;
    r.background += terms.start;
    r.solid_angle = terms.solid_angle_once ? lane.once[0][pixel] : last.solid_angle;
    r.polarization = terms.polarization_once ? lane.once[1][pixel] : last.polarization;
    r.captured = captured_once ? lane.once[2][pixel] : last.captured;
    r.photons = lane.sum[pixel];
  }

 private:
  KOKKOS_FUNCTION static Vec3 position(const DetectorFrame& detector, const Vec3& flat) {
    if (detector.surface == model::DetectorSurface::sphere) return sphere_position(detector, flat);
    if (detector.surface == model::DetectorSurface::sphere_lab_yz)
      return sphere_position_lab_yz(detector, flat);
    return flat;
  }

  /// Notes the step `now`. The sums of one orientation and of all up to it come from the function
  /// that sums them for the image.
  template <class Functor, class Bragg>
  KOKKOS_FUNCTION void evaluate(const Functor& f, double before, const Bragg& bragg,
                                double weight) const {
    TraceStep& s = state->now;
    const auto o = static_cast<std::size_t>(s.orientation);
    const auto intensity = [&](double total, std::size_t orientations) {
      return weight * (f.lattice.peak_squared * total +
                       f.terms.background * static_cast<double>(orientations));
    };
    double total[sizeof(bragg.qx) / sizeof(double)];
    Bragg sum = bragg;
    sum.sum(f.lattice, f.amplitude, f.bases.data(), o, f.terms.dmin_squared, total);
    s.basis = f.bases(o);
    note_point(f.lattice, f.amplitude, sum);
    sum.sum(f.lattice, f.amplitude, f.bases.data() + o, 1, f.terms.dmin_squared, total);
    s.term = intensity(total[pixel], 1);
    sum = bragg;
    sum.sum(f.lattice, f.amplitude, f.bases.data(), o + 1, f.terms.dmin_squared, total);
    s.accumulated = before + intensity(total[pixel], o + 1);
  }

  template <class Lattice, class Amplitude, class Bragg>
  KOKKOS_FUNCTION void note_point(const Lattice& lattice, const Amplitude& amplitude,
                                  const Bragg& bragg) const {
    using Real = typename Amplitude::Real;
    TraceStep& s = state->now;
    const MillerPoint p(s.basis, s.scattering_vector);
    const Offset<Real> offset = p.offset<Real>();
    s.hkl = {p.h, p.k, p.l};
    s.hkl0 = {p.h0, p.k0, p.l0};
    s.offset = {static_cast<double>(offset.h), static_cast<double>(offset.k),
                static_cast<double>(offset.l)};
    note_lattice(lattice, offset);
    const HklGrid<Real>& grid = amplitude.grid;
    s.in_bounds = p.h0 >= grid.low[0] && p.h0 <= grid.high[0] && p.k0 >= grid.low[1] &&
                  p.k0 <= grid.high[1] && p.l0 >= grid.low[2] && p.l0 <= grid.high[2];
    s.F_cell = static_cast<double>(grid.values[grid.nearest(p)]);
    if constexpr (Amplitude::interpolates) {
      s.interpolated = amplitude.applies(p, bragg.fallbacks[pixel]);
      if (s.interpolated) s.F_cell = interpolated(grid, p);
    }
  }

  template <class Lattice, class Real>
  KOKKOS_FUNCTION void note_lattice(const Lattice& lattice, const Offset<Real>& d) const {
    TraceStep& s = state->now;
    const auto magnitude = [&](const Offset<Real>& at) {
      return math::sqrt(static_cast<double>(lattice.relative(at)));
    };
    s.lattice_factor = math::sqrt(lattice.peak_squared) * magnitude(d);
    if constexpr (requires { lattice.radius_squared; }) {
      s.radius_squared = static_cast<double>(lattice.radius_squared(d));
    } else {
      s.F_latt[0] = static_cast<double>(lattice.na) * magnitude({d.h, 0, 0});
      s.F_latt[1] = static_cast<double>(lattice.nb) * magnitude({0, d.k, 0});
      s.F_latt[2] = static_cast<double>(lattice.nc) * magnitude({0, 0, d.l});
    }
  }

  template <class Real>
  KOKKOS_FUNCTION static double interpolated(const HklGrid<Real>& grid, const MillerPoint& p) {
    CubicBlock<Real, 1> cube;
    cube.place(0, p, grid);
    cube.weigh(0);
    Real F[1];
    cube.sum(grid, F);
    return static_cast<double>(F[0]);
  }
};

}  // namespace kbragg::kernels

#endif
