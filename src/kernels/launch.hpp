// SPDX-License-Identifier: BSD-3-Clause
// Launches of the image kernel. Defined in launch_impl.hpp and trace_impl.hpp and compiled once per
// amplitude and precision, so that the many kernels are built side by side.
#ifndef KBRAGG_KERNELS_LAUNCH_HPP
#define KBRAGG_KERNELS_LAUNCH_HPP

#include "kernels/intensity.hpp"
#include "kernels/pixel_trace.hpp"
#include "model/scene.hpp"

namespace kbragg::kernels {

/// Which amplitude an evaluation takes; switching is the first part of tricubic_until_outside.
enum class AmplitudeRule { nearest, tricubic, switching };

/// What all kernels of a band of rows take.
template <class ExecSpace>
struct LaunchInput {
  PhotonImage<ExecSpace> image;
  ConstView1D<ExecSpace, std::uint8_t> mask;
  ConstView1D<ExecSpace, SourceTerm> sources;
  ConstView1D<ExecSpace, model::Basis> bases;
  View1D<ExecSpace, std::int64_t> fallbacks;
  DetectorFrame detector;
  SamplingTerms terms;
  StepSplit split;                       // of one item per pixel: none
  View1D<ExecSpace, double> share_sums;  // room for the shares of the band, where split
};

/// Calls f(amplitude) with that of the rule. Its Real, the arithmetic after the fraction of the
/// Miller indices, is that of the table.
template <class Real, class F>
auto with_amplitude(const model::Scene& scene, const HklGrid<Real>& grid, AmplitudeRule rule,
                    F&& f) {
  switch (rule) {
    case AmplitudeRule::tricubic:
      return f(TricubicAmplitude<Real>{grid});
    case AmplitudeRule::switching:
      // nanoBragg skips evaluations without lattice factor where there is no background.
      return f(SwitchingAmplitude<Real>{
          grid, scene.background_start == 0 && scene.background_intensity == 0});
    case AmplitudeRule::nearest:
      break;
  }
  return f(NearestAmplitude<Real>{grid});
}

/// Starts the kernel of the shape of the crystal on `rows` rows from terms.slow_first; does not
/// wait.
template <class ExecSpace, class Amplitude>
void launch_rows(const ExecSpace& exec, const model::Crystal& crystal,
                 const LaunchInput<ExecSpace>& input, const Amplitude& amplitude,
                 std::int64_t rows);

/// Records pixel (slow, fast) of the region. Image and mask of `input` are not used; the amplitude
/// is that of the pixel.
template <class ExecSpace, class Amplitude>
PixelTrace trace_pixel(const ExecSpace& exec, const model::Crystal& crystal,
                       const LaunchInput<ExecSpace>& input, const Amplitude& amplitude,
                       std::int64_t slow, std::int64_t fast, const StepChoice& choice);

}  // namespace kbragg::kernels

#endif
