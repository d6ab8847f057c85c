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
#include "app/rank_group.hpp"

namespace kbragg::app {

struct DriveOptions {
  ProgressStyle progress = ProgressStyle::quiet;
  std::string run_file;      ///< which the output must not replace
  std::string command_line;  ///< for the record
  double load_seconds = 0;   ///< time that load_run took, for the record
  int bands_at_once = 0;     ///< see kernels::make_engine
};

/// What a run, or a rank of it, did.
struct RunReport {
  std::string backend;
  int concurrency = 1;
  std::string precision;
  std::int64_t images = 0;
  double simulate_seconds = 0;
  double write_seconds = 0;
  double waited_seconds = 0;  ///< for the other ranks, at the end
  double pixel_steps = 0;     ///< of all images
  std::int64_t interpolation_fallbacks = 0;
  std::optional<InterpolationEnd> interpolation_end;
  double total_photons = 0;        ///< expected, all images
  double brightest_pixel = 0;      ///< expected photons
  std::vector<std::string> files;  ///< in the order written
};

/// Runs to the end, sharing the images with the other ranks of `group`, or throws kbragg::Error;
/// then no file has been touched, unless the very last step failed, the renaming of the complete
/// picture, when the images have their name already. A rank without images writes no file.
RunReport drive(const LoadedRun& run, const DriveOptions& options, RankGroup& group);

/// The image of a run with one image.
struct SingleImage {
  const float* photons;  ///< expected, (slow, fast)
  const std::optional<InterpolationEnd>& interpolation_end;
};

/// What is to be done with it, in this order.
struct SingleImageUse {
  /// Takes rows, one band after the other, while more are computed: on another thread.
  std::function<void(const model::ImageRows&)> rows;
  std::function<void(const SingleImage&)> complete;
  /// Takes the deviates of its noise, one band after the other; not called without noise.
  std::function<void(const model::ImageRows&)> deviates;
  std::function<void()> end;
};

/// Computes the image of a run in single-precision pixels; after `use`, unless `hdf5` is empty, the
/// HDF5 file of this name is completed. Throws as drive().
void drive_single(const LoadedRun& run, const DriveOptions& options, const std::string& hdf5,
                  const SingleImageUse& use);

/// A sentence on where the interpolation ended.
std::string describe(const InterpolationEnd& end);

}  // namespace kbragg::app

#endif
