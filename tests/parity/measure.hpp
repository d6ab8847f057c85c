// SPDX-License-Identifier: BSD-3-Clause
// Measures images with the metric library.
#ifndef KBRAGG_TESTS_PARITY_MEASURE_HPP
#define KBRAGG_TESTS_PARITY_MEASURE_HPP

#include <string>
#include <vector>

#include "cases.hpp"
#include "result.hpp"

namespace kbragg::parity {

/// Fills what concerns float images; the sums run on `backend`. Throws std::runtime_error when a
/// metric has no value.
Result measure_float(const Case& golden, const std::vector<double>& reference,
                     const std::vector<double>& image, const std::string& backend);

CountResult measure_counts(const Case& golden, const std::vector<double>& reference,
                           const std::vector<double>& image, const std::string& backend);

}  // namespace kbragg::parity

#endif
