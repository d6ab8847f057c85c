// SPDX-License-Identifier: BSD-3-Clause
// Images by a single kernel, without the engine in front of it.
#ifndef KBRAGG_TESTS_KERNEL_IMAGE_HPP
#define KBRAGG_TESTS_KERNEL_IMAGE_HPP

#include <vector>

#include "kernels/device_scene.hpp"

namespace kbragg::test {

/// What `start(exec, functor)` makes of the functor of a scene: pixels (slow, fast) of the first
/// image, and the number of fallbacks of the interpolation behind them.
template <int Lanes, class Lattice, class Amplitude, class Start>
std::vector<double> kernel_image(const model::Scene& scene, const Lattice& lattice,
                                 const Amplitude& amplitude, Start&& start) {
  using Space = Kokkos::DefaultHostExecutionSpace;
  const Space exec;
  const auto slow = static_cast<std::size_t>(scene.detector.slow_pixels);
  const auto fast = static_cast<std::size_t>(scene.detector.fast_pixels);
  kernels::PhotonImage<Space> photons;
  photons.is_single = false;
  photons.full = kernels::ImageView<Space, double>("kbragg::test::photons", slow, fast);
  const auto mask = kernels::to_device(exec, "kbragg::test::mask", scene.detector.mask);
  const auto sources =
      kernels::to_device(exec, "kbragg::test::sources", kernels::source_terms(scene));
  const auto bases = kernels::to_device(
      exec, "kbragg::test::bases",
      model::orientations(scene.crystal, scene.scan.spindle, scene.scan.phis(0)));
  const kernels::View1D<Space, std::int64_t> fallbacks("kbragg::test::fallbacks", 2);
  kernels::SamplingTerms terms = kernels::sampling_terms(scene);
  terms.slow_first = scene.detector.region.slow_first;
  using Functor = kernels::AccumulateIntensity<Space, Lattice, Amplitude, Lanes>;
  const Functor functor{
      {},    photons, mask,     sources, bases, fallbacks, kernels::detector_frame(scene),
      terms, lattice, amplitude};
  start(exec, functor);
  exec.fence();
  const double* pixels = photons.full.data();
  std::vector<double> result(pixels, pixels + slow * fast);
  result.push_back(static_cast<double>(fallbacks(0)));
  return result;
}

inline std::int64_t rows_of_region(const model::Scene& scene) {
  return scene.detector.region.slow_last - scene.detector.region.slow_first + 1;
}

}  // namespace kbragg::test

#endif
