// SPDX-License-Identifier: BSD-3-Clause
// What the output file says about a run.
#ifndef KBRAGG_APP_METADATA_HPP
#define KBRAGG_APP_METADATA_HPP

#include <string>

#include "app/load.hpp"
#include "io/nxmx_metadata.hpp"
#include "io/preview.hpp"

namespace kbragg::app {

/// Facts of the run that the scene does not hold.
struct RunFacts {
  std::string backend;
  int concurrency = 1;
  std::string command_line;
  int rank = 0, ranks = 1;  ///< of those that share the run
};

/// Everything that spec NXmx and kbragg's own group hold, with the clock read now; refers to the
/// run, which must outlive it.
io::NxmxMetadata make_metadata(const LoadedRun& run, const RunFacts& facts);

/// Geometry for pictures.
io::ImageGeometry image_geometry(const model::Scene& scene);

}  // namespace kbragg::app

#endif
