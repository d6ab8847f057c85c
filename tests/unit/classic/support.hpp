// SPDX-License-Identifier: BSD-3-Clause
// Command lines for the tests of classic.
#ifndef KBRAGG_TESTS_CLASSIC_SUPPORT_HPP
#define KBRAGG_TESTS_CLASSIC_SUPPORT_HPP

#include <gtest/gtest.h>

#include <sstream>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "classic/flags.hpp"

namespace kbragg::test {

/// The tokens of a line, separated by blanks.
inline std::vector<std::string> split(const std::string& line) {
  std::istringstream stream(line);
  std::vector<std::string> tokens;
  for (std::string token; stream >> token;) tokens.push_back(token);
  return tokens;
}

inline classic::ParsedFlags parse(const std::string& line, const classic::Headers& headers = {}) {
  return classic::parse_flags(split(line), headers);
}

inline classic::Flags flags_of(const std::string& line, const classic::Headers& headers = {}) {
  return parse(line, headers).flags;
}

/// The sentence with which `action` fails, or "" if it does not.
template <class Action>
std::string failure_of(Action&& action) {
  try {
    action();
  } catch (const Error& error) {
    return error.what();
  }
  return "";
}

}  // namespace kbragg::test

#endif
