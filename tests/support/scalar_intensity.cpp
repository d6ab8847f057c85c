// SPDX-License-Identifier: BSD-3-Clause
#include "support/scalar_intensity.hpp"

#include <array>
#include <cmath>
#include <vector>

namespace kbragg::test {

namespace {

using Real = long double;
using V = std::array<Real, 3>;
constexpr Real pi = 3.14159265358979323846264338327950288L;

V wide(const Vec3& v) { return {v.x, v.y, v.z}; }
V sum(const V& a, const V& b) { return {a[0] + b[0], a[1] + b[1], a[2] + b[2]}; }
V times(Real t, const V& a) { return {t * a[0], t * a[1], t * a[2]}; }
Real dot(const V& a, const V& b) { return a[0] * b[0] + a[1] * b[1] + a[2] * b[2]; }
V cross(const V& a, const V& b) {
  return {a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]};
}
V unit(const V& a) { return times(1 / std::sqrt(dot(a, a)), a); }
V turn(const V& v, const V& n, Real t) {
  return sum(sum(times(dot(n, v) * (1 - std::cos(t)), n), times(std::cos(t), v)),
             times(std::sin(t), cross(n, v)));
}

Real sincg(Real x, Real n) { return x == 0 ? n : std::sin(n * x) / std::sin(x); }
Real sinc3(Real x) {
  if (std::fabs(x) < 1e-3L) return 1 - x * x / 10 + x * x * x * x / 280;
  return 3 * (std::sin(x) / x - std::cos(x)) / (x * x);
}

Real lattice_factor(const model::Crystal& c, const V& hkl, const V& hkl0) {
  using config::CrystalShape;
  const Real n[3] = {static_cast<Real>(c.cells[0]), static_cast<Real>(c.cells[1]),
                     static_cast<Real>(c.cells[2])};
  const Real all = n[0] * n[1] * n[2];
  if (c.shape == CrystalShape::square) {
    // Exactly on a lattice point the quotient is 0/0; its limit has the same square as at 0.
    Real f = 1;
    for (std::size_t i = 0; i < 3; ++i) f *= hkl[i] == hkl0[i] ? n[i] : sincg(pi * hkl[i], n[i]);
    return f;
  }
  Real r2 = 0;
  for (std::size_t i = 0; i < 3; ++i) r2 += std::pow((hkl[i] - hkl0[i]) * n[i], 2);
  if (c.shape == CrystalShape::round)
    return all * 0.723601254558268L * sinc3(pi * std::sqrt(r2 * c.fudge));
  if (c.spot_width == model::SpotWidth::isotropic) {
    const model::Basis& r = c.lattice.reciprocal;
    const V g = sum(sum(times(hkl[0] - hkl0[0], wide(r.a)), times(hkl[1] - hkl0[1], wide(r.b))),
                    times(hkl[2] - hkl0[2], wide(r.c)));
    r2 = dot(g, g) * all * all;
  }
  if (c.shape == CrystalShape::gauss) return all * std::exp(-(r2 / 0.63L * c.fudge));
  return r2 * c.fudge < 0.3969L ? all : 0;
}

Real cubic(const Real (&y)[4], Real x) {  // Lagrange polynomial through (0..3, y)
  Real f = 0;
  for (int i = 0; i < 4; ++i) {
    Real term = y[i];
    for (int j = 0; j < 4; ++j)
      if (j != i) term *= (x - j) / (i - j);
    f += term;
  }
  return f;
}

Real amplitude(const model::Scene& scene, const V& hkl, const V& hkl0) {
  const model::HklTable& t = scene.hkl;
  bool inside = scene.interpolation == config::Interpolation::tricubic;
  for (std::size_t i = 0; i < 3; ++i)
    inside = inside && std::floor(hkl[i]) - 1 >= t.low[i] && std::floor(hkl[i]) + 2 <= t.high[i];
  const auto at = [&](Real h, Real k, Real l) {
    return static_cast<Real>(t.at(static_cast<std::int64_t>(h), static_cast<std::int64_t>(k),
                                  static_cast<std::int64_t>(l)));
  };
  if (!inside) return at(hkl0[0], hkl0[1], hkl0[2]);
  const V first{std::floor(hkl[0]) - 1, std::floor(hkl[1]) - 1, std::floor(hkl[2]) - 1};
  Real along_h[4];
  for (int i = 0; i < 4; ++i) {
    Real along_k[4];
    for (int j = 0; j < 4; ++j) {
      Real along_l[4];
      for (int m = 0; m < 4; ++m) along_l[m] = at(first[0] + i, first[1] + j, first[2] + m);
      along_k[j] = cubic(along_l, hkl[2] - first[2]);
    }
    along_h[i] = cubic(along_k, hkl[1] - first[1]);
  }
  return cubic(along_h, hkl[0] - first[0]);
}

V position(const model::Scene& scene, std::int64_t fast, std::int64_t slow, std::int64_t jf,
           std::int64_t js, std::int64_t layer) {
  const model::Detector& d = scene.detector;
  const Real n = static_cast<Real>(scene.sampling.oversample), sub = d.pixel_size / n;
  const Real f = sub * (fast * n + jf) + sub / 2, s = sub * (slow * n + js) + sub / 2;
  const V in_plane =
      sum(sum(times(f, wide(d.plane.fast)), times(s, wide(d.plane.slow))),
          times(layer * static_cast<Real>(d.sensor.layer_thickness), wide(d.plane.normal)));
  const V flat = sum(in_plane, wide(d.plane.pix0));
  if (d.surface == model::DetectorSurface::flat) return flat;
  const Real radius = d.plane.distance;
  if (d.surface == model::DetectorSurface::sphere_lab_yz)
    return turn(turn(times(radius, wide(d.beam)), wide(d.plane.slow), flat[1] / radius),
                wide(d.plane.fast), flat[2] / radius);
  const Real hand = dot(wide(d.beam), cross(wide(d.plane.fast), wide(d.plane.slow))) < 0 ? -1 : 1;
  const V turned = turn(times(radius, wide(d.beam)), wide(d.plane.slow),
                        hand * (f - d.plane.beam_spot.fast) / radius);
  return turn(turned, wide(d.plane.fast), -hand * (s - d.plane.beam_spot.slow) / radius);
}

Real polarization(const model::Beam& beam, const V& incident, const V& direction) {
  if (!beam.polarization.enabled) return 1;
  const Real c = dot(incident, direction), k = beam.polarization.kahn_factor;
  const V b = unit(cross(wide(beam.polarization.axis), incident));
  const V e = unit(cross(incident, b));
  const Real psi = -std::atan2(dot(direction, b), dot(direction, e));
  return (1 + c * c - k * std::cos(2 * psi) * (1 - c * c)) / 2;
}

/// Fraction of the photons that a layer absorbs.
Real absorption(const model::Detector& d, const V& direction, std::int64_t layer) {
  if (!d.sensor.absorbs) return 1;
  // A sphere about the sample is hit along its normal everywhere.
  const Real cosine =
      d.surface == model::DetectorSurface::sphere ? Real(1) : dot(direction, wide(d.plane.normal));
  const Real depth = static_cast<Real>(d.sensor.layer_thickness) * d.sensor.attenuation / cosine;
  return std::exp(-layer * depth) - std::exp(-(layer + 1) * depth);
}

bool visible(const model::Scene& scene, const V& q) {
  return !(scene.sampling.dmin > 0 && 1 / std::sqrt(dot(q, q)) < scene.sampling.dmin);
}

Real mean_bragg(const model::Scene& scene, const std::vector<model::Basis>& bases, const V& q) {
  if (!visible(scene, q)) return 0;
  Real total = 0;
  for (const model::Basis& basis : bases) {
    const V hkl{dot(wide(basis.a), q), dot(wide(basis.b), q), dot(wide(basis.c), q)};
    V hkl0;
    for (std::size_t i = 0; i < 3; ++i) hkl0[i] = std::ceil(hkl[i] - 0.5L);
    const Real f = amplitude(scene, hkl, hkl0) * lattice_factor(scene.crystal, hkl, hkl0);
    total += f * f;
  }
  return total / bases.size();
}

}  // namespace

double scalar_intensity(const model::Scene& scene, std::int64_t image, std::int64_t fast,
                        std::int64_t slow) {
  const model::Detector& d = scene.detector;
  const model::Sampling& sampling = scene.sampling;
  const bool solid_once = sampling.solid_angle == model::FactorPlace::first;
  const bool polarization_once = sampling.polarization == model::FactorPlace::first;
  const bool absorption_once = sampling.absorption == model::AbsorptionPlace::last;
  const auto bases = model::orientations(scene.crystal, scene.scan.spindle, scene.scan.phis(image));
  const std::int64_t n = sampling.oversample;
  Real intensity = scene.background_start / static_cast<Real>(scene.beam.sources.size()) /
                   static_cast<Real>(bases.size());
  Real first_solid = 0, first_polarization = 0, last_absorption = 1;
  for (std::int64_t layer = 0; layer < d.sensor.layers; ++layer)
    for (std::int64_t js = 0; js < n; ++js)
      for (std::int64_t jf = 0; jf < n; ++jf) {
        const V x = position(scene, fast, slow, jf, js, layer);
        const Real r = std::sqrt(dot(x, x));
        const V direction = times(1 / r, x);
        const Real solid = d.point_pixel ? 1 / (r * r)
                                         : static_cast<Real>(d.pixel_size) * d.pixel_size /
                                               (r * r) * d.plane.close_distance / r;
        const Real absorbed = absorption(d, direction, layer);
        if (layer + js + jf == 0) first_solid = solid;
        if (js + jf == 0) last_absorption = absorbed;
        for (const model::Source& source : scene.beam.sources) {
          const V incident = times(-1, wide(source.direction));
          const V q =
              times(1 / static_cast<Real>(source.wavelength), sum(direction, times(-1, incident)));
          const Real polarized = polarization(scene.beam, incident, direction);
          if (first_polarization == 0 && visible(scene, q)) first_polarization = polarized;
          Real factor = source.weight;
          if (!solid_once) factor *= solid;
          if (!absorption_once) factor *= absorbed;
          if (!polarization_once) factor *= polarized;
          intensity += factor * (mean_bragg(scene, bases, q) + scene.background_intensity);
        }
      }
  constexpr Real r_e2 = 7.94079248018965e-30L;
  intensity *= r_e2 * scene.beam.fluence / (n * n);
  if (solid_once) intensity *= first_solid;
  if (absorption_once) intensity *= last_absorption;
  if (polarization_once && scene.beam.polarization.enabled) intensity *= first_polarization;
  return static_cast<double>(intensity);
}

}  // namespace kbragg::test
