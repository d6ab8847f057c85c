// SPDX-License-Identifier: BSD-3-Clause
// kbragg parity: one image by every combination of backend and precision, compared in pairs.
#ifndef KBRAGG_APP_PARITY_HPP
#define KBRAGG_APP_PARITY_HPP

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "app/comparison.hpp"
#include "config/run.hpp"

namespace kbragg::app {

/// A way to compute an image, and what it took.
struct Combination {
  std::string backend;
  config::Precision precision = config::Precision::double_;
  int concurrency = 1;
  double seconds = 0;        ///< of the image alone
  std::string name() const;  ///< "openmp double"
};

/// How far the pixels of a pair may be apart: |b - a| <= tolerance * max(|a|, floor * max |a|).
struct ParityBound {
  double tolerance, floor;
  std::string text() const;  ///< "1e-09 of the peak"
};

/// Two images in double precision: instructions and functions of the library of mathematics differ
/// between backends, which should leave about 1e-11 of the peak.
inline constexpr ParityBound double_bound{1e-9, 1};
/// One at least in mixed precision: 1e-5 of the pixel or 1e-6 of the peak.
inline constexpr ParityBound mixed_bound{1e-5, 0.1};

ParityBound bound_of(const Combination& a, const Combination& b);

/// A pixel by which a pair is judged, with both values in photons.
struct WorstPixel {
  metrics::Pixel pixel;
  double a = 0, b = 0;
  double times_bound = 0;  ///< |b - a| / (tolerance * max(|a|, floor * max |a|))
};

/// What is found about two images.
struct PairJudgement {
  bool bitwise = false;  ///< equal in every byte
  bool empty = false;    ///< all pixels of both are 0
  Verdict verdict = Verdict::undefined;
  std::string reason;               ///< of an undefined verdict
  metrics::Metric of_peak;          ///< largest difference relative to the peak
  std::optional<WorstPixel> worst;  ///< none: the images are empty, or the verdict is undefined
  std::int64_t n_beyond = 0;        ///< pixels beyond the bound
  metrics::Comparison metrics;
};

/// Judges `b` by `a`, or `a` by `b` where `a` has no pixel above 0. A NaN leaves the verdict
/// undefined; empty images are equal. The metrics are computed on `backend`, for which Kokkos must
/// be open.
PairJudgement judge_pair(const metrics::ImagePair& images, const ParityBound& bound,
                         const std::string& backend);

/// A pair of combinations, by their places in the list.
struct ParityPair {
  std::size_t a = 0, b = 0;
  ParityBound bound = double_bound;
  PairJudgement judgement;

  /// For the order of pairs: an undefined verdict is beyond everything.
  double severity() const;
};

/// The image of one run file.
struct ParityRun {
  std::string config;  ///< as given, but without directories if that was absolute
  std::int64_t image = 0, fast = 0, slow = 0;
  double peak = 0;  ///< photons in the brightest pixel of the first combination
  std::vector<Combination> combinations;
  std::vector<ParityPair> pairs;  ///< all; there is one at least

  /// Undefined if one pair is, else fail if one does.
  Verdict verdict() const;
  const ParityPair& worst() const;
  /// "openmp double and serial mixed".
  std::string name(const ParityPair& pair) const;
};

/// The matrix of one run, the pairs beyond their bound and the verdict, several lines.
std::string parity_table(const ParityRun& run);

/// The verdict of all runs in a line without end, and its exit code: 0, 3 or 6.
struct ParityConclusion {
  Verdict verdict = Verdict::pass;
  std::string sentence;
  int exit_code = 0;
  std::size_t worst_run = 0;  ///< the first run of those that have the worst pair
};
ParityConclusion conclude(const std::vector<ParityRun>& runs);

/// The report for programs: JSON with all metrics. `pictures`: those of the worst pair, if wanted.
std::string parity_json(const std::vector<ParityRun>& runs,
                        const std::optional<io::ComparisonPictures>& pictures);

}  // namespace kbragg::app

#endif
