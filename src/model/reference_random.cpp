// SPDX-License-Identifier: BSD-3-Clause
#include "model/reference_random.hpp"

#include <cmath>

#include "math/constants.hpp"
#include "math/rotation.hpp"
#include "model/crystal.hpp"

namespace kbragg::model {

namespace {

constexpr std::int64_t modulus = 2147483647;
constexpr std::int64_t bucket = 67108864;  // 1 + (modulus - 1) / 32

std::int64_t next(std::int64_t z) {
  const std::int64_t k = z / 127773;
  z = 16807 * (z - k * 127773) - 2836 * k;
  return z < 0 ? z + modulus : z;
}

// log(gamma(x)) by Lanczos' series, rounded to single precision at the end.
float log_gamma(float argument) {
  constexpr double c[6] = {76.18009172947146,  -86.50532032941677,    24.01409824083091,
                           -1.231739572450155, 0.1208650973866179e-2, -0.5395239384953e-5};
  const double x = static_cast<double>(argument);
  double z = x + 5.5;
  z -= (x + 0.5) * std::log(z);
  double s = 1.000000000190015, y = x;
  for (const double coefficient : c) s += coefficient / ++y;
  return static_cast<float>(-z + std::log(2.5066282746310005 * s / x));
}

}  // namespace

void ReferenceRandom::refill(Stream& stream) {
  stream = -stream < 1 ? 1 : -stream;
  for (int j = 39; j >= 0; --j) {
    stream = next(stream);
    if (j < 32) m_table[static_cast<std::size_t>(j)] = stream;
  }
  m_last = m_table[0];
}

float ReferenceRandom::uniform(Stream& stream) {
  if (stream <= 0 || m_last == 0) refill(stream);
  stream = next(stream);
  const auto j = static_cast<std::size_t>(m_last / bucket);
  m_last = m_table[j];
  m_table[j] = stream;
  constexpr double highest = 1.0 - 1.2e-7;
  const auto u = static_cast<float>(static_cast<double>(m_last) * (1.0 / 2147483647.0));
  return static_cast<double>(u) > highest ? static_cast<float>(highest) : u;
}

float ReferenceRandom::gauss(Stream& stream) {
  if (m_has_spare) {
    m_has_spare = false;
    return m_spare;
  }
  float v1 = 0, v2 = 0, r = 0;
  do {
    v1 = static_cast<float>(2.0 * static_cast<double>(uniform(stream)) - 1.0);
    v2 = static_cast<float>(2.0 * static_cast<double>(uniform(stream)) - 1.0);
    // volatile: each product is rounded to single before the sum, as without fused multiply-add
    volatile float p1 = v1 * v1, p2 = v2 * v2;
    r = p1 + p2;
  } while (r >= 1 || r == 0);
  const auto k = static_cast<float>(
      std::sqrt(-2.0 * std::log(static_cast<double>(r)) / static_cast<double>(r)));
  m_spare = v1 * k;
  m_has_spare = true;
  return v2 * k;
}

float ReferenceRandom::poisson_by_product(Stream& stream, float mean) {
  const auto g = static_cast<float>(std::exp(-static_cast<double>(mean)));
  float count = -1, t = 1;
  do {
    count += 1;
    t *= uniform(stream);
  } while (t > g);
  return count;
}

float ReferenceRandom::poisson_by_rejection(Stream& stream, float mean) {
  const auto sq = static_cast<float>(std::sqrt(2.0 * static_cast<double>(mean)));
  const auto log_mean = static_cast<float>(std::log(static_cast<double>(mean)));
  volatile float scaled = mean * log_mean;
  const float g = scaled - log_gamma(mean + 1.0f);
  float count = 0, t = 0;
  do {
    float y = 0;
    do {
      y = static_cast<float>(std::tan(constants::pi * static_cast<double>(uniform(stream))));
      volatile float step = sq * y;
      count = step + mean;
    } while (count < 0);
    count = std::floor(count);
    volatile float logs = count * log_mean;
    volatile float difference = logs - log_gamma(count + 1.0f);
    const float w = difference - g;
    volatile float y2 = y * y;
    const float one_plus = 1.0f + y2;
    t = static_cast<float>(0.9 * static_cast<double>(one_plus) * std::exp(static_cast<double>(w)));
  } while (uniform(stream) > t);
  return count;
}

float ReferenceRandom::poisson(Stream& stream, float mean) {
  if (mean > 1e6f)
    return static_cast<float>(static_cast<double>(mean) + std::sqrt(static_cast<double>(mean)) *
                                                              static_cast<double>(gauss(stream)));
  return mean < 12.0f ? poisson_by_product(stream, mean) : poisson_by_rejection(stream, mean);
}

Mat3 ReferenceRandom::cap_rotation(double cap, Stream& stream) {
  const double r1 = 2.0 * static_cast<double>(uniform(stream)) - 1.0;
  const double r2 = 2.0 * static_cast<double>(uniform(stream)) - 1.0;
  const double r3 = 2.0 * static_cast<double>(uniform(stream)) - 1.0;
  const double w = std::sqrt(1.0 - r2 * r2);
  const Vec3 axis{w * std::sin(constants::pi * r1), w * std::cos(constants::pi * r1), r2};
  const float third = static_cast<float>(1.0 / 3.0);
  const float q = std::pow(static_cast<float>(1.0 - r3 * r3), third);
  const float angle = static_cast<float>(cap) * q;
  return rotation_matrix(axis, static_cast<double>(angle));
}

std::vector<Mat3> reference_mosaic_rotations(double spread, std::int64_t domains,
                                             ReferenceRandom& random,
                                             ReferenceRandom::Stream& stream) {
  std::vector<Mat3> rotations(static_cast<std::size_t>(domains));
  for (Mat3& rotation : rotations) rotation = random.cap_rotation(spread, stream);
  rotations.front() = Mat3{};
  return rotations;
}

Vec3 reference_random_misset(ReferenceRandom& random, ReferenceRandom::Stream& stream) {
  // The reference means 90 degrees here and passes 90 radians; any cap gives a rotation.
  constexpr double cap = 90.0;
  return misset_angles(random.cap_rotation(cap, stream));
}

}  // namespace kbragg::model
