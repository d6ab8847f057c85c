// SPDX-License-Identifier: BSD-3-Clause
// Counter-based random numbers: Philox4x32-10 (Salmon, Moraes, Dror, Shaw, SC 2011). A number
// depends on its seed, purpose and index alone, so that any thread can draw it in any order.
#ifndef KBRAGG_MATH_COUNTER_RANDOM_HPP
#define KBRAGG_MATH_COUNTER_RANDOM_HPP

#include <cmath>
#include <cstdint>

#include "compat/function.hpp"
#include "math/constants.hpp"

namespace kbragg {

/// Four 32-bit words.
struct Words4 {
  std::uint32_t w[4];
};

/// The Philox4x32-10 bijection of `counter` under a 64-bit key.
KBRAGG_FUNCTION Words4 philox4x32(Words4 counter, std::uint32_t key0, std::uint32_t key1) {
  for (int round = 0; round < 10; ++round) {
    const std::uint64_t p0 = std::uint64_t{0xD2511F53u} * counter.w[0];
    const std::uint64_t p1 = std::uint64_t{0xCD9E8D57u} * counter.w[2];
    counter = {{static_cast<std::uint32_t>(p1 >> 32) ^ counter.w[1] ^ key0,
                static_cast<std::uint32_t>(p1),
                static_cast<std::uint32_t>(p0 >> 32) ^ counter.w[3] ^ key1,
                static_cast<std::uint32_t>(p0)}};
    key0 += 0x9E3779B9u;
    key1 += 0xBB67AE85u;
  }
  return counter;
}

/// What a random number is for; streams of different purposes are independent.
enum class RandomPurpose : std::uint32_t {
  orientation = 1,
  mosaic = 2,
  wilson = 3,
  noise = 4,  // photons of a pixel
  // Of the images of an ensemble.
  cell_scale = 16,
  mosaic_spread = 17,
  crystal_size = 18,
  wavelength = 19,
  fluence = 20,
  readout = 32,  // read-out noise of a pixel
};

/// Sequence of uniform numbers of one (seed, purpose, index).
class CounterRandom {
 public:
  KBRAGG_FUNCTION CounterRandom(std::uint64_t seed, RandomPurpose purpose, std::uint64_t index)
      : m_counter{{static_cast<std::uint32_t>(index), static_cast<std::uint32_t>(index >> 32), 0,
                   static_cast<std::uint32_t>(purpose)}},
        m_key0(static_cast<std::uint32_t>(seed)),
        m_key1(static_cast<std::uint32_t>(seed >> 32)) {}

  /// Uniform in the open interval (0, 1), 52 random bits.
  KBRAGG_FUNCTION double uniform() {
    const std::uint64_t high = next(), low = next();
    return (static_cast<double>(high << 20 | low >> 12) + 0.5) * (1.0 / 4503599627370496.0);
  }

 private:
  KBRAGG_FUNCTION std::uint32_t next() {
    if (m_used == 4) {
      m_words = philox4x32(m_counter, m_key0, m_key1);
      ++m_counter.w[2];
      m_used = 0;
    }
    return m_words.w[m_used++];
  }

  Words4 m_counter;
  Words4 m_words{};
  std::uint32_t m_key0, m_key1;
  int m_used = 4;
};

/// Normal deviate of mean 0 and variance 1 by the transformation of Box and Muller (Annals of
/// Mathematical Statistics 29, 1958, 610).
KBRAGG_FUNCTION double normal(CounterRandom& random) {
  const double radius = sqrt(-2 * log(random.uniform()));
  return radius * cos(2 * constants::pi * random.uniform());
}

}  // namespace kbragg

#endif
