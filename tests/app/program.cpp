// SPDX-License-Identifier: BSD-3-Clause
#include "program.hpp"

#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <stdexcept>

namespace kbragg::app_test {

namespace {

constexpr const char* program = KBRAGG_PROGRAM;

struct Channel {
  int reader = -1, writer = -1;
};

Channel open_channel(bool terminal) {
  int ends[2];
  const int failed = terminal ? openpty(&ends[0], &ends[1], nullptr, nullptr, nullptr) : pipe(ends);
  if (failed != 0) throw std::runtime_error("no pipe to the program");
  fcntl(ends[0], F_SETFD, FD_CLOEXEC);
  return {ends[0], ends[1]};
}

void limit(decltype(RLIMIT_FSIZE) resource, std::uint64_t bytes) {
  if (bytes == 0) return;
  const rlimit value{bytes, bytes};
  setrlimit(resource, &value);
}

/// Only calls that are allowed between fork and exec.
[[noreturn]] void become(const Spawn& spawn, char* const* arguments, int out, int err) {
  // A background shell may have left these ignored.
  for (const int s : {SIGHUP, SIGINT, SIGTERM})
    signal(s, spawn.interrupts_ignored ? SIG_IGN : SIG_DFL);
  const int file =
      spawn.standard_output.empty() ? out : open(spawn.standard_output.c_str(), O_WRONLY);
  dup2(file, STDOUT_FILENO);
  dup2(err, STDERR_FILENO);
  limit(RLIMIT_FSIZE, spawn.file_size_limit);
  limit(RLIMIT_AS, spawn.address_limit);
  for (const auto& [name, value] : spawn.environment) setenv(name.c_str(), value.c_str(), 1);
  if (chdir(spawn.directory.c_str()) == 0) execvp(arguments[0], arguments);
  _exit(126);
}

}  // namespace

Process::Process(const Spawn& spawn)
    : m_timeout(spawn.timeout), m_start(std::chrono::steady_clock::now()) {
  const Channel out = open_channel(false), err = open_channel(spawn.terminal);
  std::vector<std::string> words = spawn.launcher;
  words.emplace_back(program);
  words.insert(words.end(), spawn.arguments.begin(), spawn.arguments.end());
  std::vector<char*> arguments;
  for (std::string& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  m_pid = fork();
  if (m_pid == 0) become(spawn, arguments.data(), out.writer, err.writer);
  close(out.writer);
  close(err.writer);
  m_out = out.reader;
  m_err = err.reader;
  if (m_pid < 0) throw std::runtime_error("cannot start the program");
}

Process::~Process() {
  if (m_pid > 0) {
    kill(m_pid, SIGKILL);
    waitpid(m_pid, nullptr, 0);
  }
  for (const int descriptor : {m_out, m_err})
    if (descriptor >= 0) close(descriptor);
}

void Process::send(int signal) { kill(m_pid, signal); }

double Process::elapsed() const {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - m_start).count();
}

void Process::read_some(int& descriptor, std::string& text) const {
  std::array<char, 65536> buffer;
  const ssize_t count = read(descriptor, buffer.data(), buffer.size());
  if (count > 0) {
    text.append(buffer.data(), static_cast<std::size_t>(count));
  } else if (count == 0 || errno != EINTR) {
    close(descriptor);  // the end; a terminal tells it by an error
    descriptor = -1;
  }
}

void Process::read_both() {
  std::array<pollfd, 2> ends{pollfd{m_out, POLLIN, 0}, pollfd{m_err, POLLIN, 0}};
  poll(ends.data(), ends.size(), 100);
  if (ends[0].revents != 0) read_some(m_out, m_outcome.out);
  if (ends[1].revents != 0) read_some(m_err, m_outcome.err);
  if (!m_outcome.timed_out && elapsed() > m_timeout) {
    m_outcome.timed_out = true;
    send(SIGKILL);
  }
}

bool Process::wait_for(const std::string& text) {
  while (m_out >= 0 || m_err >= 0) {
    if (m_outcome.err.find(text) != std::string::npos) return true;
    read_both();
  }
  return false;
}

Outcome Process::wait() {
  while (m_out >= 0 || m_err >= 0) read_both();
  int status = 0;
  rusage usage{};
  while (wait4(m_pid, &status, 0, &usage) < 0 && errno == EINTR) {
  }
  m_outcome.peak_memory = 1024.0 * static_cast<double>(usage.ru_maxrss);
  m_pid = -1;
  m_outcome.seconds = elapsed();
  if (WIFEXITED(status)) m_outcome.code = WEXITSTATUS(status);
  if (WIFSIGNALED(status)) m_outcome.signal = WTERMSIG(status);
  return m_outcome;
}

Outcome run_program(const Spawn& spawn) { return Process(spawn).wait(); }

Outcome run_program(const std::vector<std::string>& arguments, const std::string& directory) {
  Spawn spawn;
  spawn.arguments = arguments;
  spawn.directory = directory;
  return run_program(spawn);
}

bool with_address_sanitizer() {
#if defined(__SANITIZE_ADDRESS__)
  return true;
#elif defined(__has_feature)
  return __has_feature(address_sanitizer);
#else
  return false;
#endif
}

}  // namespace kbragg::app_test
