// SPDX-License-Identifier: BSD-3-Clause
// Named choices of physics, as the run file names them. The first value of each is the default; the
// others reproduce what the reference program nanoBragg.c does in that place. Each is resolved once
// on the host; kernels see resolved numbers and flags.
#ifndef KBRAGG_MODEL_OPTIONS_HPP
#define KBRAGG_MODEL_OPTIONS_HPP

#include "config/beam.hpp"
#include "config/choices.hpp"
#include "config/crystal.hpp"
#include "config/detector.hpp"
#include "config/run.hpp"
#include "config/structure_factors.hpp"

namespace kbragg::model {

using config::AbsorptionPlace;
using config::AxisRule;
using config::CellBuilder;
using config::CrystalShape;
using config::DistanceRule;
using config::FactorPlace;
using config::Interpolation;
using config::LayerSpacing;
using config::MatrixRule;
using config::NoiseKind;
using config::PixelType;
using config::Precision;
using config::RandomStream;
using config::RangeSampling;
using config::SensorAbsorption;
using config::SourceWeights;
using config::SpotWidth;
using config::WaterFormula;

/// Surface of the detector.
enum class DetectorSurface {
  flat,
  sphere,         ///< in-plane offsets from the beam spot become angles about slow and fast
  sphere_lab_yz,  ///< the laboratory y and z of the flat position become these angles
};

}  // namespace kbragg::model

#endif
