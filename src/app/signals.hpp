// SPDX-License-Identifier: BSD-3-Clause
// Orderly end of a run on SIGINT and SIGTERM.
#ifndef KBRAGG_APP_SIGNALS_HPP
#define KBRAGG_APP_SIGNALS_HPP

namespace kbragg::app {

/// From now on SIGINT and SIGTERM only leave a note for check_interrupted(); a second one ends the
/// program at once. SIGXFSZ is ignored, so that a file size limit becomes a write error.
void install_signal_handlers();

/// Throws kbragg::Interrupted if a signal came.
void check_interrupted();

/// The signal that came, or 0.
int caught_signal();

}  // namespace kbragg::app

#endif
