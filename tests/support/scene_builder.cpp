// SPDX-License-Identifier: BSD-3-Clause
#include "support/scene_builder.hpp"

#include <utility>

namespace kbragg::test {

namespace {

const char* const base = R"(
schema: 1
beam: {wavelength: 1 A}
crystal: {cell: {a: 70 A, b: 80 A, c: 90 A}, cells: [5, 5, 5]}
structure_factors: {constant: 100 e}
detector: {pixels: [8, 8], pixel_size: 0.1 mm, distance: 100 mm}
sampling: {oversample: 1}
)";

}  // namespace

config::RunConfig config(const Settings& settings) {
  return config::read_run_text(base, "test.yaml", ".", settings);
}

model::Scene scene(const Settings& settings, std::optional<model::SceneInputs> inputs) {
  const config::RunConfig c = config(settings);
  if (!inputs) inputs.emplace();
  if (inputs->hkl.values.empty())
    inputs->hkl = model::constant_hkl_table(
        c.structure_factors.constant ? c.structure_factors.constant->si() : 0);
  return model::make_scene(c, std::move(*inputs));
}

model::ReflectionList polynomial_reflections(int range) {
  model::ReflectionList list;
  for (int h = -range; h <= range; ++h)
    for (int k = -range; k <= range; ++k)
      for (int l = -range; l <= range; ++l)
        list.reflections.push_back(
            {h, k, l, 100 + 7 * h - 3 * k + 5 * l + 0.5 * h * k - 0.25 * k * l + (h * h) % 7});
  return list;
}

}  // namespace kbragg::test
