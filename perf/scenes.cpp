// SPDX-License-Identifier: BSD-3-Clause
#include "perf/scenes.hpp"

#include <utility>

#include "config/run_config.hpp"
#include "model/symmetry.hpp"

namespace kbragg::perf {

namespace {

// The table of reflections takes the place of the constant.
const char* const base = R"(
schema: 1
beam: {wavelength: 1 A}
crystal:
  cell: {a: 78.54 A, b: 78.54 A, c: 37.77 A}
  misset: [10 deg, 20 deg, 30 deg]
  cells: [100, 100, 100]
structure_factors: {hkl_file: generated}
detector: {pixels: [256, 256], pixel_size: 0.8 mm, distance: 250 mm}
sampling: {oversample: 1}
)";

constexpr double detector_edge = 204.8;  // mm

}  // namespace

model::HklTable make_table(double dmin_angstrom) {
  model::WilsonParameters w;
  w.cell = {78.54, 78.54, 37.77, 90, 90, 90};
  w.space_group = "P 1";
  w.dmin_angstrom = dmin_angstrom;
  w.b_factor = 10;
  w.scale = 100;
  w.seed = 1;
  // The generator leaves out what symmetry gives, here Friedel mates.
  return model::make_p1_table(model::wilson_reflections(w), "P 1", 0, [](const model::HklBox&) {});
}

model::Scene make_scene(const SceneChoice& choice, const model::HklTable& table) {
  const std::string edge = std::to_string(choice.pixels);
  std::vector<config::Override> settings{
      {"crystal.shape", choice.shape},
      {"structure_factors.interpolation", choice.interpolation},
      {"run.precision", choice.precision},
      {"detector.pixels", "[" + edge + ", " + edge + "]"},
      {"detector.pixel_size",
       std::to_string(detector_edge / static_cast<double>(choice.pixels)) + " mm"},
      {"sampling.oversample", std::to_string(choice.oversample)},
  };
  if (choice.mosaic_domains > 1) {
    settings.push_back({"crystal.mosaic.spread", "0.5 deg"});
    settings.push_back({"crystal.mosaic.domains", std::to_string(choice.mosaic_domains)});
  }
  if (choice.phi_steps > 1) {
    settings.push_back({"scan.oscillation", "1 deg"});
    settings.push_back({"scan.images", "2"});
    settings.push_back({"scan.steps", std::to_string(choice.phi_steps)});
  }
  model::SceneInputs inputs;
  inputs.hkl = table;
  return model::make_scene(config::read_run_text(base, "perf.yaml", ".", settings),
                           std::move(inputs));
}

}  // namespace kbragg::perf
