// SPDX-License-Identifier: BSD-3-Clause
#include "plain/image.hpp"

#include <atomic>
#include <cmath>
#include <string>
#include <thread>
#include <utility>

#include "base/error.hpp"
#include "math/constants.hpp"

namespace kbragg::plain {

namespace {

using constants::pi;
using model::CrystalShape;

double lattice_factor(const model::Crystal& crystal, const double (&hkl)[3],
                      const double (&hkl0)[3]) {
  const auto na = static_cast<double>(crystal.cells[0]);
  const auto nb = static_cast<double>(crystal.cells[1]);
  const auto nc = static_cast<double>(crystal.cells[2]);
  if (crystal.shape == CrystalShape::square)
    return wave_sum(pi * hkl[0], na) * wave_sum(pi * hkl[1], nb) * wave_sum(pi * hkl[2], nc);
  const double x = (hkl[0] - hkl0[0]) * na, y = (hkl[1] - hkl0[1]) * nb,
               z = (hkl[2] - hkl0[2]) * nc;
  const double r2 = (x * x + y * y + z * z) * crystal.fudge;
  const double all = na * nb * nc;
  if (crystal.shape == CrystalShape::round)
    return all * 0.723601254558268 * sphere_wave(pi * std::sqrt(r2));
  if (crystal.shape == CrystalShape::gauss) return all * std::exp(-r2 / 0.63);
  return r2 < 0.3969 ? all : 0;
}

/// Cubic through (0, y[0]) .. (3, y[3]) at x.
double cubic(const double (&y)[4], double x) {
  return y[0] * (x - 1) * (x - 2) * (x - 3) / -6 + y[1] * x * (x - 2) * (x - 3) / 2 +
         y[2] * x * (x - 1) * (x - 3) / -2 + y[3] * x * (x - 1) * (x - 2) / 6;
}

/// |F F_latt|^2 of one orientation at scattering vector q.
double intensity(const model::Scene& scene, const model::Basis& basis, const Vec3& q) {
  const double hkl[3] = {dot(basis.a, q), dot(basis.b, q), dot(basis.c, q)};
  const double hkl0[3] = {std::ceil(hkl[0] - 0.5), std::ceil(hkl[1] - 0.5),
                          std::ceil(hkl[2] - 0.5)};
  const double F = scene.interpolation == model::Interpolation::tricubic
                       ? tricubic_amplitude(scene.hkl, hkl, hkl0)
                       : nearest_amplitude(scene.hkl, hkl0[0], hkl0[1], hkl0[2]);
  const double F_latt = lattice_factor(scene.crystal, hkl, hkl0);
  return F * F * F_latt * F_latt;
}

double solid_angle(const model::Detector& detector, const Vec3& position) {
  const double distance = norm(position);
  return detector.pixel_size * detector.pixel_size / (distance * distance) *
         detector.plane.close_distance / distance;
}

/// Contributions of one sub-pixel at `position`, without the factors that count once per pixel.
double sub_pixel(const model::Scene& scene, const std::vector<model::Basis>& bases,
                 const Vec3& position) {
  const Vec3 direction = unit(position);
  const model::Sampling& sampling = scene.sampling;
  double total = 0;
  for (const model::Source& source : scene.beam.sources) {
    const Vec3 incident = -source.direction;
    const Vec3 q = (1 / source.wavelength) * (direction - incident);
    double sum = 0;
    for (const model::Basis& basis : bases) sum += intensity(scene, basis, q);
    if (sampling.polarization == model::FactorPlace::each)
      sum *= polarization(scene.beam.polarization, incident, direction);
    total += source.weight * sum;
  }
  if (sampling.solid_angle == model::FactorPlace::each)
    total *= solid_angle(scene.detector, position);
  return total;
}

double pixel(const model::Scene& scene, const std::vector<model::Basis>& bases, std::int64_t fast,
             std::int64_t slow) {
  const model::Detector& detector = scene.detector;
  const std::int64_t n = scene.sampling.oversample;
  const double step = detector.pixel_size / static_cast<double>(n);
  const auto position = [&](std::int64_t i, std::int64_t j) {
    const double s = (static_cast<double>(slow * n + i) + 0.5) * step;
    const double f = (static_cast<double>(fast * n + j) + 0.5) * step;
    return detector.plane.pix0 + f * detector.plane.fast + s * detector.plane.slow;
  };
  double total = 0;
  for (std::int64_t i = 0; i < n; ++i)
    for (std::int64_t j = 0; j < n; ++j) total += sub_pixel(scene, bases, position(i, j));
  const Vec3 first = position(0, 0);
  if (scene.sampling.solid_angle == model::FactorPlace::first)
    total *= solid_angle(detector, first);
  if (scene.sampling.polarization == model::FactorPlace::first)
    total *=
        polarization(scene.beam.polarization, -scene.beam.sources.front().direction, unit(first));
  return total;
}

void require_simple(const model::Scene& scene) {
  const model::Detector& d = scene.detector;
  const model::Crystal& c = scene.crystal;
  const bool width_counts = c.shape != CrystalShape::square && c.shape != CrystalShape::round;
  const std::pair<bool, const char*> unknown[] = {
      {d.surface != model::DetectorSurface::flat, "curved detectors"},
      {d.point_pixel, "point pixels"},
      {scene.ensemble.has_value(), "ensembles"},
      {d.sensor.absorbs || d.sensor.layers != 1, "absorbing sensors"},
      {d.active_pixels != d.fast_pixels * d.slow_pixels, "regions and masks"},
      {scene.sampling.dmin != 0, "sampling.dmin"},
      {scene.background_intensity != 0 || scene.background_start != 0, "background"},
      {width_counts && c.spot_width != model::SpotWidth::per_axis, "isotropic widths of spots"},
      {scene.interpolation == model::Interpolation::tricubic_until_outside,
       "interpolation that ends within an image"},
  };
  for (const auto& [is_there, what] : unknown)
    KBRAGG_REQUIRE(!is_there, std::string("the built-in reference does not know ") + what);
}

}  // namespace

double wave_sum(double x, double n) { return x == 0 ? n : std::sin(n * x) / std::sin(x); }

double sphere_wave(double x) { return x == 0 ? 1 : 3 * (std::sin(x) / x - std::cos(x)) / (x * x); }

double nearest_amplitude(const model::HklTable& table, double h0, double k0, double l0) {
  const auto h = static_cast<std::int64_t>(h0), k = static_cast<std::int64_t>(k0),
             l = static_cast<std::int64_t>(l0);
  if (h < table.low[0] || h > table.high[0] || k < table.low[1] || k > table.high[1] ||
      l < table.low[2] || l > table.high[2])
    return table.default_F;
  return table.values[static_cast<std::size_t>(table.index(h, k, l))];
}

double tricubic_amplitude(const model::HklTable& table, const double (&hkl)[3],
                          const double (&hkl0)[3]) {
  std::int64_t first[3];
  for (std::size_t i = 0; i < 3; ++i) {
    first[i] = static_cast<std::int64_t>(std::floor(hkl[i])) - 1;
    if (first[i] < table.low[i] || first[i] + 3 > table.high[i])
      return nearest_amplitude(table, hkl0[0], hkl0[1], hkl0[2]);
  }
  double along_h[4], along_k[4], along_l[4];
  for (int i = 0; i < 4; ++i) {
    for (int j = 0; j < 4; ++j) {
      for (int m = 0; m < 4; ++m)
        along_l[m] = table.values[static_cast<std::size_t>(
            table.index(first[0] + i, first[1] + j, first[2] + m))];
      along_k[j] = cubic(along_l, hkl[2] - static_cast<double>(first[2]));
    }
    along_h[i] = cubic(along_k, hkl[1] - static_cast<double>(first[1]));
  }
  return cubic(along_h, hkl[0] - static_cast<double>(first[0]));
}

double polarization(const model::Polarization& polarization, const Vec3& incident,
                    const Vec3& direction) {
  if (!polarization.enabled) return 1;
  const double c = dot(incident, direction);
  const Vec3 b = unit(cross(polarization.axis, incident)), e = unit(cross(incident, b));
  const double psi = -std::atan2(dot(direction, b), dot(direction, e));
  return (1 + c * c - polarization.kahn_factor * std::cos(2 * psi) * (1 - c * c)) / 2;
}

std::vector<float> render(const model::Scene& scene, std::int64_t image, int threads) {
  require_simple(scene);
  const model::Detector& detector = scene.detector;
  const auto bases = model::orientations(scene.crystal, scene.scan.spindle, scene.scan.phis(image));
  const auto n = static_cast<double>(scene.sampling.oversample);
  const double scale = constants::electron_radius_squared * scene.beam.fluence /
                       (n * n * static_cast<double>(bases.size()));
  std::vector<float> photons(static_cast<std::size_t>(detector.active_pixels));
  std::atomic<std::int64_t> next{0};
  const auto compute_rows = [&] {
    for (std::int64_t slow = next++; slow < detector.slow_pixels; slow = next++)
      for (std::int64_t fast = 0; fast < detector.fast_pixels; ++fast)
        photons[static_cast<std::size_t>(slow * detector.fast_pixels + fast)] =
            static_cast<float>(scale * pixel(scene, bases, fast, slow));
  };
  std::vector<std::jthread> others;
  for (int i = 1; i < threads; ++i) others.emplace_back(compute_rows);
  compute_rows();
  others.clear();  // waits for them
  return photons;
}

}  // namespace kbragg::plain
