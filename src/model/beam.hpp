// SPDX-License-Identifier: BSD-3-Clause
// The X-ray beam: sources, polarization and photons per area. SI units.
#ifndef KBRAGG_MODEL_BEAM_HPP
#define KBRAGG_MODEL_BEAM_HPP

#include <cstdint>
#include <optional>
#include <vector>

#include "config/run_config.hpp"
#include "math/vec3.hpp"
#include "model/options.hpp"

namespace kbragg::model {

/// One beam direction and wavelength.
struct Source {
  Vec3 direction;         ///< unit vector from the sample towards the source
  double wavelength = 0;  ///< m
  double weight = 1;      ///< share of the fluence; the weights of a beam sum to 1
};

struct Polarization {
  bool enabled = true;
  double kahn_factor = 0;
  Vec3 axis;  ///< unit vector, direction of the electric field
};

struct Beam {
  Vec3 direction;                              ///< unit vector, direction of travel
  double wavelength = 0;                       ///< central wavelength, m
  double fluence = 0;                          ///< photons/m^2
  std::optional<double> flux, exposure, size;  ///< photons/s, s, m
  Polarization polarization;
  std::vector<Source> sources;
};

/// N samples of a range W, step S apart; offset(i) is sample i.
struct Samples {
  std::int64_t count = 1;
  double range = 0;
  double step = 0;
  RangeSampling sampling = RangeSampling::bin_centers;

  double offset(std::int64_t i) const {
    if (sampling == RangeSampling::from_edge) return step * static_cast<double>(i) - range / 2;
    return range * ((static_cast<double>(i) + 0.5) / static_cast<double>(count) - 0.5);
  }
};

/// A grid of directions times wavelengths.
struct SourceFan {
  Samples horizontal, vertical;  ///< rad
  Samples dispersion;            ///< relative to the central wavelength
  bool round = true;             ///< keep only directions inside the ellipse of the two ranges
};

/// Sources of a fan about `beam` (unit), horizontal index outermost, wavelength innermost, with
/// equal weights. The horizontal angle turns about unit(beam x polarization), the vertical one
/// about `polarization`. May be empty when the ellipse holds no sample.
std::vector<Source> make_fan(const Vec3& beam, const Vec3& polarization, double wavelength,
                             const SourceFan& fan);

/// Photons/m^2 of a flux (photons/s) over an exposure (s) through a square beam of `size` m.
double fluence_of(double flux, double exposure, double size);

/// A row of a source file: direction towards the source and what the row states.
struct SourceRow {
  Vec3 direction;
  double weight = 1;
  std::optional<double> wavelength;  ///< m
};

/// Builds the beam of a run file; `file_sources` are the rows of beam.source_file. Throws
/// kbragg::Error naming the key.
Beam make_beam(const config::RunConfig& config, const std::vector<SourceRow>& file_sources);

}  // namespace kbragg::model

#endif
