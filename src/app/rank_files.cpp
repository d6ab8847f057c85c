// SPDX-License-Identifier: BSD-3-Clause
#include "app/rank_files.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <iterator>
#include <system_error>

#include "base/error.hpp"

namespace kbragg::app {

namespace fs = std::filesystem;

namespace {

/// Numbers of ranks, ascending.
using RankList = std::vector<std::int64_t>;

struct Found {
  RankList finished, under_way;
  std::vector<std::int64_t> images;
};

std::string with_suffix(const std::string& name, const std::string& rank) {
  fs::path path = name;
  const std::string extension = path.extension().string();
  path.replace_extension();
  return path.string() + "-rank" + rank + extension;
}

bool holds(const RankList& list, std::int64_t rank) {
  return std::binary_search(list.begin(), list.end(), rank);
}

void sort_unique(std::vector<std::int64_t>& list) {
  std::sort(list.begin(), list.end());
  list.erase(std::unique(list.begin(), list.end()), list.end());
}

/// The rank in "out-rank2.h5" + `end`, -1: the file has no such name.
std::int64_t rank_of(const fs::path& file, const fs::path& output, const std::string& end) {
  const std::string name = file.filename().string();
  const std::string head = output.stem().string() + "-rank";
  const std::string tail = output.extension().string() + end;
  if (!name.starts_with(head) || !name.ends_with(tail)) return -1;
  std::int64_t rank = -1;
  const char* const stop = name.data() + name.size() - tail.size();
  const auto read = std::from_chars(name.data() + head.size(), stop, rank);
  return read.ec == std::errc() && read.ptr == stop ? rank : -1;
}

Found list_files(const std::string& output) {
  const fs::path path = output;
  Found found;
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator(
           path.has_parent_path() ? path.parent_path() : fs::path("."), ignored)) {
    if (const auto rank = rank_of(entry.path(), path, ""); rank >= 0)
      found.finished.push_back(rank);
    if (const auto rank = rank_of(entry.path(), path, ".partial"); rank >= 0)
      found.under_way.push_back(rank);
  }
  std::sort(found.finished.begin(), found.finished.end());
  std::sort(found.under_way.begin(), found.under_way.end());
  return found;
}

void add_images(Found& found, const std::vector<std::int64_t>& numbers) {
  found.images.insert(found.images.end(), numbers.begin(), numbers.end());
}

/// Opens all files; those under way without an image disappear.
Found read_files(const LoadedRun& run, const RunIdentity* resumed) {
  const std::string& output = run.config.output.file;
  Found found = list_files(output);
  const RankList under_way = std::move(found.under_way);
  found.under_way.clear();
  for (const std::int64_t rank : under_way) {
    const std::string name = name_for_rank(output, rank);
    if (resumed != nullptr && name_whole_file(*resumed, name)) {
      found.finished.push_back(rank);
      continue;
    }
    const io::OpenedRun opened = open_output(resumed, name);
    if (!opened.stored) continue;
    found.under_way.push_back(rank);
    add_images(found, opened.stored->numbers);
  }
  if (resumed == nullptr) return {};  // finished files will be replaced
  sort_unique(found.finished);
  for (const std::int64_t rank : found.finished) {
    const std::string name = name_for_rank(output, rank);
    const auto stored = io::read_stored_run(name);
    KBRAGG_REQUIRE(stored, "--resume: " + name + " holds no images of a run; remove it");
    resumed->require(*stored, name);
    add_images(found, stored->numbers);
  }
  sort_unique(found.images);
  return found;
}

/// The rank whose file rank `rank` of `ranks` writes: that of its number, if this is not finished.
std::int64_t own_of(std::int64_t rank, std::int64_t ranks, const RankList& finished) {
  while (holds(finished, rank)) rank += ranks;
  return rank;
}

bool has_plain_file(const LoadedRun& run) {
  std::error_code ignored;
  return fs::exists(run.config.output.file + ".partial", ignored);
}

/// What a killed process left without an image disappears.
void require_no_plain_file(const LoadedRun& run) {
  if (!has_plain_file(run)) return;
  const std::string& output = run.config.output.file;
  KBRAGG_REQUIRE(!io::open_run_file(output).stored,
                 "cannot share " + output + ": " + output +
                     ".partial holds images of one process (kbragg run, or kbragg merge); continue "
                     "that with one process, or remove the file");
}

RankFiles divide(const LoadedRun& run, const ranks::Place& place, const Found& found) {
  const std::string& output = run.config.output.file;
  RankFiles files;
  RankList owned;
  for (int rank = 0; rank < place.ranks; ++rank)
    owned.push_back(own_of(rank, place.ranks, found.finished));
  files.own = name_for_rank(output, owned[static_cast<std::size_t>(place.rank)]);
  sort_unique(owned);
  for (const std::int64_t rank : found.under_way)
    if (!holds(owned, rank) && rank % place.ranks == place.rank)
      files.leftover.push_back(name_for_rank(output, rank));
  files.stored = found.images;
  files.is_complete =
      found.under_way.empty() && static_cast<std::int64_t>(found.images.size()) == run.images.count;
  return files;
}

}  // namespace

std::string name_for_rank(const std::string& name, std::int64_t rank) {
  return with_suffix(name, std::to_string(rank));
}

std::string pattern_for_ranks(const std::string& name) { return with_suffix(name, "*"); }

std::string name_for_rank(const std::string& name, const ranks::Place& place) {
  return place.ranks == 1 ? name : name_for_rank(name, std::int64_t{place.rank});
}

RankFiles find_files(const LoadedRun& run, RankGroup& group, const RunIdentity* resumed) {
  const std::string& output = run.config.output.file;
  Found found;
  if (group.is_alone()) {
    RankFiles files{output, {}, {}, resumed != nullptr && is_complete(run, *resumed)};
    if (resumed == nullptr || files.is_complete || has_plain_file(run)) return files;
    found = read_files(run, resumed);
    return found.images.empty() ? files : divide(run, group.place(), found);
  }
  if (group.is_first()) {
    require_no_plain_file(run);
    found = read_files(run, resumed);
  }
  group.agree({});
  for (RankList* list : {&found.finished, &found.under_way, &found.images})
    group.job().take_from_first(*list);
  return divide(run, group.place(), found);
}

}  // namespace kbragg::app
