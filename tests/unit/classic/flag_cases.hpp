// SPDX-License-Identifier: BSD-3-Clause
// Every flag and every other spelling of it, with what it sets.
#ifndef KBRAGG_TESTS_CLASSIC_FLAG_CASES_HPP
#define KBRAGG_TESTS_CLASSIC_FLAG_CASES_HPP

#include <functional>
#include <string>
#include <vector>

#include "classic/flags.hpp"

namespace kbragg::test {

struct FlagCase {
  std::vector<std::string> flags;  ///< spellings of one flag
  std::string values;
  std::function<bool(const classic::Flags&)> holds;  ///< false for the flags without it
};

std::vector<FlagCase> all_flag_cases();

}  // namespace kbragg::test

#endif
