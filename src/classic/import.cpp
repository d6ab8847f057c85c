// SPDX-License-Identifier: BSD-3-Clause
#include "classic/import.hpp"

#include <filesystem>

#include "base/error.hpp"
#include "classic/import_parts.hpp"

namespace kbragg::classic {

using config::RunConfig;

namespace {

void set_sampling(const Flags& f, RunConfig& config) {
  auto& s = config.sampling;
  if (f.oversample >= 1) s.oversample.value = f.oversample;
  if (f.dmin.value > 0) s.dmin = f.dmin;
  using config::AbsorptionPlace;
  using config::FactorPlace;
  s.solid_angle = f.oversample_omega ? FactorPlace::each : FactorPlace::first;
  s.polarization = f.oversample_polar ? FactorPlace::each : FactorPlace::first;
  s.absorption = f.oversample_thick ? AbsorptionPlace::each : AbsorptionPlace::last;
}

void set_background(const Flags& f, RunConfig& config) {
  if (f.water.value == 0) return;
  config.background.water = config::Water{f.water, config::WaterFormula::nanobragg};
}

void set_noise(const Flags& f, const ImportContext& context, ImportedRun& run) {
  run.outputs.noise_seed = f.noise_seed.value_or(context.start_time);
  if (!f.write_noise) return;
  auto& noise = run.config.noise;
  noise.kind = config::NoiseKind::poisson;
  noise.seed = run.outputs.noise_seed;
  noise.stream = config::RandomStream::nanobragg;
  run.config.output.expected = true;  // nanoBragg writes both
}

std::string hdf5_name(const std::string& float_file) {
  if (float_file == "/dev/null") return "floatimage.h5";
  const std::string name = std::filesystem::path(float_file).replace_extension(".h5").string();
  return name == float_file ? name + ".h5" : name;
}

void set_output(const Flags& f, const ProgramOptions& options, ImportedRun& run) {
  auto& config = run.config;
  config.run.backend.value = options.backend;
  config.run.threads.value = options.threads;
  config.run.precision.value = options.precision;
  config.output.file = options.hdf5_file.value_or(hdf5_name(f.float_file));

  ClassicOutputs& out = run.outputs;
  out.float_file = f.float_file;
  out.int_file = f.int_file;
  if (f.write_pgm) out.pgm_file = f.pgm_file;
  if (f.write_noise) out.noise_file = f.noise_file;
  if (f.hkl_file) out.dump_file = f.dump_file;
  out.scale = f.scale;
  out.pgm_scale = f.pgm_scale;
  out.adc = f.adc;
  out.twotheta = f.twotheta.si();
  out.printout = f.printout;
  out.printout_pixel = f.printout_pixel;
  out.progress = f.progress;
}

}  // namespace

std::string absolute_path(const ImportContext& context, const std::string& name) {
  return (std::filesystem::path(context.working_directory) / name).lexically_normal().string();
}

void check_sample_count(const std::string& flags, double range, double step) {
  constexpr double most = 1e6;
  KBRAGG_REQUIRE(!(range / step > most),
                 flags + ": the range is more than 1000000 steps wide, give a larger step");
}

ImportedRun make_run_config(const Flags& flags, const ProgramOptions& options,
                            const ImportContext& context) {
  ImportedRun run;
  run.config.file_name = "command line";
  run.config.base_directory = context.working_directory;
  name_flags(run.config);
  set_beam(flags, context, run);
  set_scan(flags, run);
  set_detector(flags, context, run);
  set_crystal(flags, context, run);
  set_structure_factors(flags, context, run);
  set_sampling(flags, run.config);
  set_background(flags, run.config);
  set_noise(flags, context, run);
  set_output(flags, options, run);
  check_bounds(run.config);
  resolve_cells_and_oversample(flags, run);
  check_bounds(run.config);
  return run;
}

}  // namespace kbragg::classic
