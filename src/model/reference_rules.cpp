// SPDX-License-Identifier: BSD-3-Clause
#include "model/reference_rules.hpp"

#include <algorithm>
#include <cmath>

#include "math/constants.hpp"

namespace kbragg::model {

Samples reference_samples(std::int64_t count, double range, double step) {
  if (count <= 0) {
    if (range < 0) {
      if (step <= 0) {
        count = 1;
        range = step = 0;
      } else {
        range = step;
        count = 2;
      }
    } else if (step <= 0) {
      step = range;
      count = 2;
    } else {
      count = static_cast<std::int64_t>(std::ceil(range / step));
    }
  } else if (range < 0) {
    if (step <= 0) {
      range = 1;
      step = range / static_cast<double>(count);
    } else {
      range = step;
      count = 2;
    }
  } else if (step <= 0) {
    count = std::max<std::int64_t>(count, 2);
    step = range / static_cast<double>(count - 1);
  }
  if (range <= 0 || step <= 0 || count <= 0) return {1, 0, 0, RangeSampling::from_edge};
  return {count, range, step, RangeSampling::from_edge};
}

PhiSteps reference_phi_steps(std::int64_t count, double oscillation, double step) {
  const bool has_count = count >= 0, has_oscillation = oscillation >= 0;
  if (has_count) count = std::max<std::int64_t>(count, 1);
  if (!has_count && !has_oscillation) {
    if (step <= 0) return {1, 0, 0};
    return {2, step, step};
  }
  if (!has_count) {
    if (step <= 0) return {2, oscillation, oscillation / 2};
    return {static_cast<std::int64_t>(std::ceil(oscillation / step)), oscillation, step};
  }
  if (!has_oscillation) {
    if (step > 0) return {2, step, step};
    const double one_degree = 1.0 / constants::degrees_per_radian;
    return {count, one_degree, one_degree / static_cast<double>(count)};
  }
  if (step < 0) step = oscillation / static_cast<double>(count);
  return {count, oscillation, step};
}

SensorLayers reference_sensor_layers(double thickness, std::int64_t layers) {
  if (thickness <= 0) return {1, 0};
  if (layers <= 0) return {2, thickness / 2};
  const std::int64_t count = std::max<std::int64_t>(layers, 2);
  return {count, layer_thickness(thickness, count, LayerSpacing::fence_post)};
}

}  // namespace kbragg::model
