// SPDX-License-Identifier: BSD-3-Clause
// The files that the ranks of a run write: names, and what an interrupted run has left of them.
#ifndef KBRAGG_APP_RANK_FILES_HPP
#define KBRAGG_APP_RANK_FILES_HPP

#include <cstdint>
#include <string>
#include <vector>

#include "app/load.hpp"
#include "app/rank_group.hpp"
#include "app/resume.hpp"

namespace kbragg::app {

/// "out-rank2.h5" of "out.h5" for rank 2.
std::string name_for_rank(const std::string& name, std::int64_t rank);

/// "out-rank*.h5" of "out.h5".
std::string pattern_for_ranks(const std::string& name);

/// name_for_rank(), but `name` itself for a process alone.
std::string name_for_rank(const std::string& name, const ranks::Place& place);

/// What a rank is to do with files.
struct RankFiles {
  std::string own;                    ///< to write or to go on with
  std::vector<std::string> leftover;  ///< under way, of a run of more ranks: to be finished
  std::vector<std::int64_t> stored;   ///< images in the files of all ranks, ascending
  bool is_complete = false;           ///< all images are there, in finished files
};

/// Looks at what is there. A rank goes on with the file that a rank of this number has left, or
/// begins one whose name is free. All ranks must call it. Throws kbragg::Error when files under way
/// hold images without `resumed`, and with it when any file is of another run or an earlier one was
/// of a single process. A process alone that finds no files of ranks gets its plain file.
RankFiles find_files(const LoadedRun& run, RankGroup& group, const RunIdentity* resumed);

}  // namespace kbragg::app

#endif
