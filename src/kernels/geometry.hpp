// SPDX-License-Identifier: BSD-3-Clause
// Where a sub-pixel is, how much of the beam it sees, and the scattering vectors it receives.
#ifndef KBRAGG_KERNELS_GEOMETRY_HPP
#define KBRAGG_KERNELS_GEOMETRY_HPP

#include "compat/kokkos.hpp"
#include "math/rotation.hpp"
#include "math/vec3.hpp"
#include "model/options.hpp"

namespace kbragg::kernels {

/// What the kernels know of the detector; lengths in m.
struct DetectorFrame {
  Vec3 fast, slow, normal, pix0, beam;
  double pixel_size, close_distance, distance;
  double spot_fast, spot_slow;  ///< beam spot on the plane, from the corner of pixel (0, 0)
  double handedness;            ///< sign of beam . (fast x slow)
  std::int64_t oversample;
  std::int64_t layers;
  double layer_thickness, attenuation;  ///< m and 1/m
  model::DetectorSurface surface;
  bool absorbs;  ///< false: every photon is counted at the surface
  bool point_pixel;
};

/// A point of the detector seen from the sample.
struct PixelView {
  Vec3 direction;   ///< unit vector from the sample to the point
  double distance;  ///< m
};

/// Position (m) of sub-pixel (sub_fast, sub_slow) of pixel (fast, slow) in sensor layer `layer` of
/// a flat detector.
KOKKOS_FORCEINLINE_FUNCTION Vec3 flat_position(const DetectorFrame& d, double fast, double slow,
                                               std::int64_t sub_fast, std::int64_t sub_slow,
                                               std::int64_t layer) {
  const double n = static_cast<double>(d.oversample);
  const double sub = d.pixel_size / n;
  const double f = sub * (fast * n + static_cast<double>(sub_fast)) + sub / 2;
  const double s = sub * (slow * n + static_cast<double>(sub_slow)) + sub / 2;
  return f * d.fast + s * d.slow + (static_cast<double>(layer) * d.layer_thickness) * d.normal +
         d.pix0;
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
  const double distance = math::sqrt(dot(position, position));
  return {(1 / distance) * position, distance};
}

/// Solid angle (sr) of a whole pixel: area / R^2 times the obliquity close_distance / R.
KOKKOS_FORCEINLINE_FUNCTION double solid_angle(const DetectorFrame& d, double distance) {
  const double r2 = distance * distance;
  return d.pixel_size * d.pixel_size / r2 * d.close_distance / distance;
}

/// Fraction of the photons that sensor layer `layer` absorbs, by Lambert and Beer along the path;
/// a sphere about the sample is hit along its normal everywhere.
KOKKOS_INLINE_FUNCTION double capture_fraction(const DetectorFrame& d, const Vec3& direction,
                                               std::int64_t layer) {
  const double cosine = d.surface == model::DetectorSurface::sphere ? 1 : dot(direction, d.normal);
  const double path = d.layer_thickness * d.attenuation / cosine;
  return math::exp(-static_cast<double>(layer) * path) -
         math::exp(-static_cast<double>(layer + 1) * path);
}

/// One source as the kernels need it.
struct SourceTerm {
  Vec3 incident;              ///< unit vector of the incident photons
  Vec3 e_axis, b_axis;        ///< polarization frame of this source, unit vectors
  double inverse_wavelength;  ///< 1/m
  double weight;              ///< share of the fluence
};

/// Kahn polarization factor (Kahn et al., J. Appl. Cryst. 15, 1982, 330) of diffraction from the
/// source into `direction`: (1 + c^2 - K cos(2 psi) (1 - c^2)) / 2, c = incident . direction. With
/// unit vectors cos(2 psi) (1 - c^2) is the difference of two squares.
KOKKOS_FORCEINLINE_FUNCTION double polarization_factor(const SourceTerm& source,
                                                       const Vec3& direction, double kahn_factor) {
  const double c = dot(source.incident, direction);
  const double e = dot(source.e_axis, direction), b = dot(source.b_axis, direction);
  return 0.5 * (1 + c * c - kahn_factor * (e * e - b * b));
}

/// Scattering vector (direction - incident) / wavelength, 1/m.
KOKKOS_FORCEINLINE_FUNCTION Vec3 scattering_vector(const SourceTerm& source,
                                                   const Vec3& direction) {
  return source.inverse_wavelength * (direction - source.incident);
}

}  // namespace kbragg::kernels

#endif
