// SPDX-License-Identifier: BSD-3-Clause
// What an earlier run has left of the output file.
#ifndef KBRAGG_APP_RESUME_HPP
#define KBRAGG_APP_RESUME_HPP

#include <cstdint>
#include <string>

#include "app/load.hpp"
#include "io/stored_run.hpp"

namespace kbragg::app {

/// What makes two runs the same: configuration (threads, output file and preview may differ),
/// version of the program, structure factors and other inputs, and images among those asked for.
class RunIdentity {
 public:
  explicit RunIdentity(const LoadedRun& run);
  /// In what the run that stored something differs, naming the key and both values; empty: in
  /// nothing.
  std::string difference(const io::StoredRun& stored) const;
  /// Throws kbragg::Error unless `file`, which holds `stored`, is of the same run.
  void require(const io::StoredRun& stored, const std::string& file) const;

 private:
  std::string m_config_yaml, m_table_sha256, m_input_sha256;
  ImageRange m_images;
};

/// Opens `file` for the output of a run. What an earlier run has stored is kept if it is of the
/// same run and not a whole file, else refused; without `resumed` anything stored is. Throws
/// kbragg::Error, also as io::open_run_file().
io::OpenedRun open_output(const RunIdentity* resumed, const std::string& file);

/// Gives its name to what an earlier process completed but for that. False when there is none.
bool name_whole_file(const RunIdentity& identity, const std::string& file);

/// Whether the output file of this very run is there with all its images; what an earlier process
/// could only just not give its name gets it now.
bool is_complete(const LoadedRun& run, const RunIdentity& identity);

/// "12 of 50 images are stored in out.h5.partial; ...": how to go on.
std::string advice(const LoadedRun& run, std::int64_t stored, const std::string& partial);

}  // namespace kbragg::app

#endif
