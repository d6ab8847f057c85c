// SPDX-License-Identifier: BSD-3-Clause
// Parameters of the images of an ensemble: their distributions, and that each depends on nothing
// but the seed and its number.
#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <numeric>

#include "math/constants.hpp"
#include "model/ensemble.hpp"
#include "support/near.hpp"
#include "support/scene_builder.hpp"

namespace kbragg::model {
namespace {

using test::close;

constexpr int count = 20000;
constexpr double degree = 1 / constants::degrees_per_radian;

Scene ensemble(const std::string& more, int seed = 5) {
  test::Settings settings{
      {"ensemble", "{images: 20000, seed: " + std::to_string(seed) + more + "}"}};
  if (more.find("mosaic_spread") != std::string::npos)
    settings.push_back({"crystal.mosaic", "{spread: 0.3 deg, domains: 6, seed: 3}"});
  return test::scene(settings);
}

std::vector<double> drawn(const Scene& scene,
                          const std::function<double(const ImageParameters&)>& value) {
  std::vector<double> values;
  for (int i = 0; i < count; ++i) values.push_back(value(image_parameters(scene, i)));
  return values;
}

double mean_of(const std::vector<double>& v) {
  return std::accumulate(v.begin(), v.end(), 0.0) / static_cast<double>(v.size());
}

double deviation_of(const std::vector<double>& v) {
  const double mean = mean_of(v);
  double sum = 0;
  for (const double x : v) sum += (x - mean) * (x - mean);
  return std::sqrt(sum / static_cast<double>(v.size()));
}

/// Sum over bins of (found - expected)^2 / expected; `values` are uniform in [0, 1) if all is well.
double chi_square(const std::vector<double>& values, int bins) {
  std::vector<double> found(static_cast<std::size_t>(bins));
  for (const double v : values)
    found[static_cast<std::size_t>(std::fmin(v * bins, bins - 1.0))] += 1;
  const double expected = static_cast<double>(values.size()) / bins;
  double sum = 0;
  for (const double f : found) sum += (f - expected) * (f - expected) / expected;
  return sum;
}

/// Bounds of chi-square with 19 degrees of freedom that one in ten thousand is beyond, each side.
void expect_uniform(const std::vector<double>& values) {
  const double sum = chi_square(values, 20);
  EXPECT_LT(sum, 51.0);
  EXPECT_GT(sum, 3.9);
}

/// The rotation that an image gives the cell of 70 x 80 x 90 A: its rows are those of the axes.
Mat3 rotation(const ImageParameters& p) {
  const Vec3 a = unit(p.lattice.direct.a), b = unit(p.lattice.direct.b),
             c = unit(p.lattice.direct.c);
  return {{{a.x, b.x, c.x}, {a.y, b.y, c.y}, {a.z, b.z, c.z}}};
}

TEST(Ensemble, DirectionsAreUniformOnTheSphere) {
  const Scene scene = ensemble("");
  using Pick = std::function<Vec3(const Mat3&)>;
  for (const Pick& axis : {Pick([](const Mat3& u) {
                             return u * Vec3{1, 0, 0};
                           }),
                           Pick([](const Mat3& u) {
                             return u * Vec3{0, 1, 0};
                           }),
                           Pick([](const Mat3& u) {
                             return u * Vec3{0, 0, 1};
                           })}) {
    const auto of = [&](auto&& value) {
      return drawn(scene, [&](const ImageParameters& p) { return value(axis(rotation(p))); });
    };
    expect_uniform(of([](const Vec3& v) { return (v.z + 1) / 2; }));
    expect_uniform(of([](const Vec3& v) { return (v.x + 1) / 2; }));
    expect_uniform(
        of([](const Vec3& v) { return std::atan2(v.y, v.x) / 2 / constants::pi + 0.5; }));
  }
}

TEST(Ensemble, AnglesOfRotationAreThoseOfUniformRotations) {
  // Their distribution is (t - sin t) / pi.
  const auto share = [](const ImageParameters& p) {
    const Mat3 u = rotation(p);
    const double trace = u.rows[0].x + u.rows[1].y + u.rows[2].z;
    const double t = std::acos(std::fmax(-1.0, std::fmin(1.0, (trace - 1) / 2)));
    return (t - std::sin(t)) / constants::pi;
  };
  expect_uniform(drawn(ensemble(""), share));
}

TEST(Ensemble, TheTestOfUniformityFindsAFault) {
  auto values =
      drawn(ensemble(""), [](const ImageParameters& p) { return (rotation(p).rows[0].x + 1) / 2; });
  for (double& v : values) v = std::pow(v, 1.1);
  EXPECT_GT(chi_square(values, 20), 51.0);
}

TEST(Ensemble, ImagesDependOnSeedAndNumberAlone) {
  const Scene scene = ensemble(", cell_scale: 1 %"), other = ensemble(", cell_scale: 1 %", 6);
  const ImageParameters later = image_parameters(scene, 77);
  for (int i = 0; i < 50; ++i) image_parameters(scene, i);
  const ImageParameters again = image_parameters(scene, 77);
  EXPECT_TRUE(close(later.lattice.direct.a, again.lattice.direct.a, 0));
  EXPECT_EQ(later.cell_scale, again.cell_scale);
  EXPECT_FALSE(close(later.lattice.direct.a, image_parameters(scene, 78).lattice.direct.a, 1e-6));
  EXPECT_FALSE(close(later.lattice.direct.a, image_parameters(other, 77).lattice.direct.a, 1e-6));
}

// A distribution more leaves the others as they were.
TEST(Ensemble, PurposesAreIndependent) {
  const Scene plain = ensemble(""), rich = ensemble(", cell_scale: 1 %, fluence: 0.5");
  for (int i = 0; i < 20; ++i)
    EXPECT_TRUE(close(rotation(image_parameters(plain, i)).rows[0],
                      rotation(image_parameters(rich, i)).rows[0], 1e-14));
  const auto cell = drawn(rich, [](const ImageParameters& p) { return p.cell_scale; });
  const auto fluence =
      drawn(rich, [](const ImageParameters& p) { return std::log(p.fluence_factor); });
  double product = 0;
  for (std::size_t i = 0; i < cell.size(); ++i)
    product += (cell[i] - 1) / 0.01 * (fluence[i] + 0.125) / 0.5 / count;
  EXPECT_LT(std::fabs(product), 4 / std::sqrt(count));
}

TEST(Ensemble, WithoutDistributionsOnlyTheOrientationDiffers) {
  const Scene scene = ensemble("");
  const ImageParameters p = image_parameters(scene, 3);
  EXPECT_EQ(p.cell_scale, 1);
  EXPECT_EQ(p.cells, scene.crystal.cells);
  EXPECT_EQ(p.wavelength_factor, 1);
  EXPECT_EQ(p.fluence_factor, 1);
  EXPECT_TRUE(close(norm(p.lattice.direct.b), 80));
  EXPECT_TRUE(close(dot(p.lattice.direct.b, p.lattice.reciprocal.b), 1));
}

TEST(Ensemble, CellScaleIsNormal) {
  const Scene scene = ensemble(", cell_scale: 0.5 %");
  const auto edge =
      drawn(scene, [](const ImageParameters& p) { return norm(p.lattice.direct.c) / 90 - 1; });
  EXPECT_NEAR(mean_of(edge), 0, 5 * 0.005 / std::sqrt(count));
  EXPECT_NEAR(deviation_of(edge), 0.005, 5 * 0.005 / std::sqrt(2.0 * count));
  std::vector<double> shares;
  for (const double x : edge) shares.push_back(std::erfc(-x / 0.005 / std::sqrt(2.0)) / 2);
  expect_uniform(shares);
  const ImageParameters p = image_parameters(scene, 1);
  EXPECT_TRUE(close(dot(p.lattice.direct.a, p.lattice.reciprocal.a), 1));
  EXPECT_TRUE(close(p.lattice.volume, std::pow(p.cell_scale, 3) * 504000));
}

TEST(Ensemble, WavelengthIsNormalAndSourcesFollow) {
  const Scene scene = ensemble(", wavelength_jitter: 1 %");
  const auto factor = drawn(scene, [](const ImageParameters& p) { return p.wavelength_factor; });
  EXPECT_NEAR(mean_of(factor), 1, 5 * 0.01 / std::sqrt(count));
  EXPECT_NEAR(deviation_of(factor), 0.01, 5 * 0.01 / std::sqrt(2.0 * count));
  const ImageParameters p = image_parameters(scene, 8);
  EXPECT_EQ(image_sources(scene, p)[0].wavelength,
            scene.beam.sources[0].wavelength * p.wavelength_factor);
}

TEST(Ensemble, SpectraReplaceTheWavelengthOfEachDirection) {
  SceneInputs inputs;
  inputs.spectra = {2, {1e-10, 1.2e-10, 0.9e-10, 1e-10}, {1, 3, 2, 0}};
  const Scene scene =
      test::scene({{"ensemble", "{images: 2, seed: 1, spectra: s.h5, wavelength_jitter: 1 %}"},
                   {"beam.divergence", "{horizontal: 1 mrad, steps: [3, 1]}"}},
                  inputs);
  ASSERT_EQ(scene.beam.sources.size(), 6u);
  EXPECT_EQ(scene.steps_per_pixel(), 6);
  const double mean[] = {1.15e-10, 0.9e-10}, weights[][2] = {{0.25, 0.75}, {1, 0}};
  for (std::size_t k = 0; k < 2; ++k) {
    const ImageParameters p = image_parameters(scene, static_cast<std::int64_t>(k));
    EXPECT_NE(p.wavelength_factor, 1);
    EXPECT_TRUE(close(p.wavelength, p.wavelength_factor * mean[k]));
    const std::vector<Source> sources = image_sources(scene, p);
    ASSERT_EQ(sources.size(), 6u);
    for (std::size_t i = 0; i < 6; ++i) {
      EXPECT_TRUE(close(sources[i].direction, scene.beam.sources[i].direction, 0));
      EXPECT_TRUE(close(sources[i].wavelength,
                        p.wavelength_factor * inputs.spectra.wavelength[2 * k + i % 2]));
      EXPECT_TRUE(close(sources[i].weight, weights[k][i % 2] / 3));
    }
    const Scene one = scene_of_image(scene, static_cast<std::int64_t>(k));
    EXPECT_EQ(one.beam.wavelength, p.wavelength);
    EXPECT_EQ(one.beam.sources[1].wavelength, sources[1].wavelength);
  }
}

TEST(Ensemble, FluenceIsLogNormalAboutItsMean) {
  const auto factor =
      drawn(ensemble(", fluence: 0.3"), [](const ImageParameters& p) { return p.fluence_factor; });
  EXPECT_NEAR(mean_of(factor), 1, 5 * 0.307 / std::sqrt(count));
  std::vector<double> shares;
  for (const double f : factor)
    shares.push_back(std::erfc(-(std::log(f) + 0.045) / 0.3 / std::sqrt(2.0)) / 2);
  expect_uniform(shares);
}

TEST(Ensemble, SpreadIsUniformOrNormal) {
  const auto spreads = [](const std::string& distribution) {
    return drawn(ensemble(", mosaic_spread: " + distribution),
                 [](const ImageParameters& p) { return p.mosaic_spread / degree; });
  };
  auto uniform = spreads("{low: 0.1 deg, high: 0.4 deg}");
  for (double& s : uniform) s = (s - 0.1) / 0.3;
  expect_uniform(uniform);
  const auto normal = spreads("{sigma: 0.02 deg}");
  EXPECT_NEAR(mean_of(normal), 0.3, 5 * 0.02 / std::sqrt(count));
  EXPECT_NEAR(deviation_of(normal), 0.02, 5 * 0.02 / std::sqrt(2.0 * count));
  // Half of a wide one is drawn again.
  for (const double s : spreads("{sigma: 5 deg}")) EXPECT_GT(s, 0);
}

TEST(Ensemble, DomainsTurnInProportionToTheSpread) {
  const Scene scene = ensemble(", mosaic_spread: {low: 0.1 deg, high: 0.4 deg}");
  ImageParameters p = image_parameters(scene, 0);
  p.mosaic_spread = scene.crystal.mosaic_spread;
  const Crystal same = image_crystal(scene, p);
  p.mosaic_spread /= 2;
  const Crystal half = image_crystal(scene, p);
  ASSERT_EQ(half.mosaic.size(), 6u);
  const auto sine = [](const Mat3& u) { return u.rows[1].x - u.rows[0].y; };
  for (std::size_t m = 0; m < 6; ++m) {
    EXPECT_TRUE(close(same.mosaic[m].rows[0], scene.crystal.mosaic[m].rows[0], 0));
    EXPECT_NEAR(sine(half.mosaic[m]), sine(same.mosaic[m]) / 2, 1e-7);
  }
}

TEST(Ensemble, SizesAreUniformFactorsOfAtLeastOneCell) {
  const Scene scene = ensemble(", cells: {low: 0.5, high: 2.5}");  // of 5 cells
  std::vector<double> found(14);
  for (int i = 0; i < count; ++i) {
    const auto cells = image_parameters(scene, i).cells;
    EXPECT_EQ(cells[0], cells[1]);
    found[static_cast<std::size_t>(cells[2])] += 1;
  }
  for (std::size_t n = 3; n <= 12; ++n) {  // 2.5 and 12.5 are the ends
    const double expected = count / 10.0;
    EXPECT_NEAR(found[n], expected, 5 * std::sqrt(expected * 0.9)) << n;
  }
  EXPECT_EQ(image_parameters(ensemble(", cells: {low: 0.01, high: 0.02}"), 1).cells[0], 1);
}

TEST(Ensemble, ASceneOfOneImageHoldsItsParameters) {
  const Scene scene = ensemble(", wavelength_jitter: 1 %, fluence: 0.3");
  const ImageParameters p = image_parameters(scene, 11);
  const Scene one = scene_of_image(scene, 11);
  EXPECT_FALSE(one.ensemble);
  EXPECT_EQ(one.beam.fluence, scene.beam.fluence * p.fluence_factor);
  EXPECT_EQ(one.beam.wavelength, scene.beam.wavelength * p.wavelength_factor);
  EXPECT_TRUE(close(one.crystal.lattice.direct.a, p.lattice.direct.a, 0));
}

}  // namespace
}  // namespace kbragg::model
