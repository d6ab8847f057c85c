// SPDX-License-Identifier: BSD-3-Clause
// One wrong input and what the program must say about it. The tables are in bad_*.cpp, the test
// that runs their rows in test_bad_input.cpp.
#ifndef KBRAGG_TESTS_APP_BAD_INPUT_HPP
#define KBRAGG_TESTS_APP_BAD_INPUT_HPP

#include <gtest/gtest.h>

#include <cstdint>
#include <functional>
#include <ostream>
#include <string>
#include <utility>
#include <vector>

#include "directory.hpp"
#include "inputs.hpp"
#include "program.hpp"

namespace kbragg::app_test {

using Words = std::vector<std::string>;
using Edits = std::vector<Edit>;

struct BadInput {
  std::string name;
  Edits edits;  ///< of the run file
  Words words;  ///< that the sentence must contain
  std::function<void(const Directory&)> prepare = [](const Directory&) {};
  std::vector<std::string> arguments = {"run", "run.yaml"};
  std::uint64_t address_limit = 0;  ///< bytes; 0: none

  BadInput&& with_file(const std::string& file, const std::string& content) && {
    prepare = [file, content](const Directory& directory) { directory.write(file, content); };
    return std::move(*this);
  }
  BadInput&& prepared(std::function<void(const Directory&)> action) && {
    prepare = std::move(action);
    return std::move(*this);
  }
  BadInput&& with_arguments(std::vector<std::string> words_given) && {
    arguments = std::move(words_given);
    return std::move(*this);
  }
  BadInput&& limited_to(std::uint64_t bytes) && {
    address_limit = bytes;
    return std::move(*this);
  }
};

inline void PrintTo(const BadInput& input, std::ostream* stream) { *stream << input.name; }

inline std::string name_of_row(const testing::TestParamInfo<BadInput>& row) {
  return row.param.name;
}

/// The rows without those that limit the address space where the address sanitizer needs it all.
inline std::vector<BadInput> that_can_run(std::vector<BadInput> rows) {
  if (with_address_sanitizer())
    std::erase_if(rows, [](const BadInput& row) { return row.address_limit > 0; });
  return rows;
}

/// Fixture of all tables.
class BadInputs : public testing::TestWithParam<BadInput> {};

}  // namespace kbragg::app_test

#endif
