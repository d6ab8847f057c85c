// SPDX-License-Identifier: BSD-3-Clause
// Random run files, between them covering every branch of the kernels, against the straight-line
// evaluation of support/scalar_intensity.
#include <gtest/gtest.h>

#include <random>
#include <set>

#include "math/constants.hpp"
#include "support/render.hpp"
#include "support/scalar_intensity.hpp"
#include "support/scene_builder.hpp"

namespace kbragg::kernels {
namespace {

/// Draws run files; every choice is recorded so that the test can tell what was covered.
class Chooser {
 public:
  explicit Chooser(unsigned seed) : m_random(seed) {}

  double real(double low, double high) {
    return low + (high - low) * static_cast<double>(m_random()) / 4294967296.0;
  }
  int whole(int low, int high) {
    return low + static_cast<int>(m_random() % static_cast<unsigned>(high - low + 1));
  }
  bool maybe(const char* what) {
    const bool yes = m_random() % 2 == 0;
    seen.insert(std::string(what) + (yes ? "" : " not"));
    return yes;
  }
  std::string one_of(std::initializer_list<const char*> words) {
    const std::string word = words.begin()[m_random() % words.size()];
    seen.insert(word);
    return word;
  }

  std::set<std::string> seen;

 private:
  std::mt19937 m_random;
};

std::string number(double x) { return std::to_string(x); }

std::string detector(Chooser& c) {
  std::string d = "{pixels: [" + std::to_string(c.whole(3, 19)) +
                  ", 3], pixel_size: " + number(c.real(0.1, 0.6)) +
                  " mm, distance: " + number(c.real(60, 120)) + " mm, convention: " +
                  c.one_of({"mosflm", "adxv", "denzo", "xds", "dials", "custom"});
  // A curved detector must face the beam.
  const bool curved = c.maybe("curved");
  if (!curved && c.maybe("rotated"))
    d += ", rotation: [" + number(c.real(-20, 20)) + " deg, " + number(c.real(-20, 20)) + " deg, " +
         number(c.real(-20, 20)) + " deg]";
  if (!curved && c.maybe("twotheta")) d += ", twotheta: " + number(c.real(-20, 20)) + " deg";
  if (curved) d += std::string(", curved: true, curved_by: ") + c.one_of({"in_plane", "lab_yz"});
  if (c.maybe("region")) d += ", roi: {fast: [1, 2], slow: [0, 1]}";
  if (c.maybe("point pixel")) d += ", point_pixel: true";
  if (c.maybe("sensor")) {
    const int layers = c.whole(1, 3);
    d += ", sensor: {thickness: 450 um, attenuation_depth: 300 um, layers: " +
         std::to_string(layers) +
         ", layer_spacing: " + (layers == 1 ? "whole" : c.one_of({"whole", "fence_post"})) +
         ", absorption: " + c.one_of({"exponential", "exponential", "exponential", "none"}) + "}";
  }
  return d + "}";
}

std::string crystal(Chooser& c) {
  std::string s = "{cell: {a: " + number(c.real(20, 60)) + " A, b: " + number(c.real(20, 60)) +
                  " A, c: " + number(c.real(20, 60)) + " A, alpha: " + number(c.real(75, 105)) +
                  " deg, beta: " + number(c.real(75, 105)) +
                  " deg, gamma: " + number(c.real(75, 105)) + " deg}, cells: [" +
                  std::to_string(c.whole(1, 20)) + ", " + std::to_string(c.whole(1, 20)) + ", " +
                  std::to_string(c.whole(1, 20)) +
                  "], shape: " + c.one_of({"square", "round", "gauss", "tophat"}) +
                  ", fudge: " + number(c.real(0.2, 2)) +
                  ", random_orientation: {seed: " + std::to_string(c.whole(0, 1000)) + "}";
  if (c.maybe("mosaic"))
    s += ", mosaic: {spread: 1 deg, domains: " + std::to_string(c.whole(2, 4)) + "}";
  return s + "}";
}

std::string beam(Chooser& c) {
  std::string b = "{wavelength: " + number(c.real(0.8, 2)) + " A, size: 0.05 mm";
  if (c.maybe("polarized"))
    b += ", polarization: {kahn_factor: " + number(c.real(-1, 1)) + "}";
  else if (c.maybe("no polarization"))
    b += ", polarization: {enabled: false}";
  if (c.maybe("fan")) {
    b += ", divergence: {horizontal: 8 mrad, vertical: 5 mrad, steps: [2, 3], shape: " +
         c.one_of({"round", "square"});
    b += "}, dispersion: {range: 2 %, steps: 2}";
  } else if (c.maybe("list of sources")) {
    b += ", sources: [{direction: [-1, 0.01, -1], weight: 3}, {direction: [-1, 0, -1.02], "
         "wavelength: 1.1 A}]";
  }
  return b + "}";
}

test::Settings run_file(Chooser& c) {
  test::Settings s = {{"detector", detector(c)}, {"crystal", crystal(c)}, {"beam", beam(c)}};
  s.push_back({"sampling.oversample", std::to_string(c.whole(1, 3))});
  if (c.maybe("dmin")) s.push_back({"sampling.dmin", number(c.real(2, 5)) + " A"});
  if (c.maybe("water")) {  // about as bright as the spots, by either formula
    const std::string formula = c.one_of({"beam_volume", "nanobragg"});
    s.push_back({"background.water",
                 "{thickness: " + std::string(formula == "nanobragg" ? "0.003" : "0.0000001") +
                     " um, formula: " + formula + "}"});
  }
  if (c.maybe("solid angle once")) s.push_back({"sampling.solid_angle", "first"});
  if (c.maybe("polarization once")) s.push_back({"sampling.polarization", "first"});
  if (c.maybe("absorption once")) s.push_back({"sampling.absorption", "last"});
  if (c.maybe("rotation series"))
    s.push_back({"scan", "{start: " + number(c.real(-90, 90)) +
                             " deg, oscillation: 1.5 deg, images: 3, steps: 2}"});
  return s;
}

model::Scene random_scene(Chooser& c) {
  const test::Settings settings = run_file(c);
  model::SceneInputs inputs;
  const bool table = c.maybe("table");
  if (table)
    inputs.hkl = model::make_hkl_table(test::polynomial_reflections(c.whole(1, 6)), c.real(0, 50));
  model::Scene scene = test::scene(settings, inputs);
  if (table && c.maybe("tricubic")) scene.interpolation = config::Interpolation::tricubic;
  if (c.maybe("isotropic spots")) scene.crystal.spot_width = model::SpotWidth::isotropic;
  return scene;
}

double peak(const std::vector<double>& pixels) {
  double highest = 0;
  for (const double p : pixels) highest = std::fmax(highest, p);
  return highest;
}

/// What evaluations below 1e-12 of the peak, which the kernels of round, gauss and tophat leave
/// out, can add to a pixel: all of them as bright as that, in the nearest pixel.
double left_out(const model::Scene& scene) {
  using Shape = model::CrystalShape;
  if (scene.crystal.shape == Shape::square || scene.crystal.shape == Shape::tophat) return 0;
  double F = std::fabs(scene.hkl.default_F), cells = 1;
  for (const double value : scene.hkl.values) F = std::fmax(F, std::fabs(value));
  for (const auto n : scene.crystal.cells) cells *= static_cast<double>(n);
  const model::Detector& d = scene.detector;
  const double area = d.point_pixel ? 1 : d.pixel_size * d.pixel_size;
  const double solid_angle = area / (d.plane.close_distance * d.plane.close_distance);
  return 1e-12 * constants::electron_radius_squared * scene.beam.fluence * solid_angle * F * F *
         cells * cells * static_cast<double>(d.sensor.layers);
}

TEST(AgainstScalar, RandomRunFiles) {
  Chooser c(20);
  int compared = 0, partly_interpolated = 0;
  for (int run = 0; run < 300; ++run) {
    const model::Scene scene = random_scene(c);
    const std::int64_t image = scene.scan.images - 1, fast = scene.detector.fast_pixels;
    const std::string backend =
        backend_names()[static_cast<std::size_t>(run) % backend_names().size()];
    std::int64_t fallbacks = 0;
    const auto pixels = test::render(scene, backend, image, &fallbacks);
    if (fallbacks > 0 && static_cast<double>(fallbacks) < scene.pixel_steps())
      ++partly_interpolated;
    const double highest = peak(pixels);
    ASSERT_TRUE(std::isfinite(highest));
    for (std::int64_t s = 0; s < 3; ++s)
      for (std::int64_t f = 0; f < fast; ++f, ++compared) {
        const double found = pixels[static_cast<std::size_t>(s * fast + f)];
        const model::Region& r = scene.detector.region;
        const bool inside = f >= r.fast_first && f <= r.fast_last && s <= r.slow_last;
        const double expected = inside ? test::scalar_intensity(scene, image, f, s) : 0;
        ASSERT_NEAR(found, expected, 1e-10 * std::fmax(expected, 1e-3 * highest) + left_out(scene))
            << "run " << run << " on " << backend << ", pixel " << f << " " << s;
      }
  }
  EXPECT_GT(compared, 5000);
  EXPECT_GE(partly_interpolated, 3);
  for (const char* what : {"mosflm",
                           "adxv",
                           "denzo",
                           "xds",
                           "dials",
                           "custom",
                           "square",
                           "round",
                           "gauss",
                           "tophat",
                           "region",
                           "rotated",
                           "twotheta",
                           "curved",
                           "curved not",
                           "point pixel",
                           "sensor",
                           "sensor not",
                           "mosaic",
                           "mosaic not",
                           "polarized",
                           "no polarization",
                           "fan",
                           "list of sources",
                           "dmin",
                           "water",
                           "rotation series",
                           "table",
                           "table not",
                           "tricubic",
                           "isotropic spots",
                           "in_plane",
                           "lab_yz",
                           "fence_post",
                           "none",
                           "nanobragg",
                           "solid angle once",
                           "polarization once",
                           "absorption once"})
    EXPECT_EQ(c.seen.count(what), 1u) << what << " was never drawn";
}

}  // namespace
}  // namespace kbragg::kernels
