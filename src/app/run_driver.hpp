// SPDX-License-Identifier: BSD-3-Clause
// Computes all images of a run and writes them.
#ifndef KBRAGG_APP_RUN_DRIVER_HPP
#define KBRAGG_APP_RUN_DRIVER_HPP

#include <string>
#include <vector>

#include "app/load.hpp"
#include "app/progress.hpp"

namespace kbragg::app {

struct DriveOptions {
  ProgressStyle progress = ProgressStyle::quiet;
  std::string run_file;      ///< which the output must not replace
  std::string command_line;  ///< for the record
  double load_seconds = 0;   ///< time that load_run took, for the record
};

/// What a run did.
struct RunReport {
  std::string backend;
  int concurrency = 1;
  double simulate_seconds = 0;
  double write_seconds = 0;
  double pixel_steps = 0;  ///< of all images
  std::int64_t interpolation_fallbacks = 0;
  double total_photons = 0;        ///< expected, all images
  double brightest_pixel = 0;      ///< expected photons
  std::vector<std::string> files;  ///< in the order written
};

/// Runs to the end or throws kbragg::Error; then no file has been touched, unless the very last
/// step failed, the renaming of the complete picture, when the images have their name already.
RunReport drive(const LoadedRun& run, const DriveOptions& options);

/// The image of a run with one image, and its noise.
struct SingleImage {
  std::vector<float> photons;   ///< expected, (slow, fast)
  std::vector<float> deviates;  ///< of the nanobragg noise stream; empty without noise
};

/// Computes the image of a run in single-precision pixels; writes it to the HDF5 file `hdf5` unless
/// that is empty. Throws as drive().
SingleImage drive_single(const LoadedRun& run, const DriveOptions& options,
                         const std::string& hdf5);

}  // namespace kbragg::app

#endif
