// SPDX-License-Identifier: BSD-3-Clause
// `--set key.path=value`: changes of the parsed run file before it is read.
#ifndef KBRAGG_CONFIG_OVERRIDES_HPP
#define KBRAGG_CONFIG_OVERRIDES_HPP

#include "config/node.hpp"
#include "config/run_config.hpp"

namespace kbragg::config {

/// Sets the value at the key path; missing sections are made, elements of lists are named by
/// number (beam.sources.0.weight), and the value `null` removes a key of the file. Whether such a
/// key is known is for the reader to say.
void apply_override(Node& root, const Override& change);

}  // namespace kbragg::config

#endif
