// SPDX-License-Identifier: BSD-3-Clause
// Pictures of two images and of their difference, for the eye alone: 8-bit grey.
#ifndef KBRAGG_IO_COMPARISON_PICTURES_HPP
#define KBRAGG_IO_COMPARISON_PICTURES_HPP

#include <cstdint>

#include "io/preview.hpp"
#include "model/detector.hpp"

namespace kbragg::io {

struct ComparisonPictures {
  Picture a, b;                 ///< black 0 and below, white from `white` up
  Picture difference;           ///< of b - a: 128 none, 1 and 255 from `difference_scale` up
  double white = 0;             ///< 0: no pixel is positive
  double difference_scale = 0;  ///< 0: no pixel differs
  std::int64_t block = 1;       ///< pixels along the edge of what one dot shows
};

/// Pictures of `a` and `b`, each slow x fast. The scales end at the 99.5th percentile of the
/// positive pixels of both images, and of the differences other than 0, inside `region` (which may
/// be empty). Images longer than `max_edge` pixels are made smaller; a dot shows the highest pixel
/// of its block, or the largest difference. Pixels that are not finite count as 0.
ComparisonPictures render_comparison(const double* a, const double* b, std::int64_t slow,
                                     std::int64_t fast, const model::Region& region,
                                     std::int64_t max_edge = 2048);

/// The three pictures in one row, `a` on the left and the difference on the right, with white
/// between them.
Picture side_by_side(const ComparisonPictures& pictures);

}  // namespace kbragg::io

#endif
