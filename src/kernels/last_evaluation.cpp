// SPDX-License-Identifier: BSD-3-Clause
#include "kernels/last_evaluation.hpp"

#include <cmath>

#include "kernels/device_scene.hpp"

namespace kbragg::kernels {

namespace {

Vec3 last_position(const DetectorFrame& d, std::int64_t slow, std::int64_t fast) {
  const Vec3 flat = flat_position(d, static_cast<double>(fast), static_cast<double>(slow),
                                  d.oversample - 1, d.oversample - 1, d.layers - 1);
  if (d.surface == model::DetectorSurface::sphere) return sphere_position(d, flat);
  if (d.surface == model::DetectorSurface::sphere_lab_yz) return sphere_position_lab_yz(d, flat);
  return flat;
}

}  // namespace

Evaluation last_evaluation(const model::Scene& scene, std::int64_t slow, std::int64_t fast) {
  const DetectorFrame d = detector_frame(scene);
  const SourceTerm source = source_terms(scene.beam).back();
  Evaluation e;
  e.position = last_position(d, slow, fast);
  const PixelView view = view_from_sample(e.position);
  e.scattering_vector = scattering_vector(source, view.direction);
  e.solid_angle =
      d.point_pixel ? 1 / (view.distance * view.distance) : solid_angle(d, view.distance);
  if (d.absorbs) e.absorbed = capture_fraction(d, view.direction, d.layers - 1);
  if (scene.beam.polarization.enabled)
    e.polarization =
        polarization_factor(source, view.direction, scene.beam.polarization.kahn_factor);
  e.basis =
      model::orientations(scene.crystal, scene.scan.spindle, {scene.scan.phis(0).back()}).back();
  MillerPoint p;
  p.h = dot(e.basis.a, e.scattering_vector);
  p.k = dot(e.basis.b, e.scattering_vector);
  p.l = dot(e.basis.c, e.scattering_vector);
  p.h0 = nearest_integer(p.h);
  p.k0 = nearest_integer(p.k);
  p.l0 = nearest_integer(p.l);
  e.hkl = {p.h, p.k, p.l};
  e.hkl0 = {p.h0, p.k0, p.l0};
  with_lattice(scene.crystal, [&](const auto& lattice) {
    e.F_latt = std::sqrt(lattice.squared(p.h - p.h0, p.k - p.k0, p.l - p.l0));
  });
  const bool interpolate = scene.interpolation != model::Interpolation::nearest;
  with_amplitude(interpolate ? model::Interpolation::tricubic : model::Interpolation::nearest,
                 hkl_grid(scene.hkl, scene.hkl.values.data()), [&](const auto& amplitude) {
                   std::int64_t fallbacks = 0;
                   e.F_cell = amplitude(p, fallbacks);
                 });
  return e;
}

}  // namespace kbragg::kernels
