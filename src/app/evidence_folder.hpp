// SPDX-License-Identifier: BSD-3-Clause
// The folder of evidence that a command leaves: TOPIC/STAMP, never used twice, and what it says of
// the commands, the environment and the tests behind it.
#ifndef KBRAGG_APP_EVIDENCE_FOLDER_HPP
#define KBRAGG_APP_EVIDENCE_FOLDER_HPP

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "app/child_process.hpp"

namespace kbragg::app {

/// The text with every absolute path shortened to its last name: reports do not tell where their
/// maker keeps his files.
std::string without_directories(const std::string& text);

/// Now, as "2026-11-21T18:00:00Z".
std::string utc_now();

class EvidenceFolder {
 public:
  /// Makes `topic`, if need be, and in it the folder of this second; of the next one when there is
  /// one of this second already. Throws ExitError 7 when `topic` is a file or holds anything but
  /// such folders, 5 when a folder cannot be made.
  explicit EvidenceFolder(const std::string& topic);
  /// Removes the folder unless keep() was called, and with it a topic that it made.
  ~EvidenceFolder();
  EvidenceFolder(const EvidenceFolder&) = delete;
  EvidenceFolder& operator=(const EvidenceFolder&) = delete;

  void keep() { m_kept = true; }
  const std::string& path() const { return m_path; }
  std::string file(const std::string& name) const { return m_path + "/" + name; }
  /// Makes the folder `name` inside and returns its path.
  std::string make(const std::string& name) const;

  /// run_child(), with a line about it in commands.txt: time, folder, variables set, `shown` as the
  /// command, how it ended, seconds.
  ChildOutcome run(const ChildCommand& command, const std::string& shown);
  /// Adds a line.
  void note_command(const std::string& line);
  /// The lines so far, the content of commands.txt.
  const std::string& commands() const { return m_commands; }

 private:
  std::string m_topic, m_path, m_commands;
  bool m_made_topic = false, m_kept = false;
};

/// What this process runs in: program, Kokkos, libraries, processor, cores, load and those
/// variables of the environment that Kokkos, OpenMP, CUDA and HDF5 read.
nlohmann::ordered_json environment_json();

/// Cores that this process may use, by its affinity and by the quota of its container.
int usable_cores();

/// Writes test_collect.log: the tests that the build tree `directory` knows, and the exit code of
/// the listing. Empty: the tree that this program was built in, if there is one; "none": no list.
/// Throws ExitError 2 when the tree cannot list them.
void write_test_list(EvidenceFolder& folder, const std::string& directory);

}  // namespace kbragg::app

#endif
