// SPDX-License-Identifier: BSD-3-Clause
// The one exception type of kbragg: a sentence for the user, and nothing else.
#ifndef KBRAGG_BASE_ERROR_HPP
#define KBRAGG_BASE_ERROR_HPP

#include <stdexcept>
#include <string>

namespace kbragg {

/// Carries one complete sentence: where, what was found, what is allowed.
/// Only `main` catches it; it prints the sentence and returns a non-zero exit code.
class Error : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// The run was stopped by the user (SIGINT, SIGTERM); nothing was written.
class Interrupted : public Error {
 public:
  using Error::Error;
};

[[noreturn]] inline void fail(const std::string& sentence) { throw Error(sentence); }

}  // namespace kbragg

/// Throws kbragg::Error with `message` (a std::string expression, evaluated only on failure).
#define KBRAGG_REQUIRE(condition, message)     \
  do {                                         \
    if (!(condition)) ::kbragg::fail(message); \
  } while (false)

#endif
