// SPDX-License-Identifier: BSD-3-Clause
// One image of a scene in double precision, on a backend by name.
#ifndef KBRAGG_TESTS_RENDER_HPP
#define KBRAGG_TESTS_RENDER_HPP

#include <string>
#include <vector>

#include "kernels/engine.hpp"

namespace kbragg::test {

/// Pixels (slow, fast) of image `image`.
inline std::vector<double> render(const model::Scene& scene, const std::string& backend,
                                  std::int64_t image = 0, std::int64_t* fallbacks = nullptr) {
  const auto engine = kernels::make_engine(backend, scene, config::PixelType::float64);
  engine->start_image(image);
  const model::Region& r = scene.detector.region;
  engine->compute_rows(r.slow_first, r.slow_last - r.slow_first + 1);
  std::vector<double> pixels(
      static_cast<std::size_t>(scene.detector.fast_pixels * scene.detector.slow_pixels));
  engine->copy_photons(pixels.data());
  if (fallbacks) *fallbacks = engine->interpolation_fallbacks();
  return pixels;
}

}  // namespace kbragg::test

#endif
