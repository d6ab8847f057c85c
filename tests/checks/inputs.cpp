// SPDX-License-Identifier: BSD-3-Clause
#include "inputs.hpp"

#include <sstream>

namespace kbragg::checks {

double polynomial_amplitude(int h, int k, int l) {
  return 100 + 7 * h - 3 * k + 5 * l + 0.5 * h * k - 0.25 * k * l + h * h % 7;
}

std::string polynomial_list(int reach, int k_low) {
  std::ostringstream text;
  for (int h = -reach; h <= reach; ++h)
    for (int k = k_low; k <= reach; ++k)
      for (int l = -reach; l <= reach; ++l)
        text << h << ' ' << k << ' ' << l << ' ' << polynomial_amplitude(h, k, l) << '\n';
  return text.str();
}

std::string small_smv(const std::vector<std::string>& entries,
                      const std::array<std::uint16_t, 16>& pixels) {
  std::string text = "{\nHEADER_BYTES=512;\nDIM=2;\nBYTE_ORDER=little_endian;\n";
  text += "TYPE=unsigned_short;\nSIZE1=4;\nSIZE2=4;\n";
  for (const std::string& entry : entries) text += entry + ";\n";
  text += "}\f";
  text.resize(512, ' ');
  for (const std::uint16_t pixel : pixels) {
    text += static_cast<char>(pixel % 256);
    text += static_cast<char>(pixel / 256);
  }
  return text;
}

}  // namespace kbragg::checks
