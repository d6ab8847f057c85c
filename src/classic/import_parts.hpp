// SPDX-License-Identifier: BSD-3-Clause
// Steps of make_run_config, each of which fills its sections of the run file.
#ifndef KBRAGG_CLASSIC_IMPORT_PARTS_HPP
#define KBRAGG_CLASSIC_IMPORT_PARTS_HPP

#include <optional>
#include <string>

#include "classic/import.hpp"

namespace kbragg::classic {

/// `name` inside the working directory unless it is absolute.
std::string absolute_path(const ImportContext& context, const std::string& name);

/// The quantity as typed when it is what the rules made of it, else the resolved number in `unit`,
/// the SI unit of its dimension.
template <class Quantity>
Quantity typed_or(const std::optional<Quantity>& typed, double resolved, const char* unit) {
  if (typed && typed->si() == resolved) return *typed;
  return {resolved, unit};
}

/// Throws kbragg::Error when range/step is too large to be a number of samples; `flags` names
/// the two in the sentence.
void check_sample_count(const std::string& flags, double range, double step);

/// Gives the keys of the run their flags as locations, so that later errors begin with them.
void name_flags(config::RunConfig& config);

/// Throws kbragg::Error naming the flag behind the first value that the run file does not allow.
void check_bounds(const config::RunConfig& config);

void set_beam(const Flags& flags, const ImportContext& context, ImportedRun& run);
void set_scan(const Flags& flags, ImportedRun& run);
void set_detector(const Flags& flags, const ImportContext& context, ImportedRun& run);
void set_crystal(const Flags& flags, const ImportContext& context, ImportedRun& run);
void set_structure_factors(const Flags& flags, const ImportContext& context, ImportedRun& run);

/// Cells from sizes in mm and the automatic oversampling, or a warning of a given one that is
/// below it: what needs the lattice and the placed detector. The other sections must be complete.
void resolve_cells_and_oversample(const Flags& flags, ImportedRun& run);

}  // namespace kbragg::classic

#endif
