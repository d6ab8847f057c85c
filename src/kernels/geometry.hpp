// SPDX-License-Identifier: BSD-3-Clause
// Where a sub-pixel is, how much of the beam it sees, and the scattering vectors it receives.
#ifndef KBRAGG_KERNELS_GEOMETRY_HPP
#define KBRAGG_KERNELS_GEOMETRY_HPP

#include "compat/kokkos.hpp"
#include "kernels/exponential.hpp"
#include "math/rotation.hpp"
#include "math/vec3.hpp"
#include "model/options.hpp"

namespace kbragg::kernels {

/// What the kernels know of the detector; lengths in m.
struct DetectorFrame {
  Vec3 fast, slow, normal, pix0, beam;
  double pixel_size, distance;
  // A pixel covers the solid angle (point_area + area_times_close_distance / R) / R^2.
  double point_area;                 ///< 1 for point pixels, whose other term is 0
  double area_times_close_distance;  ///< pixel_size^2 close_distance, m^3
  double spot_fast, spot_slow;       ///< beam spot on the plane, from the corner of pixel (0, 0)
  double handedness;                 ///< sign of beam . (fast x slow)
  std::int64_t oversample;
  std::int64_t layers;
  double layer_thickness, attenuation;  ///< m and 1/m
  model::DetectorSurface surface;
  bool absorbs;  ///< false: every photon is counted at the surface
};

/// A point of the detector seen from the sample.
struct PixelView {
  Vec3 direction;           ///< unit vector from the sample to the point
  double inverse_distance;  ///< 1/m
};

/// Position (m) of sub-pixel (sub_fast, sub_slow) of pixel (fast, slow) in sensor layer `layer` of
/// a flat detector.
KOKKOS_FORCEINLINE_FUNCTION Vec3 flat_position(const DetectorFrame& d, double fast, double slow,
                                               std::int64_t sub_fast, std::int64_t sub_slow,
                                               std::int64_t layer) {
  const double n = static_cast<double>(d.oversample);
  const double f = d.pixel_size * (fast + compat::quotient(static_cast<double>(sub_fast) + 0.5, n));
  const double s = d.pixel_size * (slow + compat::quotient(static_cast<double>(sub_slow) + 0.5, n));
  // What a row of sub-pixels has in common comes first.
  const double depth = static_cast<double>(layer) * d.layer_thickness;
  return f * d.fast + (s * d.slow + (depth * d.normal + d.pix0));
}

/// Position on the sphere of radius `distance` about the sample: the offsets of the flat position
/// from the beam spot become angles about the slow and the fast axis. The detector must face the
/// beam (normal along it), so that the two surfaces touch at the beam spot.
KOKKOS_INLINE_FUNCTION Vec3 sphere_position(const DetectorFrame& d, const Vec3& flat) {
  const Vec3 in_plane = flat - d.pix0;
  const double f = dot(in_plane, d.fast) - d.spot_fast, s = dot(in_plane, d.slow) - d.spot_slow;
  const Vec3 turned = rotate_axis(d.distance * d.beam, d.slow, d.handedness * f / d.distance);
  return rotate_axis(turned, d.fast, -d.handedness * s / d.distance);
}

/// Position on the curved detector of the reference program: the laboratory y and z of the flat
/// position become the angles about slow and fast.
KOKKOS_INLINE_FUNCTION Vec3 sphere_position_lab_yz(const DetectorFrame& d, const Vec3& flat) {
  const Vec3 turned = rotate_axis(d.distance * d.beam, d.slow, flat.y / d.distance);
  return rotate_axis(turned, d.fast, flat.z / d.distance);
}

KOKKOS_FORCEINLINE_FUNCTION PixelView view_from_sample(const Vec3& position) {
  const double inverse = compat::inverse_sqrt(dot(position, position));
  return {inverse * position, inverse};
}

/// Solid angle (sr) of a whole pixel: area / R^2 times the obliquity close_distance / R; of a point
/// pixel 1 / R^2.
KOKKOS_FORCEINLINE_FUNCTION double solid_angle(const DetectorFrame& d, double inverse_distance) {
  const double area = d.point_area + d.area_times_close_distance * inverse_distance;
  return inverse_distance * inverse_distance * area;
}

/// Fraction of the photons that sensor layer `layer` absorbs, by Lambert and Beer along the path;
/// a sphere about the sample is hit along its normal everywhere.
KOKKOS_FORCEINLINE_FUNCTION double capture_fraction(const DetectorFrame& d, const Vec3& direction,
                                                    std::int64_t layer) {
  const double cosine = d.surface == model::DetectorSurface::sphere ? 1 : dot(direction, d.normal);
  const double path = d.layer_thickness * d.attenuation / cosine;
  // The difference of exp(-layer path) and exp(-(layer + 1) path).
  return exponential(-static_cast<double>(layer) * path) * (1 - exponential(-path));
}

/// Kahn polarization factor (Kahn et al., J. Appl. Cryst. 15, 1982, 330) of diffraction from one
/// source into the direction d, (1 + c^2 - K cos(2 psi) (1 - c^2)) / 2 with c = incident . d. Where
/// e and b are the polarization frame of the source, cos(2 psi) (1 - c^2) = (e . d)^2 - (b . d)^2,
/// so that the factor is a constant and a quadratic form of d.
struct PolarizationForm {
  double constant = 1;  ///< without polarization: all that there is
  double xx = 0, yy = 0, zz = 0, xy = 0, xz = 0, yz = 0;

  KOKKOS_FORCEINLINE_FUNCTION double operator()(const Vec3& d) const {
    return constant + (d.x * (xx * d.x + xy * d.y + xz * d.z) + d.y * (yy * d.y + yz * d.z) +
                       zz * (d.z * d.z));
  }
};

/// The form of a source; unit vectors.
inline PolarizationForm kahn_polarization(const Vec3& incident, const Vec3& e_axis,
                                          const Vec3& b_axis, double kahn_factor) {
  PolarizationForm form;
  form.constant = 0.5;
  const auto add = [&form](const Vec3& v, double weight) {
    form.xx += weight * v.x * v.x;
    form.yy += weight * v.y * v.y;
    form.zz += weight * v.z * v.z;
    form.xy += 2 * weight * v.x * v.y;
    form.xz += 2 * weight * v.x * v.z;
    form.yz += 2 * weight * v.y * v.z;
  };
  add(incident, 0.5);
  add(e_axis, -0.5 * kahn_factor);
  add(b_axis, 0.5 * kahn_factor);
  return form;
}

/// One source as the kernels need it.
struct SourceTerm {
  Vec3 incident;                       ///< unit vector of the incident photons
  double inverse_wavelength;           ///< 1/m
  double weight;                       ///< share of the fluence
  PolarizationForm polarization;       ///< of each evaluation
  PolarizationForm polarization_once;  ///< of the whole pixel, where it is evaluated once
};

/// Scattering vector: direction / wavelength - incident wave vector, 1/m. In this form compilers
/// fuse the same operations wherever it is inlined.
KOKKOS_FORCEINLINE_FUNCTION Vec3 scattering_vector(const SourceTerm& source,
                                                   const Vec3& direction) {
  return source.inverse_wavelength * direction - source.incident;
}

}  // namespace kbragg::kernels

#endif
