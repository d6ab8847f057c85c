// SPDX-License-Identifier: BSD-3-Clause
// Everything that decides the image, resolved and validated; SI units. Kernels see this and
// nothing of the run file.
#ifndef KBRAGG_MODEL_SCENE_HPP
#define KBRAGG_MODEL_SCENE_HPP

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "config/run_config.hpp"
#include "math/constants.hpp"
#include "model/beam.hpp"
#include "model/crystal.hpp"
#include "model/detector.hpp"
#include "model/hkl_table.hpp"
#include "model/point_spread.hpp"
#include "model/spectra.hpp"

namespace kbragg::model {

struct Scan {
  Vec3 spindle;            ///< unit vector
  double start = 0;        ///< rad
  double oscillation = 0;  ///< rad per image
  std::int64_t images = 1;
  std::int64_t steps = 1;  ///< orientations per image
  RangeSampling sampling = RangeSampling::bin_centers;
  double step = 0;  ///< rad between orientations, for RangeSampling::from_edge
  bool is_rotation() const { return oscillation > 0; }
  /// Spindle angle at the start of an image, rad.
  double image_start(std::int64_t image) const {
    return start + oscillation * static_cast<double>(image);
  }
  /// Spindle angles of the orientations of an image, rad.
  std::vector<double> phis(std::int64_t image) const {
    if (sampling == RangeSampling::from_edge)
      return phi_from_start(image_start(image), step, steps);
    return phi_centers(image_start(image), oscillation, steps);
  }
};

/// Stills of random orientations and how their parameters are distributed, see model/ensemble.hpp.
struct Ensemble {
  std::int64_t seed = 0;
  double cell_sigma = 0;                   ///< relative
  double cells_low = 1, cells_high = 1;    ///< factor on the numbers of cells
  bool spread_varies = false;              ///< of the mosaic domains
  double spread_low = 0, spread_high = 0;  ///< rad
  double spread_sigma = 0;                 ///< rad; 0: uniform from low to high
  std::int64_t mosaic_seed = 0;            ///< of the domains
  double wavelength_sigma = 0;             ///< relative
  Spectra spectra;                         ///< without rows: images have that of the beam
  double fluence_sigma = 0;                ///< of the logarithm
};

struct Sampling {
  std::int64_t oversample = 1;  ///< sub-pixels along each axis
  double dmin = 0;              ///< m; 0: no limit
  FactorPlace solid_angle = FactorPlace::each;
  FactorPlace polarization = FactorPlace::each;
  AbsorptionPlace absorption = AbsorptionPlace::each;
};

/// From the photons of a pixel to its counts: the nearest whole number to gain photons + noise z, z
/// a normal deviate, plus the pedestal; at least 0, at most the saturation.
struct Readout {
  double gain = 1;   ///< counts per photon
  double noise = 0;  ///< root mean square, counts
  std::int64_t pedestal = 0;
  std::int64_t saturation = constants::highest_count;
};

struct Scene {
  Detector detector;
  Beam beam;
  Crystal crystal;
  HklTable hkl;
  Interpolation interpolation = Interpolation::nearest;
  Precision precision = Precision::double_;
  Scan scan;  ///< of an ensemble: its number of images, without rotation
  std::optional<Ensemble> ensemble;
  Sampling sampling;
  /// Squared amplitude of everything isotropic in the beam (electrons^2), background.
  double background_intensity = 0;
  /// Value from which the sum of each pixel starts, background of WaterFormula::nanobragg. Factors
  /// that are evaluated for each contribution do not reach it.
  double background_start = 0;
  NoiseKind noise = NoiseKind::none;
  std::int64_t noise_seed = 0;
  RandomStream noise_stream = RandomStream::counter;
  Readout readout;
  std::optional<PointSpread> psf;
  /// The sequential generator after orientation and mosaicity were drawn from it.
  ReferenceRandom reference_random;

  /// Orientations summed per image: spindle steps times mosaic domains.
  std::int64_t orientations() const {
    return scan.steps * static_cast<std::int64_t>(crystal.mosaic.size());
  }
  /// Evaluations of the lattice sum per rendered pixel.
  std::int64_t steps_per_pixel() const {
    return sampling.oversample * sampling.oversample * detector.sensor.layers *
           static_cast<std::int64_t>(beam.sources.size()) * orientations();
  }
  /// Evaluations of the lattice sum per image.
  double pixel_steps() const {
    return static_cast<double>(steps_per_pixel()) * static_cast<double>(detector.active_pixels);
  }
};

/// What the files named by the run file held; read by the application beforehand.
struct SceneInputs {
  std::optional<std::array<double, 9>> matrix;
  std::vector<SourceRow> sources;
  Spectra spectra;
  std::vector<std::uint8_t> mask;
  HklTable hkl;
  std::optional<CellParameters> hkl_cell;
};

/// Sub-pixels per axis that sample each fringe of a crystal `size` m across three times, for
/// pixels of `pixel_size` m at `distance` m (run files: that of the nearest point).
double sufficient_oversample(double size, double pixel_size, double wavelength, double distance);

/// Squared amplitude (electrons^2) of water of `thickness` m in a square beam of `beam_size` m:
/// F^2 times the number of molecules, F = 2.57 electrons, 1 g/cm^3, 18 g/mol.
double water_intensity(double thickness, double beam_size);

/// Start value of nanoBragg for water of `thickness` m: F^2 r_e^2 fluence times the number of
/// molecules in the cube of the thickness.
double reference_water_start(double thickness, double fluence);

/// Resolves a run file; run.precision: auto, which is for the caller to resolve by the backend,
/// stands for double. Throws kbragg::Error naming the key of what is impossible.
Scene make_scene(const config::RunConfig& config, SceneInputs inputs);

}  // namespace kbragg::model

#endif
