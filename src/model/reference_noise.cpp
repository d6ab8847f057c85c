// SPDX-License-Identifier: BSD-3-Clause
#include "model/reference_noise.hpp"

#include <algorithm>

namespace kbragg::model {

void reference_noise(const ImageRows& means, const Region& region, ReferenceRandom& random,
                     ReferenceRandom::Stream& stream, float* deviates) {
  std::fill_n(deviates, means.count * means.fast, 0.0f);
  for (std::int64_t row = 0; row < means.count; ++row) {
    const std::int64_t slow = means.slow_first + row;
    if (slow < region.slow_first || slow > region.slow_last) continue;
    for (std::int64_t f = region.fast_first; f <= region.fast_last; ++f) {
      const std::int64_t i = row * means.fast + f;
      deviates[i] = random.poisson(stream, means.pixels[i]);
    }
  }
}

}  // namespace kbragg::model
