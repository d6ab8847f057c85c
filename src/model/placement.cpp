// SPDX-License-Identifier: BSD-3-Clause
#include <cfloat>
#include <cmath>

#include "base/error.hpp"
#include "math/rotation.hpp"
#include "model/detector.hpp"

namespace kbragg::model {

using config::Convention;
using config::Pivot;

ConventionFrame convention_frame(Convention convention) {
  const Vec3 x{1, 0, 0}, y{0, 1, 0}, z{0, 0, 1};
  switch (convention) {
    case Convention::adxv:
      return {z, x, -y, z, -x, x, x, Pivot::beam};
    case Convention::xds:
      return {z, x, y, z, x, x, x, Pivot::sample};
    case Convention::dials:
      return {z, x, y, z, y, y, y, Pivot::sample};
    case Convention::mosflm:
    case Convention::denzo:
      return {x, z, -y, x, -z, z, z, Pivot::beam};
    case Convention::custom:
      return {x, z, -y, x, y, z, z, Pivot::beam};
  }
  fail("unknown detector convention");
}

std::int64_t pixel_count(double size, double pixel_size) {
  return static_cast<std::int64_t>(std::ceil(size / pixel_size - 0.5));
}

DetectorPoint beam_spot(Convention convention, std::optional<double> x, std::optional<double> y,
                        double size_fast, double size_slow, double pixel_size) {
  switch (convention) {
    case Convention::adxv:
      return {x.value_or((size_fast + pixel_size) / 2),
              size_slow - y.value_or((size_slow - pixel_size) / 2)};
    case Convention::mosflm:
      return {y.value_or((size_fast + pixel_size) / 2) + pixel_size / 2,
              x.value_or((size_slow + pixel_size) / 2) + pixel_size / 2};
    case Convention::denzo:
      return {y.value_or((size_fast + pixel_size) / 2), x.value_or((size_slow + pixel_size) / 2)};
    case Convention::xds:
    case Convention::dials:
    case Convention::custom:
      return {x.value_or(size_fast / 2), y.value_or(size_slow / 2)};
  }
  fail("unknown detector convention");
}

namespace {

Vec3 rotated(const Placement& p, const Vec3& v) {
  return rotate_axis(rotate_xyz(v, p.rotation), p.twotheta_axis, p.twotheta);
}

}  // namespace

PlacedDetector place_detector(const Placement& p) {
  PlacedDetector d;
  d.tilt_cosine = dot(p.beam, rotate_xyz(p.normal, p.rotation));
  if (d.tilt_cosine == 0) d.tilt_cosine = DBL_MIN;
  double close =
      p.close_distance ? *p.close_distance : std::fabs(d.tilt_cosine * p.distance.value_or(0.1));
  double distance = close / d.tilt_cosine;

  d.fast = rotated(p, p.fast);
  d.slow = rotated(p, p.slow);
  d.normal = rotated(p, p.normal);
  if (p.pix0) {
    d.pix0 = *p.pix0;
  } else if (p.pivot == Pivot::sample) {
    d.pix0 = rotated(
        p, -p.closest_point.fast * p.fast - p.closest_point.slow * p.slow + close * p.normal);
  } else {
    d.pix0 = -p.beam_spot.fast * d.fast - p.beam_spot.slow * d.slow + distance * p.beam;
  }

  d.closest_point = {-dot(d.pix0, d.fast), -dot(d.pix0, d.slow)};
  d.close_distance = dot(d.pix0, d.normal);
  double cosine = d.tilt_cosine;
  if (p.distance_rule == DistanceRule::along_beam) {
    cosine = dot(p.beam, d.normal);
    if (cosine == 0) cosine = DBL_MIN;
  }
  d.distance = d.close_distance / cosine;
  const Vec3 spot = d.distance * p.beam - d.pix0;
  d.beam_spot = {dot(d.fast, spot), dot(d.slow, spot)};
  return d;
}

double layer_thickness(double thickness, std::int64_t layers, LayerSpacing spacing) {
  if (spacing == LayerSpacing::fence_post)
    return thickness / static_cast<double>(layers > 1 ? layers - 1 : 1);
  return thickness / static_cast<double>(layers);
}

}  // namespace kbragg::model
