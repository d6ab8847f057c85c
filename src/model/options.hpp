// SPDX-License-Identifier: BSD-3-Clause
// Named choices of physics. The first value of each is the default and what a run file gives; the
// others reproduce what the reference program nanoBragg.c does in that place, for comparison with
// its images. Each is resolved once on the host.
#ifndef KBRAGG_MODEL_OPTIONS_HPP
#define KBRAGG_MODEL_OPTIONS_HPP

#include "config/crystal.hpp"
#include "config/run.hpp"
#include "config/structure_factors.hpp"

namespace kbragg::model {

// Choices that the run file names and the kernels see unchanged.
using config::CrystalShape;
using config::Interpolation;
using config::NoiseKind;
using config::PixelType;

/// How c* is built from an oblique cell.
enum class CellBuilder {
  exact,      ///< c*_z = 1/c: the metric of the given cell
  nanobragg,  ///< c*_z = C* V / (a b c sin gamma*): angles change when two or more are oblique
};

/// Distance used after the detector is placed (curved detector, auto oversample, headers).
enum class BeamDistance {
  true_distance,     ///< along the beam to the rotated plane
  without_twotheta,  ///< as if twotheta were 0
};

/// Where the samples of a range lie.
enum class RangeSampling {
  bin_centers,  ///< x_i = W ((i + 1/2)/N - 1/2)
  from_edge,    ///< x_i = S i - W/2
};

/// Surface of the detector.
enum class DetectorSurface {
  flat,
  sphere,         ///< in-plane offsets from the beam spot become angles about slow and fast
  sphere_lab_yz,  ///< the laboratory y and z of the flat position become these angles
};

/// Spot radius of the gauss and tophat shapes.
enum class SpotWidth {
  per_axis,   ///< ((h-h0) Na)^2 + ..., dimensionless
  isotropic,  ///< |g|^2 (Na Nb Nc)^2 with g in 1/Angstrom
};

/// Thickness of each of n sensor layers.
enum class LayerSpacing {
  whole,       ///< thickness / n
  fence_post,  ///< thickness / (n - 1)
};

}  // namespace kbragg::model

#endif
