// SPDX-License-Identifier: BSD-3-Clause
// Computes the one image of a run for those who write it in other formats.
#ifndef KBRAGG_APP_SINGLE_DRIVER_HPP
#define KBRAGG_APP_SINGLE_DRIVER_HPP

#include <functional>
#include <optional>
#include <string>

#include "app/run_driver.hpp"

namespace kbragg::app {

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

}  // namespace kbragg::app

#endif
