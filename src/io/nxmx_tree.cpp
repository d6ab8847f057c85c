// SPDX-License-Identifier: BSD-3-Clause
#include "io/nxmx_tree.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <vector>

#include "io/chunk_codec.hpp"
#include "math/constants.hpp"

namespace kbragg::io {

namespace {

using h5::Object;

constexpr double millimetres = 1e3, angstroms = 1e10;
constexpr double degrees = constants::degrees_per_radian;
constexpr const char* transformations = "/entry/instrument/detector/transformations";

/// Stokes vector (intensity 1) in the NeXus frame of a beam with Kahn factor `kahn` and electric
/// field preferring `direction`, given in that frame. The double angle comes without trigonometry,
/// so that fields along x or y give exact zeros.
std::array<double, 4> stokes(double kahn, const Vec3& direction) {
  const double xx = direction.x * direction.x, yy = direction.y * direction.y;
  if (xx + yy == 0) return {1, 0, 0, 0};
  return {1, kahn * (xx - yy) / (xx + yy), kahn * 2 * direction.x * direction.y / (xx + yy), 0};
}

void write_beam(const Object& instrument, const NxmxMetadata& metadata, const Vec3& polarization) {
  const NxmxBeam& beam = metadata.beam;
  const Object group = instrument.create_group("beam", "NXbeam");
  std::optional<double> per_area;  // photons/s/m^2
  std::optional<double> total = beam.flux;
  const std::optional<double> area =
      beam.size ? std::optional(*beam.size * *beam.size) : std::nullopt;
  if (beam.fluence && beam.exposure && *beam.exposure > 0) {
    per_area = *beam.fluence / *beam.exposure;
    if (!total && area) total = *per_area * *area;
  } else if (total && area && *area > 0) {
    per_area = *total / *area;
  }
  if (total) group.create_number("total_flux", in_unit(*total, 1), "Hz");
  if (per_area) group.create_number("flux", in_unit(*per_area, 1e-4), "1/s/cm^2");
  if (beam.size) {
    const double size = in_unit(*beam.size, millimetres);
    const std::array<double, 2> sizes{size, size};
    group.create_numbers("incident_beam_size", {2}, sizes.data(), "mm");
  }
  if (beam.dispersion) {
    group.create_number("incident_wavelength_spread",
                        in_unit(*beam.dispersion * beam.wavelength, angstroms), "angstrom");
  }
  if (beam.polarization) {
    const auto vector = stokes(*beam.polarization, polarization);
    group.create_numbers("incident_polarisation_stokes", {1, 4}, vector.data());
  }
}

/// Where the pixels are: a distance along the beam, the offset of the corner from there, and the
/// two directions, all after every rotation of the detector.
void write_placement(const Object& detector, const NxmxMetadata& metadata, const Mat3& R) {
  const NxmxGeometry& g = metadata.geometry;
  const Object chain = detector.create_group("transformations", "NXtransformations");
  const double distance = in_unit(g.distance, millimetres);
  const Object det_z = chain.create_numbers("det_z", {1}, &distance, "mm");
  make_axis(det_z, "translation", {0, 0, 1}, ".");

  const Object module = detector.create_group("module", "NXdetector_module");
  const std::int64_t origin[2] = {0, 0};
  const std::int64_t size[2] = {metadata.shape.slow, metadata.shape.fast};
  module.create_integers("data_origin", {2}, origin);
  module.create_integers("data_size", {2}, size);
  const Vec3 offset = millimetres * (R * g.pix0) - Vec3{0, 0, distance};
  const double length = norm(offset);
  make_axis(module.create_number("module_offset", length, "mm"), "translation",
            length > 0 ? unit(offset) : Vec3{1, 0, 0}, std::string(transformations) + "/det_z");
  const double pixel = in_unit(g.pixel_size, millimetres);
  const std::string corner = "/entry/instrument/detector/module/module_offset";
  // Axes turned about one that is not a unit vector have lengths of their own.
  const auto step = [pixel](const Vec3& axis) {
    const double scale = norm(axis);
    return std::abs(scale - 1) < 1e-9 ? pixel : scale * pixel;
  };
  make_axis(module.create_number("fast_pixel_direction", step(g.fast), "mm"), "translation",
            unit(R * g.fast), corner);
  make_axis(module.create_number("slow_pixel_direction", step(g.slow), "mm"), "translation",
            unit(R * g.slow), corner);
}

/// Stores the chunks that are not all 0, which is what readers find where nothing is stored.
void write_pixel_mask(const Object& detector, const NxmxMetadata& metadata) {
  const auto slow = static_cast<hsize_t>(metadata.shape.slow);
  const auto fast = static_cast<hsize_t>(metadata.shape.fast);
  const hsize_t step = image_chunk(metadata.shape, sizeof(std::uint32_t))[1];
  const Object mask = detector.create_chunked("pixel_mask", H5T_STD_U32LE, {slow, fast},
                                              {step, fast}, filters_of(Compression::gzip, 4));
  if (!metadata.pixel_mask) return;
  std::vector<std::uint32_t> values(step * fast);
  for (hsize_t first = 0; first < slow; first += step) {
    const hsize_t rows = std::min(step, slow - first);
    for (hsize_t row = 0; row < rows; ++row)
      metadata.pixel_mask(static_cast<std::int64_t>(first + row), values.data() + row * fast);
    const auto end = values.begin() + static_cast<std::ptrdiff_t>(rows * fast);
    if (std::any_of(values.begin(), end, [](std::uint32_t value) { return value != 0; }))
      mask.write(H5T_NATIVE_UINT32, {first, 0}, {rows, fast}, values.data());
  }
}

void write_readout(const Object& detector, const NxmxMetadata& metadata, bool counts) {
  // Of int32 counts, readers take the two highest codes for flags; real numbers have no such codes
  // and no bit depth, and their saturation value is the first that is too high.
  if (counts) {
    detector.create_integer("bit_depth_readout", 32);
    detector.create_integer("saturation_value", metadata.saturation.value_or(highest_count));
  } else if (metadata.saturation) {
    detector.create_integer("saturation_value", *metadata.saturation + 1);
  }
  detector.create_integer("underload_value", 0);
  if (metadata.beam.exposure) {
    detector.create_number("count_time", *metadata.beam.exposure, "s");
    detector.create_number("frame_time", *metadata.beam.exposure, "s");
  }
}

void write_detector(const Object& instrument, const NxmxMetadata& metadata, bool counts,
                    const Mat3& R) {
  const NxmxGeometry& g = metadata.geometry;
  const Object detector = instrument.create_group("detector", "NXdetector");
  detector.soft_link("/entry/data/data", "data");
  detector.create_text("depends_on", std::string(transformations) + "/det_z");
  detector.create_text("description", "detector simulated by kbragg");
  detector.create_text("type", "simulated");
  // Readers correct for parallax in the sensor and refuse thickness 0: without a simulated sensor
  // its thickness must be too small to move any spot.
  const NxmxSensor surface{"Si", 1e-9, 0};
  const NxmxSensor& sensor = metadata.sensor ? *metadata.sensor : surface;
  detector.create_text("sensor_material", sensor.material);
  detector.create_number("sensor_thickness", in_unit(sensor.thickness, millimetres), "mm");
  write_readout(detector, metadata, counts);
  detector.create_number("distance", in_unit(g.distance, millimetres), "mm");
  detector.create_number("beam_center_x", g.beam_center_fast, "pixel");
  detector.create_number("beam_center_y", g.beam_center_slow, "pixel");
  const double pixel = in_unit(g.pixel_size, millimetres);
  detector.create_number("x_pixel_size", pixel, "mm");
  detector.create_number("y_pixel_size", pixel, "mm");
  write_pixel_mask(detector, metadata);
  write_placement(detector, metadata, R);
}

void write_sample(const Object& entry, const NxmxMetadata& metadata) {
  const Object sample = entry.create_group("sample", "NXsample");
  sample.create_text("name", "simulated crystal");
  if (!metadata.rotation) {  // a still: any axis, even one that never turns, makes it a scan
    sample.create_text("depends_on", ".");
    return;
  }
  sample.create_text("depends_on", "/entry/sample/transformations/phi");
  sample.create_group("transformations", "NXtransformations");
}

}  // namespace

void make_axis(const Object& dataset, const char* type, const Vec3& vector,
               const std::string& depends_on) {
  dataset.attribute("transformation_type", type);
  dataset.attribute("vector", std::array<double, 3>{vector.x, vector.y, vector.z});
  dataset.attribute("offset", std::array<double, 3>{});
  dataset.attribute("offset_units", "mm");
  dataset.attribute("depends_on", depends_on);
}

h5::Dims image_chunk(const ImageShape& shape, std::size_t bytes) {
  constexpr hsize_t wanted = hsize_t{1} << 20;
  const auto slow = static_cast<hsize_t>(shape.slow), fast = static_cast<hsize_t>(shape.fast);
  const hsize_t most = std::max<hsize_t>(wanted / (fast * bytes), 1);
  const hsize_t chunks = (slow + most - 1) / most;
  return {1, (slow + chunks - 1) / chunks, fast};
}

void write_nxmx_tree(const Object& root, const std::string& file_name, const NxmxMetadata& metadata,
                     const NxmxOptions& options) {
  root.attribute("NX_class", "NXroot");
  root.attribute("default", "entry");
  root.attribute("file_name", file_name);
  root.attribute("file_time", metadata.start_time);
  root.attribute("creator", "kbragg " + metadata.version);
  unsigned major = 0, minor = 0, release = 0;
  H5get_libversion(&major, &minor, &release);
  root.attribute("HDF5_Version", std::to_string(major) + "." + std::to_string(minor) + "." +
                                     std::to_string(release));

  const NxmxGeometry& g = metadata.geometry;
  const Mat3 R = nexus_rotation(g.beam, g.untilted_fast, g.untilted_slow);
  const Object entry = root.create_group("entry", "NXentry");
  entry.attribute("default", "data");
  entry.attribute("version", "1.0");
  entry.create_text("definition", "NXmx");
  entry.create_text("start_time", metadata.start_time);
  entry.create_text("end_time_estimated", metadata.end_time_estimated.empty()
                                              ? metadata.start_time
                                              : metadata.end_time_estimated);
  if (!metadata.title.empty()) entry.create_text("title", metadata.title);
  entry.create_group("source", "NXsource").create_text("name", "kbragg simulation");
  const Object instrument = entry.create_group("instrument", "NXinstrument");
  instrument.create_text("name", "kbragg").attribute("short_name", "kbragg");
  write_beam(instrument, metadata, R * g.polarization);
  write_detector(instrument, metadata, options.counts, R);
  write_sample(entry, metadata);
  write_process_group(entry, metadata);

  const Object data = entry.create_group("data", "NXdata");
  data.attribute("signal", "data");
  if (metadata.rotation) {
    data.attribute("axes", std::vector<std::string>{"phi", ".", "."});
    data.attribute("phi_indices", std::int64_t{0});
    data.soft_link("/entry/sample/transformations/phi", "phi");
  }
}

}  // namespace kbragg::io
