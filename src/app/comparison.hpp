// SPDX-License-Identifier: BSD-3-Clause
// What kbragg compare works on: two images, their metrics, the gates, and what went wrong.
#ifndef KBRAGG_APP_COMPARISON_HPP
#define KBRAGG_APP_COMPARISON_HPP

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "io/comparison_pictures.hpp"
#include "io/image_file.hpp"
#include "metrics/comparison.hpp"

namespace kbragg::app {

/// Exit codes of the evidence tools.
namespace exit_code {
inline constexpr int child = 2;        ///< a program that was started failed
inline constexpr int gate = 3;         ///< a threshold was not met
inline constexpr int shapes = 4;       ///< shapes differ
inline constexpr int files = 5;        ///< unreadable, unwritable, short, no memory
inline constexpr int undefined = 6;    ///< a metric that is needed has no value
inline constexpr int refused = 7;      ///< would reuse a folder of evidence
inline constexpr int unavailable = 8;  ///< a backend or number of threads is not to be had
inline constexpr int unsupported = 9;  ///< not programmed for this choice
inline constexpr int different = 10;   ///< the two sides were not run alike
}  // namespace exit_code

/// The command line.
struct CompareArguments {
  std::string reference, test;
  std::vector<std::int64_t> shape;  ///< fast, slow; empty: not given
  std::vector<std::int64_t> roi;    ///< first and last fast, first and last slow; empty: not given
  std::optional<double> min_correlation, max_sum_error, max_rel_error;
  std::string json, png;  ///< empty: not wanted
  std::string backend;    ///< empty: the first one
  int threads = 0;        ///< 0: not given
};

/// Why the comparison is no success.
struct Problem {
  int code = 0;
  std::string sentence;  ///< without full stop
};

/// How the shape of a raw file became known.
enum class ShapeOrigin { file, option, other_image, guess };

struct ComparedImage {
  std::string role;  ///< "reference", "test"
  std::string name;  ///< as given
  io::ImageFile image;
  io::Extent shape;
  ShapeOrigin origin = ShapeOrigin::file;
};

enum class Verdict { pass, fail, undefined };

/// "pass", "fail", "undefined".
const char* name_of(Verdict verdict);

struct Gate {
  std::string metric;     ///< its key
  std::string condition;  ///< "correlation >= 0.99"
  double limit = 0;
  metrics::Metric value;  ///< what is held against the limit
  Verdict verdict = Verdict::undefined;
};

struct CompareResult {
  std::string backend;
  std::vector<ComparedImage> images;  ///< reference, test; empty: a file could not be read
  std::optional<metrics::Region> roi;
  std::optional<metrics::Comparison> whole;   ///< none: the shapes differ
  std::optional<metrics::Comparison> inside;  ///< with an ROI
  std::vector<Gate> gates;
  std::optional<io::ComparisonPictures> pictures;
  std::vector<Problem> problems;

  /// What the gates look at: the ROI if there is one.
  const metrics::Comparison& gated() const { return inside ? *inside : *whole; }
};

/// The code that the program ends with: 0 without problems, else the first of 8, 9, 2, 5, 4, 6, 3
/// among them.
int exit_code_of(const std::vector<Problem>& problems);

/// Reads both files and finds their shapes; problems instead of images when it cannot. Throws
/// kbragg::Error for a --shape that no file needs.
void load_images(const CompareArguments& arguments, CompareResult& result);

/// Holds the metrics against the thresholds and adds the problems of values that are missing, not
/// good enough or not finite.
void judge(const CompareArguments& arguments, CompareResult& result);

/// The report for the eye, several lines.
std::string comparison_table(const CompareResult& result);

/// The report for programs: JSON with all metrics.
std::string comparison_json(const CompareResult& result);

}  // namespace kbragg::app

#endif
