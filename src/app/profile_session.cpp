// SPDX-License-Identifier: BSD-3-Clause
#include "app/profile_session.hpp"

#include <fmt/format.h>

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <system_error>

#include "app/threads.hpp"
#include "base/error.hpp"
#include "base/version.hpp"
#include "kernels/engine.hpp"
#include "profile/tables.hpp"

namespace kbragg::app {

namespace {

namespace fs = std::filesystem;

constexpr int exit_would_overwrite = 7;

/// Tells configurations apart: FNV-1a with 64 bits, which costs nothing beside a short run.
std::string fnv1a(const std::string& text) {
  std::uint64_t hash = 0xcbf29ce484222325;
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3;
  return fmt::format("{:016x}", hash);
}

/// The trace file in a folder that is made, or found empty.
std::string trace_file_in(const std::string& folder) {
  profile::require_no_other_connector();
  std::error_code error;
  const auto status = fs::status(folder, error);
  const bool present = fs::exists(status);
  if (present && !(fs::is_directory(status) && fs::is_empty(folder, error)))
    throw ExitError(exit_would_overwrite,
                    "--profile: " + folder + " exists and is no empty folder; give a new name");
  if (!present && !fs::create_directory(folder, error))
    fail("--profile: cannot make the folder " + folder + ": " + error.message() + ".");
  return folder + "/trace.json";
}

/// Does not wait for the disk as io::write_file does, which can take longer than a run.
void write_table(const std::string& path, const std::string& text) {
  std::ofstream file(path, std::ios::binary);
  if (file << text && file.flush()) return;
  std::error_code ignored;
  fs::remove(path, ignored);
  fail("--profile: cannot write " + path + ".");
}

}  // namespace

ProfiledRun profiled_run(const config::RunConfig& config, double pixel_steps) {
  return {*config.run.backend.value, std::string(config::name_of(*config.run.precision.value)),
          host_threads(config), pixel_steps, fnv1a(config::to_yaml(config))};
}

ProfileSession::ProfileSession(const std::string& folder)
    : m_folder(folder), m_recorder(trace_file_in(folder)) {}

void ProfileSession::finish(const ProfiledRun& run) {
  using Period = std::chrono::steady_clock::period;
  const profile::Recording recording = m_recorder.finish(
      {{"program", "kbragg " + std::string(version)},
       {"commit", commit},
       {"kokkos", kernels::kokkos_version()},
       {"backend", run.backend},
       {"precision", run.precision},
       {"threads", run.threads},
       {"pixel_steps", run.pixel_steps},
       {"config_fnv1a", run.config_hash},
       {"fenced", true},
       {"clock_resolution_us", 1e6 * static_cast<double>(Period::num) / Period::den}});
  const auto write = [&](const char* name, const std::string& text) {
    write_table(m_folder + "/" + name, text);
  };
  const profile::Summary& summary = recording.summary;
  write("top_kernels.txt", profile::top_kernels_text(summary, run.pixel_steps));
  write("top_kernels.csv", profile::top_kernels_csv(summary, run.pixel_steps));
  write("hot_loops.csv", profile::hot_loops_csv(summary, run.pixel_steps));
}

}  // namespace kbragg::app
