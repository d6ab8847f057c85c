// SPDX-License-Identifier: BSD-3-Clause
// Body of launch_rows; included by the source files that instantiate it.
#ifndef KBRAGG_KERNELS_LAUNCH_IMPL_HPP
#define KBRAGG_KERNELS_LAUNCH_IMPL_HPP

#include "kernels/device_scene.hpp"
#include "kernels/launch.hpp"
#include "kernels/step_split.hpp"

namespace kbragg::kernels {

template <class ExecSpace, class Amplitude>
void launch_rows(const ExecSpace& exec, const model::Crystal& crystal,
                 const LaunchInput<ExecSpace>& input, const Amplitude& amplitude,
                 std::int64_t rows) {
  with_lattice<typename Amplitude::Real>(crystal, [&](const auto& lattice) {
    using Lattice = std::decay_t<decltype(lattice)>;
    using Functor = AccumulateIntensity<ExecSpace, Lattice, Amplitude>;
    const Functor functor{{},          input.image,     input.mask,     input.sources,
                          input.bases, input.fallbacks, input.detector, input.terms,
                          lattice,     amplitude};
    // CPUs have fewer threads than rows, and the same sums in any region.
    if constexpr (compat::is_gpu<ExecSpace>() && can_split<Amplitude>())
      if (input.split.count() > 1)
        return accumulate_shares(exec, functor, rows, input.split, input.share_sums);
    accumulate(exec, functor, rows);
  });
}

}  // namespace kbragg::kernels

#define KBRAGG_INSTANTIATE_LAUNCH_IN(ExecSpace, Amplitude)           \
  template void launch_rows(const ExecSpace&, const model::Crystal&, \
                            const LaunchInput<ExecSpace>&, const Amplitude&, std::int64_t);
/// Compiles launch_rows of all execution spaces with one amplitude, in namespace kbragg::kernels.
#define KBRAGG_INSTANTIATE_LAUNCH(Amplitude) \
  KBRAGG_FOR_EACH_EXECUTION_SPACE(KBRAGG_INSTANTIATE_LAUNCH_IN, Amplitude)

#endif
