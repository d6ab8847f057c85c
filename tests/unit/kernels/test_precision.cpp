// SPDX-License-Identifier: BSD-3-Clause
// The image does not depend on the number of lanes, and little on the precision.
#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <string>
#include <type_traits>
#include <vector>

#include "base/error.hpp"
#include "support/kernel_image.hpp"
#include "support/kernel_scenes.hpp"
#include "support/render.hpp"

namespace kbragg::kernels {
namespace {

constexpr const char* shapes[] = {"square", "round", "gauss", "tophat"};

model::Scene scene_of(const char* shape, const test::Settings& more = {}) {
  test::Settings settings = {{"crystal.shape", shape}};
  settings.insert(settings.end(), more.begin(), more.end());
  return test::kernel_scene(settings);
}

/// The image of a scene with another number of lanes than the engine takes.
template <int Lanes, class Lattice, class Amplitude>
std::vector<double> image(const model::Scene& scene, const Lattice& lattice,
                          const Amplitude& amplitude) {
  return test::kernel_image<Lanes>(scene, lattice, amplitude,
                                   [&](const auto& exec, const auto& functor) {
                                     accumulate(exec, functor, test::rows_of_region(scene));
                                   });
}

template <class Real, class Lattice, class Amplitude>
void expect_the_same_for_all_lanes(const model::Scene& scene, const Lattice& lattice,
                                   const Amplitude& amplitude) {
  const auto expected = image<16>(scene, lattice, amplitude);
  for (const auto& other :
       {image<32>(scene, lattice, amplitude), image<64>(scene, lattice, amplitude)})
    EXPECT_EQ(std::memcmp(other.data(), expected.data(), expected.size() * sizeof(double)), 0);
  // With one lane, as on a device, or with loops so short that they are unrolled, a compiler may
  // fuse another multiplication of a sum of products.
  constexpr double limit = std::is_same_v<Real, double> ? 1e-12 : 1e-5;
  for (const auto& other :
       {image<1>(scene, lattice, amplitude), image<4>(scene, lattice, amplitude)})
    for (std::size_t i = 0; i < other.size(); ++i)
      ASSERT_NEAR(other[i], expected[i], limit * expected[i]) << i;
}

template <class Real>
void expect_the_same_bytes(const model::Scene& scene) {
  const std::vector<Real> values(scene.hkl.values.begin(), scene.hkl.values.end());
  const HklGrid<Real> grid = hkl_grid(scene.hkl, values.data());
  with_lattice<Real>(scene.crystal, [&](const auto& lattice) {
    expect_the_same_for_all_lanes<Real>(scene, lattice, NearestAmplitude<Real>{grid});
    expect_the_same_for_all_lanes<Real>(scene, lattice, TricubicAmplitude<Real>{grid});
    expect_the_same_for_all_lanes<Real>(scene, lattice, SwitchingAmplitude<Real>{grid, true});
  });
}

TEST(Lanes, SameBytesForAnyNumber) {
  for (const char* shape : shapes)
    for (const test::Settings& path : test::kernel_paths) {
      SCOPED_TRACE(std::string(shape) + (path.empty() ? "" : " " + path.front().key_path));
      expect_the_same_bytes<double>(scene_of(shape, path));
    }
}

TEST(Lanes, SameBytesForAnyNumberInMixedPrecision) {
  for (const char* shape : shapes)
    for (const test::Settings& path : test::kernel_paths)
      expect_the_same_bytes<float>(scene_of(shape, path));
}

/// Correlation and ratio of the sums.
void expect_close(const std::vector<double>& x, const std::vector<double>& y) {
  const auto n = static_cast<double>(x.size());
  double sx = 0, sy = 0, xx = 0, yy = 0, xy = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    sx += x[i];
    sy += y[i];
  }
  for (std::size_t i = 0; i < x.size(); ++i) {
    const double a = x[i] - sx / n, b = y[i] - sy / n;
    xx += a * a;
    yy += b * b;
    xy += a * b;
  }
  ASSERT_GT(xx, 0);
  EXPECT_GE(xy / std::sqrt(xx * yy), 0.999999);
  EXPECT_NEAR(sy / sx, 1, 1e-5);
}

TEST(MixedPrecision, IsCloseToDoubleAndNotTheSame) {
  for (const std::string& backend : backend_names())
    for (const char* shape : shapes)
      for (const auto interpolation :
           {config::Interpolation::nearest, config::Interpolation::tricubic}) {
        SCOPED_TRACE(backend + " " + shape);
        model::Scene scene = scene_of(shape);
        scene.interpolation = interpolation;
        const auto exact = test::render(scene, backend);
        scene.precision = config::Precision::mixed;
        const auto mixed = test::render(scene, backend);
        expect_close(exact, mixed);
        // The F of these scenes are exact in single precision, and so is the factor of tophat.
        if (interpolation != config::Interpolation::nearest || shape != shapes[3]) {
          EXPECT_NE(exact, mixed);
        }
      }
}

TEST(MixedPrecision, HoldsTheRangeOfLargeCrystals) {
  for (const char* shape : {"square", "gauss"}) {
    model::Scene scene = scene_of(shape, {{"crystal.cells", "[100000, 100000, 100000]"},
                                          {"crystal.fudge", "1e-8"},
                                          {"run.precision", "mixed"}});
    const auto mixed = test::render(scene, backend_names().back());
    scene.precision = config::Precision::double_;
    const auto exact = test::render(scene, backend_names().back());
    double sum = 0, reference = 0;
    for (std::size_t i = 0; i < mixed.size(); ++i) {
      ASSERT_TRUE(std::isfinite(mixed[i])) << i;
      sum += mixed[i];
      reference += exact[i];
    }
    ASSERT_GT(reference, 0);
    // The phase of far fringes is lost, their mean is not.
    EXPECT_NEAR(sum / reference, 1, 0.2) << shape;
  }
}

TEST(MixedPrecision, RefusesWhatItDoesNotHold) {
  const auto refusal = [](const test::Settings& more) -> std::string {
    test::Settings settings = {{"run.precision", "mixed"}};
    settings.insert(settings.end(), more.begin(), more.end());
    try {
      test::scene(settings);
    } catch (const Error& error) {
      return error.what();
    }
    return "accepted";
  };
  EXPECT_EQ(refusal({{"crystal.cells", "[1000000, 100000, 10000]"}}), "accepted");
  EXPECT_NE(refusal({{"crystal.cells", "[1000000, 1000000, 10000]"}}).find("run.precision: "),
            std::string::npos);
  EXPECT_NE(refusal({{"structure_factors.constant", "1e16 e"}}).find("run.precision: "),
            std::string::npos);
}

}  // namespace
}  // namespace kbragg::kernels
