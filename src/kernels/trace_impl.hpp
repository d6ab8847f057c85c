// SPDX-License-Identifier: BSD-3-Clause
// Body of trace_pixel; included by the source file that instantiates it.
#ifndef KBRAGG_KERNELS_TRACE_IMPL_HPP
#define KBRAGG_KERNELS_TRACE_IMPL_HPP

#include "kernels/device_scene.hpp"
#include "kernels/launch.hpp"
#include "kernels/trace_recorder.hpp"

namespace kbragg::kernels {

/// The work item that holds a pixel, with the number of lanes that images are computed with: other
/// numbers may round differently.
template <class ExecSpace, class Lattice, class Amplitude>
PixelTrace record_pixel(const ExecSpace& exec, LaunchInput<ExecSpace> input, const Lattice& lattice,
                        const Amplitude& amplitude, std::int64_t slow, std::int64_t fast,
                        const StepChoice& choice) {
  constexpr int width = lanes<ExecSpace, typename Amplitude::Real>();
  const View1D<ExecSpace, TraceState> state("kbragg::intensity::trace_state", 1);
  const View1D<ExecSpace, TraceStep> noted("kbragg::intensity::trace_steps",
                                           static_cast<std::size_t>(choice.count()));
  const std::int64_t column = fast - input.terms.fast_first, item = column / width;
  input.terms.slow_first = slow;
  using Policy = Kokkos::RangePolicy<ExecSpace, Kokkos::IndexType<std::int64_t>>;
  using Functor = AccumulateIntensity<ExecSpace, Lattice, Amplitude, width, TraceRecorder>;
  const TraceRecorder recorder{state.data(), noted.data(), choice,
                               static_cast<int>(column % width)};
  const Functor functor{
      recorder,       {},          {},      input.sources, input.bases, input.fallbacks,
      input.detector, input.terms, lattice, amplitude};
  Kokkos::parallel_for("kbragg::intensity::trace", Policy(exec, item, item + 1), functor);
  PixelTrace trace;
  trace.steps.resize(noted.extent(0));
  TraceState end;
  Kokkos::deep_copy(exec, HostArray<TraceStep>(trace.steps.data(), trace.steps.size()), noted);
  Kokkos::deep_copy(exec, HostArray<TraceState>(&end, 1), state);
  compat::fence(exec, "kbragg::intensity::trace");
  trace.result = end.result;
  return trace;
}

template <class ExecSpace, class Amplitude>
PixelTrace trace_pixel(const ExecSpace& exec, const model::Crystal& crystal,
                       const LaunchInput<ExecSpace>& input, const Amplitude& amplitude,
                       std::int64_t slow, std::int64_t fast, const StepChoice& choice) {
  PixelTrace trace;
  with_lattice<typename Amplitude::Real>(crystal, [&](const auto& lattice) {
    trace = record_pixel(exec, input, lattice, amplitude, slow, fast, choice);
  });
  return trace;
}

}  // namespace kbragg::kernels

#define KBRAGG_INSTANTIATE_TRACE_IN(ExecSpace, Amplitude)                                        \
  template PixelTrace trace_pixel(const ExecSpace&, const model::Crystal&,                       \
                                  const LaunchInput<ExecSpace>&, const Amplitude&, std::int64_t, \
                                  std::int64_t, const StepChoice&);
/// Compiles trace_pixel with one amplitude, in namespace kbragg::kernels; all spaces of the host
/// share one instantiation.
#define KBRAGG_INSTANTIATE_TRACE(Amplitude) \
  KBRAGG_FOR_EACH_RECORDING_SPACE(KBRAGG_INSTANTIATE_TRACE_IN, Amplitude)

#endif
