// SPDX-License-Identifier: BSD-3-Clause
// How the program ends.
#ifndef KBRAGG_APP_ENDING_HPP
#define KBRAGG_APP_ENDING_HPP

#include <string>

namespace kbragg::app {

inline constexpr int exit_failed = 1;    ///< anything that ended the run, told in one sentence
inline constexpr int signal_base = 128;  ///< and the number of the signal that ended it

inline constexpr const char* not_enough_memory =
    "not enough memory for this run; kbragg show CONFIG estimates what it needs";

/// Prints one line on stderr, whatever the sentence holds: sentences of libraries may have several.
void complain(std::string sentence);

}  // namespace kbragg::app

#endif
