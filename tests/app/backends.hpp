// SPDX-License-Identifier: BSD-3-Clause
// What the program was built with.
#ifndef KBRAGG_TESTS_APP_BACKENDS_HPP
#define KBRAGG_TESTS_APP_BACKENDS_HPP

#include <sstream>
#include <string>
#include <vector>

#include "program.hpp"

namespace kbragg::app_test {

/// Backends that `kbragg info` names.
inline std::vector<std::string> backends_of_program() {
  const std::string text = run_program({"info"}, ".").out, key = "backends: ";
  std::istringstream names(text.substr(text.find(key) + key.size()));
  std::vector<std::string> backends;
  for (std::string name; std::getline(names, name, ' ');) {
    const std::size_t end = name.find_first_of(",\n");
    backends.push_back(name.substr(0, end));
    if (end == std::string::npos || name[end] == '\n') break;
  }
  return backends;
}

}  // namespace kbragg::app_test

#endif
