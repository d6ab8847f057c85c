// SPDX-License-Identifier: BSD-3-Clause
// Run files for the tests of config.
#ifndef KBRAGG_TESTS_CONFIG_SUPPORT_HPP
#define KBRAGG_TESTS_CONFIG_SUPPORT_HPP

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "config/run_config.hpp"

namespace kbragg::test {

/// The shortest run file; the tests count on its lines and columns.
inline constexpr std::string_view minimal_text = R"(schema: 1
beam:
  wavelength: 1 A
crystal:
  cell: {a: 79 A, b: 79 A, c: 38 A}
  cells: [10, 11, 12]
structure_factors:
  constant: 100 e
detector:
  pixels: [512, 256]
  distance: 250 mm
)";

/// minimal_text with one piece of it replaced.
inline std::string minimal_with(std::string_view piece = "", std::string_view by = "") {
  std::string text(minimal_text);
  const std::size_t at = text.find(piece);
  if (at == std::string::npos) {
    ADD_FAILURE() << "no '" << piece << "' in the minimal run file";
    return text;
  }
  return text.replace(at, piece.size(), by);
}

inline config::RunConfig parse(const std::string& text,
                               const std::vector<config::Override>& overrides = {}) {
  return config::read_run_text(text, "run.yaml", "runs", overrides);
}

/// The sentence with which the text is refused, or "" if it is accepted.
inline std::string refusal(const std::string& text,
                           const std::vector<config::Override>& overrides = {}) {
  try {
    parse(text, overrides);
  } catch (const Error& error) {
    return error.what();
  }
  return "";
}

/// Run files that together give every key.
const std::vector<std::string>& complete_texts();

}  // namespace kbragg::test

#endif
