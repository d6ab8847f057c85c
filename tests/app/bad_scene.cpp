// SPDX-License-Identifier: BSD-3-Clause
// Run files whose keys are right one by one and impossible together, or absurdly large.
#include "bad_input.hpp"

namespace kbragg::app_test {
namespace {

const char* const distance = "distance: 100 mm";
const char* const wavelength = "wavelength: 1 A";
const char* const constant = "constant: 100 e";
const char* const cell = "cell: {a: 40 A, b: 50 A, c: 60 A}";
const char* const cells = "cells: [5, 5, 5]";
const char* const sampling = "sampling:\n  oversample: 1\n";

std::vector<BadInput> contradictions() {
  return {
      {"impossible_angles",
       {{"c: 60 A", "c: 60 A, alpha: 30 deg, beta: 40 deg, gamma: 120 deg"}},
       {"run.yaml:5:", "crystal.cell", "angles"}},
      {"no_cell", {{cell, "shape: round"}}, {"crystal", "no unit cell", "crystal.cell"}},
      {"left_handed_matrix",
       {{cell,
         "a_matrix: {a_star: [0.02 1/A, 0 1/A, 0 1/A], b_star: [0 1/A, 0.02 1/A, 0 1/A], "
         "c_star: [0 1/A, 0 1/A, -0.02 1/A]}"}},
       {"run.yaml:5:", "crystal.a_matrix", "left-handed"}},
      {"unknown_space_group",
       {{cells, "cells: [5, 5, 5]\n  space_group: P 99 x"}},
       {"run.yaml:7:", "crystal.space_group", "P 99 x"}},
      {"space_group_of_other_cell",
       {{cells, "cells: [5, 5, 5]\n  space_group: P 4"}, {constant, "wilson: {dmin: 5 A}"}},
       {"run.yaml:7:16: crystal.space_group", "P 4", "40 x 50 x 60"}},
      {"center_of_other_pivot",
       {{distance, "distance: 100 mm\n  convention: xds\n  beam_center: [20 px, 16 px]"}},
       {"run.yaml:14:", "detector.beam_center", "pivot"}},
      {"axes_not_perpendicular",
       {{distance, "distance: 100 mm\n  fast_axis: [0, 0, 1]\n  slow_axis: [0, -1, 1]"}},
       {"run.yaml:14:", "detector.slow_axis", "perpendicular"}},
      {"axis_of_no_length",
       {{distance, "distance: 100 mm\n  fast_axis: [0, 0, 0]"}},
       {"run.yaml:13:", "detector.fast_axis"}},
      {"detector_through_sample",
       {{distance, "pix0: [0 mm, 16 mm, -20 mm]"}},
       {"detector", "passes through"}},
      {"polarization_along_beam",
       {{wavelength, "wavelength: 1 A\n  polarization: {axis: [1, 0, 0]}"}},
       {"run.yaml:4:", "beam.polarization.axis", "parallel"}},
      {"region_beyond_detector",
       {{distance, "distance: 100 mm\n  roi: {fast: [0, 40], slow: [0, 31]}"}},
       {"run.yaml:13:", "detector.roi.fast", "40", "39"}},
      {"region_backwards",
       {{distance, "distance: 100 mm\n  roi: {fast: [9, 3], slow: [0, 31]}"}},
       {"detector.roi.fast", "[9, 3]"}},
      {"oscillation_without_steps",
       {{sampling, "scan: {oscillation: 1 deg}\n"}},
       {"scan.steps", "must be given"}},
      {"steps_without_oscillation", {{sampling, "scan: {steps: 5}\n"}}, {"scan.steps", "5"}},
      {"noise_without_seed", {{sampling, "noise: {kind: poisson}\n"}}, {"noise.seed"}},
      {"seed_without_noise", {{sampling, "noise: {seed: 4}\n"}}, {"noise.seed", "no effect"}},
      {"water_without_beam_size",
       {{sampling, "background: {water: {thickness: 1 mm}}\n"}},
       {"background.water", "beam.size"}},
      {"tricubic_constant",
       {{constant, "constant: 100 e\n  interpolation: tricubic"}},
       {"structure_factors.interpolation", "tricubic"}},
      {"divergence_steps_without_range",
       {{wavelength, "wavelength: 1 A\n  divergence: {steps: [3, 1]}"}},
       {"beam.divergence.steps", "horizontal"}},
      {"step_without_from_edge",
       {{sampling, "scan: {oscillation: 1 deg, steps: 5, step: 0.2 deg}\n"}},
       {"scan.step", "sampling: from_edge"}},
      {"from_edge_without_step",
       {{wavelength,
         "wavelength: 1 A\n  divergence: {horizontal: 1 mrad, steps: [3, 1], sampling: "
         "from_edge}"}},
       {"beam.divergence.step", "must be given"}},
      {"ellipse_without_sources",
       {{wavelength,
         "wavelength: 1 A\n  divergence: {horizontal: 1 mrad, vertical: 1 mrad, steps: [5, 3], "
         "sampling: from_edge, step: [1 mrad, 1 mrad]}"}},
       {"run.yaml:4:", "beam.divergence", "ellipse"}},
      {"negative_seed_of_counter_stream",
       {{cells, "cells: [5, 5, 5]\n  mosaic: {spread: 1 deg, seed: -3}"}},
       {"crystal.mosaic.seed", "-3", "stream: nanobragg"}},
      {"sequential_noise_of_a_series",
       {{sampling, "scan: {images: 2}\nnoise: {kind: poisson, seed: 1, stream: nanobragg}\n"}},
       {"noise.stream", "one image"}},
      {"scan_beside_ensemble",
       {{sampling, "scan: {images: 2}\nensemble: {images: 2, seed: 1}\n"}},
       {"run.yaml:14:", "ensemble", "scan", "only one of"}},
      {"ensemble_without_seed", {{sampling, "ensemble: {images: 2}\n"}}, {"ensemble.seed"}},
      {"ensemble_of_a_misset_crystal",
       {{cells, "cells: [5, 5, 5]\n  misset: [1 deg, 0 deg, 0 deg]"},
        {sampling, "ensemble: {images: 2, seed: 1}\n"}},
       {"run.yaml:7:", "crystal.misset", "ensemble"}},
      {"spreads_without_mosaic",
       {{sampling, "ensemble: {images: 2, seed: 1, mosaic_spread: {sigma: 0.1 deg}}\n"}},
       {"run.yaml:13:", "ensemble.mosaic_spread", "crystal.mosaic"}},
      {"sizes_backwards",
       {{sampling, "ensemble: {images: 2, seed: 1, cells: {low: 2, high: 1}}\n"}},
       {"run.yaml:13:", "ensemble.cells.low", "above high"}},
      {"no_output_file", {{"file: out.h5", "title: x"}}, {"output.file", "-o"}},
      {"preview_of_no_image",
       {{"file: out.h5", "file: out.h5\n  preview: {file: out.png, image: 3}"}},
       {"run.yaml:19:", "output.preview.image", "3"}},
      BadInput{"image_that_is_not_there",
               {{sampling, "ensemble: {images: 2, seed: 1}\n"}},
               {"--image 2", "has 2"}}
          .with_arguments({"run", "run.yaml", "--image", "2"}),
      {"preview_is_output",
       {{"file: out.h5", "file: out.h5\n  preview: {file: ./out.h5}"}},
       {"output.preview.file", "out.h5"}},
  };
}

std::vector<BadInput> sizes() {
  const Edit table{constant, "wilson: {dmin: 0.3 A}"};
  const Edit tera{"[40, 32]", "[1000000, 1000000]"};
  constexpr std::uint64_t gibibyte = 1u << 30;
  return {
      {"pixels_beyond_memory",
       {tera},
       {"run.yaml:10:11: detector.pixels", "1000000 x 1000000", "4 TB", "available"}},
      {"pixels_beyond_memory_in_region",
       {tera, {distance, "distance: 100 mm\n  roi: {fast: [0, 9], slow: [0, 9]}"}},
       {"detector.pixels", "4 TB"}},
      {"reflections_beyond_any_memory",
       {{"40 A", "4000 A"}, {"50 A", "5000 A"}, table},
       {"structure_factors.wilson.dmin", "TB"}},
      BadInput{"reflections_beyond_memory",
               {{"40 A", "100 A"}, {"50 A", "100 A"}, table},
               {"run.yaml:8:", "structure_factors.wilson.dmin", "GB"}}
          .limited_to(gibibyte),
      BadInput{"orientations_beyond_memory",
               {{cells, "cells: [5, 5, 5]\n  mosaic: {spread: 1 deg, domains: 10000000}"}},
               {"run.yaml:7:", "crystal.mosaic.domains", "GB"}}
          .limited_to(gibibyte),
      BadInput{"sources_beyond_memory",
               {{wavelength,
                 "wavelength: 1 A\n  divergence: {horizontal: 1 mrad, vertical: 1 mrad, "
                 "steps: [5000, 5000]}"}},
               {"run.yaml:4:", "beam.divergence.steps", "GB", "25000000 sources"}}
          .limited_to(gibibyte),
      {"too_many_sources",
       {{wavelength,
         "wavelength: 1 A\n  divergence: {horizontal: 1 mrad, vertical: 1 mrad, "
         "steps: [10000, 10000]}\n  dispersion: {range: 1 %, steps: 1000000}"}},
       {"beam.divergence.steps"}},
      {"too_many_orientations",
       {{cells, "cells: [5, 5, 5]\n  mosaic: {spread: 1 deg, domains: 10000000}"},
        {sampling, "scan: {oscillation: 1 deg, steps: 1000000}\n"}},
       {"crystal.mosaic.domains"}},
      {"automatic_oversample_too_large",
       {{"cells: [5, 5, 5]", "size: [10 mm, 10 mm, 10 mm]"}, {"oversample: 1", "oversample: auto"}},
       {"run.yaml:14:", "sampling.oversample", "auto would need"}},
      {"too_many_steps",
       {{"oversample: 1", "oversample: 10000"},
        {"[40, 32]", "[10000, 10000]"},
        {cells, "cells: [5, 5, 5]\n  mosaic: {spread: 1 deg, domains: 1000000}"}},
       {"run.yaml:15:", "sampling.oversample", "9e18"}},
      {"photons_beyond_float32",
       {{wavelength, "wavelength: 1 A\n  fluence: 1e60 photons/m^2"},
        {constant, "constant: 1e6 e"}},
       {"out.h5", "float32"}},
  };
}

INSTANTIATE_TEST_SUITE_P(Contradictions, BadInputs, testing::ValuesIn(contradictions()),
                         name_of_row);
INSTANTIATE_TEST_SUITE_P(Sizes, BadInputs, testing::ValuesIn(that_can_run(sizes())), name_of_row);

}  // namespace
}  // namespace kbragg::app_test
