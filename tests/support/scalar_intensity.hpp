// SPDX-License-Identifier: BSD-3-Clause
// The intensity of a pixel as a reader would write it from the formulas: one straight evaluation
// per sub-pixel, layer, source and orientation in extended precision, with library sines on the
// full argument. Shares nothing with the kernels but the scene.
#ifndef KBRAGG_TESTS_SCALAR_INTENSITY_HPP
#define KBRAGG_TESTS_SCALAR_INTENSITY_HPP

#include <cstdint>

#include "model/scene.hpp"

namespace kbragg::test {

/// Expected photons of pixel (fast, slow) of image `image`.
double scalar_intensity(const model::Scene& scene, std::int64_t image, std::int64_t fast,
                        std::int64_t slow);

}  // namespace kbragg::test

#endif
