// SPDX-License-Identifier: BSD-3-Clause
// Options of this program among the flags of the reference: exact words that are taken out, with
// their values, before the flags are read.
#ifndef KBRAGG_CLASSIC_PROGRAM_OPTIONS_HPP
#define KBRAGG_CLASSIC_PROGRAM_OPTIONS_HPP

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "config/run.hpp"

namespace kbragg::classic {

struct ProgramOptions {
  bool help = false;                           ///< --help
  bool emit_yaml = false;                      ///< --emit-yaml: print the run file, do not run
  std::optional<std::string> hdf5_file;        ///< -hdf5 FILE
  std::optional<std::string> profile;          ///< --profile DIR
  std::optional<std::string> backend;          ///< --backend NAME, checked when the run starts
  std::optional<std::int64_t> threads;         ///< --threads N
  std::optional<config::Precision> precision;  ///< --precision NAME
};

struct CommandLine {
  ProgramOptions options;
  std::vector<std::string> tokens;  ///< what remains, in order
};

/// Throws kbragg::Error for an option without its value and for a value that is not allowed.
CommandLine take_program_options(const std::vector<std::string>& arguments);

}  // namespace kbragg::classic

#endif
