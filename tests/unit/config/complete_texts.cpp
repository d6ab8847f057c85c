// SPDX-License-Identifier: BSD-3-Clause
#include "support.hpp"

namespace kbragg::test {

namespace {

constexpr std::string_view first = R"(schema: 1
beam:
  wavelength: 0.9768 A
  direction: [1, 0, 1e-3]
  flux: 1e12 photons/s
  exposure: 100 ms
  size: 0.1 mm
  polarization: {enabled: false, kahn_factor: -0.5, axis: [0, 0, 1]}
  divergence:
    horizontal: 2 mrad
    vertical: 0.01 deg
    steps: [3, 5]
    shape: square
    sampling: from_edge
    step: [1 mrad, 0.002 deg]
  dispersion: {range: 0.2 %, steps: 7, sampling: from_edge, step: 3e-4 1}
  source_weights: equal
crystal:
  cell: {a: 7.9 nm, b: 79.1 A, c: 38.25 A, alpha: 90 deg, beta: 1.6 rad, gamma: 120.5 deg}
  cell_builder: nanobragg
  a_matrix:
    a_star: [0.01 1/A, 0 1/A, 0 1/A]
    b_star: [0 1/A, 0.01 1/A, 0 1/A]
    c_star: [0 1/A, 0 1/A, 0.26 1/nm]
  matrix_rule: as_given
  space_group: P 43 21 2
  misset: [10 deg, -20 deg, 0.5 rad]
  mosaic: {spread: 0.3 deg, domains: 100, seed: -7, stream: nanobragg}
  cells: [10, 11, 12]
  shape: gauss
  spot_width: isotropic
  fudge: 1.1
structure_factors:
  mtz: {file: ../data/5e5z.mtz, column: FP}
  default_F: 3.5 e
  interpolation: nearest
detector:
  convention: xds
  pixels: [1475, 1679]
  pixel_size: 172 um
  distance: 250 mm
  pivot: sample
  closest_point: [100 mm, 600.5 px]
  rotation: [1 deg, 2 mrad, 3 urad]
  twotheta: 10 deg
  twotheta_axis: [0, 1, 0]
  fast_axis: [1, 0, 0]
  slow_axis: [0, 1, 0]
  normal: [0, 0, 1]
  axes: as_given
  distance_rule: without_twotheta
  curved: true
  curved_by: lab_yz
  point_pixel: true
  roi: {fast: [0, 99], slow: [10, 20]}
  mask_file: mask.h5:/mask
  sensor:
    thickness: 450 um
    attenuation_depth: 0.2 mm
    layers: 6
    layer_spacing: fence_post
    absorption: none
    material: CdTe
  psf: {kind: fibre, fwhm: 0.2 mm, radius: 7}
  saturation: 1048576
scan:
  axis: [0, -1, 0]
  start: 5 deg
  oscillation: 0.1 deg
  images: 10
  steps: 4
  sampling: from_edge
  step: 0.02 deg
sampling: {oversample: 3, dmin: 1.5 A, solid_angle: first, polarization: first, absorption: last}
background:
  water: {thickness: 100 um, formula: nanobragg}
noise: {kind: poisson, seed: 42, stream: nanobragg, gain: 2.5, readout: 1.5, pedestal: 10}
run: {backend: openmp, precision: double, threads: 2}
output:
  file: "out: 1.h5"
  expected: true
  pixel_type: float64
  compression: none
  compression_level: 9
  preview:
    file: out.png
    image: 3
    scale: linear
    percentile: 99.5
    color_map: heat
    beam_center: true
    resolution_rings: [1.5 A, 0.2 nm]
  title: "Lysozyme \"test\" µ"
)";

constexpr std::string_view second = R"(schema: 1
beam:
  energy: 12.7 keV
  fluence: 1e24 photons/m^2
  sources:
    - {direction: [-1, 0, 0], weight: 2}
    - direction: [-1, 0.001, 0]
      wavelength: 1.01 A
crystal:
  matrix_file: a.mat
  random_orientation: {seed: 5, stream: nanobragg}
  size: [1 um, 2 um, 3000 nm]
structure_factors:
  wilson: {dmin: 2 A, b_factor: 20 A^2, scale: 500 e, seed: 3}
detector: {pixels: [10, 10], close_distance: 0.1 m, beam_center: [50 mm, 4.5 px]}
)";

constexpr std::string_view third = R"(schema: 1
beam: {energy: 9000 eV, source_file: sources.txt}
crystal: {cells: [1, 1, 1]}
structure_factors:
  structure: {file: model.cif.gz, dmin: 1.8 A}
detector: {pixels: [10, 10], pix0: [100 mm, -10 mm, 10 mm]}
)";

constexpr std::string_view fourth = R"(schema: 1
beam: {wavelength: 1 A}
crystal: {cells: [1, 1, 1], space_group: 19}
structure_factors: {hkl_file: P1.hkl, interpolation: auto}
detector: {pixels: [10, 10], dials_origin: [1 mm, 2 mm, -3 mm]}
)";

constexpr std::string_view fifth = R"(schema: 1
beam: {wavelength: 1 A}
crystal: {cells: [1, 1, 1]}
structure_factors: {dump_file: Fdump.bin, interpolation: tricubic_until_outside}
detector: {pixels: [10, 10], distance: 1 m, xds_org: [5.5, 6]}
)";

constexpr std::string_view sixth = R"(schema: 1
beam: {wavelength: 1 A}
crystal: {cells: [1, 1, 1]}
structure_factors: {mtz: {file: a.mtz, type: J}}
detector: {pixels: [10, 10], distance: 1 m}
)";

constexpr std::string_view seventh = R"(schema: 1
beam: {wavelength: 1 A}
crystal: {cells: [1, 1, 1]}
structure_factors: {constant: 100 e}
detector: {pixels: [10, 10], distance: 1 m}
ensemble:
  images: 50
  seed: 3
  cell_scale: 0.2 %
  mosaic_spread: {low: 0.1 deg, high: 2 mrad}
  cells: {low: 0.5, high: 2}
  spectra: spectra.h5
  wavelength_jitter: 1e-3 1
  fluence: 0.3
)";

constexpr std::string_view eighth = R"(schema: 1
beam: {wavelength: 1 A}
crystal: {cells: [1, 1, 1]}
structure_factors: {constant: 100 e}
detector: {pixels: [10, 10], distance: 1 m}
ensemble: {images: 2, seed: 1, mosaic_spread: {sigma: 0.1 deg}}
)";

}  // namespace

const std::vector<std::string>& complete_texts() {
  static const std::vector<std::string> texts{
      std::string(first), std::string(second), std::string(third),   std::string(fourth),
      std::string(fifth), std::string(sixth),  std::string(seventh), std::string(eighth)};
  return texts;
}

}  // namespace kbragg::test
