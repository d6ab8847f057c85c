// SPDX-License-Identifier: BSD-3-Clause
// Joins the files that the ranks of a run have written to the one that a single rank would have.
#ifndef KBRAGG_IO_NXMX_MERGE_HPP
#define KBRAGG_IO_NXMX_MERGE_HPP

#include <cstdint>
#include <functional>
#include <string>
#include <utility>
#include <vector>

namespace kbragg::io {

/// What tells of a file whether, and how, it can be joined with others.
struct RankFile {
  std::string path;
  std::string config_yaml;  ///< of its run
  /// Objects of /entry/kbragg that must be equal too, with their values.
  std::vector<std::pair<std::string, std::string>> facts;
  std::vector<std::int64_t> numbers;  ///< of its images in the scan or ensemble, as they lie in it
};

/// Throws kbragg::Error when `path` is not a finished file of a run.
RankFile read_rank_file(const std::string& path);

/// Writes `output` with the `images` images that the run has, in the order of their numbers; each
/// must be in one of the files. Images are copied as they are stored, compressed. What images have
/// of their own is put into order, what tells of the run as a whole (times, totals) is summed, and
/// everything else is that of the first file. Takes the memory of a chunk and of the tables, about
/// 170 bytes an image of an ensemble. Calls `check` after each image, which may throw to end it.
/// Throws kbragg::Error, too; in both cases `output` has not been touched.
void merge_files(const std::string& output, const std::vector<RankFile>& files, std::int64_t images,
                 const std::function<void()>& check);

}  // namespace kbragg::io

#endif
