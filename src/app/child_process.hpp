// SPDX-License-Identifier: BSD-3-Clause
// Runs another program to its end and tells what it cost.
#ifndef KBRAGG_APP_CHILD_PROCESS_HPP
#define KBRAGG_APP_CHILD_PROCESS_HPP

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace kbragg::app {

struct ChildCommand {
  std::string program;  ///< path, absolute unless it is meant from `directory`
  std::vector<std::string> arguments;
  std::string directory;  ///< where it runs
  std::string log;        ///< file of all that it prints
  std::vector<std::pair<std::string, std::string>>
      environment;       ///< set beside that of this process
  double timeout_s = 0;  ///< 0: none
};

struct ChildOutcome {
  int exit_code = -1;  ///< -1: a signal ended it
  int signal = 0;      ///< that ended it
  bool timed_out = false;
  double wall_s = 0, cpu_s = 0;     ///< user and system time of it and of what it waited for
  std::int64_t peak_rss_bytes = 0;  ///< not less than that of this process when it was started

  bool is_success() const { return exit_code == 0 && !timed_out; }
  /// "ended with exit code 7", "was killed after 5 s", "was ended by signal 11".
  std::string description() const;
};

/// Runs it with nothing on standard input and, when its time is over or the user interrupts, kills
/// it with all of its process group. Throws kbragg::Error when it cannot be started, Interrupted
/// when a signal was caught meanwhile.
ChildOutcome run_child(const ChildCommand& command);

}  // namespace kbragg::app

#endif
