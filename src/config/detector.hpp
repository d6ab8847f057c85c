// SPDX-License-Identifier: BSD-3-Clause
// Section `detector` of the run file.
#ifndef KBRAGG_CONFIG_DETECTOR_HPP
#define KBRAGG_CONFIG_DETECTOR_HPP

#include <array>
#include <cstdint>
#include <optional>
#include <string>

#include "config/field.hpp"
#include "config/quantity.hpp"

namespace kbragg::config {

enum class Convention { mosflm, adxv, denzo, xds, dials, custom };
template <>
struct EnumNames<Convention> {
  static constexpr std::string_view what = "detector convention";
  static constexpr Choice<Convention> choices[] = {
      {Convention::mosflm, "mosflm",
       "beam +x, fast +z, slow -y; the beam centre is (slow, fast), from the pixel centre"},
      {Convention::adxv, "adxv", "beam +z, fast +x, slow -y; centre y counts from the far edge"},
      {Convention::denzo, "denzo", "as mosflm, but the centre counts from the pixel corner"},
      {Convention::xds, "xds", "beam +z, fast +x, slow +y, sample pivot"},
      {Convention::dials, "dials", "as xds, with spindle and twotheta axis along +y"},
      {Convention::custom, "custom", "mosflm axes, twotheta axis +y, centre (fast, slow)"},
  };
};

enum class Pivot { beam, sample };
template <>
struct EnumNames<Pivot> {
  static constexpr std::string_view what = "detector pivot";
  static constexpr Choice<Pivot> choices[] = {
      {Pivot::beam, "beam", "rotations keep the beam on its spot (beam_center) of the detector"},
      {Pivot::sample, "sample", "rotations swing the detector about the sample (closest_point)"},
  };
};

enum class SensorMaterial { silicon, cadmium_telluride, gallium_arsenide };
template <>
struct EnumNames<SensorMaterial> {
  static constexpr std::string_view what = "sensor material";
  static constexpr Choice<SensorMaterial> choices[] = {
      {SensorMaterial::silicon, "Si", "silicon"},
      {SensorMaterial::cadmium_telluride, "CdTe", "cadmium telluride"},
      {SensorMaterial::gallium_arsenide, "GaAs", "gallium arsenide"},
  };
};

enum class LayerSpacing { whole, fence_post };
template <>
struct EnumNames<LayerSpacing> {
  static constexpr std::string_view what = "spacing of the sensor layers";
  static constexpr Choice<LayerSpacing> choices[] = {
      {LayerSpacing::whole, "whole", "each layer is thickness/layers thick"},
      {LayerSpacing::fence_post, "fence_post",
       "each layer is thickness/(layers - 1) thick, as nanoBragg does: together they exceed the "
       "thickness"},
  };
};

enum class SensorAbsorption { exponential, none };
template <>
struct EnumNames<SensorAbsorption> {
  static constexpr std::string_view what = "absorption in the sensor";
  static constexpr Choice<SensorAbsorption> choices[] = {
      {SensorAbsorption::exponential, "exponential", "by the attenuation depth"},
      {SensorAbsorption::none, "none", "no photon is absorbed and the Bragg image is 0"},
  };
};

/// What is asked of the axes of the detector.
enum class AxisRule { checked, as_given };
template <>
struct EnumNames<AxisRule> {
  static constexpr std::string_view what = "rule for the detector axes";
  static constexpr Choice<AxisRule> choices[] = {
      {AxisRule::checked, "checked", "fast, slow and normal must be perpendicular"},
      {AxisRule::as_given, "as_given",
       "they may be oblique; the normal is not derived from the others, and twotheta_axis turns by "
       "Rodrigues' formula without being normalised, as in nanoBragg"},
  };
};

/// Distance that a detector has after it was placed (curved detector, stored distance).
enum class DistanceRule { along_beam, without_twotheta };
template <>
struct EnumNames<DistanceRule> {
  static constexpr std::string_view what = "distance rule";
  static constexpr Choice<DistanceRule> choices[] = {
      {DistanceRule::along_beam, "along_beam", "along the beam to the rotated plane"},
      {DistanceRule::without_twotheta, "without_twotheta",
       "with the obliquity of the detector before twotheta, as nanoBragg does"},
  };
};

/// What turns into the angles of a curved detector.
enum class CurvedBy { in_plane, lab_yz };
template <>
struct EnumNames<CurvedBy> {
  static constexpr std::string_view what = "curvature of the detector";
  static constexpr Choice<CurvedBy> choices[] = {
      {CurvedBy::in_plane, "in_plane",
       "offsets from the beam spot along fast and slow become angles about slow and fast"},
      {CurvedBy::lab_yz, "lab_yz",
       "laboratory y and z of the flat position become angles about slow and fast, as nanoBragg "
       "does"},
  };
};

struct Sensor {
  Length thickness{0, "um"};
  Length attenuation_depth{0, "um"};
  std::int64_t layers = 5;
  LayerSpacing layer_spacing = LayerSpacing::whole;
  SensorAbsorption absorption = SensorAbsorption::exponential;
  SensorMaterial material = SensorMaterial::silicon;
};

template <class V>
void describe(V& v, Sensor& c) {
  v.key("thickness", c.thickness, "Thickness of the sensor.", between(1e-9, 1));
  v.key("attenuation_depth", c.attenuation_depth,
        "Depth over which the sensor attenuates the beam by 1/e.", between(1e-9, 1e3));
  v.key("layers", c.layers, "Number of layers, summed per pixel.", between(1, 1000));
  v.key("layer_spacing", c.layer_spacing, "Thickness of each layer.");
  v.key("absorption", c.absorption, "What the sensor absorbs.");
  v.key("material", c.material, "Material, stored for the readers' parallax correction.");
  v.required("thickness");
  v.required("attenuation_depth");
}

enum class PointSpreadKind { gaussian, fibre };
template <>
struct EnumNames<PointSpreadKind> {
  static constexpr std::string_view what = "kind of point-spread function";
  static constexpr Choice<PointSpreadKind> choices[] = {
      {PointSpreadKind::gaussian, "gaussian", "a Gaussian"},
      {PointSpreadKind::fibre, "fibre",
       "g / (2 pi) (g^2 + r^2)^(-3/2), the long tails of a fibre-optic taper"},
  };
};

struct PointSpread {
  PointSpreadKind kind = PointSpreadKind::gaussian;
  Length fwhm;
  AutoOr<std::int64_t> radius;
};

template <class V>
void describe(V& v, PointSpread& c) {
  v.key("kind", c.kind, "Shape.");
  v.key("fwhm", c.fwhm, "Full width at half maximum.", between(1e-9, 1));
  v.key("radius", c.radius,
        "Pixels to each side over which a pixel spreads; what would go beyond is given to those "
        "within. auto: at most 1e-6 (gaussian) or 2 % (fibre) would.",
        between(1, 512));
  v.required("kind");
  v.required("fwhm");
}

struct Roi {
  std::array<std::int64_t, 2> fast{0, 0};
  std::array<std::int64_t, 2> slow{0, 0};
};

template <class V>
void describe(V& v, Roi& c) {
  v.key("fast", c.fast, "First and last pixel along the fast axis, both included.", at_least(0));
  v.key("slow", c.slow, "First and last pixel along the slow axis, both included.", at_least(0));
  v.required("fast");
  v.required("slow");
}

struct Detector {
  Convention convention = Convention::mosflm;
  std::array<std::int64_t, 2> pixels{0, 0};
  Length pixel_size{0.1, "mm"};
  std::optional<Length> distance;
  std::optional<Length> close_distance;
  std::optional<Pivot> pivot;
  std::optional<std::array<DetectorPosition, 2>> beam_center;
  std::optional<std::array<DetectorPosition, 2>> closest_point;
  std::optional<std::array<double, 2>> xds_org;
  std::optional<std::array<Length, 3>> pix0;
  std::optional<std::array<Length, 3>> dials_origin;
  std::array<Angle, 3> rotation{Angle{0, "deg"}, Angle{0, "deg"}, Angle{0, "deg"}};
  Angle twotheta{0, "deg"};
  std::optional<std::array<double, 3>> twotheta_axis;
  std::optional<std::array<double, 3>> fast_axis, slow_axis, normal;
  AxisRule axes = AxisRule::checked;
  DistanceRule distance_rule = DistanceRule::along_beam;
  bool curved = false;
  CurvedBy curved_by = CurvedBy::in_plane;
  bool point_pixel = false;
  std::optional<Roi> roi;
  std::optional<std::string> mask_file;
  std::optional<Sensor> sensor;
  std::optional<PointSpread> psf;
  std::optional<std::int64_t> saturation;
};

template <class V>
void describe(V& v, Detector& c) {
  v.key("convention", c.convention,
        "Frame of the detector, meaning of its beam centre, and default pivot.");
  v.key("pixels", c.pixels, "Number of pixels along the fast and the slow axis.",
        between(1, 1000000));
  v.required("pixels");
  v.key("pixel_size", c.pixel_size, "Edge of the square pixels.", between(1e-9, 1));
  v.key("distance", c.distance, "Distance from the sample along the beam to the detector plane.",
        between(1e-6, 1e4));
  v.key("close_distance", c.close_distance,
        "Distance from the sample to the nearest point of the detector plane.", between(1e-6, 1e4));
  v.exclusive({"distance", "close_distance", "pix0", "dials_origin"}, Need::required);
  v.key("pivot", c.pivot,
        "What the rotations leave in place. Default: beam for mosflm, adxv, denzo and custom, "
        "sample for xds and dials.");
  v.key("beam_center", c.beam_center,
        "Where the beam hits the detector, in the order and origin of the convention (x, y); needs "
        "the beam pivot. mosflm, denzo: (slow, fast); adxv: (fast, from the last slow edge); "
        "xds, dials, custom: (fast, slow).");
  v.key("closest_point", c.closest_point,
        "Point of the detector (fast, slow) nearest to the sample, from the outer corner of pixel "
        "(0, 0); needs the sample pivot.");
  v.key("xds_org", c.xds_org,
        "The same as closest_point in pixels as XDS counts them (ORGX, ORGY: pixel centres are "
        "whole numbers from 1); needs the sample pivot.");
  v.key("pix0", c.pix0,
        "Outer corner of pixel (0, 0) in the laboratory frame after all rotations; replaces "
        "distance, pivot and centre.",
        between(-1e4, 1e4));
  v.key("dials_origin", c.dials_origin,
        "The same as pix0 in the frame of DIALS, for a beam along +x (pix0 = (-z, y, x) of it).",
        between(-1e4, 1e4));
  v.exclusive({"beam_center", "closest_point", "xds_org", "pix0", "dials_origin"}, Need::optional);
  v.exclusive({"pivot", "pix0", "dials_origin"}, Need::optional);
  v.key("rotation", c.rotation,
        "Rotations of the detector about the laboratory axes x, then y, then z.");
  v.key("twotheta", c.twotheta, "Rotation about the twotheta axis, after the others.");
  v.key("twotheta_axis", c.twotheta_axis, "Axis of twotheta; default from the convention.");
  v.key("fast_axis", c.fast_axis, "Direction of the fast axis; default from the convention.");
  v.key("slow_axis", c.slow_axis, "Direction of the slow axis; default from the convention.");
  v.key("normal", c.normal,
        "Detector normal, pointing away from the sample; default fast x slow, turned away from the "
        "sample.");
  v.key("axes", c.axes, "What is asked of these axes.");
  v.key("distance_rule", c.distance_rule,
        "Distance that counts after all rotations: radius of a curved detector, stored distance.");
  v.key("curved", c.curved,
        "Detector bent to a sphere about the sample, with radius distance; pixel offsets from the "
        "beam spot become angles. It must face the beam: no rotations.");
  v.key("curved_by", c.curved_by, "What becomes the angles of a curved detector.");
  v.key("point_pixel", c.point_pixel,
        "Solid angle 1/R^2 with R in m, without pixel area and obliquity: the values are then not "
        "photons per pixel.");
  v.section("roi", c.roi, "Region of interest: other pixels are 0.");
  v.key("mask_file", c.mask_file,
        "Pixels to leave out (they are 0): HDF5 (FILE.h5:/dataset, non-zero = out) or 16-bit SMV "
        "image (0 = out).");
  v.section("sensor", c.sensor,
            "Sensor with finite absorption. Without it every photon is counted at the surface.");
  v.section("psf", c.psf,
            "Point-spread function, by which the expected photons of a pixel spread over those "
            "around it. Photons that leave the region of interest or fall on masked pixels are "
            "lost.");
  v.key("saturation", c.saturation,
        "Counts at which a pixel saturates: the highest of noise, and stored for readers.",
        between(1, 2147483645));
}

}  // namespace kbragg::config

#endif
