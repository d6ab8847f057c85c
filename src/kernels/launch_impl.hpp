// SPDX-License-Identifier: BSD-3-Clause
// Body of launch_rows; included by the source files that instantiate it.
#ifndef KBRAGG_KERNELS_LAUNCH_IMPL_HPP
#define KBRAGG_KERNELS_LAUNCH_IMPL_HPP

#include "kernels/device_scene.hpp"
#include "kernels/launch.hpp"

namespace kbragg::kernels {

/// Calls f(lattice, amplitude) with the shape of the scene's crystal and the amplitude of the rule
/// compiled in.
template <class Real, class F>
void with_kernel(const model::Scene& scene, const HklGrid<Real>& grid, AmplitudeRule rule, F&& f) {
  with_lattice<Real>(scene.crystal, [&](const auto& lattice) {
    switch (rule) {
      case AmplitudeRule::nearest:
        return f(lattice, NearestAmplitude<Real>{grid});
      case AmplitudeRule::tricubic:
        return f(lattice, TricubicAmplitude<Real>{grid});
      case AmplitudeRule::switching:
        // nanoBragg skips evaluations without lattice factor where there is no background.
        return f(lattice, SwitchingAmplitude<Real>{grid, scene.background_start == 0 &&
                                                             scene.background_intensity == 0});
    }
  });
}

template <class ExecSpace, class Real>
void launch_rows(const ExecSpace& exec, const model::Scene& scene,
                 const LaunchInput<ExecSpace>& input, const HklGrid<Real>& grid, AmplitudeRule rule,
                 std::int64_t rows) {
  with_kernel(scene, grid, rule, [&](const auto& lattice, const auto& amplitude) {
    using Lattice = std::decay_t<decltype(lattice)>;
    using Amplitude = std::decay_t<decltype(amplitude)>;
    using Functor = AccumulateIntensity<ExecSpace, Lattice, Amplitude>;
    const Functor functor{{},          input.image,     input.mask,     input.sources,
                          input.bases, input.fallbacks, input.detector, input.terms,
                          lattice,     amplitude};
    accumulate(exec, functor, rows);
  });
}

}  // namespace kbragg::kernels

/// Compiles launch_rows of an execution space with one precision.
#define KBRAGG_INSTANTIATE_LAUNCH(ExecSpace, Real)                                           \
  template void kbragg::kernels::launch_rows(const ExecSpace&, const kbragg::model::Scene&,  \
                                             const kbragg::kernels::LaunchInput<ExecSpace>&, \
                                             const kbragg::kernels::HklGrid<Real>&,          \
                                             kbragg::kernels::AmplitudeRule, std::int64_t);

#endif
