// SPDX-License-Identifier: BSD-3-Clause
// From the flags of the reference program to the run file that means the same.
#ifndef KBRAGG_CLASSIC_IMPORT_HPP
#define KBRAGG_CLASSIC_IMPORT_HPP

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "classic/flags.hpp"
#include "classic/program_options.hpp"
#include "config/run_config.hpp"

namespace kbragg::classic {

/// Where and when the command line was given.
struct ImportContext {
  std::string working_directory;  ///< put before the names of input files; empty: as typed
  std::int64_t start_time = 0;    ///< s since 1970, the seed of streams for which none is given
};

/// What the reference's output files need beside the scene. File names as typed; SI units.
struct ClassicOutputs {
  std::string float_file, int_file;
  std::optional<std::string> pgm_file, noise_file;  ///< absent: turned off
  std::optional<std::string> dump_file;  ///< written from the table of -hkl, on request only
  double scale = 0, pgm_scale = 0;       ///< <= 0: automatic
  double adc = 40;
  double x_beam = 0, y_beam = 0;  ///< as given or defaulted, before any rotation, m
  double detector_size_slow = 0;  ///< m, as -detsize_s or the pixels say
  double twotheta = 0;            ///< rad
  std::int64_t noise_seed = 0;    ///< as the user would give it to -seed
  bool printout = false;
  std::array<std::int64_t, 2> printout_pixel{-1, -1};  ///< fast, slow; < 0: every pixel
  bool progress = true;
};

struct ImportedRun {
  config::RunConfig config;  ///< complete; input file names are absolute
  ClassicOutputs outputs;
  std::vector<std::string> warnings;  ///< one sentence each
};

/// Applies the rules that the reference applies after parsing. Reads the matrix file, for crystal
/// sizes in mm and the oversampling; it may be absent when neither depends on it. Throws
/// kbragg::Error naming the flag for what the run file cannot hold. config.locations holds the
/// flags of the keys.
ImportedRun make_run_config(const Flags& flags, const ProgramOptions& options,
                            const ImportContext& context);

}  // namespace kbragg::classic

#endif
