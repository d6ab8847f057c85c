// SPDX-License-Identifier: BSD-3-Clause
// How the reference program nanoBragg.c completes a count, a range and a step of which only some
// were given. Angles in rad, lengths in m.
#ifndef KBRAGG_MODEL_REFERENCE_RULES_HPP
#define KBRAGG_MODEL_REFERENCE_RULES_HPP

#include <cstdint>

#include "model/beam.hpp"
#include "model/detector.hpp"

namespace kbragg::model {

/// Divergence and dispersion: count <= 0, range < 0 and step <= 0 mean "not given"; a count alone
/// implies a range of 1. The samples start at the lower edge.
Samples reference_samples(std::int64_t count, double range, double step);

/// Spindle steps of an image.
struct PhiSteps {
  std::int64_t count = 1;
  double oscillation = 0;  ///< rad
  double step = 0;         ///< rad; step i is at phi0 + i * step
};

/// count < 0, oscillation < 0 and step <= 0 mean "not given".
PhiSteps reference_phi_steps(std::int64_t count, double oscillation, double step);

/// Sensor layers and their thickness; layers <= 0: not given.
struct SensorLayers {
  std::int64_t count = 1;
  double step = 0;  ///< m
};
SensorLayers reference_sensor_layers(double thickness, std::int64_t layers);

}  // namespace kbragg::model

#endif
