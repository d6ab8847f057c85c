// SPDX-License-Identifier: BSD-3-Clause
// The scene of the measurements: a tetragonal crystal 250 mm before a square detector of 204.8 mm.
#ifndef KBRAGG_PERF_SCENES_HPP
#define KBRAGG_PERF_SCENES_HPP

#include <cstdint>
#include <string>

#include "model/scene.hpp"

namespace kbragg::perf {

/// Cell 78.54 78.54 37.77 A, 100 x 100 x 100 cells, wavelength 1 A; resolution 1.93 A at the
/// corners. The values are those of the run file.
struct SceneChoice {
  std::string shape = "square";
  std::string interpolation = "nearest";
  std::string precision = "double";
  std::int64_t pixels = 256;  ///< along each edge; the edge has the same length for all
  std::int64_t oversample = 1;
  std::int64_t mosaic_domains = 1;
  std::int64_t phi_steps = 1;
};

/// Amplitudes by Wilson's statistics to `dmin_angstrom` (1.5 A: interpolation finds its neighbours
/// everywhere on the detector).
model::HklTable make_table(double dmin_angstrom);

/// The scene with a copy of the table.
model::Scene make_scene(const SceneChoice& choice, const model::HklTable& table);

}  // namespace kbragg::perf

#endif
