// SPDX-License-Identifier: BSD-3-Clause
// Small scenes that between them take every path of the image kernel.
#ifndef KBRAGG_TESTS_KERNEL_SCENES_HPP
#define KBRAGG_TESTS_KERNEL_SCENES_HPP

#include "support/scene_builder.hpp"

namespace kbragg::test {

/// 70 x 9 pixels, 2 x 2 sub-pixels, 3 orientations; some pixels lie outside the table.
inline model::Scene kernel_scene(const Settings& more = {}) {
  model::SceneInputs inputs;
  inputs.hkl = model::make_hkl_table(polynomial_reflections(4), 30);
  Settings settings = {{"crystal.cells", "[9, 10, 11]"},
                       {"crystal.misset", "[10 deg, 20 deg, 30 deg]"},
                       {"crystal.mosaic", "{spread: 1 deg, domains: 3, seed: 4}"},
                       {"detector.pixels", "[70, 9]"},
                       {"detector.pixel_size", "0.5 mm"},
                       {"detector.distance", "60 mm"},
                       {"sampling.oversample", "2"},
                       {"run.backend", "serial"}};
  settings.insert(settings.end(), more.begin(), more.end());
  return scene(settings, inputs);
}

/// One source and several, factors evaluated for each sub-pixel and once, a region, a sensor, a
/// resolution limit, a curved detector.
inline const Settings kernel_paths[] = {
    {},
    {{"beam.dispersion", "{range: 2 %, steps: 2}"}, {"sampling.dmin", "3 A"}},
    {{"sampling.solid_angle", "first"},
     {"sampling.polarization", "first"},
     {"beam.polarization.kahn_factor", "0.7"},
     {"detector.roi", "{fast: [3, 60], slow: [1, 7]}"}},
    {{"detector.sensor", "{thickness: 300 um, attenuation_depth: 200 um, layers: 2}"},
     {"background.water", "{thickness: 0.0000001 um}"},
     {"beam.size", "0.1 mm"}},
    {{"detector.sensor", "{thickness: 300 um, attenuation_depth: 200 um, layers: 3}"},
     {"sampling.absorption", "last"},
     {"sampling.solid_angle", "first"},
     {"beam.dispersion", "{range: 2 %, steps: 2}"}},
    {{"detector.curved", "true"}, {"beam.polarization.enabled", "false"}},
};

}  // namespace kbragg::test

#endif
