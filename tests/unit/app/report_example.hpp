// SPDX-License-Identifier: BSD-3-Clause
// A page as kbragg bench makes it, from a stored results file.
#ifndef KBRAGG_TESTS_UNIT_APP_REPORT_EXAMPLE_HPP
#define KBRAGG_TESTS_UNIT_APP_REPORT_EXAMPLE_HPP

#include <cmath>
#include <cstddef>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "app/report_html.hpp"

namespace kbragg::app_test {

/// One row that passed and one that failed.
inline nlohmann::ordered_json example_results() {
  std::ifstream file(KBRAGG_TEST_DATA "/benchmark_results.json");
  return nlohmann::ordered_json::parse(file);
}

inline constexpr int example_edge = 600;

/// A lattice of spots on a sloping background; `factor` scales it.
inline std::vector<double> example_image(double factor) {
  std::vector<double> image;
  for (int s = 0; s < example_edge; ++s)
    for (int f = 0; f < example_edge; ++f) {
      const double wave = std::cos(0.21 * s + 0.03 * f) * std::cos(0.17 * f - 0.02 * s);
      image.push_back(factor * (5e-5 * (s + f) + std::pow(wave, 40)));
    }
  return image;
}

inline std::vector<app::ReportPicture> example_pictures() {
  const std::vector<double> a = example_image(1), b = example_image(1.001);
  return app::report_pictures(a.data(), b.data(), example_edge, example_edge);
}

}  // namespace kbragg::app_test

#endif
