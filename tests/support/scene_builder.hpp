// SPDX-License-Identifier: BSD-3-Clause
// Scenes for tests: a small base run file with keys replaced.
#ifndef KBRAGG_TESTS_SCENE_BUILDER_HPP
#define KBRAGG_TESTS_SCENE_BUILDER_HPP

#include <optional>
#include <string>
#include <vector>

#include "config/run_config.hpp"
#include "model/scene.hpp"

namespace kbragg::test {

using Settings = std::vector<config::Override>;

/// The base run file (cell 70 80 90, 5 cells each way, F = 100, 8 x 8 pixels of 0.1 mm at 100 mm,
/// wavelength 1 A, MOSFLM frame, no oversampling) with `settings` replaced.
config::RunConfig config(const Settings& settings = {});

/// Its scene; `inputs` stand for the files, with F = 100 everywhere unless they hold a table.
model::Scene scene(const Settings& settings = {},
                   std::optional<model::SceneInputs> inputs = std::nullopt);

/// Index box [-range, range] on each axis with F = 100 + 7h - 3k + 5l + hk/2 - kl/4 + h^2 mod 7.
model::ReflectionList polynomial_reflections(int range);

}  // namespace kbragg::test

#endif
