// SPDX-License-Identifier: BSD-3-Clause
#include "io/stored_run.hpp"

#include <fstream>
#include <string_view>
#include <utility>

#include "base/error.hpp"
#include "io/hdf5.hpp"

namespace kbragg::io {

namespace {

constexpr std::string_view signature = "\x89HDF\r\n\x1a\n";

/// The first bytes, 0 where the file is shorter.
std::string start_of(const std::string& file) {
  std::string start(signature.size(), '\0');
  std::ifstream(file, std::ios::binary)
      .read(start.data(), static_cast<std::streamsize>(start.size()));
  return start;
}

}  // namespace

std::optional<StoredRun> read_stored_run(const std::string& file) {
  if (start_of(file) != signature) return std::nullopt;
  const h5::Object root = h5::open_file(file);
  const char* const paths[] = {
      "/entry/kbragg/images/number", "/entry/kbragg/config/data",
      "/entry/kbragg/version",       "/entry/kbragg/structure_factors/table_sha256",
      "/entry/kbragg/commit",        "/entry/kbragg/config/input_sha256"};
  for (const char* path : paths)
    if (!root.exists(path)) return std::nullopt;
  StoredRun run;
  const h5::Object number = root.open(paths[0]);
  const h5::Dims dims = number.dims();
  if (dims.size() != 1 || dims[0] == 0) return std::nullopt;
  run.numbers.resize(dims[0]);
  number.read(H5T_NATIVE_INT64, {0}, dims, run.numbers.data());
  run.config_yaml = root.text(paths[1]);
  run.version = root.text(paths[2]);
  run.table_sha256 = root.text(paths[3]);
  run.commit = root.text(paths[4]);
  run.input_sha256 = root.text(paths[5]);
  run.is_finished = root.exists("/entry/kbragg/timing");
  return run;
}

OpenedRun open_run_file(const std::string& path) {
  OpenedRun run{std::make_unique<PartialFile>(path), std::nullopt};
  const std::string& partial = run.file->partial_path();
  run.stored = read_stored_run(partial);
  if (run.stored) return run;
  // Before its first checkpoint a file has no signature.
  KBRAGG_REQUIRE(start_of(partial) == std::string(signature.size(), '\0'),
                 "cannot write " + path + ": " + partial +
                     " was not left by a run of kbragg; remove it or give another name.");
  run.file->clear();
  return run;
}

std::unique_ptr<PartialFile> begin_run_file(const std::string& path) {
  OpenedRun run = open_run_file(path);
  KBRAGG_REQUIRE(!run.stored, "cannot write " + path + ": " + run.file->partial_path() + " holds " +
                                  std::to_string(run.stored->numbers.size()) +
                                  " images of an earlier run; continue that with kbragg run "
                                  "--resume, or remove the file.");
  return std::move(run.file);
}

}  // namespace kbragg::io
