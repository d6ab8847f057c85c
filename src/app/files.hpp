// SPDX-License-Identifier: BSD-3-Clause
// Keeps output from replacing input.
#ifndef KBRAGG_APP_FILES_HPP
#define KBRAGG_APP_FILES_HPP

#include <string>
#include <vector>

#include "config/run_config.hpp"

namespace kbragg::app {

/// Whether two names, of files that need not exist, mean the same file.
bool same_file(const std::string& x, const std::string& y);

/// All files that a run reads, with `run_file` itself.
std::vector<std::string> input_files(const config::RunConfig& config, const std::string& run_file);

/// "key checksum" of every file that images depend on but for structure factors, whose table has a
/// checksum of its own; keys in a fixed order, with "; " between them. Throws kbragg::Error.
std::string checksums_of_inputs(const config::RunConfig& config);

}  // namespace kbragg::app

#endif
