// SPDX-License-Identifier: BSD-3-Clause
#include "app/resume.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "app/files.hpp"
#include "base/error.hpp"
#include "base/version.hpp"
#include "config/difference.hpp"
#include "io/checksum.hpp"

namespace kbragg::app {

namespace {

bool holds_all(const LoadedRun& run, const io::StoredRun& stored) {
  return stored.is_finished &&
         static_cast<std::int64_t>(stored.numbers.size()) == run.images.count &&
         std::all_of(stored.numbers.begin(), stored.numbers.end(),
                     [&](std::int64_t number) { return run.images.holds(number); });
}

}  // namespace

RunIdentity::RunIdentity(const LoadedRun& run)
    : m_config_yaml(config::to_yaml(run.config)),
      m_table_sha256(io::sha256_of_table(run.scene.hkl)),
      m_input_sha256(checksums_of_inputs(run.config)),
      m_images(run.images) {}

std::string RunIdentity::difference(const io::StoredRun& stored) const {
  if (const auto found = config::first_difference(stored.config_yaml, m_config_yaml))
    return fmt::format("{} was {} and is now {}", found->key_path, found->first, found->second);
  if (stored.version != version)
    return fmt::format("the version of kbragg was {} and is now {}", stored.version, version);
  if (stored.commit != commit)
    return fmt::format("the commit of kbragg was {} and is now {}", stored.commit, commit);
  if (stored.input_sha256 != m_input_sha256)
    return fmt::format("the checksums of its files were '{}' and are now '{}'", stored.input_sha256,
                       m_input_sha256);
  if (stored.table_sha256 != m_table_sha256)
    return fmt::format("the structure factors had the checksum {} and have now {}",
                       stored.table_sha256, m_table_sha256);
  for (const std::int64_t number : stored.numbers)
    if (!m_images.holds(number))
      return fmt::format("image {} is stored, and images {}-{} are asked for", number,
                         m_images.first, m_images.first + m_images.count - 1);
  return {};
}

void RunIdentity::require(const io::StoredRun& stored, const std::string& file) const {
  const std::string differs = difference(stored);
  KBRAGG_REQUIRE(differs.empty(),
                 fmt::format("--resume: {} is of another run: {}; restore that, or remove the file "
                             "to begin again",
                             file, differs));
}

io::OpenedRun open_output(const RunIdentity* resumed, const std::string& file) {
  if (resumed == nullptr) return {io::begin_run_file(file), std::nullopt};
  io::OpenedRun opened = io::open_run_file(file);
  if (!opened.stored) return opened;
  const std::string& partial = opened.file->partial_path();
  resumed->require(*opened.stored, partial);
  KBRAGG_REQUIRE(
      !opened.stored->is_finished,
      fmt::format("--resume: {} is a whole file, with {} images, which could only not be "
                  "given its name; do so, or remove it",
                  partial, opened.stored->numbers.size()));
  return opened;
}

bool name_whole_file(const RunIdentity& identity, const std::string& file) {
  const io::OpenedRun opened = io::open_run_file(file);
  if (!opened.stored || !opened.stored->is_finished) return false;
  identity.require(*opened.stored, opened.file->partial_path());
  opened.file->commit();
  return true;
}

bool is_complete(const LoadedRun& run, const RunIdentity& identity) {
  const std::string& path = run.config.output.file;
  if (path.empty()) return false;
  const io::OpenedRun opened = io::open_run_file(path);
  if (opened.stored) {
    if (!holds_all(run, *opened.stored) || !identity.difference(*opened.stored).empty())
      return false;
    opened.file->commit();
    return true;
  }
  const std::optional<io::StoredRun> finished = io::read_stored_run(path);
  return finished && holds_all(run, *finished) && identity.difference(*finished).empty();
}

std::string advice(const LoadedRun& run, std::int64_t stored, const std::string& partial) {
  return fmt::format(
      "{} of {} images are stored in {}; run the same command with --resume to go on", stored,
      run.images.count, partial);
}

}  // namespace kbragg::app
