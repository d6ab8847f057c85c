// SPDX-License-Identifier: BSD-3-Clause
// The random numbers of the reference program nanoBragg.c, number for number: the minimal standard
// generator (Park and Miller, CACM 31, 1988, 1192) with a Bays-Durham shuffle, and the deviates
// that it draws from it. Single precision where the reference rounds to it.
#ifndef KBRAGG_MODEL_REFERENCE_RANDOM_HPP
#define KBRAGG_MODEL_REFERENCE_RANDOM_HPP

#include <array>
#include <cstdint>
#include <vector>

#include "math/vec3.hpp"

namespace kbragg::model {

/// One generator; its shuffle table is shared by all streams, as in the reference. A stream is a
/// 64-bit word; a user's seed S starts one with the word -S.
class ReferenceRandom {
 public:
  using Stream = std::int64_t;

  /// Uniform in (0, 1), advances the stream; a word <= 0 refills the shared table.
  float uniform(Stream& stream);
  /// Normal deviate of mean 0 and variance 1; the second of each pair is kept for the next call.
  float gauss(Stream& stream);
  /// Poisson deviate of `mean`; above 1e6 a rounded-to-single normal deviate, not a whole number.
  float poisson(Stream& stream, float mean);
  /// Rotation about a random axis by up to `cap` rad. Draws three numbers.
  Mat3 cap_rotation(double cap, Stream& stream);

 private:
  void refill(Stream& stream);
  float poisson_by_product(Stream& stream, float mean);
  float poisson_by_rejection(Stream& stream, float mean);

  std::array<std::int64_t, 32> m_table{};
  std::int64_t m_last = 0;
  float m_spare = 0;
  bool m_has_spare = false;
};

/// Rotations of `domains` mosaic domains with `spread` rad; the first is the identity although it
/// consumes its three numbers.
std::vector<Mat3> reference_mosaic_rotations(double spread, std::int64_t domains,
                                             ReferenceRandom& random,
                                             ReferenceRandom::Stream& stream);

/// Misset angles (rad) that the reference draws for a random orientation.
Vec3 reference_random_misset(ReferenceRandom& random, ReferenceRandom::Stream& stream);

}  // namespace kbragg::model

#endif
