// SPDX-License-Identifier: BSD-3-Clause
#include "app/child_process.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <signal.h>
#include <spawn.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <future>
#include <optional>

#include "app/clock.hpp"
#include "app/signals.hpp"
#include "base/error.hpp"

namespace kbragg::app {

namespace {

using Clock = std::chrono::steady_clock;

std::vector<char*> pointers(std::vector<std::string>& words) {
  std::vector<char*> result;
  for (std::string& word : words) result.push_back(word.data());
  result.push_back(nullptr);
  return result;
}

std::vector<std::string> environment_of(const ChildCommand& command) {
  std::vector<std::string> variables;
  for (const auto& [name, value] : command.environment) variables.push_back(name + "=" + value);
  for (char** variable = environ; *variable; ++variable) {
    const std::string text = *variable;
    const std::string name = text.substr(0, text.find('='));
    if (std::none_of(command.environment.begin(), command.environment.end(),
                     [&](const auto& changed) { return changed.first == name; }))
      variables.push_back(text);
  }
  return variables;
}

/// In a process group of its own.
pid_t spawn(const ChildCommand& command) {
  std::vector<std::string> words{command.program}, variables = environment_of(command);
  words.insert(words.end(), command.arguments.begin(), command.arguments.end());
  posix_spawn_file_actions_t files;
  posix_spawnattr_t attributes;
  posix_spawn_file_actions_init(&files);
  posix_spawnattr_init(&attributes);
  // The log is opened before the directory changes: its name is one of this process.
  posix_spawn_file_actions_addopen(&files, 0, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_addopen(&files, 1, command.log.c_str(), O_WRONLY | O_CREAT | O_TRUNC,
                                   0666);
  posix_spawn_file_actions_adddup2(&files, 1, 2);
  posix_spawn_file_actions_addchdir_np(&files, command.directory.c_str());
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP);
  pid_t pid = -1;
  const int error = posix_spawn(&pid, command.program.c_str(), &files, &attributes,
                                pointers(words).data(), pointers(variables).data());
  posix_spawn_file_actions_destroy(&files);
  posix_spawnattr_destroy(&attributes);
  KBRAGG_REQUIRE(error == 0, "cannot start " + command.program + ": " + std::strerror(error));
  return pid;
}

/// The moment at which the process ends; it stays a zombie, so that its number stays its own.
Clock::time_point end_of(pid_t pid) {
  siginfo_t info{};
  while (waitid(P_PID, static_cast<id_t>(pid), &info, WEXITED | WNOWAIT) != 0 && errno == EINTR) {
  }
  return Clock::now();
}

double seconds(const timeval& t) {
  return static_cast<double>(t.tv_sec) + 1e-6 * static_cast<double>(t.tv_usec);
}

}  // namespace

std::string ChildOutcome::description() const {
  if (timed_out) return fmt::format("was killed after {:.3g} s, when its time was over", wall_s);
  if (signal != 0) return fmt::format("was ended by signal {}", signal);
  return fmt::format("ended with exit code {}", exit_code);
}

ChildOutcome run_child(const ChildCommand& command) {
  ChildOutcome outcome;
  const auto start = Clock::now();
  const pid_t pid = spawn(command);
  auto end = std::async(std::launch::async, [pid] { return end_of(pid); });
  std::optional<Interrupted> interruption;
  while (end.wait_for(std::chrono::milliseconds(50)) != std::future_status::ready) {
    outcome.timed_out = command.timeout_s > 0 && seconds_since(start) > command.timeout_s;
    try {
      check_interrupted();
    } catch (const Interrupted& error) {
      interruption = error;
    }
    if (outcome.timed_out || interruption) kill(-pid, SIGKILL);
  }
  outcome.wall_s = std::chrono::duration<double>(end.get() - start).count();
  int status = 0;
  rusage usage{};
  wait4(pid, &status, 0, &usage);
  if (interruption) throw *interruption;
  if (WIFEXITED(status)) outcome.exit_code = WEXITSTATUS(status);
  if (WIFSIGNALED(status)) outcome.signal = WTERMSIG(status);
  outcome.cpu_s = seconds(usage.ru_utime) + seconds(usage.ru_stime);
  outcome.peak_rss_bytes = static_cast<std::int64_t>(usage.ru_maxrss) * 1024;
  return outcome;
}

}  // namespace kbragg::app
