// SPDX-License-Identifier: BSD-3-Clause
#include "app/ending.hpp"

#include <algorithm>
#include <cstdio>

namespace kbragg::app {

void complain(std::string sentence) {
  std::replace(sentence.begin(), sentence.end(), '\n', ' ');
  std::fprintf(stderr, "kbragg: %s\n", sentence.c_str());
}

}  // namespace kbragg::app
