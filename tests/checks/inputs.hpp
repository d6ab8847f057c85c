// SPDX-License-Identifier: BSD-3-Clause
// Input files that the checks name.
#ifndef KBRAGG_TESTS_CHECKS_INPUTS_HPP
#define KBRAGG_TESTS_CHECKS_INPUTS_HPP

#include <array>
#include <cstdint>
#include <string>
#include <vector>

namespace kbragg::checks {

/// F(h,k,l) = 100 + 7h - 3k + 5l + 0.5hk - 0.25kl + (h*h mod 7).
double polynomial_amplitude(int h, int k, int l);

/// Text list of these amplitudes: h and l from -reach, k from `k_low`, all to `reach`.
std::string polynomial_list(int reach, int k_low);

/// An SMV file of 4 x 4 pixels: `entries` are the lines of its header after SIZE1 and SIZE2.
std::string small_smv(const std::vector<std::string>& entries,
                      const std::array<std::uint16_t, 16>& pixels);

}  // namespace kbragg::checks

#endif
