// SPDX-License-Identifier: BSD-3-Clause
// An image whose steps are shared among work items is the same to rounding.
#include <gtest/gtest.h>

#include <string>
#include <type_traits>
#include <vector>

#include "kernels/step_split.hpp"
#include "support/kernel_image.hpp"
#include "support/kernel_scenes.hpp"

namespace kbragg::kernels {
namespace {

TEST(StepSplit, MakesEnoughWorkItems) {
  const auto expect = [](std::int64_t pixels, std::int64_t sub_pixels, std::int64_t orientations,
                         std::int64_t of_sub_pixels, std::int64_t of_orientations) {
    const StepSplit split = split_steps(pixels, sub_pixels, orientations, 1000);
    EXPECT_EQ(split.sub_pixels, of_sub_pixels) << pixels;
    EXPECT_EQ(split.orientations, of_orientations) << pixels;
  };
  expect(1000, 16, 100, 1, 1);
  expect(999, 16, 100, 2, 1);
  expect(100, 16, 100, 10, 1);
  expect(100, 4, 100, 4, 3);
  expect(100, 1, 100, 1, 10);
  expect(100, 4, 2, 4, 2);  // no share without a step
  expect(1, 4, 7, 4, 7);
  expect(0, 4, 7, 1, 1);
}

/// The image in shares, and whether that is another sum than the one of a single work item.
template <class Lattice, class Amplitude>
void expect_the_same_in_shares(const model::Scene& scene, const Lattice& lattice,
                               const Amplitude& amplitude, bool sees_all) {
  const std::int64_t rows = test::rows_of_region(scene);
  const auto whole = test::kernel_image<1>(
      scene, lattice, amplitude,
      [&](const auto& exec, const auto& functor) { accumulate(exec, functor, rows); });
  const std::int64_t sub_pixels = 4 * scene.detector.sensor.layers;
  // Shares of equal and of unequal size, one per step, and more than that has steps.
  for (const StepSplit& split : {StepSplit{1, 1}, StepSplit{2, 1}, StepSplit{3, 2}, StepSplit{1, 3},
                                 StepSplit{sub_pixels, 3}, StepSplit{sub_pixels + 1, 4}}) {
    if (sees_all && split.sub_pixels > 1) continue;
    const auto shared = test::kernel_image<1>(
        scene, lattice, amplitude, [&](const auto& exec, const auto& functor) {
          using Space = std::decay_t<decltype(exec)>;
          const auto pixels = static_cast<std::size_t>(rows * scene.detector.fast_pixels);
          const View1D<Space, double> sums("kbragg::test::sums",
                                           pixels * static_cast<std::size_t>(split.count()));
          accumulate_shares(exec, functor, rows, split, sums);
        });
    constexpr bool exact = std::is_same_v<typename Amplitude::Real, double>;
    for (std::size_t i = 0; i < whole.size(); ++i)
      ASSERT_NEAR(shared[i], whole[i], (exact ? 1e-12 : 1e-6) * whole[i])
          << i << " of " << split.sub_pixels << " x " << split.orientations;
    EXPECT_EQ(shared.back(), whole.back()) << "fallbacks";
  }
}

template <class Real>
void expect_the_same_on_all_paths() {
  for (const char* shape : {"square", "round", "gauss", "tophat"})
    for (const test::Settings& path : test::kernel_paths) {
      SCOPED_TRACE(std::string(shape) + (path.empty() ? "" : " " + path.front().key_path));
      test::Settings settings = path;
      settings.push_back({"crystal.shape", shape});
      model::Scene scene = test::kernel_scene(settings);
      if (path.empty()) {  // one path also has a mask
        scene.detector.mask.assign(70 * 9, 0);
        for (std::size_t i = 0; i < scene.detector.mask.size(); i += 5) scene.detector.mask[i] = 1;
      }
      const SamplingTerms terms = sampling_terms(scene);
      const bool sees_all =
          terms.solid_angle_once || terms.polarization_once || terms.absorption_once;
      const std::vector<Real> values(scene.hkl.values.begin(), scene.hkl.values.end());
      const HklGrid<Real> grid = hkl_grid(scene.hkl, values.data());
      with_lattice<Real>(scene.crystal, [&](const auto& lattice) {
        expect_the_same_in_shares(scene, lattice, NearestAmplitude<Real>{grid}, sees_all);
        expect_the_same_in_shares(scene, lattice, TricubicAmplitude<Real>{grid}, sees_all);
      });
    }
}

TEST(StepSplit, GivesTheSameImage) { expect_the_same_on_all_paths<double>(); }

TEST(StepSplit, GivesTheSameImageInMixedPrecision) { expect_the_same_on_all_paths<float>(); }

TEST(StepSplit, NeedsRoomForItsSums) {
  const model::Scene scene = test::kernel_scene();
  const NearestAmplitude<double> amplitude{hkl_grid(scene.hkl, scene.hkl.values.data())};
  with_lattice<double>(scene.crystal, [&](const auto& lattice) {
    EXPECT_THROW(test::kernel_image<1>(scene, lattice, amplitude,
                                       [&](const auto& exec, const auto& functor) {
                                         using Space = std::decay_t<decltype(exec)>;
                                         const View1D<Space, double> sums("kbragg::test::sums", 9);
                                         accumulate_shares(exec, functor, 9, {2, 1}, sums);
                                       }),
                 std::exception);
  });
}

}  // namespace
}  // namespace kbragg::kernels
