// SPDX-License-Identifier: BSD-3-Clause
// Runs the real program as a user would: own process, own directory, everything it says captured.
#ifndef KBRAGG_TESTS_APP_PROGRAM_HPP
#define KBRAGG_TESTS_APP_PROGRAM_HPP

#include <sys/types.h>

#include <chrono>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace kbragg::app_test {

struct Spawn {
  std::vector<std::string> launcher;  ///< words before the name of the program
  std::vector<std::string> arguments;
  std::string directory;              ///< where it runs
  std::uint64_t file_size_limit = 0;  ///< bytes; 0: none
  std::uint64_t address_limit = 0;    ///< bytes; 0: none
  bool terminal = false;              ///< stderr is a terminal
  bool interrupts_ignored = false;    ///< as under nohup
  /// Variables set for it.
  std::vector<std::pair<std::string, std::string>> environment;
  std::string standard_output;  ///< file or device instead of a pipe
  double timeout = 120;         ///< seconds until it is killed
};

struct Outcome {
  int code = -1;   ///< exit code, -1 when a signal ended it
  int signal = 0;  ///< that ended it
  bool timed_out = false;
  double seconds = 0;
  double peak_memory = 0;  ///< bytes resident
  std::string out, err;
};

/// A started program; killed by the destructor if it still runs.
class Process {
 public:
  explicit Process(const Spawn& spawn);
  ~Process();
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;

  void send(int signal);
  /// Reads until stderr holds `text`; false when the program ends or its time is over before.
  bool wait_for(const std::string& text);
  /// Reads what it says until it ends.
  Outcome wait();

 private:
  void read_some(int& descriptor, std::string& text) const;
  void read_both();
  double elapsed() const;

  Outcome m_outcome;
  pid_t m_pid = -1;
  int m_out = -1, m_err = -1;
  double m_timeout;
  std::chrono::steady_clock::time_point m_start;
};

Outcome run_program(const Spawn& spawn);
Outcome run_program(const std::vector<std::string>& arguments, const std::string& directory);

/// Whether the tests themselves run with the address sanitizer, under which an address limit is
/// of no use.
bool with_address_sanitizer();

}  // namespace kbragg::app_test

#endif
