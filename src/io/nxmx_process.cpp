// SPDX-License-Identifier: BSD-3-Clause
// /entry/kbragg: how the images were made. Vectors are in the simulator's frame except A_matrix.
#include <array>
#include <cstdio>
#include <cstdlib>
#include <type_traits>
#include <vector>

#include "io/nxmx_tree.hpp"
#include "math/constants.hpp"

namespace kbragg::io {

namespace {

using h5::Object;

constexpr double millimetres = 1e3, angstroms = 1e10;
constexpr double degrees = constants::degrees_per_radian;

void write_list(const Object& parent, const char* name, const MetadataList& list) {
  write_values(parent.create_group(name, "NXcollection"), list);
}

void write_vector(const Object& group, const char* name, const Vec3& v, const char* units = "") {
  const double values[3] = {v.x, v.y, v.z};
  group.create_numbers(name, {3}, values, units);
}

void write_geometry(const Object& parent, const NxmxMetadata& metadata, const Mat3& R) {
  const NxmxGeometry& g = metadata.geometry;
  const Object group = parent.create_group("geometry", "NXcollection");
  group.attribute("frame", "simulator");
  group.create_text("convention", g.convention);
  const Vec3 &r0 = R.rows[0], &r1 = R.rows[1], &r2 = R.rows[2];
  const double rotation[9] = {r0.x, r0.y, r0.z, r1.x, r1.y, r1.z, r2.x, r2.y, r2.z};
  group.create_numbers("R", {3, 3}, rotation);
  write_vector(group, "pix0", millimetres * g.pix0, "mm");
  write_vector(group, "fast", g.fast);
  write_vector(group, "slow", g.slow);
  write_vector(group, "untilted_fast", g.untilted_fast);
  write_vector(group, "untilted_slow", g.untilted_slow);
  write_vector(group, "spindle", g.spindle);
  write_vector(group, "beam", g.beam);
  write_vector(group, "polarization", g.polarization);
  group.create_number("wavelength", in_unit(metadata.beam.wavelength, angstroms), "angstrom");
  group.create_number("distance", in_unit(g.distance, millimetres), "mm");
  group.create_number("pixel_size", in_unit(g.pixel_size, millimetres), "mm");
  const double center[2] = {g.beam_center_fast, g.beam_center_slow};
  group.create_numbers("beam_center", {2}, center, "pixel");
  group.create_integer("curved", g.curved ? 1 : 0);
  if (!metadata.rotation) {
    group.create_number("phi_zero", in_unit(metadata.phi_zero, degrees), "deg");
  }
}

void write_beam(const Object& parent, const NxmxBeam& beam) {
  const Object group = parent.create_group("beam", "NXcollection");
  if (beam.flux) group.create_number("flux", *beam.flux, "Hz");
  if (beam.fluence) group.create_number("fluence", *beam.fluence, "1/m^2");
  if (beam.exposure) group.create_number("exposure", *beam.exposure, "s");
  if (beam.size) group.create_number("size", in_unit(*beam.size, millimetres), "mm");
  if (beam.polarization) group.create_number("kahn_factor", *beam.polarization);
}

void write_sensor(const Object& parent, const NxmxSensor& sensor) {
  const Object group = parent.create_group("sensor", "NXcollection");
  group.create_text("material", sensor.material);
  group.create_number("thickness", in_unit(sensor.thickness, millimetres), "mm");
  group.create_number("attenuation_depth", in_unit(sensor.attenuation_depth, millimetres), "mm");
}

void write_structure_factors(const Object& parent, const NxmxStructureFactors& sf) {
  const Object group = parent.create_group("structure_factors", "NXcollection");
  group.create_text("description", sf.description);
  if (!sf.file_name.empty()) group.create_text("file_name", sf.file_name);
  if (!sf.sha256.empty()) group.create_text("sha256", sf.sha256);
  if (!sf.table_sha256.empty()) group.create_text("table_sha256", sf.table_sha256);
  group.create_integer("n", sf.count);
  group.create_number("default_F", sf.default_F);
}

void write_crystal(const Object& parent, const NxmxCrystal& crystal, const Mat3& R) {
  const Object group = parent.create_group("crystal", "NXcollection");
  group.create_numbers("cell", {6}, cell_of(crystal).data());
  const Object A =
      group.create_numbers("A_matrix", {3, 3}, a_matrix(crystal, R).data(), "1/angstrom");
  A.attribute("frame", "nexus");
  group.create_number("mosaic_spread", in_unit(crystal.mosaic_spread, degrees), "deg");
  group.create_number("Na", crystal.Na);
  group.create_number("Nb", crystal.Nb);
  group.create_number("Nc", crystal.Nc);
  if (!crystal.shape.empty()) group.create_text("shape", crystal.shape);
}

void write_spectrum(const Object& parent, const NxmxSpectrum& spectrum) {
  if (spectrum.wavelength.empty()) return;
  const Object group = parent.create_group("spectrum", "NXcollection");
  const h5::Dims dims{spectrum.wavelength.size()};
  std::vector<double> wavelength, vectors;
  for (const double l : spectrum.wavelength) wavelength.push_back(in_unit(l, angstroms));
  for (const Vec3& v : spectrum.source) vectors.insert(vectors.end(), {v.x, v.y, v.z});
  group.create_numbers("wavelength", dims, wavelength.data(), "angstrom");
  group.create_numbers("weight", dims, spectrum.weight.data());
  group.create_numbers("source", {dims[0], 3}, vectors.data()).attribute("frame", "simulator");
}

}  // namespace

double in_unit(double value, double factor) {
  char text[40];
  std::snprintf(text, sizeof text, "%.15g", value * factor);
  return std::strtod(text, nullptr);
}

void write_values(const Object& group, const MetadataList& list) {
  for (const auto& [key, value] : list) {
    std::visit(
        [&, &key = key](const auto& v) {
          using T = std::decay_t<decltype(v)>;
          if constexpr (std::is_same_v<T, std::string>) group.create_text(key, v);
          if constexpr (std::is_same_v<T, double>) group.create_number(key, v);
          if constexpr (std::is_same_v<T, std::int64_t>) group.create_integer(key, v);
        },
        value);
  }
}

void write_process_group(const Object& entry, const NxmxMetadata& metadata) {
  const NxmxGeometry& g = metadata.geometry;
  const Mat3 R = nexus_rotation(g.beam, g.untilted_fast, g.untilted_slow);
  const Object group = entry.create_group("kbragg", "NXprocess");
  group.create_text("program", "kbragg");
  group.create_text("version", metadata.version);
  group.create_text("commit", metadata.commit);
  group.create_text("date", metadata.date);
  const Object config = group.create_group("config", "NXnote");
  config.create_text("type", "application/yaml");
  config.create_text("data", metadata.config_yaml);
  config.create_text("input_sha256", metadata.input_checksums);
  write_list(group, "run", metadata.run);
  write_list(group, "seeds", metadata.seeds);
  write_list(group, "options", metadata.options);
  write_structure_factors(group, metadata.structure_factors);
  if (metadata.crystal) write_crystal(group, *metadata.crystal, R);
  write_geometry(group, metadata, R);
  write_beam(group, metadata.beam);
  if (metadata.sensor) write_sensor(group, *metadata.sensor);
  write_spectrum(group, metadata.spectrum);
  group.create_group("images", "NXcollection");
}

}  // namespace kbragg::io
