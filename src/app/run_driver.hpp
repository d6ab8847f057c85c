// SPDX-License-Identifier: BSD-3-Clause
// Computes all images of a run and writes them.
#ifndef KBRAGG_APP_RUN_DRIVER_HPP
#define KBRAGG_APP_RUN_DRIVER_HPP

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "app/image_source.hpp"
#include "app/load.hpp"
#include "app/progress.hpp"
#include "app/rank_files.hpp"
#include "app/rank_group.hpp"

namespace kbragg::app {

struct DriveOptions {
  ProgressStyle progress = ProgressStyle::quiet;
  std::string run_file;      ///< which the output must not replace
  std::string command_line;  ///< for the record
  double load_seconds = 0;   ///< time that load_run took, for the record
  int bands_at_once = 0;     ///< see kernels::make_engine
  /// Of the run, when it goes on with what an earlier one has left.
  const RunIdentity* resumed = nullptr;
};

/// The exit code of a run that was interrupted and can go on.
inline constexpr int exit_resumable = 75;  // EX_TEMPFAIL of sysexits.h

/// What a run, or a rank of it, did.
struct RunReport {
  std::string backend;
  int concurrency = 1;
  std::string precision;
  std::int64_t images = 0;  ///< computed now
  double simulate_seconds = 0;
  double write_seconds = 0;
  double waited_seconds = 0;  ///< for the other ranks, at the end
  double pixel_steps = 0;     ///< of the images computed now
  std::int64_t interpolation_fallbacks = 0;
  std::optional<InterpolationEnd> interpolation_end;
  double total_photons = 0;        ///< expected, all images
  double brightest_pixel = 0;      ///< expected photons
  std::vector<std::string> files;  ///< in the order written
};

/// Runs to the end, sharing the images with the other ranks of `group`, or throws kbragg::Error.
/// Then no file has been touched, unless the very last step failed, the renaming of the complete
/// picture, when the images have their name already; but a run of several images leaves those that
/// are stored beside its output file, to be resumed. When a signal ended it, it throws an ExitError
/// with exit_resumable once the image at hand is stored; without any image, Interrupted. What an
/// earlier run has left is refused without DriveOptions::resumed, and if it was another run. A rank
/// without images writes no file.
RunReport drive(const LoadedRun& run, const DriveOptions& options, const RankFiles& files,
                RankGroup& group);

/// A sentence on where the interpolation ended.
std::string describe(const InterpolationEnd& end);

}  // namespace kbragg::app

#endif
