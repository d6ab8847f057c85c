// SPDX-License-Identifier: BSD-3-Clause
#include "app/load.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <string_view>
#include <utility>

#include "app/memory.hpp"
#include "app/threads.hpp"
#include "base/error.hpp"
#include "io/fdump.hpp"
#include "io/hkl_text.hpp"
#include "io/mask_reader.hpp"
#include "io/matrix_file.hpp"
#include "io/mtz.hpp"
#include "io/source_file.hpp"
#include "io/spectra_file.hpp"
#include "io/structure.hpp"
#include "kernels/engine.hpp"
#include "math/constants.hpp"
#include "model/symmetry.hpp"
#include "profile/recorder.hpp"

namespace kbragg::app {

using config::RunConfig;

namespace {

constexpr double angstrom = 1e10;  // Angstrom per metre

std::vector<model::SourceRow> read_sources(const RunConfig& config, const Vec3& beam) {
  std::vector<model::SourceRow> rows;
  if (!config.beam.source_file) return rows;
  for (const io::SourceLine& line : io::read_source_file(config.resolve(*config.beam.source_file)))
    rows.push_back({{line.x.value_or(-10 * beam.x), line.y.value_or(-10 * beam.y),
                     line.z.value_or(-10 * beam.z)},
                    line.weight.value_or(1),
                    line.wavelength_m});
  return rows;
}

model::CellParameters cell_parameters(const RunConfig& config, const model::SceneInputs& inputs) {
  const double wavelength = model::make_beam(config, inputs.sources).wavelength;
  const model::CellEdges e =
      model::crystal_cell(config, inputs.matrix, inputs.hkl_cell, wavelength);
  const double degrees = constants::degrees_per_radian;
  return {e.a, e.b, e.c, e.alpha * degrees, e.beta * degrees, e.gamma * degrees};
}

std::string describe(const model::CellParameters& c) {
  return fmt::format("{:.6g} {:.6g} {:.6g} A, {:.6g} {:.6g} {:.6g} deg", c.a, c.b, c.c, c.alpha,
                     c.beta, c.gamma);
}

/// Amplitudes of another crystal make no sense in this one.
void check_cell_of_file(const RunConfig& config, const model::SceneInputs& inputs,
                        const model::CellParameters& listed) {
  const auto& c = config.crystal;
  if (!c.cell && !c.a_matrix && !inputs.matrix) return;  // the cell is that of the file
  const model::CellParameters given = cell_parameters(config, inputs);
  const auto edges_agree = [](double x, double y) { return std::fabs(x / y - 1) <= 0.02; };
  const auto angles_agree = [](double x, double y) { return std::fabs(x - y) <= 2; };
  const char* key = c.cell       ? "crystal.cell"
                    : c.a_matrix ? "crystal.a_matrix"
                                 : "crystal.matrix_file";
  KBRAGG_REQUIRE(
      edges_agree(given.a, listed.a) && edges_agree(given.b, listed.b) &&
          edges_agree(given.c, listed.c) && angles_agree(given.alpha, listed.alpha) &&
          angles_agree(given.beta, listed.beta) && angles_agree(given.gamma, listed.gamma),
      config.where(key) + ": the cell is " + describe(given) +
          ", but the file of structure factors states " + describe(listed) +
          "; leave out this key to take the cell of the file, or make the two agree to 2 % and "
          "2 deg");
}

void check_symmetry(const RunConfig& config, const model::CellParameters& cell,
                    const std::string& space_group) {
  try {
    model::check_cell_symmetry(cell, space_group);
  } catch (const Error& error) {
    fail(config.where(config.crystal.space_group ? "crystal.space_group" : "crystal.cell") + ": " +
         error.what());
  }
}

model::ReflectionList read_reflections(const RunConfig& config, const model::SceneInputs& inputs,
                                       const std::string& space_group) {
  const auto& c = config.structure_factors;
  if (c.hkl_file) return io::read_hkl_text(config.resolve(*c.hkl_file), host_threads(config));
  if (c.mtz)
    return io::read_mtz(config.resolve(c.mtz->file), c.mtz->column,
                        c.mtz->type == config::MtzType::intensity ? 'J' : 'F');
  if (c.structure)
    return io::calculate_structure_factors(config.resolve(c.structure->file),
                                           c.structure->dmin.si() * angstrom);
  model::WilsonParameters w;
  w.cell = cell_parameters(config, inputs);
  w.space_group = space_group.empty() ? "P 1" : space_group;
  w.dmin_angstrom = c.wilson->dmin.si() * angstrom;
  w.b_factor = c.wilson->b_factor.si() * angstrom * angstrom;
  w.scale = c.wilson->scale.si();
  w.seed = c.wilson->seed;
  check_symmetry(config, w.cell, w.space_group);
  require_table_memory(config, estimate_memory(config, table_entries(w.cell.a, w.cell.b, w.cell.c,
                                                                     w.dmin_angstrom)));
  return model::wilson_reflections(w);
}

const std::string* structure_factor_file(const config::StructureFactors& c) {
  if (c.hkl_file) return &*c.hkl_file;
  if (c.dump_file) return &*c.dump_file;
  if (c.mtz) return &c.mtz->file;
  if (c.structure) return &c.structure->file;
  return nullptr;
}

std::string chosen_space_group(const RunConfig& config) {
  if (!config.crystal.space_group) return "";
  try {
    return model::canonical_space_group(*config.crystal.space_group);
  } catch (const Error& error) {
    fail(config.where("crystal.space_group") + ": " + error.what());
  }
}

/// The model refuses what is beyond its indices.
void require_box_memory(const RunConfig& config, const model::HklBox& box) {
  const double entries = box.table_entries();
  if (entries <= model::most_table_entries)
    require_table_memory(config, estimate_memory(config, entries, Loaded::reflections));
}

/// Amplitudes of the run as a P1 table, and the cell that their file states.
StructureFactorSource load_structure_factors(const RunConfig& config, model::SceneInputs& inputs) {
  const auto& c = config.structure_factors;
  StructureFactorSource source;
  source.space_group = chosen_space_group(config);
  if (c.constant) {
    source.description = "the same amplitude for every reflection";
    inputs.hkl = model::constant_hkl_table(c.constant->si());
    return source;
  }
  if (const std::string* file = structure_factor_file(c)) source.file = config.resolve(*file);
  if (c.dump_file) {
    source.description = "table dumped by nanoBragg";
    inputs.hkl = io::read_fdump(config.resolve(*c.dump_file), c.default_F.si());
    return source;
  }
  if (c.hkl_file && source.space_group.empty()) {  // no symmetry: straight into the table
    source.description = io::hkl_text_description;
    io::HklTextTable read =
        io::read_hkl_table(config.resolve(*c.hkl_file), c.default_F.si(), host_threads(config),
                           [&](const model::HklBox& box) { require_box_memory(config, box); });
    source.unique = read.listed;
    inputs.hkl = std::move(read.table);
    return source;
  }
  model::ReflectionList list = read_reflections(config, inputs, source.space_group);
  source.description = list.description;
  source.unique = static_cast<std::int64_t>(list.reflections.size());
  inputs.hkl_cell = list.cell;
  if (list.cell) check_cell_of_file(config, inputs, *list.cell);
  if (source.space_group.empty()) source.space_group = list.space_group;
  if (c.mtz || c.structure || c.wilson || !source.space_group.empty()) {
    const std::string group = source.space_group.empty() ? "P 1" : source.space_group;
    if (config.crystal.cell || list.cell || inputs.matrix || config.crystal.a_matrix)
      check_symmetry(config, cell_parameters(config, inputs), group);
    source.space_group = group;
    inputs.hkl = model::make_p1_table(list, group, c.default_F.si(), [&](const model::HklBox& box) {
      require_box_memory(config, box);
    });
    return source;
  }
  require_box_memory(config, model::box_of(list.reflections));
  inputs.hkl = model::make_hkl_table(list, c.default_F.si());
  return source;
}

std::string choose_backend(const RunConfig& config) {
  const std::vector<std::string> present = kernels::backend_names();
  if (!config.run.backend.value) return present.front();
  std::string list;
  for (const std::string& name : present) {
    if (name == *config.run.backend.value) return name;
    list += (list.empty() ? "" : ", ") + name;
  }
  fail(config.where("run.backend") + ": this program has no backend '" + *config.run.backend.value +
       "', it has: " + list);
}

/// What run.precision: auto stands for: the faster arithmetic where it was measured to gain enough
/// to give up bitwise equal images for it. On processors mixed gains 1.0 to 1.4; it was not
/// measured on cuda (docs/user-guide.md).
config::Precision default_precision(const std::string& backend) {
  struct Default {
    std::string_view backend;
    config::Precision precision;
  };
  constexpr Default defaults[] = {{"serial", config::Precision::double_},
                                  {"openmp", config::Precision::double_},
                                  {"cuda", config::Precision::double_}};
  for (const Default& row : defaults)
    if (row.backend == backend) return row.precision;
  fail("run.precision: auto has no meaning for the backend '" + backend + "'; give a precision");
}

}  // namespace

LoadedRun load_run(RunConfig config) {
  const profile::Region region("kbragg::app::load");
  LoadedRun run;
  config.run.backend.value = choose_backend(config);
  if (!config.run.precision.value)
    config.run.precision.value = default_precision(*config.run.backend.value);
  KBRAGG_REQUIRE(*config.run.backend.value == "openmp" || config.run.threads.value.value_or(1) == 1,
                 config.where("run.threads") + ": is " + std::to_string(*config.run.threads.value) +
                     ", but the " + *config.run.backend.value + " backend runs on one host thread");
  require_table_memory(config, estimate_memory(config, 0));
  model::SceneInputs inputs;
  const auto& d = config.detector;
  if (d.mask_file)
    inputs.mask = io::read_mask(config.resolve(*d.mask_file), d.pixels[0], d.pixels[1]).out;
  if (config.crystal.matrix_file)
    inputs.matrix = io::read_matrix_file(config.resolve(*config.crystal.matrix_file));
  if (config.ensemble && config.ensemble->spectra)
    inputs.spectra = io::read_spectra(config.resolve(*config.ensemble->spectra));
  inputs.sources = read_sources(config, model::beam_direction(config));
  run.structure_factors = load_structure_factors(config, inputs);
  run.scene = model::make_scene(config, std::move(inputs));
  run.images = {0, run.scene.scan.images};
  config.sampling.oversample.value = run.scene.sampling.oversample;
  config.structure_factors.interpolation.value = run.scene.interpolation;
  run.config = std::move(config);
  return run;
}

}  // namespace kbragg::app
