// SPDX-License-Identifier: BSD-3-Clause
// Copies what the kernels need of a scene into the memory of an execution space.
#ifndef KBRAGG_KERNELS_DEVICE_SCENE_HPP
#define KBRAGG_KERNELS_DEVICE_SCENE_HPP

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
  compat::fence(exec, "kbragg::setup::" + label.substr(label.rfind(':') + 1));
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
  frame.close_distance = d.plane.close_distance;
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
  frame.point_pixel = d.point_pixel;
  return frame;
}

inline std::vector<SourceTerm> source_terms(const model::Beam& beam) {
  std::vector<SourceTerm> terms;
  terms.reserve(beam.sources.size());
  for (const model::Source& source : beam.sources) {
    SourceTerm t;
    t.incident = -source.direction;
    t.b_axis = unit(cross(beam.polarization.axis, t.incident));
    t.e_axis = unit(cross(t.incident, t.b_axis));
    t.inverse_wavelength = 1 / source.wavelength;
    t.weight = source.weight;
    terms.push_back(t);
  }
  return terms;
}

/// Everything but the band of rows, which is set per launch.
inline SamplingTerms sampling_terms(const model::Scene& scene) {
  const double n = static_cast<double>(scene.sampling.oversample);
  SamplingTerms t;
  t.scale = constants::electron_radius_squared * scene.beam.fluence /
            (n * n * static_cast<double>(scene.orientations()));
  t.background = scene.background_intensity;
  t.start = scene.background_start / static_cast<double>(scene.beam.sources.size());
  t.kahn_factor = scene.beam.polarization.kahn_factor;
  t.dmin = scene.sampling.dmin;
  t.polarized = scene.beam.polarization.enabled;
  t.solid_angle_once = scene.sampling.solid_angle == model::FactorPlace::first;
  t.polarization_once = scene.sampling.polarization == model::FactorPlace::first;
  t.absorption_once = scene.sampling.absorption == model::AbsorptionPlace::last;
  t.fast_first = scene.detector.region.fast_first;
  t.fast_last = scene.detector.region.fast_last;
  t.slow_first = 0;
  return t;
}

inline HklGrid hkl_grid(const model::HklTable& table, const double* values) {
  HklGrid grid;
  grid.values = values;
  for (int axis = 0; axis < 3; ++axis) {
    const auto i = static_cast<std::size_t>(axis);
    grid.low[axis] = static_cast<double>(table.low[i]);
    grid.high[axis] = static_cast<double>(table.high[i]);
  }
  grid.stride_k = static_cast<double>(table.extent(2));
  grid.stride_h = static_cast<double>(table.extent(1) * table.extent(2));
  return grid;
}

/// Calls f(lattice functor) with the shape of the crystal compiled in.
template <class F>
void with_lattice(const model::Crystal& crystal, F&& f) {
  using Real = double;
  const Real na = static_cast<Real>(crystal.cells[0]), nb = static_cast<Real>(crystal.cells[1]),
             nc = static_cast<Real>(crystal.cells[2]);
  const Real all = na * nb * nc;
  const RadiusPerAxis<Real> per_axis{na, nb, nc};
  const auto isotropic = [&] {
    const model::Basis& r = crystal.lattice.reciprocal;
    const Real n2 = all * all;
    return RadiusIsotropic<Real>{n2 * dot(r.a, r.a),     n2 * dot(r.b, r.b),
                                 n2 * dot(r.c, r.c),     2 * n2 * dot(r.a, r.b),
                                 2 * n2 * dot(r.a, r.c), 2 * n2 * dot(r.b, r.c)};
  };
  using Shape = model::CrystalShape;
  const bool axes = crystal.spot_width == model::SpotWidth::per_axis;
  switch (crystal.shape) {
    case Shape::square:
      return f(SquareLattice<Real>{na, nb, nc});
    case Shape::round:
      return f(RoundLattice<Real>{per_axis, crystal.fudge, all * 0.723601254558268});
    case Shape::gauss:
      if (axes) return f(GaussLattice<Real, RadiusPerAxis<Real>>{per_axis, crystal.fudge, all});
      return f(GaussLattice<Real, RadiusIsotropic<Real>>{isotropic(), crystal.fudge, all});
    case Shape::tophat:
      if (axes) return f(TophatLattice<Real, RadiusPerAxis<Real>>{per_axis, crystal.fudge, all});
      return f(TophatLattice<Real, RadiusIsotropic<Real>>{isotropic(), crystal.fudge, all});
  }
}

/// Calls f(amplitude functor) with the interpolation compiled in.
template <class F>
void with_amplitude(model::Interpolation interpolation, const HklGrid& grid, F&& f) {
  if (interpolation == model::Interpolation::tricubic) return f(TricubicAmplitude{grid});
  return f(NearestAmplitude{grid});
}

}  // namespace kbragg::kernels

#endif
