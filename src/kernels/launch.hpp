// SPDX-License-Identifier: BSD-3-Clause
// Launches of the image kernel. Defined in launch_impl.hpp and compiled once per precision, so that
// the many combinations of shape and interpolation are built side by side.
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
};

/// Starts the kernel of the scene's crystal shape on `rows` rows from terms.slow_first; does not
/// wait. Real, the arithmetic after the fraction of the Miller indices, is that of the table.
template <class ExecSpace, class Real>
void launch_rows(const ExecSpace& exec, const model::Scene& scene,
                 const LaunchInput<ExecSpace>& input, const HklGrid<Real>& grid, AmplitudeRule rule,
                 std::int64_t rows);

/// Records pixel (slow, fast) of the region. Image and mask of `input` are not used; the rule is
/// that of the pixel.
template <class ExecSpace, class Real>
PixelTrace trace_pixel(const ExecSpace& exec, const model::Scene& scene,
                       const LaunchInput<ExecSpace>& input, const HklGrid<Real>& grid,
                       AmplitudeRule rule, std::int64_t slow, std::int64_t fast,
                       const StepChoice& choice);

}  // namespace kbragg::kernels

#endif
