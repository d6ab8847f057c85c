// SPDX-License-Identifier: BSD-3-Clause
// How much memory a run takes, and whether there is as much.
#ifndef KBRAGG_APP_MEMORY_HPP
#define KBRAGG_APP_MEMORY_HPP

#include "config/run_config.hpp"

namespace kbragg::app {

/// Bytes of the host by what they are spent on.
struct MemoryEstimate {
  double images = 0;
  double structure_factors = 0;
  double sources = 0;
  double orientations = 0;

  /// What is needed before the first image.
  double tables() const { return structure_factors + sources + orientations; }
  double total() const { return images + tables(); }
};

/// What of a run is in memory already, and no longer part of what it asks for.
enum class Loaded {
  nothing,
  reflections,  ///< read or generated, not yet in their table
  inputs        ///< all that comes before the first image: table and mask
};

/// What the run takes beyond what is `loaded`, when its structure factor table has `table_entries`
/// entries.
MemoryEstimate estimate_memory(const config::RunConfig& config, double table_entries,
                               Loaded loaded = Loaded::nothing);

/// Entries of the table of all indices with d >= dmin in a cell with these edges (any one unit).
double table_entries(double a, double b, double c, double dmin);

/// Bytes that each of `processes` like this one on this machine may still take: its part of the
/// free physical memory, or of what a container or a batch system allows, less where ulimit allows
/// less. Infinity where nothing is known.
double available_memory(int processes = 1);

/// Throws kbragg::Error naming the key that asks for most, when the run or (require_table_memory)
/// its tables alone do not fit into the available memory.
void require_memory(const config::RunConfig& config, const MemoryEstimate& estimate);
void require_table_memory(const config::RunConfig& config, MemoryEstimate estimate);

}  // namespace kbragg::app

#endif
