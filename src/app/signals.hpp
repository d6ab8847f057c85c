// SPDX-License-Identifier: BSD-3-Clause
// Orderly end of a run on SIGHUP, SIGINT and SIGTERM.
#ifndef KBRAGG_APP_SIGNALS_HPP
#define KBRAGG_APP_SIGNALS_HPP

namespace kbragg::app {

/// A limit on the size of files becomes a write error instead of the end of the program.
void ignore_file_size_signal();

/// From now on SIGHUP, SIGINT and SIGTERM only leave a note for check_interrupted(); a second one
/// ends the program at once. A signal that the caller had ignored (nohup) stays ignored.
void install_signal_handlers();

/// Throws kbragg::Interrupted if a signal came.
void check_interrupted();

/// The signal that came, or 0.
int caught_signal();

}  // namespace kbragg::app

#endif
