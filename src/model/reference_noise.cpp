// SPDX-License-Identifier: BSD-3-Clause
#include "model/reference_noise.hpp"

#include <cstddef>

namespace kbragg::model {

std::vector<float> reference_noise(const float* means, std::int64_t fast, std::int64_t slow,
                                   const Region& region, ReferenceRandom& random,
                                   ReferenceRandom::Stream& stream) {
  std::vector<float> deviates(static_cast<std::size_t>(fast * slow));
  for (std::int64_t s = region.slow_first; s <= region.slow_last; ++s) {
    for (std::int64_t f = region.fast_first; f <= region.fast_last; ++f) {
      const auto i = static_cast<std::size_t>(s * fast + f);
      deviates[i] = random.poisson(stream, means[i]);
    }
  }
  return deviates;
}

}  // namespace kbragg::model
