// SPDX-License-Identifier: BSD-3-Clause
// Metrics of the parts of a region. Private to metrics.
#ifndef KBRAGG_METRICS_TILES_HPP
#define KBRAGG_METRICS_TILES_HPP

#include "metrics/comparison.hpp"

namespace kbragg::metrics {

/// Fills result.tiles for result.region, which lies inside the images.
void fill_tiles(const ImagePair& images, Comparison& result);

}  // namespace kbragg::metrics

#endif
