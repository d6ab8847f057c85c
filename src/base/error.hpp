// SPDX-License-Identifier: BSD-3-Clause
// The exception types of kbragg: a sentence for the user, and if need be an exit code.
#ifndef KBRAGG_BASE_ERROR_HPP
#define KBRAGG_BASE_ERROR_HPP

#include <stdexcept>
#include <string>

namespace kbragg {

/// Carries one complete sentence: where, what was found, what is allowed.
/// `main` prints the sentence and returns exit code 1.
class Error : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// An Error that ends the program with an exit code of its own instead of 1; without a word when
/// the sentence is empty, because another process says it.
class ExitError : public Error {
 public:
  ExitError(int code, const std::string& sentence) : Error(sentence), m_code(code) {}
  int code() const { return m_code; }

 private:
  int m_code;
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
