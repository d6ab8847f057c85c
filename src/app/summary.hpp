// SPDX-License-Identifier: BSD-3-Clause
// What follows from a run file, in words.
#ifndef KBRAGG_APP_SUMMARY_HPP
#define KBRAGG_APP_SUMMARY_HPP

#include "app/load.hpp"

namespace kbragg::app {

/// Prints the placed detector, the crystal, the structure factors and the cost of a run on standard
/// output; each line begins with '#', a comment of YAML.
void print_summary(const LoadedRun& run);

}  // namespace kbragg::app

#endif
