// SPDX-License-Identifier: BSD-3-Clause
// How many host threads a run uses.
#ifndef KBRAGG_APP_THREADS_HPP
#define KBRAGG_APP_THREADS_HPP

#include "config/run_config.hpp"

namespace kbragg::app {

/// run.threads, or what stands for `auto`: one for the serial backend, else what the
/// machine has for this process.
int host_threads(const config::RunConfig& config);

}  // namespace kbragg::app

#endif
