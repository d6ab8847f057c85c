// SPDX-License-Identifier: BSD-3-Clause
// Everything that the image kernel finds on its way to one pixel.
#ifndef KBRAGG_KERNELS_PIXEL_TRACE_HPP
#define KBRAGG_KERNELS_PIXEL_TRACE_HPP

#include <cstdint>
#include <vector>

#include "compat/function.hpp"
#include "math/vec3.hpp"
#include "model/crystal.hpp"

namespace kbragg::kernels {

/// One evaluation of the lattice sum, and the sub-pixel and source that it belongs to.
struct TraceStep {
  std::int64_t layer = 0, sub_slow = 0, sub_fast = 0, source = -1, orientation = 0;
  Vec3 position;            ///< of the sub-pixel, m
  double airpath = 0;       ///< its distance from the sample, m
  Vec3 direction;           ///< unit vector from the sample towards it
  double solid_angle = 0;   ///< sr; 1/m^2 for point pixels
  double captured = 1;      ///< fraction of the photons that the layer absorbs
  Vec3 incident;            ///< unit vector of the photons of the source
  double wavelength = 0;    ///< m
  Vec3 scattering_vector;   ///< 1/m
  double polarization = 1;  ///< factor of the source
  bool is_visible = true;   ///< within the resolution limit; without it the rest has no meaning
  model::Basis basis;       ///< cell vectors of the orientation, m
  Vec3 hkl, hkl0, offset;   ///< fractional and nearest Miller indices; hkl - hkl0 in the precision
  double F_latt[3] = {0, 0, 0};  ///< magnitude per axis, of the square shape
  double radius_squared = 0;     ///< argument of the profile of the other shapes
  double lattice_factor = 0;     ///< magnitude of F_latt
  double F_cell = 0;             ///< electrons
  bool in_bounds = false;        ///< the nearest indices lie in the table
  bool interpolated = false;
  double term = 0;         ///< what the step adds to the sum of the pixel: weights, background too
  double accumulated = 0;  ///< the sum after it
};

/// What becomes of the sum. Factors are those that the pixel as a whole takes; where they are
/// evaluated each time, those of the last evaluation.
struct TraceResult {
  double before_scale = 0;
  double background = 0;  ///< what isotropic background has in it
  double solid_angle = 0, polarization = 1, captured = 1;
  double photons = 0;  ///< the pixel in double precision
};

struct PixelTrace {
  std::vector<TraceStep> steps;  ///< the chosen ones, in the order of the kernel
  TraceResult result;
};

/// Steps of a pixel, counted from 0: those from `first` to `last`, or only these two.
struct StepChoice {
  std::int64_t first = 0, last = 0;
  bool ends_only = false;

  KBRAGG_FUNCTION bool contains(std::int64_t step) const {
    return ends_only ? step == first || step == last : step >= first && step <= last;
  }
  std::int64_t count() const { return ends_only ? 2 : last - first + 1; }
};

}  // namespace kbragg::kernels

#endif
