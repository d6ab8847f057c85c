// SPDX-License-Identifier: BSD-3-Clause
// A trace from what the reference program nanoBragg.c prints.
#ifndef KBRAGG_APP_TRACE_REFERENCE_HPP
#define KBRAGG_APP_TRACE_REFERENCE_HPP

#include <cstdint>
#include <string>

namespace kbragg::app {

/// The trace of pixel (slow, fast), which `-printout_pixel FAST SLOW` printed into the file
/// `console`: its last step, the rest NA. Throws kbragg::Error when the file holds no such pixel.
std::string trace_of_console(const std::string& console, std::int64_t slow, std::int64_t fast);

}  // namespace kbragg::app

#endif
