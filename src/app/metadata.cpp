// SPDX-License-Identifier: BSD-3-Clause
#include "app/metadata.hpp"

#include <chrono>
#include <cmath>
#include <ctime>
#include <filesystem>

#include "app/files.hpp"
#include "base/version.hpp"
#include "io/checksum.hpp"
#include "io/versions.hpp"
#include "kernels/engine.hpp"
#include "math/constants.hpp"
#include "model/ensemble.hpp"

namespace kbragg::app {

using config::name_of;

namespace {

std::string utc(std::chrono::system_clock::time_point when) {
  const std::time_t t = std::chrono::system_clock::to_time_t(when);
  std::tm parts{};
  gmtime_r(&t, &parts);
  char text[32];
  std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &parts);
  return text;
}

void set_times(const LoadedRun& run, io::NxmxMetadata& m) {
  const auto now = std::chrono::system_clock::now();
  constexpr double longest = 3e9;  // seconds: a century, which the clock can still count
  const double seconds =
      run.scene.beam.exposure.value_or(0) * static_cast<double>(run.images.count);
  const auto span = std::chrono::duration_cast<std::chrono::system_clock::duration>(
      std::chrono::duration<double>(std::fmin(seconds, longest)));
  m.start_time = utc(now);
  m.end_time_estimated = utc(now + span);
  m.date = m.start_time;
}

void set_beam(const LoadedRun& run, io::NxmxMetadata& m) {
  const model::Beam& beam = run.scene.beam;
  m.beam.wavelength = beam.wavelength;
  m.beam.flux = beam.flux;
  m.beam.fluence = beam.fluence;
  m.beam.size = beam.size;
  m.beam.exposure = beam.exposure;
  if (run.config.beam.dispersion) m.beam.dispersion = run.config.beam.dispersion->range.si();
  if (beam.polarization.enabled) m.beam.polarization = beam.polarization.kahn_factor;
  if (run.config.ensemble && run.config.ensemble->spectra) return;  // each image has its own
  for (const model::Source& s : beam.sources) {
    m.spectrum.wavelength.push_back(s.wavelength);
    m.spectrum.weight.push_back(s.weight);
    m.spectrum.source.push_back(s.direction);
  }
}

void set_geometry(const LoadedRun& run, io::NxmxMetadata& m) {
  const model::Detector& d = run.scene.detector;
  io::NxmxGeometry& g = m.geometry;
  g.convention = name_of(run.config.detector.convention);
  g.beam = d.beam;
  g.fast = d.plane.fast;
  g.slow = d.plane.slow;
  g.pix0 = d.plane.pix0;
  g.spindle = run.scene.scan.spindle;
  g.polarization = run.scene.beam.polarization.axis;
  g.untilted_fast = d.placement.fast;
  g.untilted_slow = d.placement.slow;
  g.distance = d.plane.distance;
  g.pixel_size = d.pixel_size;
  g.beam_center_fast = d.plane.beam_spot.fast / d.pixel_size;
  g.beam_center_slow = d.plane.beam_spot.slow / d.pixel_size;
  g.curved = d.surface != model::DetectorSurface::flat;
  if (d.sensor.thickness > 0) {
    const auto& sensor = *run.config.detector.sensor;
    m.sensor = io::NxmxSensor{std::string(name_of(sensor.material)), d.sensor.thickness,
                              1 / d.sensor.attenuation};
  }
  m.saturation = run.config.detector.saturation;
  // With read-out noise counts may be anywhere below the pedestal.
  if (run.scene.readout.noise == 0) m.underload = run.scene.readout.pedestal;
}

/// Row `slow` of the mask of the file.
void fill_mask_row(const model::Detector& d, std::int64_t slow, std::uint32_t* row) {
  constexpr std::uint32_t outside_roi = 1u << 0, user_mask = 1u << 8;
  const model::Region& r = d.region;
  const bool outside = slow < r.slow_first || slow > r.slow_last;
  for (std::int64_t f = 0; f < d.fast_pixels; ++f) {
    row[f] = outside || f < r.fast_first || f > r.fast_last ? outside_roi : 0;
    if (!d.mask.empty() && d.mask[static_cast<std::size_t>(slow * d.fast_pixels + f)] != 0)
      row[f] |= user_mask;
  }
}

io::NxmxCrystal crystal_metadata(const model::Crystal& c, const model::ImageParameters& p) {
  io::NxmxCrystal m;
  model::CellEdges e = model::edges_of(p.lattice.direct);
  if (c.nominal_cell) {
    e = *c.nominal_cell;
    e.a *= p.cell_scale;
    e.b *= p.cell_scale;
    e.c *= p.cell_scale;
  }
  const double degrees = constants::degrees_per_radian;
  m.cell = {e.a, e.b, e.c, e.alpha * degrees, e.beta * degrees, e.gamma * degrees};
  m.a_star = 1e10 * p.lattice.reciprocal.a;
  m.b_star = 1e10 * p.lattice.reciprocal.b;
  m.c_star = 1e10 * p.lattice.reciprocal.c;
  m.mosaic_spread = p.mosaic_spread;
  m.Na = static_cast<double>(p.cells[0]);
  m.Nb = static_cast<double>(p.cells[1]);
  m.Nc = static_cast<double>(p.cells[2]);
  m.shape = name_of(c.shape);
  return m;
}

void set_images(const LoadedRun& run, io::NxmxMetadata& m) {
  m.rotation = run.scene.scan.is_rotation();
  m.phi_zero = run.scene.scan.start;
  m.ensemble = run.scene.ensemble.has_value();
  m.image = [&scene = run.scene](std::int64_t number) {
    io::NxmxImage image;
    image.phi_start = scene.scan.image_start(number);
    image.phi_end = scene.scan.image_start(number + 1);
    const model::ImageParameters p = model::image_parameters(scene, number);
    image.crystal = crystal_metadata(scene.crystal, p);
    image.wavelength = p.wavelength;
    image.fluence = scene.beam.fluence * p.fluence_factor;
    return image;
  };
}

/// Every named choice of the physics, as it was in force; choices without a subject are left out.
io::MetadataList named_options(const LoadedRun& run) {
  const model::Scene& scene = run.scene;
  const config::RunConfig& c = run.config;
  io::MetadataList options{{"oversample", scene.sampling.oversample}};
  const auto add = [&options](const char* name, auto choice) {
    options.push_back({name, std::string(name_of(choice))});
  };
  add("interpolation", scene.interpolation);
  add("pivot", scene.detector.pivot);
  add("detector_axes", c.detector.axes);
  add("distance_rule", c.detector.distance_rule);
  options.push_back({"surface", std::string(c.detector.curved ? "sphere" : "flat")});
  if (c.detector.curved) add("curved_by", c.detector.curved_by);
  add("shape", scene.crystal.shape);
  add("spot_width", scene.crystal.spot_width);
  add("cell_builder", c.crystal.cell_builder);
  add("matrix_rule", c.crystal.matrix_rule);
  if (c.crystal.random_orientation) add("misset_stream", c.crystal.random_orientation->stream);
  if (c.crystal.mosaic) add("mosaic_stream", c.crystal.mosaic->stream);
  add("source_weights", c.beam.source_weights);
  if (c.beam.divergence) add("divergence_sampling", c.beam.divergence->sampling);
  if (c.beam.dispersion) add("dispersion_sampling", c.beam.dispersion->sampling);
  add("scan_sampling", scene.scan.sampling);
  add("solid_angle", scene.sampling.solid_angle);
  add("polarization", scene.sampling.polarization);
  if (c.detector.sensor) {
    add("absorption", scene.sampling.absorption);
    add("sensor_absorption", c.detector.sensor->absorption);
    add("layer_spacing", c.detector.sensor->layer_spacing);
  }
  if (c.background.water) add("water_formula", c.background.water->formula);
  if (scene.noise != config::NoiseKind::none) {
    add("noise_stream", scene.noise_stream);
    options.push_back({"gain", scene.readout.gain});
    options.push_back({"readout", scene.readout.noise});
    options.push_back({"pedestal", scene.readout.pedestal});
  }
  if (run.config.ensemble && run.config.ensemble->spectra)
    options.push_back(
        {"spectra_sha256", io::sha256_of_file(run.config.resolve(*run.config.ensemble->spectra))});
  if (scene.psf) {
    add("psf", scene.psf->kind);
    options.push_back({"psf_radius", scene.psf->radius});
    options.push_back({"psf_cut_off", scene.psf->cut_off});
  }
  return options;
}

void set_run(const LoadedRun& run, const RunFacts& facts, io::NxmxMetadata& m) {
  const model::Scene& scene = run.scene;
  m.version = version;
  m.commit = commit;
  m.run = {{"backend", facts.backend},
           {"precision", std::string(name_of(*run.config.run.precision.value))},
           {"threads", static_cast<std::int64_t>(facts.concurrency)},
           {"ranks", static_cast<std::int64_t>(facts.ranks)},
           {"kokkos_version", kernels::kokkos_version()},
           {"libraries", io::library_versions()},
           {"compiler", std::string(compiler)},
           {"compiler_flags", std::string(compiler_flags)},
           {"command_line", facts.command_line},
           {"steps_per_pixel", scene.steps_per_pixel()}};
  if (facts.ranks > 1) m.run.push_back({"rank", static_cast<std::int64_t>(facts.rank)});
  if (scene.noise != config::NoiseKind::none) m.seeds.push_back({"noise", scene.noise_seed});
  if (run.config.crystal.mosaic) m.seeds.push_back({"mosaic", run.config.crystal.mosaic->seed});
  if (run.config.crystal.random_orientation)
    m.seeds.push_back({"misset", run.config.crystal.random_orientation->seed});
  if (scene.ensemble) m.seeds.push_back({"ensemble", scene.ensemble->seed});
  if (run.config.structure_factors.wilson)
    m.seeds.push_back({"wilson", run.config.structure_factors.wilson->seed});
  m.options = named_options(run);
}

io::NxmxStructureFactors structure_factor_metadata(const LoadedRun& run) {
  const StructureFactorSource& source = run.structure_factors;
  const model::HklTable& table = run.scene.hkl;
  io::NxmxStructureFactors m;
  if (!source.file.empty()) {
    m.file_name = std::filesystem::path(source.file).filename().string();
    m.sha256 = io::sha256_of_file(source.file);
  }
  m.count = table.reflections;
  m.default_F = table.default_F;
  m.description = source.description;
  m.table_sha256 = io::sha256_of_table(table);
  return m;
}

}  // namespace

io::NxmxMetadata make_metadata(const LoadedRun& run, const RunFacts& facts) {
  const model::Scene& scene = run.scene;
  io::NxmxMetadata m;
  // Room for all images of the run: more of them may be asked for when it is resumed.
  m.shape = {scene.scan.images, scene.detector.slow_pixels, scene.detector.fast_pixels};
  m.title = run.config.output.title.value_or("kbragg simulation");
  set_times(run, m);
  set_beam(run, m);
  set_geometry(run, m);
  if (scene.detector.active_pixels < scene.detector.slow_pixels * scene.detector.fast_pixels)
    m.pixel_mask = [&d = scene.detector](std::int64_t slow, std::uint32_t* row) {
      fill_mask_row(d, slow, row);
    };
  m.config_yaml = config::to_yaml(run.config);
  m.input_checksums = checksums_of_inputs(run.config);
  set_run(run, facts, m);
  m.structure_factors = structure_factor_metadata(run);
  m.crystal = crystal_metadata(scene.crystal, model::common_parameters(scene));
  set_images(run, m);
  return m;
}

io::ImageGeometry image_geometry(const model::Scene& scene) {
  const model::Detector& d = scene.detector;
  return {scene.beam.wavelength, d.pixel_size,
          d.plane.distance,      d.beam,
          d.plane.fast,          d.plane.slow,
          d.plane.pix0,          d.surface != model::DetectorSurface::flat};
}

}  // namespace kbragg::app
