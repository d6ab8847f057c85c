// SPDX-License-Identifier: BSD-3-Clause
#include "flag_cases.hpp"

#include <array>

namespace kbragg::test {
namespace {

using classic::Flags;
using config::Angle;
using config::Convention;
using config::CrystalShape;
using config::Length;
using config::Pivot;
using Counts = std::array<std::int64_t, 3>;
using Vector = std::array<double, 3>;

Length mm(double x) { return {x, "mm"}; }
Angle deg(double x) { return {x, "deg"}; }
Angle mrad(double x) { return {x, "mrad"}; }

const std::vector<FlagCase>& crystal_cases() {
  static const std::vector<FlagCase> cases = {
      {{"-mat", "-matrix"}, "a.mat", [](const Flags& f) { return f.matrix_file == "a.mat"; }},
      {{"-cell"},
       "70 80 90 85 95 105",
       [](const Flags& f) { return f.cell == std::array<double, 6>{70, 80, 90, 85, 95, 105}; }},
      {{"-misset"},
       "10 -20 30",
       [](const Flags& f) {
         return f.misset == std::array{deg(10), deg(-20), deg(30)};
       }},
      {{"-misset"}, "random", [](const Flags& f) { return f.random_misset && !f.misset; }},
      {{"-misset_seed"}, "7", [](const Flags& f) { return f.misset_seed == 7; }},
      {{"-N"},
       "5",
       [](const Flags& f) {
         return f.cells == Counts{5, 5, 5};
       }},
      {{"-Na"},
       "5",
       [](const Flags& f) {
         return f.cells == Counts{5, 1, 1};
       }},
      {{"-Nb"},
       "5",
       [](const Flags& f) {
         return f.cells == Counts{1, 5, 1};
       }},
      {{"-Nc"},
       "5",
       [](const Flags& f) {
         return f.cells == Counts{1, 1, 5};
       }},
      {{"-samplesize", "-sample_size", "-xtalsize", "-xtal_size"},
       "0.2",
       [](const Flags& f) {
         return f.sample_size == std::array{mm(0.2), mm(0.2), mm(0.2)};
       }},
      {{"-sample_thick", "-sample_x", "-xtal_thick", "-xtal_x"},
       "0.2",
       [](const Flags& f) {
         return f.sample_size == std::array{mm(0.2), mm(0), mm(0)};
       }},
      {{"-sample_width", "-sample_y", "-xtal_width", "-xtal_y", "-width"},
       "0.2",
       [](const Flags& f) {
         return f.sample_size == std::array{mm(0), mm(0.2), mm(0)};
       }},
      {{"-sample_height", "-sample_heigh", "-sample_z", "-xtal_height", "-xtal_heigh", "-xtal_z",
        "-height", "-heigh"},
       "0.2",
       [](const Flags& f) {
         return f.sample_size == std::array{mm(0), mm(0), mm(0.2)};
       }},
      {{"-round_xtal"}, "", [](const Flags& f) { return f.shape == CrystalShape::round; }},
      {{"-gauss_xtal"}, "", [](const Flags& f) { return f.shape == CrystalShape::gauss; }},
      {{"-binary_spots", "-tophat_spots"},
       "",
       [](const Flags& f) { return f.shape == CrystalShape::tophat; }},
      {{"-round_xtal -square_xtal -interpolate"},
       "",
       [](const Flags& f) { return f.shape == CrystalShape::square && f.interpolate == true; }},
      {{"-fudge"}, "0.6", [](const Flags& f) { return f.fudge == 0.6; }},
      {{"-mosaic", "-mosaici", "-mosaicity", "-mosaic_spr", "-mosaic_spread"},
       "1.4",
       [](const Flags& f) { return f.mosaic_spread == deg(1.4); }},
      {{"-mosaic_dom", "-mosaic_domains"},
       "9",
       [](const Flags& f) { return f.mosaic_domains == 9; }},
      {{"-mosaic_seed"}, "777", [](const Flags& f) { return f.mosaic_seed == 777; }},
      {{"-hkl"}, "p.hkl", [](const Flags& f) { return f.hkl_file == "p.hkl"; }},
      {{"-default_F"}, "55.5", [](const Flags& f) { return f.default_F.value == 55.5; }},
      {{"-dump"}, "x.bin", [](const Flags& f) { return f.dump_file == "x.bin"; }},
      {{"-interpolate"}, "", [](const Flags& f) { return f.interpolate == true; }},
      {{"-nointerpolate"}, "", [](const Flags& f) { return f.interpolate == false; }},
      {{"-water"},
       "0.03",
       [](const Flags& f) {
         return f.water == Length{0.03, "um"};
       }},
  };
  return cases;
}

const std::vector<FlagCase>& beam_cases() {
  static const std::vector<FlagCase> cases = {
      {{"-lambda", "-wave", "-wavelength"},
       "1.1",
       [](const Flags& f) {
         return f.wavelength == Length{1.1, "A"} && !f.energy;
       }},
      {{"-energy"},
       "9000",
       [](const Flags& f) {
         return f.energy == config::Energy{9000, "eV"};
       }},
      {{"-fluence"}, "4e27", [](const Flags& f) { return f.fluence && f.fluence->si() == 4e27; }},
      {{"-flux"}, "2e12", [](const Flags& f) { return f.flux.si() == 2e12; }},
      {{"-exposure"}, "0.05", [](const Flags& f) { return f.exposure.si() == 0.05; }},
      {{"-beamsize"}, "0.02", [](const Flags& f) { return f.beam_size == mm(0.02); }},
      {{"-polar"}, "0.9", [](const Flags& f) { return f.kahn_factor == 0.9 && !f.nopolar; }},
      {{"-nopolar"}, "", [](const Flags& f) { return f.nopolar; }},
      {{"-dispersion"},
       "1.5",
       [](const Flags& f) {
         return f.dispersion == config::Fraction{1.5, "%"};
       }},
      {{"-dispsteps"}, "3", [](const Flags& f) { return f.dispersion_steps == 3; }},
      {{"-divergence"},
       "6",
       [](const Flags& f) { return f.horizontal_range == mrad(6) && f.vertical_range == mrad(6); }},
      {{"-hdivrange"},
       "6",
       [](const Flags& f) { return f.horizontal_range == mrad(6) && !f.vertical_range; }},
      {{"-vdivrange"},
       "6",
       [](const Flags& f) { return f.vertical_range == mrad(6) && !f.horizontal_range; }},
      {{"-hdivstep"},
       "2",
       [](const Flags& f) { return f.horizontal_step == mrad(2) && !f.horizontal_steps; }},
      {{"-vdivstep"},
       "2",
       [](const Flags& f) { return f.vertical_step == mrad(2) && !f.vertical_steps; }},
      {{"-hdivsteps"},
       "3",
       [](const Flags& f) { return f.horizontal_steps == 3 && !f.horizontal_step; }},
      {{"-vdivsteps"},
       "3",
       [](const Flags& f) { return f.vertical_steps == 3 && !f.vertical_step; }},
      {{"-divsteps"},
       "4",
       [](const Flags& f) { return f.horizontal_steps == 4 && f.vertical_steps == 4; }},
      {{"-square_div"}, "", [](const Flags& f) { return !f.round_divergence; }},
      {{"-square_div -round_div -nopolar"},
       "",
       [](const Flags& f) { return f.round_divergence && f.nopolar; }},
      {{"-sourcefile"}, "s.txt", [](const Flags& f) { return f.source_file == "s.txt"; }},
      {{"-phi"}, "-2", [](const Flags& f) { return f.phi == deg(-2); }},
      {{"-osc", "-oscillation"}, "4", [](const Flags& f) { return f.oscillation == deg(4); }},
      {{"-phistep"}, "0.7", [](const Flags& f) { return f.phi_step == deg(0.7) && !f.phi_steps; }},
      {{"-phisteps"}, "4", [](const Flags& f) { return f.phi_steps == 4 && !f.phi_step; }},
      {{"-dmin"},
       "4.4",
       [](const Flags& f) {
         return f.dmin == Length{4.4, "A"};
       }},
  };
  return cases;
}

bool custom_vector(const Flags& f, const std::optional<Vector>& v) {
  return f.convention == Convention::custom && v == Vector{0.5, -1, 2};
}

const std::vector<FlagCase>& detector_cases() {
  static const std::vector<FlagCase> cases = {
      {{"-pixel"}, "0.2", [](const Flags& f) { return f.pixel_size == mm(0.2); }},
      {{"-detpixels"},
       "80",
       [](const Flags& f) {
         return f.pixels == std::array<std::int64_t, 2>{80, 80};
       }},
      {{"-detpixels_f", "-detpixels_x"},
       "80",
       [](const Flags& f) {
         return f.pixels == std::array<std::int64_t, 2>{80, 0};
       }},
      {{"-detpixels_s", "-detpixels_y"},
       "80",
       [](const Flags& f) {
         return f.pixels == std::array<std::int64_t, 2>{0, 80};
       }},
      {{"-detsize"},
       "44",
       [](const Flags& f) {
         return f.detector_size == std::array{mm(44), mm(44)};
       }},
      {{"-detsize_f"},
       "44",
       [](const Flags& f) {
         return f.detector_size == std::array{mm(44), mm(102.4)};
       }},
      {{"-detsize_s"},
       "44",
       [](const Flags& f) {
         return f.detector_size == std::array{mm(102.4), mm(44)};
       }},
      {{"-distance"}, "250", [](const Flags& f) { return f.distance == mm(250); }},
      {{"-close_distance"}, "98", [](const Flags& f) { return f.close_distance == mm(98); }},
      {{"-Xbeam"}, "15.2", [](const Flags& f) { return f.x_beam == mm(15.2); }},
      {{"-Ybeam"}, "-19.3", [](const Flags& f) { return f.y_beam == mm(-19.3); }},
      {{"-Xclose"}, "15.2", [](const Flags& f) { return f.x_close == mm(15.2); }},
      {{"-Yclose"}, "15.2", [](const Flags& f) { return f.y_close == mm(15.2); }},
      {{"-ORGX"}, "41.25", [](const Flags& f) { return f.orgx == 41.25; }},
      {{"-ORGY"}, "41.25", [](const Flags& f) { return f.orgy == 41.25; }},
      {{"-pivot"}, "sample", [](const Flags& f) { return f.pivot == Pivot::sample; }},
      {{"-pivot sample -point_pixel -pivot"},
       "direct_beam",
       [](const Flags& f) { return f.pivot == Pivot::beam && f.point_pixel; }},
      {{"-xds -mosflm -point_pixel"},
       "",
       [](const Flags& f) { return f.convention == Convention::mosflm && f.point_pixel; }},
      {{"-denzo"}, "", [](const Flags& f) { return f.convention == Convention::denzo; }},
      {{"-adxv"}, "", [](const Flags& f) { return f.convention == Convention::adxv; }},
      {{"-xds"}, "", [](const Flags& f) { return f.convention == Convention::xds; }},
      {{"-dials"}, "", [](const Flags& f) { return f.convention == Convention::dials; }},
      {{"-fdet_vector"}, "0.5 -1 2", [](const Flags& f) { return custom_vector(f, f.fast_axis); }},
      {{"-sdet_vector"}, "0.5 -1 2", [](const Flags& f) { return custom_vector(f, f.slow_axis); }},
      {{"-odet_vector"}, "0.5 -1 2", [](const Flags& f) { return custom_vector(f, f.normal); }},
      {{"-beam_vector"},
       "0.5 -1 2",
       [](const Flags& f) { return custom_vector(f, f.beam_direction); }},
      {{"-polar_vector"},
       "0.5 -1 2",
       [](const Flags& f) { return custom_vector(f, f.polarization); }},
      {{"-spindle_axis"}, "0.5 -1 2", [](const Flags& f) { return custom_vector(f, f.spindle); }},
      {{"-detector_rotx"}, "3", [](const Flags& f) { return f.rotation[0] == deg(3); }},
      {{"-detector_roty"}, "-7", [](const Flags& f) { return f.rotation[1] == deg(-7); }},
      {{"-detector_rotz"}, "11", [](const Flags& f) { return f.rotation[2] == deg(11); }},
      {{"-twotheta"},
       "17",
       [](const Flags& f) { return f.twotheta == deg(17) && f.pivot == Pivot::sample; }},
      {{"-curved_det"}, "", [](const Flags& f) { return f.curved; }},
      {{"-point_pixel"}, "", [](const Flags& f) { return f.point_pixel; }},
      {{"-detector_abs", "-detector_absorb"},
       "235",
       [](const Flags& f) {
         return f.attenuation_depth == Length{235, "um"} && !f.no_absorption;
       }},
      {{"-detector_thick"},
       "450",
       [](const Flags& f) {
         return f.sensor_thickness == Length{450, "um"} && !f.sensor_layers;
       }},
      {{"-detector_thicksteps", "-thicksteps"},
       "3",
       [](const Flags& f) { return f.sensor_layers == 3 && f.sensor_thickness.value == 0; }},
      {{"-mask"}, "m.img", [](const Flags& f) { return f.mask_file == "m.img"; }},
      {{"-img i.img -curved_det"}, "", [](const Flags& f) { return f.curved && !f.mask_file; }},
      {{"-roi"},
       "20 71 13 48",
       [](const Flags& f) {
         return f.roi == std::array<std::int64_t, 4>{20, 71, 13, 48};
       }},
  };
  return cases;
}

const std::vector<FlagCase>& output_cases() {
  static const std::vector<FlagCase> cases = {
      {{"-oversample"}, "3", [](const Flags& f) { return f.oversample == 3; }},
      {{"-oversample_thick"}, "", [](const Flags& f) { return f.oversample_thick; }},
      {{"-oversample_polar"}, "", [](const Flags& f) { return f.oversample_polar; }},
      {{"-oversample_omega"}, "", [](const Flags& f) { return f.oversample_omega; }},
      {{"-floatfile", "-floatimage"}, "x", [](const Flags& f) { return f.float_file == "x"; }},
      {{"-intfile", "-intimage"}, "x", [](const Flags& f) { return f.int_file == "x"; }},
      {{"-pgmfile", "-pgmimage", "-nopgm -pgmfile"},
       "x",
       [](const Flags& f) { return f.pgm_file == "x" && f.write_pgm; }},
      {{"-noisefile", "-noiseimage", "-nonoise -noiseimage"},
       "x",
       [](const Flags& f) { return f.noise_file == "x" && f.write_noise; }},
      {{"-nopgm", "-pgmfile x -nopgm", "-pgmscale 3 -nopgm"},
       "",
       [](const Flags& f) { return !f.write_pgm && f.write_noise; }},
      {{"-nonoise", "-noisefile x -nonoise"},
       "",
       [](const Flags& f) { return !f.write_noise && f.write_pgm; }},
      {{"-scale"}, "37.5", [](const Flags& f) { return f.scale == 37.5 && f.pgm_scale == 0; }},
      {{"-pgmscale", "-nopgm -pgmscale"},
       "0.5",
       [](const Flags& f) { return f.pgm_scale == 0.5 && f.scale == 0 && f.write_pgm; }},
      {{"-adc"}, "-5.5", [](const Flags& f) { return f.adc == -5.5; }},
      {{"-seed"}, "-42", [](const Flags& f) { return f.noise_seed == -42 && !f.misset_seed; }},
      {{"-printout"}, "", [](const Flags& f) { return f.printout && f.printout_pixel[0] == -1; }},
      {{"-printout_pixel"},
       "3 4",
       [](const Flags& f) {
         return f.printout && f.printout_pixel == std::array<std::int64_t, 2>{3, 4};
       }},
      {{"-noprogress"}, "", [](const Flags& f) { return !f.progress; }},
      {{"-noprogress -progress -nopgm"},
       "",
       [](const Flags& f) { return f.progress && !f.write_pgm; }},
  };
  return cases;
}

}  // namespace

std::vector<FlagCase> all_flag_cases() {
  std::vector<FlagCase> cases;
  for (const auto* some : {&crystal_cases(), &beam_cases(), &detector_cases(), &output_cases()})
    cases.insert(cases.end(), some->begin(), some->end());
  return cases;
}

}  // namespace kbragg::test
