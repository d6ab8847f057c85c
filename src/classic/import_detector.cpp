// SPDX-License-Identifier: BSD-3-Clause
// Detector: axes, size, centre, sensor and region.
#include <cmath>

#include "base/error.hpp"
#include "classic/import_parts.hpp"
#include "config/type_info.hpp"
#include "model/detector.hpp"
#include "model/reference_rules.hpp"
#include "model/vectors.hpp"

namespace kbragg::classic {

using config::Convention;
using config::DetectorPosition;
using config::Length;
using config::Pivot;

namespace {

using Vector = std::optional<std::array<double, 3>>;

void check_not_zero(const char* flag, const Vector& v) {
  KBRAGG_REQUIRE(!v || norm(model::to_vec3(*v)) > 0,
                 std::string(flag) + ": the zero vector has no direction");
}

// A normal whose length is not exactly 1 gives way to fast x slow.
void set_normal(const Flags& f, ImportedRun& run) {
  if (!f.normal) return;
  run.config.detector.normal = f.normal;
  if (norm(model::to_vec3(*f.normal)) == 1) return;
  const model::ConventionFrame frame = model::convention_frame(Convention::custom);
  const Vec3 fast = f.fast_axis ? unit(model::to_vec3(*f.fast_axis)) : frame.fast;
  const Vec3 slow = f.slow_axis ? unit(model::to_vec3(*f.slow_axis)) : frame.slow;
  const Vec3 normal = unit(cross(fast, slow));
  run.config.detector.normal = {normal.x, normal.y, normal.z};
  run.warnings.push_back(
      "-odet_vector: its length is not exactly 1, the cross product of the fast and the slow axis "
      "is used instead");
}

void set_axes(const Flags& f, ImportedRun& run) {
  if (f.convention != Convention::custom) return;
  check_not_zero("-fdet_vector", f.fast_axis);
  check_not_zero("-sdet_vector", f.slow_axis);
  check_not_zero("-odet_vector", f.normal);
  check_not_zero("-beam_vector", f.beam_direction);
  check_not_zero("-polar_vector", f.polarization);
  check_not_zero("-spindle_axis", f.spindle);
  check_not_zero("-twotheta_axis", f.twotheta_axis);
  auto& d = run.config.detector;
  d.fast_axis = f.fast_axis;
  d.slow_axis = f.slow_axis;
  d.twotheta_axis = f.twotheta_axis;
  d.axes = config::AxisRule::as_given;
  set_normal(f, run);
  run.config.beam.direction = f.beam_direction;
  run.config.beam.polarization.axis = f.polarization;
  run.config.scan.axis = f.spindle;
}

/// Edges of the detector (m) along fast and slow, as they stand before they are cut into pixels.
struct Edges {
  double fast = 0, slow = 0;
};

std::int64_t count_pixels(const char* flags, double size, double pixel) {
  constexpr double most = 1e6;
  const double ratio = size / pixel;
  const std::int64_t count = std::fabs(ratio) <= most ? model::pixel_count(size, pixel) : 0;
  KBRAGG_REQUIRE(count >= 1, std::string(flags) + ": make " + config::number_text(ratio) +
                                 " pixels, must make 1 to 1000000");
  return count;
}

Edges set_pixels(const Flags& f, config::Detector& d) {
  d.pixel_size = f.pixel_size;
  const double pixel = f.pixel_size.si();
  KBRAGG_REQUIRE(pixel > 0, "-pixel: comes to " + config::number_text(f.pixel_size.value) +
                                " mm, must be above 0 mm");
  const auto edge = [&](std::size_t axis) {
    if (f.pixels[axis] != 0) return pixel * static_cast<double>(f.pixels[axis]);
    return f.detector_size[axis].si();
  };
  const Edges edges{edge(0), edge(1)};
  d.pixels = {count_pixels("-detpixels_f, -detsize_f", edges.fast, pixel),
              count_pixels("-detpixels_s, -detsize_s", edges.slow, pixel)};
  return edges;
}

DetectorPosition position(const std::optional<Length>& typed, const DetectorPosition& otherwise) {
  return typed ? DetectorPosition{typed->value, typed->unit} : otherwise;
}

struct Point {
  DetectorPosition x, y;
};

/// The nearest point (fast, slow) of ORGX and ORGY, the middle of the detector in their absence.
Point closest_point(const Flags& f, const Edges& edges) {
  const double pixel = f.pixel_size.si();
  return {{f.orgx ? (*f.orgx - 0.5) * pixel : edges.fast / 2, "m"},
          {f.orgy ? (*f.orgy - 0.5) * pixel : edges.slow / 2, "m"}};
}

/// The beam centre in the order of the convention, a missing coordinate filled in.
Point beam_center(const Flags& f, const Edges& edges) {
  const double pixel = f.pixel_size.si();
  const double fast = (edges.fast + pixel) / 2, slow = (edges.slow + pixel) / 2;
  switch (f.convention) {
    case Convention::adxv:
      return {position(f.x_beam, {fast, "m"}), position(f.y_beam, {(edges.slow - pixel) / 2, "m"})};
    case Convention::mosflm:
    case Convention::denzo:
      return {position(f.x_beam, {slow, "m"}), position(f.y_beam, {fast, "m"})};
    case Convention::xds:
    case Convention::dials:
    case Convention::custom:
      break;
  }
  const Point closest = closest_point(f, edges);
  return {position(f.x_beam, position(f.x_close, closest.x)),
          position(f.y_beam, position(f.y_close, closest.y))};
}

void set_centre(const Flags& f, const Edges& edges, ImportedRun& run) {
  auto& d = run.config.detector;
  d.pivot = pivot_of(f);
  const Point beam = beam_center(f, edges), closest = closest_point(f, edges);
  run.outputs.x_beam = beam.x.si();
  run.outputs.y_beam = beam.y.si();
  run.outputs.detector_size_slow = edges.slow;
  if (*d.pivot == Pivot::beam) {
    d.beam_center = {beam.x, beam.y};
    // The run file counts y of adxv from the edge of the last pixel, the reference from -detsize_s.
    const double counted = d.pixel_size.si() * static_cast<double>(d.pixels[1]);
    if (f.convention == Convention::adxv && counted != edges.slow)
      (*d.beam_center)[1] = {counted - (edges.slow - beam.y.si()), "m"};
  } else if (f.convention == Convention::custom) {
    d.closest_point = {beam.x, beam.y};
  } else if (f.orgx && f.orgy) {
    d.xds_org = {*f.orgx, *f.orgy};
  } else {
    d.closest_point = {closest.x, closest.y};
  }
}

/// Flags that place the detector and that nothing comes of.
void warn_of_unused(const Flags& f, std::vector<std::string>& warnings) {
  if (f.close_distance && f.distance_given)
    warnings.push_back(
        "-distance: has no effect beside -close_distance or the CLOSE_DISTANCE of a header");
  const Pivot pivot = pivot_of(f);
  if (f.pivot_flag && *f.pivot_flag != pivot)
    warnings.push_back("-pivot: " + std::string(name_of(*f.pivot_flag)) + " has no effect, " +
                       (f.convention == Convention::custom ? "a later flag asks for "
                                                           : "the convention has the pivot ") +
                       std::string(name_of(pivot)));
  if (f.convention == Convention::custom) return;
  if (pivot == Pivot::sample && (f.x_beam || f.y_beam || f.x_close || f.y_close))
    warnings.push_back(
        "-Xbeam, -Ybeam, -Xclose, -Yclose: a beam centre does not move the detector with -xds and "
        "-dials, use -ORGX and -ORGY");
  if (pivot == Pivot::beam && (f.origin_given || f.closest_given))
    warnings.push_back(
        "-ORGX, -ORGY, -Xclose, -Yclose: do not move the detector with -mosflm, -denzo and -adxv, "
        "use -Xbeam and -Ybeam");
}

void set_sensor(const Flags& f, ImportedRun& run) {
  const model::SensorLayers layers =
      model::reference_sensor_layers(f.sensor_thickness.si(), f.sensor_layers.value_or(-1));
  auto& sensor = run.config.detector.sensor;
  if (f.sensor_thickness.value > 0) {
    sensor.emplace();
    sensor->thickness = f.sensor_thickness;
    sensor->attenuation_depth = f.attenuation_depth.value_or(f.sensor_thickness);
    sensor->layers = layers.count;
    if (f.sensor_layers.value_or(-1) >= 1) sensor->layer_spacing = config::LayerSpacing::fence_post;
    if (f.no_absorption) sensor->absorption = config::SensorAbsorption::none;
    if (f.no_absorption)
      run.warnings.push_back(
          "-detector_abs: nothing is absorbed in the sensor of -detector_thick, the image is 0");
    else if (!f.attenuation_depth)
      run.warnings.push_back(
          "-detector_thick: without -detector_abs the attenuation depth is the thickness");
  } else if (f.oversample_thick) {
    // There is nothing to absorb in; thickness and depth of a single layer are of no account.
    sensor.emplace();
    sensor->thickness = sensor->attenuation_depth = {1, "um"};
    sensor->layers = 1;
    sensor->absorption = config::SensorAbsorption::none;
    run.warnings.push_back("-oversample_thick: without -detector_thick the image is 0");
  }
}

void set_region(const Flags& f, config::Detector& d) {
  const auto limits = [&](std::size_t axis) {
    const std::int64_t first = f.roi[2 * axis], last = f.roi[2 * axis + 1];
    const std::int64_t end = d.pixels[axis] - 1;
    return std::array{first < 0 ? 0 : first, last < 0 || last > end ? end : last};
  };
  const config::Roi roi{limits(0), limits(1)};
  KBRAGG_REQUIRE(roi.fast[0] <= roi.fast[1] && roi.slow[0] <= roi.slow[1],
                 "-roi: holds no pixel of the detector");
  if (roi.fast[0] > 0 || roi.slow[0] > 0 || roi.fast[1] < d.pixels[0] - 1 ||
      roi.slow[1] < d.pixels[1] - 1)
    d.roi = roi;
}

}  // namespace

void set_detector(const Flags& f, const ImportContext& context, ImportedRun& run) {
  auto& d = run.config.detector;
  d.convention = f.convention;
  set_axes(f, run);
  const Edges edges = set_pixels(f, d);
  if (f.close_distance)
    d.close_distance = f.close_distance;
  else
    d.distance = f.distance;
  set_centre(f, edges, run);
  warn_of_unused(f, run.warnings);
  d.rotation = f.rotation;
  d.twotheta = f.twotheta;
  d.distance_rule = config::DistanceRule::without_twotheta;
  d.curved = f.curved;
  if (f.curved) d.curved_by = config::CurvedBy::lab_yz;
  d.point_pixel = f.point_pixel;
  if (f.mask_file) d.mask_file = absolute_path(context, *f.mask_file);
  set_sensor(f, run);
  set_region(f, d);
}

}  // namespace kbragg::classic
