// SPDX-License-Identifier: BSD-3-Clause
// The detector in the laboratory frame: axes, position, sensor, region and mask. SI units.
#ifndef KBRAGG_MODEL_DETECTOR_HPP
#define KBRAGG_MODEL_DETECTOR_HPP

#include <cstdint>
#include <optional>
#include <vector>

#include "config/run_config.hpp"
#include "math/vec3.hpp"
#include "model/options.hpp"

namespace kbragg::model {

/// Directions that a convention fixes, before any rotation of the detector.
struct ConventionFrame {
  Vec3 beam, fast, slow, normal, twotheta_axis, polarization, spindle;
  config::Pivot pivot;
};

/// The frame of a named convention.
ConventionFrame convention_frame(config::Convention convention);

/// Unit direction in which the photons travel: beam.direction, else that of the convention.
Vec3 beam_direction(const config::RunConfig& config);

/// Point of the detector in metres from the outer corner of pixel (0, 0).
struct DetectorPoint {
  double fast = 0, slow = 0;
};

/// Number of pixels of a detector edge of `size` m; halves round down.
std::int64_t pixel_count(double size, double pixel_size);

/// Beam spot for a beam centre (x, y) as the convention reads it; an absent coordinate takes the
/// convention's default. size_fast and size_slow are the detector edges; all in m.
DetectorPoint beam_spot(config::Convention convention, std::optional<double> x,
                        std::optional<double> y, double size_fast, double size_slow,
                        double pixel_size);

/// What decides where the detector stands.
struct Placement {
  Vec3 beam, fast, slow, normal;  ///< unit vectors before rotation
  Vec3 twotheta_axis;             ///< unit vector but with AxisRule::as_given
  Vec3 rotation;                  ///< about laboratory x, y, z, rad
  double twotheta = 0;            ///< rad
  config::Pivot pivot = config::Pivot::beam;
  DetectorPoint beam_spot;                         ///< used by the beam pivot
  DetectorPoint closest_point;                     ///< used by the sample pivot
  std::optional<double> distance, close_distance;  ///< m; close_distance wins
  std::optional<Vec3> pix0;                        ///< m; replaces pivot, points and distances
  DistanceRule distance_rule = DistanceRule::along_beam;
};

/// The detector plane after all rotations.
struct PlacedDetector {
  Vec3 fast, slow, normal;  ///< unit vectors
  Vec3 pix0;                ///< outer corner of pixel (0, 0), m
  double tilt_cosine = 1;   ///< beam . normal without twotheta
  double distance = 0;      ///< along the beam, m
  double close_distance = 0;
  DetectorPoint beam_spot, closest_point;
};

/// Rotates and places the detector: distances, pivot, rotations about x, y, z, then twotheta.
PlacedDetector place_detector(const Placement& placement);

/// Inclusive limits of the rendered pixels.
struct Region {
  std::int64_t fast_first = 0, fast_last = 0, slow_first = 0, slow_last = 0;
};

struct Sensor {
  std::int64_t layers = 1;
  double layer_thickness = 0;  ///< m
  double thickness = 0;        ///< m
  double attenuation = 0;      ///< 1/m
  bool absorbs = false;        ///< false: every photon is counted at the surface
};

/// Layers of a sensor of `thickness` m.
double layer_thickness(double thickness, std::int64_t layers, LayerSpacing spacing);

struct Detector {
  std::int64_t fast_pixels = 0, slow_pixels = 0;
  double pixel_size = 0;  ///< m
  PlacedDetector plane;
  Vec3 beam;            ///< direction of the photons
  Placement placement;  ///< what plane follows from; its axes are those before rotations
  config::Pivot pivot = config::Pivot::beam;
  DetectorSurface surface = DetectorSurface::flat;
  bool point_pixel = false;
  Sensor sensor;
  Region region;
  std::vector<std::uint8_t> mask;  ///< (slow, fast), 1 = left out; empty: none
  std::int64_t active_pixels = 0;  ///< inside the region and not masked
};

/// Builds the detector of a run file; `mask` is (slow, fast) with 1 = left out, or empty. Throws
/// kbragg::Error naming the key for contradictions and impossible geometry.
Detector make_detector(const config::RunConfig& config, std::vector<std::uint8_t> mask);

}  // namespace kbragg::model

#endif
