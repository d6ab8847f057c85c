// SPDX-License-Identifier: BSD-3-Clause
// What a file of a run, finished or not, tells of the run.
#ifndef KBRAGG_IO_STORED_RUN_HPP
#define KBRAGG_IO_STORED_RUN_HPP

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "io/partial_file.hpp"

namespace kbragg::io {

struct StoredRun {
  std::vector<std::int64_t> numbers;  ///< of its images, in the order of the file
  bool is_finished = false;           ///< nothing is missing of the file
  std::string version, commit;        ///< of the program
  std::string config_yaml;            ///< complete resolved configuration
  std::string table_sha256;           ///< of the structure factors
  std::string input_sha256;           ///< of other files, see NxmxMetadata::input_checksums
};

/// None when `file` does not exist or holds no images of a run. Throws kbragg::Error when it
/// cannot be read.
std::optional<StoredRun> read_stored_run(const std::string& file);

/// A file under way, and what an earlier process left in it: nothing or the images of a run.
struct OpenedRun {
  std::unique_ptr<PartialFile> file;
  std::optional<StoredRun> stored;
};

/// Opens the file that is to become `path`, see PartialFile. Throws kbragg::Error also when what is
/// there has not been left by a run.
OpenedRun open_run_file(const std::string& path);

/// The same for a run that begins: throws when images of an earlier one are there.
std::unique_ptr<PartialFile> begin_run_file(const std::string& path);

}  // namespace kbragg::io

#endif
