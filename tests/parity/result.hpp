// SPDX-License-Identifier: BSD-3-Clause
// How close an image is to the reference's, and how close it must be.
#ifndef KBRAGG_TESTS_PARITY_RESULT_HPP
#define KBRAGG_TESTS_PARITY_RESULT_HPP

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace kbragg::parity {

/// Limits; golden/README.md says where those of double precision come from.
struct Limits {
  double one_minus_correlation = 1e-10;
  double sum_error = 1e-7;    ///< |sum ratio - 1|
  double pixel_error = 1e-6;  ///< of max(|p|, floor * max |p|), p a pixel of the reference
  double floor = 1e-6;        ///< see pixel_error
  // With precision: mixed.
  double mixed_one_minus_correlation = 1e-6;
  double mixed_sum_error = 1e-5;
  double pixels_beyond = 0.001;  ///< part of the pixels that may be off by more, or by one count
};

inline constexpr Limits limits;

/// Of pixel values after conversion to whole numbers.
struct CountResult {
  std::int64_t different = 0;  ///< pixels
  double largest = 0;          ///< difference in counts
  std::string where;           ///< the pixel of `largest` in words
};

struct Result {
  std::int64_t pixels = 0;
  double one_minus_correlation = 0;
  double sum_error = 0;        ///< sum ratio - 1
  double worst = 0;            ///< largest relative error, as pixel_error counts it
  std::string where;           ///< the pixel of `worst` in words
  std::int64_t beyond = 0;     ///< pixels off by more than pixel_error
  bool same_brightest = true;  ///< the brightest pixels of both images are at one place
  std::string brightest;       ///< their places in words
  std::optional<CountResult> integer, noise;
};

/// One sentence for each gate that `result` fails: metric, value, limit, worst pixel.
std::vector<std::string> failures(const Result& result);

/// A number of an image's quality, as sentences and tables show it.
std::string short_number(double value);

}  // namespace kbragg::parity

#endif
