// SPDX-License-Identifier: BSD-3-Clause
#include "model/detector.hpp"

#include <cmath>
#include <string>

#include "base/error.hpp"
#include "math/constants.hpp"
#include "model/vectors.hpp"

namespace kbragg::model {

using config::Convention;
using config::Pivot;
using config::RunConfig;

namespace {

constexpr double orthogonality_tolerance = 1e-6;

double metres(const config::DetectorPosition& position, double pixel_size) {
  return position.unit == "px" ? position.value * pixel_size : position.si();
}

void set_axes(const RunConfig& config, const ConventionFrame& frame, Placement& p) {
  const auto& c = config.detector;
  p.beam = beam_direction(config);
  p.fast = direction_or(config, "detector.fast_axis", c.fast_axis, frame.fast);
  p.slow = direction_or(config, "detector.slow_axis", c.slow_axis, frame.slow);
  p.twotheta_axis =
      direction_or(config, "detector.twotheta_axis", c.twotheta_axis, frame.twotheta_axis);
  const bool checked = c.axes == AxisRule::checked;
  if (!checked && c.twotheta_axis) p.twotheta_axis = to_vec3(*c.twotheta_axis);
  KBRAGG_REQUIRE(!checked || std::fabs(dot(p.fast, p.slow)) < orthogonality_tolerance,
                 config.where(c.slow_axis ? "detector.slow_axis" : "detector.fast_axis") +
                     ": fast and slow axis are not perpendicular");
  Vec3 normal = frame.normal;
  if (checked && (c.fast_axis || c.slow_axis || config.beam.direction)) {
    normal = unit(cross(p.fast, p.slow));
    if (dot(normal, p.beam) < 0) normal = -normal;
  }
  p.normal = direction_or(config, "detector.normal", c.normal, normal);
  KBRAGG_REQUIRE(p.pix0 || dot(p.normal, p.beam) > 0,
                 config.where("detector.normal") +
                     ": must point away from the sample, along the beam rather than against it");
  KBRAGG_REQUIRE(
      !checked || (std::fabs(dot(p.normal, p.fast)) < orthogonality_tolerance &&
                   std::fabs(dot(p.normal, p.slow)) < orthogonality_tolerance),
      config.where("detector.normal") + ": is not perpendicular to the fast and slow axes");
}

void set_points(const RunConfig& config, const Detector& detector, Placement& p) {
  const auto& c = config.detector;
  const double pixel = detector.pixel_size;
  const double size_fast = pixel * static_cast<double>(detector.fast_pixels);
  const double size_slow = pixel * static_cast<double>(detector.slow_pixels);
  const bool by_beam = p.pivot == Pivot::beam;
  KBRAGG_REQUIRE(by_beam || !c.beam_center,
                 config.where("detector.beam_center") +
                     ": needs the beam pivot, but the pivot is sample; give detector.pivot: beam, "
                     "or closest_point or xds_org instead");
  for (const char* key : {"detector.closest_point", "detector.xds_org"}) {
    const bool given = std::string(key) == "detector.xds_org" ? c.xds_org.has_value()
                                                              : c.closest_point.has_value();
    KBRAGG_REQUIRE(!by_beam || !given, config.where(key) +
                                           ": needs the sample pivot, but the pivot is beam; give "
                                           "detector.pivot: sample, or beam_center instead");
  }
  std::optional<double> x, y;
  if (c.beam_center) {
    x = metres((*c.beam_center)[0], pixel);
    y = metres((*c.beam_center)[1], pixel);
  }
  p.beam_spot = beam_spot(c.convention, x, y, size_fast, size_slow, pixel);
  p.closest_point = {size_fast / 2, size_slow / 2};
  if (c.closest_point)
    p.closest_point = {metres((*c.closest_point)[0], pixel), metres((*c.closest_point)[1], pixel)};
  if (c.xds_org)
    p.closest_point = {((*c.xds_org)[0] - 0.5) * pixel, ((*c.xds_org)[1] - 0.5) * pixel};
}

Placement make_placement(const RunConfig& config, const Detector& detector) {
  const auto& c = config.detector;
  const ConventionFrame frame = convention_frame(c.convention);
  Placement p;
  if (c.pix0) p.pix0 = si_vec3(*c.pix0);
  if (c.dials_origin) {
    // The relation of the two frames holds for a beam along +x and a slow axis along -y.
    KBRAGG_REQUIRE(c.convention == Convention::mosflm || c.convention == Convention::denzo ||
                       c.convention == Convention::custom,
                   config.where("detector.dials_origin") +
                       ": is defined for the conventions mosflm, denzo and custom; give pix0");
    const Vec3 o = si_vec3(*c.dials_origin);
    p.pix0 = Vec3{-o.z, o.y, o.x};
  }
  set_axes(config, frame, p);
  p.rotation = si_vec3(c.rotation);
  p.twotheta = c.twotheta.si();
  p.pivot = c.pivot.value_or(frame.pivot);
  p.distance_rule = c.distance_rule;
  // A detector placed by its corner may stand anywhere; its default normal points away from the
  // sample there.
  if (p.pix0 && !c.normal && place_detector(p).close_distance < 0) p.normal = -p.normal;
  if (c.distance) p.distance = c.distance->si();
  if (c.close_distance) p.close_distance = c.close_distance->si();
  if (!p.pix0) set_points(config, detector, p);
  return p;
}

void set_region(const RunConfig& config, Detector& d) {
  d.region = {0, d.fast_pixels - 1, 0, d.slow_pixels - 1};
  if (!config.detector.roi) return;
  const auto& roi = *config.detector.roi;
  const auto check = [&](const char* key, const std::array<std::int64_t, 2>& limits,
                         std::int64_t pixels) {
    KBRAGG_REQUIRE(limits[0] <= limits[1] && limits[1] < pixels,
                   config.where(key) + ": is [" + std::to_string(limits[0]) + ", " +
                       std::to_string(limits[1]) +
                       "], must be first <= last <= " + std::to_string(pixels - 1));
  };
  check("detector.roi.fast", roi.fast, d.fast_pixels);
  check("detector.roi.slow", roi.slow, d.slow_pixels);
  d.region = {roi.fast[0], roi.fast[1], roi.slow[0], roi.slow[1]};
}

void count_active(Detector& d) {
  const Region& r = d.region;
  d.active_pixels = (r.fast_last - r.fast_first + 1) * (r.slow_last - r.slow_first + 1);
  if (d.mask.empty()) return;
  for (std::int64_t s = r.slow_first; s <= r.slow_last; ++s)
    for (std::int64_t f = r.fast_first; f <= r.fast_last; ++f)
      d.active_pixels -= d.mask[static_cast<std::size_t>(s * d.fast_pixels + f)];
}

void set_sensor(const RunConfig& config, Detector& d) {
  if (!config.detector.sensor) return;
  const auto& s = *config.detector.sensor;
  KBRAGG_REQUIRE(s.layer_spacing != LayerSpacing::fence_post || s.layers >= 2,
                 config.where("detector.sensor.layer_spacing") +
                     ": fence_post needs 2 layers or more, detector.sensor.layers is 1");
  d.sensor.layers = s.layers;
  d.sensor.thickness = s.thickness.si();
  d.sensor.layer_thickness = layer_thickness(d.sensor.thickness, s.layers, s.layer_spacing);
  d.sensor.absorbs = true;
  if (s.absorption == SensorAbsorption::exponential)
    d.sensor.attenuation = 1 / s.attenuation_depth.si();
}

void check_plane(const RunConfig& config, const Placement& p, const PlacedDetector& plane) {
  constexpr double nearest = 1e-6;  // m, as for the distances of the run file
  KBRAGG_REQUIRE(plane.close_distance >= nearest,
                 config.where("detector") +
                     ": the detector faces away from the sample or passes through it (nearest "
                     "distance " +
                     std::to_string(plane.close_distance * 1e3) +
                     " mm, must be at least 0.001 mm)");
  KBRAGG_REQUIRE(p.pix0 || p.pivot != Pivot::beam || plane.distance > 0,
                 config.where("detector.rotation") +
                     ": turns the detector against the beam, which then misses it; with the beam "
                     "pivot rotations must stay below 90 deg (use the sample pivot or pix0)");
}

/// The sphere is defined by the beam spot and the axes there: the plane must face the beam.
void check_curved(const RunConfig& config, const Detector& d) {
  const PlacedDetector& plane = d.plane;
  KBRAGG_REQUIRE(norm(plane.normal - d.beam) < orthogonality_tolerance,
                 config.where("detector.curved") +
                     ": a curved detector must face the beam; leave out rotation, twotheta and "
                     "tilted axes");
  const double fast_size = d.pixel_size * static_cast<double>(d.fast_pixels);
  const double slow_size = d.pixel_size * static_cast<double>(d.slow_pixels);
  for (const double edge : {plane.beam_spot.fast, plane.beam_spot.slow,
                            fast_size - plane.beam_spot.fast, slow_size - plane.beam_spot.slow})
    KBRAGG_REQUIRE(edge < constants::pi * plane.distance,
                   config.where("detector.curved") +
                       ": the detector reaches around the sphere of radius " +
                       std::to_string(plane.distance * 1e3) + " mm");
}

}  // namespace

Vec3 beam_direction(const RunConfig& config) {
  return direction_or(config, "beam.direction", config.beam.direction,
                      convention_frame(config.detector.convention).beam);
}

Detector make_detector(const RunConfig& config, std::vector<std::uint8_t> mask) {
  const auto& c = config.detector;
  Detector d;
  d.fast_pixels = c.pixels[0];
  d.slow_pixels = c.pixels[1];
  d.pixel_size = c.pixel_size.si();
  d.mask = std::move(mask);
  const Placement p = make_placement(config, d);
  d.plane = place_detector(p);
  d.beam = p.beam;
  d.placement = p;
  d.pivot = p.pivot;
  check_plane(config, p, d.plane);
  if (c.curved && c.curved_by == config::CurvedBy::lab_yz) {
    d.surface = DetectorSurface::sphere_lab_yz;
  } else if (c.curved) {
    d.surface = DetectorSurface::sphere;
    check_curved(config, d);
  }
  d.point_pixel = c.point_pixel;
  set_sensor(config, d);
  set_region(config, d);
  count_active(d);
  return d;
}

}  // namespace kbragg::model
