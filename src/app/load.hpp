// SPDX-License-Identifier: BSD-3-Clause
// From a run file to a scene: reads every file that the run file names.
#ifndef KBRAGG_APP_LOAD_HPP
#define KBRAGG_APP_LOAD_HPP

#include <cstdint>
#include <string>

#include "config/run_config.hpp"
#include "model/scene.hpp"

namespace kbragg::app {

/// Where the structure factors came from, for the record.
struct StructureFactorSource {
  std::string file;         ///< with its path; empty: no file
  std::string description;  ///< one line
  std::string space_group;  ///< used to expand them; empty: taken as they were
  std::int64_t unique = 0;  ///< reflections before expansion
};

/// Images [first, first + count) of a scan or ensemble.
struct ImageRange {
  std::int64_t first = 0, count = 1;
  bool holds(std::int64_t image) const { return image >= first && image < first + count; }
};

struct LoadedRun {
  config::RunConfig config;  ///< resolved: `auto` replaced by what was chosen, except threads
  model::Scene scene;
  ImageRange images;  ///< to be computed: all of them
  StructureFactorSource structure_factors;
};

/// Reads the inputs and resolves the scene; throws kbragg::Error.
LoadedRun load_run(config::RunConfig config);

}  // namespace kbragg::app

#endif
