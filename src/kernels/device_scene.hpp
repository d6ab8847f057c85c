// SPDX-License-Identifier: BSD-3-Clause
// Copies what the kernels need of a scene into the memory of an execution space.
#ifndef KBRAGG_KERNELS_DEVICE_SCENE_HPP
#define KBRAGG_KERNELS_DEVICE_SCENE_HPP

#include <algorithm>
#include <string>
#include <vector>

#include "kernels/intensity.hpp"
#include "math/constants.hpp"
#include "model/scene.hpp"

namespace kbragg::kernels {

/// A View of `host` in the memory of ExecSpace.
template <class ExecSpace, class T>
View1D<ExecSpace, T> to_device(const ExecSpace& exec, const std::string& label,
                               const std::vector<T>& host) {
  View1D<ExecSpace, T> device(Kokkos::view_alloc(label, Kokkos::WithoutInitializing), host.size());
  if (host.empty()) return device;
  Kokkos::View<const T*, Kokkos::LayoutRight, Kokkos::HostSpace,
               Kokkos::MemoryTraits<Kokkos::Unmanaged>>
      source(host.data(), host.size());
  Kokkos::deep_copy(exec, device, source);
  compat::fence(exec, label);
  return device;
}

inline DetectorFrame detector_frame(const model::Scene& scene) {
  const model::Detector& d = scene.detector;
  DetectorFrame frame;
  frame.fast = d.plane.fast;
  frame.slow = d.plane.slow;
  frame.normal = d.plane.normal;
  frame.pix0 = d.plane.pix0;
  frame.beam = d.beam;
  frame.pixel_size = d.pixel_size;
  frame.point_area = d.point_pixel ? 1 : 0;
  frame.area_times_close_distance =
      d.point_pixel ? 0 : d.pixel_size * d.pixel_size * d.plane.close_distance;
  frame.distance = d.plane.distance;
  frame.spot_fast = d.plane.beam_spot.fast;
  frame.spot_slow = d.plane.beam_spot.slow;
  frame.handedness = dot(d.beam, cross(frame.fast, frame.slow)) < 0 ? -1 : 1;
  frame.oversample = scene.sampling.oversample;
  frame.layers = d.sensor.layers;
  frame.layer_thickness = d.sensor.layer_thickness;
  frame.attenuation = d.sensor.attenuation;
  frame.absorbs = d.sensor.absorbs;
  frame.surface = d.surface;
  return frame;
}

/// Of `sources` in place of those of the scene.
inline std::vector<SourceTerm> source_terms(const model::Scene& scene,
                                            const std::vector<model::Source>& sources) {
  const model::Beam& beam = scene.beam;
  const bool once = scene.sampling.polarization == model::FactorPlace::first;
  std::vector<SourceTerm> terms;
  terms.reserve(sources.size());
  for (const model::Source& source : sources) {
    SourceTerm t;
    const Vec3 incident = -source.direction;
    t.inverse_wavelength = 1 / source.wavelength;
    t.incident = t.inverse_wavelength * incident;
    if (beam.polarization.enabled) {
      const Vec3 b = unit(cross(beam.polarization.axis, incident));
      const Vec3 e = unit(cross(incident, b));
      (once ? t.polarization_once : t.polarization) =
          kahn_polarization(incident, e, b, beam.polarization.kahn_factor);
    }
    t.weight = source.weight;
    terms.push_back(t);
  }
  return terms;
}

inline std::vector<SourceTerm> source_terms(const model::Scene& scene) {
  return source_terms(scene, scene.beam.sources);
}

/// Everything but the band of rows, which is set per launch; for an image of `fluence_factor` times
/// the fluence of the scene.
inline SamplingTerms sampling_terms(const model::Scene& scene, double fluence_factor = 1) {
  const double n = static_cast<double>(scene.sampling.oversample);
  SamplingTerms t;
  t.scale = constants::electron_radius_squared * (scene.beam.fluence * fluence_factor) /
            (n * n * static_cast<double>(scene.orientations()));
  t.background = scene.background_intensity;
  t.start =
      scene.background_start * fluence_factor / static_cast<double>(scene.beam.sources.size());
  t.dmin_squared = scene.sampling.dmin * scene.sampling.dmin;
  t.solid_angle_once = scene.sampling.solid_angle == model::FactorPlace::first;
  t.polarization_once =
      scene.beam.polarization.enabled && scene.sampling.polarization == model::FactorPlace::first;
  t.polarization_each = scene.beam.polarization.enabled && !t.polarization_once;
  t.absorption_once = scene.sampling.absorption == model::AbsorptionPlace::last;
  t.fast_first = scene.detector.region.fast_first;
  t.fast_last = scene.detector.region.fast_last;
  t.slow_first = 0;
  return t;
}

template <class Real>
HklGrid<Real> hkl_grid(const model::HklTable& table, const Real* values) {
  HklGrid<Real> grid;
  grid.values = values;
  for (int axis = 0; axis < 3; ++axis) {
    const auto i = static_cast<std::size_t>(axis);
    grid.low[axis] = static_cast<double>(table.low[i]);
    grid.high[axis] = static_cast<double>(table.high[i]);
    grid.border_low[axis] = grid.low[axis] - 1;
    grid.border_high[axis] = grid.high[axis] + 1;
    grid.whole_low[axis] = static_cast<std::int32_t>(grid.border_low[axis]);
    grid.whole_high[axis] = static_cast<std::int32_t>(grid.border_high[axis]);
  }
  grid.stride_k = static_cast<double>(table.extent(2));
  grid.stride_h = static_cast<double>(table.extent(1) * table.extent(2));
  grid.whole_stride_h = static_cast<std::int32_t>(grid.stride_h);
  grid.whole_stride_k = static_cast<std::int32_t>(grid.stride_k);
  grid.origin =
      (1 - grid.low[0]) * grid.stride_h + (1 - grid.low[1]) * grid.stride_k + (1 - grid.low[2]);
  return grid;
}

/// |dh a* + dk b* + dl c*|^2 (Na Nb Nc)^2 with the vectors in 1/Angstrom, or per axis
/// (dh Na)^2 + (dk Nb)^2 + (dl Nc)^2; times `scale`.
template <class Real>
QuadraticForm<Real> spot_radius(const model::Crystal& crystal, model::SpotWidth width,
                                double scale) {
  const auto& n = crystal.cells;
  const auto form = [](double hh, double kk, double ll, double hk, double hl, double kl) {
    return QuadraticForm<Real>{static_cast<Real>(hh), static_cast<Real>(kk), static_cast<Real>(ll),
                               static_cast<Real>(hk), static_cast<Real>(hl), static_cast<Real>(kl)};
  };
  const auto squared = [scale](auto x) {
    return scale * static_cast<double>(x) * static_cast<double>(x);
  };
  if (width == model::SpotWidth::per_axis)
    return form(squared(n[0]), squared(n[1]), squared(n[2]), 0, 0, 0);
  const model::Basis& r = crystal.lattice.reciprocal;
  const double all =
      squared(static_cast<double>(n[0]) * static_cast<double>(n[1]) * static_cast<double>(n[2]));
  return form(all * dot(r.a, r.a), all * dot(r.b, r.b), all * dot(r.c, r.c),
              2 * all * dot(r.a, r.b), 2 * all * dot(r.a, r.c), 2 * all * dot(r.b, r.c));
}

/// A shape with its radius; `scale` turns the squared radius into the argument of the profile.
template <class Real, class Profile>
RadialLattice<Real, Profile> radial_lattice(const model::Crystal& crystal, model::SpotWidth width,
                                            double scale, double peak) {
  RadialLattice<Real, Profile> lattice;
  lattice.radius_squared = spot_radius<Real>(crystal, width, scale);
  lattice.limit = static_cast<Real>(Profile::limit);
  lattice.peak_squared = peak * peak;
  lattice.reach = spot_radius<double>(crystal, width, scale);
  lattice.reach_limit = Profile::limit * (1 + 1e-5);
  // The radius is convex: it is largest in a corner of the cube of offsets.
  double largest = 0;
  for (const double k : {-0.5, 0.5})
    for (const double l : {-0.5, 0.5})
      largest = std::max(largest, lattice.reach(Offset<double>{0.5, k, l}));
  lattice.skips = largest > lattice.reach_limit;
  return lattice;
}

/// Calls f(lattice functor) with the shape of the crystal compiled in.
template <class Real, class F>
void with_lattice(const model::Crystal& crystal, F&& f) {
  const auto cells = [&](std::size_t axis) { return static_cast<double>(crystal.cells[axis]); };
  const double all = cells(0) * cells(1) * cells(2);
  constexpr double pi = constants::pi;
  using Shape = model::CrystalShape;
  switch (crystal.shape) {
    case Shape::square:
      return f(SquareLattice<Real>{static_cast<Real>(cells(0)), static_cast<Real>(cells(1)),
                                   static_cast<Real>(cells(2)), all * all,
                                   static_cast<Real>(1 / all)});
    case Shape::round:
      return f(radial_lattice<Real, RoundProfile>(
          crystal, model::SpotWidth::per_axis, pi * pi * crystal.fudge, all * 0.723601254558268));
    case Shape::gauss:
      return f(radial_lattice<Real, GaussProfile>(crystal, crystal.spot_width,
                                                  crystal.fudge * 2 / 0.63, all));
    case Shape::tophat:
      return f(
          radial_lattice<Real, TophatProfile>(crystal, crystal.spot_width, crystal.fudge, all));
  }
}

}  // namespace kbragg::kernels

#endif
