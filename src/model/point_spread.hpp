// SPDX-License-Identifier: BSD-3-Clause
// Point-spread function of the detector: how the photons of a pixel spread over those around it.
#ifndef KBRAGG_MODEL_POINT_SPREAD_HPP
#define KBRAGG_MODEL_POINT_SPREAD_HPP

#include <cstdint>
#include <vector>

#include "config/detector.hpp"

namespace kbragg::model {

/// Shares of the photons of a pixel, all of which start from its centre, in a square of
/// 2 radius + 1 pixels about it. They sum to 1: what belongs beyond the square is given to all
/// pixels in it in proportion.
struct PointSpread {
  config::PointSpreadKind kind = config::PointSpreadKind::gaussian;
  std::int64_t radius = 0;  ///< pixels
  /// gaussian: along one axis, 2 radius + 1 shares, whose products are those of the square;
  /// fibre: (slow, fast).
  std::vector<double> shares;
  double cut_off = 0;  ///< share of the function beyond the square, before it was given back

  bool is_separable() const { return kind == config::PointSpreadKind::gaussian; }
};

/// Integrals over the pixels, of edge `pixel_size` m, of
///   gaussian: exp(-r^2 / (2 s^2)) / (2 pi s^2), s = fwhm / (2 sqrt(2 ln 2)),
///   fibre:    g / (2 pi) (g^2 + r^2)^(-3/2), g = fwhm / (2 sqrt(2^(2/3) - 1)), a fibre-optic taper
///             (Holton, Nielsen, Frankel, J. Synchrotron Rad. 19, 2012, 1006).
/// Without a radius that beyond which lies at most 1e-6 (gaussian) or 2 % (fibre). Throws
/// kbragg::Error when that is more than 512 pixels.
PointSpread make_point_spread(const config::PointSpread& c, double pixel_size);

}  // namespace kbragg::model

#endif
