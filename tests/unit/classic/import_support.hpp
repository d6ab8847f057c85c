// SPDX-License-Identifier: BSD-3-Clause
// From a command line to what the model makes of it.
#ifndef KBRAGG_TESTS_CLASSIC_IMPORT_SUPPORT_HPP
#define KBRAGG_TESTS_CLASSIC_IMPORT_SUPPORT_HPP

#include <cmath>

#include "classic/import.hpp"
#include "model/scene.hpp"
#include "support.hpp"

namespace kbragg::test {

inline classic::ImportContext context() { return {"/runs", 1700000000}; }

/// The run of a line and, before it, of flags that every line needs.
inline classic::ImportedRun import(const std::string& line, const classic::Headers& headers = {},
                                   const classic::ImportContext& where = context()) {
  return classic::make_run_config(flags_of(line, headers), {}, where);
}

/// Flags that every line needs: a cell, an amplitude and a fixed number of sub-pixels.
inline const std::string base = "-cell 70 80 90 -default_F 100 -oversample 1 ";

/// The scene of a run without files, with the same amplitude everywhere.
inline model::Scene scene_of(const config::RunConfig& config) {
  model::SceneInputs inputs;
  inputs.hkl = model::constant_hkl_table(100);
  return model::make_scene(config, inputs);
}
inline model::Scene scene_of(const std::string& line) { return scene_of(import(line).config); }

inline std::string import_failure(const std::string& line) {
  return failure_of([&] { import(line); });
}

inline ::testing::AssertionResult near(const Vec3& found, const Vec3& expected,
                                       double tolerance = 1e-15) {
  const Vec3 d = found - expected;
  if (std::fabs(d.x) <= tolerance && std::fabs(d.y) <= tolerance && std::fabs(d.z) <= tolerance)
    return ::testing::AssertionSuccess();
  return ::testing::AssertionFailure()
         << "found " << found.x << " " << found.y << " " << found.z << ", expected " << expected.x
         << " " << expected.y << " " << expected.z;
}

}  // namespace kbragg::test

#endif
