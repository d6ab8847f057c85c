// SPDX-License-Identifier: BSD-3-Clause
#include "result.hpp"

#include <cmath>
#include <cstdio>
#include <utility>

namespace kbragg::parity {

namespace {

class Failures {
 public:
  /// Also a NaN fails.
  void require_below(const std::string& metric, double value, double limit,
                     const std::string& where) {
    if (value <= limit) return;
    m_sentences.push_back(metric + " is " + short_number(value) + ", the limit is " +
                          short_number(limit) + (where.empty() ? "" : "; " + where) + ".");
  }
  std::vector<std::string> sentences() && { return std::move(m_sentences); }

 private:
  std::vector<std::string> m_sentences;
};

double part(std::int64_t count, std::int64_t pixels) {
  return static_cast<double>(count) / static_cast<double>(pixels);
}

}  // namespace

std::vector<std::string> failures(const Result& result) {
  Failures failed;
  failed.require_below("1 - correlation", result.one_minus_correlation,
                       limits.one_minus_correlation, result.where);
  failed.require_below("|sum ratio - 1|", std::fabs(result.sum_error), limits.sum_error,
                       result.where);
  failed.require_below(
      "the part of the pixels off by more than " + short_number(limits.pixel_error),
      part(result.beyond, result.pixels), limits.pixels_beyond, result.where);
  failed.require_below("the number of displaced brightest pixels", result.same_brightest ? 0 : 1, 0,
                       result.brightest);
  if (result.integer) {
    failed.require_below("the part of the integer image's pixels that differ",
                         part(result.integer->different, result.pixels), limits.pixels_beyond,
                         result.integer->where);
    failed.require_below("the largest difference of the integer image", result.integer->largest, 1,
                         result.integer->where);
  }
  if (result.noise)
    failed.require_below("the number of the noise image's pixels that differ",
                         static_cast<double>(result.noise->different), 0, result.noise->where);
  return std::move(failed).sentences();
}

std::string short_number(double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%.3g", value);
  return text;
}

}  // namespace kbragg::parity
