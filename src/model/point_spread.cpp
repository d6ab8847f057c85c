// SPDX-License-Identifier: BSD-3-Clause
#include "model/point_spread.hpp"

#include <cmath>
#include <numeric>
#include <string>

#include "base/error.hpp"
#include "math/constants.hpp"

namespace kbragg::model {

namespace {

using config::PointSpreadKind;

/// Width g of the taper or s of the Gaussian, in pixels.
double width(const config::PointSpread& c, double pixel_size) {
  const double fwhm = c.fwhm.si() / pixel_size;
  if (c.kind == PointSpreadKind::gaussian) return fwhm / (2 * std::sqrt(2 * std::log(2.0)));
  return fwhm / (2 * std::sqrt(std::cbrt(4.0) - 1));
}

/// Share of a Gaussian between a and b along one axis, 0 <= |a| <= b.
double gaussian_share(double s, double a, double b) {
  const double unit = s * std::sqrt(2.0);
  if (a <= 0) return 0.5 * (std::erf(b / unit) - std::erf(a / unit));
  return 0.5 * (std::erfc(a / unit) - std::erfc(b / unit));  // keeps the digits of the tail
}

/// Share of the taper in the rectangle from its centre to (x, y); odd in both.
double fibre_corner(double g, double x, double y) {
  return std::atan(x * y / (g * std::sqrt(g * g + x * x + y * y))) / (2 * constants::pi);
}

double fibre_share(double g, double x, double y) {
  constexpr double half = 0.5;
  return fibre_corner(g, x + half, y + half) - fibre_corner(g, x - half, y + half) -
         fibre_corner(g, x + half, y - half) + fibre_corner(g, x - half, y - half);
}

double cut_off(PointSpreadKind kind, double w, std::int64_t radius) {
  const double edge = static_cast<double>(radius) + 0.5;
  if (kind == PointSpreadKind::fibre) return 1 - 4 * fibre_corner(w, edge, edge);
  const double beyond = std::erfc(edge / (w * std::sqrt(2.0)));
  return beyond * (2 - beyond);
}

std::int64_t choose_radius(PointSpreadKind kind, double w) {
  const double allowed = kind == PointSpreadKind::gaussian ? 1e-6 : 0.02;
  constexpr std::int64_t most = 512;
  std::int64_t radius = 1;
  while (radius <= most && cut_off(kind, w, radius) > allowed) ++radius;
  KBRAGG_REQUIRE(radius <= most, "detector.psf.fwhm: auto would need a radius of more than " +
                                     std::to_string(most) + " pixels; give detector.psf.radius");
  return radius;
}

}  // namespace

PointSpread make_point_spread(const config::PointSpread& c, double pixel_size) {
  const double w = width(c, pixel_size);
  PointSpread psf;
  psf.kind = c.kind;
  psf.radius = c.radius.value ? *c.radius.value : choose_radius(c.kind, w);
  psf.cut_off = cut_off(c.kind, w, psf.radius);
  const auto r = static_cast<double>(psf.radius);
  for (double slow = -r; slow <= r; ++slow) {
    if (c.kind == PointSpreadKind::gaussian)
      psf.shares.push_back(gaussian_share(w, std::fabs(slow) - 0.5, std::fabs(slow) + 0.5));
    else
      for (double fast = -r; fast <= r; ++fast)
        // Of the first octant, so that the shares are symmetric to the last bit.
        psf.shares.push_back(fibre_share(w, std::fmax(std::fabs(slow), std::fabs(fast)),
                                         std::fmin(std::fabs(slow), std::fabs(fast))));
  }
  const double sum = std::accumulate(psf.shares.begin(), psf.shares.end(), 0.0);
  for (double& share : psf.shares) share /= sum;
  return psf;
}

}  // namespace kbragg::model
