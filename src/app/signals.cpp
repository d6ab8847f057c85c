// SPDX-License-Identifier: BSD-3-Clause
#include "app/signals.hpp"

#include <atomic>
#include <csignal>

#include "base/error.hpp"

namespace kbragg::app {

namespace {

// The one piece of state that cannot be local: signal handlers have no other way to report. Any
// thread may be the one that is interrupted, hence atomic, and in a handler only without a lock.
std::atomic<int> g_signal = 0;
static_assert(std::atomic<int>::is_always_lock_free);

void note_signal(int signal) {
  if (g_signal != 0) {
    std::signal(signal, SIG_DFL);
    std::raise(signal);
  }
  g_signal = signal;
}

}  // namespace

void ignore_file_size_signal() {
#ifdef SIGXFSZ
  std::signal(SIGXFSZ, SIG_IGN);
#endif
}

void install_signal_handlers() {
  for (const int signal : {SIGHUP, SIGINT, SIGTERM})
    if (std::signal(signal, note_signal) == SIG_IGN) std::signal(signal, SIG_IGN);
}

void check_interrupted() {
  if (g_signal != 0) throw Interrupted("interrupted; no file was written");
}

int caught_signal() { return g_signal; }

}  // namespace kbragg::app
