// SPDX-License-Identifier: BSD-3-Clause
// A folder with the profile of a run.
#ifndef KBRAGG_APP_PROFILE_SESSION_HPP
#define KBRAGG_APP_PROFILE_SESSION_HPP

#include <string>

#include "config/run_config.hpp"
#include "profile/recorder.hpp"

namespace kbragg::app {

/// What was run while the profile was recorded.
struct ProfiledRun {
  std::string backend, precision;
  int threads = 1;
  double pixel_steps = 0;   ///< of all images
  std::string config_hash;  ///< of the resolved run file as YAML
};

/// The facts of a resolved configuration; the pixel-steps are the caller's.
ProfiledRun profiled_run(const config::RunConfig& config, double pixel_steps);

/// Records from its construction on, best before kernels::Runtime opens and after the run file is
/// read, which is no part of a profile. At any time the folder holds a valid trace.json.
class ProfileSession {
 public:
  /// Makes the folder, whose parent must exist. Throws ExitError with code 7 unless the folder is
  /// absent or empty, kbragg::Error when the user named another connector of Kokkos Tools.
  explicit ProfileSession(const std::string& folder);

  /// Ends the recording and writes top_kernels.txt, top_kernels.csv and hot_loops.csv. Without it,
  /// as after a failure, trace.json stays alone and says that it is incomplete.
  void finish(const ProfiledRun& run);

 private:
  std::string m_folder;
  profile::Recorder m_recorder;
};

}  // namespace kbragg::app

#endif
