// SPDX-License-Identifier: BSD-3-Clause
// Checked conversion of lists of the run file into vectors.
#ifndef KBRAGG_MODEL_VECTORS_HPP
#define KBRAGG_MODEL_VECTORS_HPP

#include <array>
#include <optional>
#include <string>

#include "base/error.hpp"
#include "config/run_config.hpp"
#include "math/vec3.hpp"

namespace kbragg::model {

inline Vec3 to_vec3(const std::array<double, 3>& v) { return {v[0], v[1], v[2]}; }

/// Three quantities in SI units.
template <class Quantity>
Vec3 si_vec3(const std::array<Quantity, 3>& v) {
  return {v[0].si(), v[1].si(), v[2].si()};
}

/// Unit vector of the key `path`, or `fallback` when it was not given; zero is an error.
inline Vec3 direction_or(const config::RunConfig& config, const char* path,
                         const std::optional<std::array<double, 3>>& given, const Vec3& fallback) {
  if (!given) return fallback;
  const Vec3 v = to_vec3(*given);
  KBRAGG_REQUIRE(norm(v) > 0, config.where(path) + ": the zero vector has no direction");
  return unit(v);
}

}  // namespace kbragg::model

#endif
