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

/// A step belongs to sampling: from_edge, in a `section` that has both keys.
inline void check_step(const config::RunConfig& config, const std::string& section,
                       config::RangeSampling sampling, bool has_step) {
  const bool from_edge = sampling == config::RangeSampling::from_edge;
  KBRAGG_REQUIRE(has_step || !from_edge,
                 config.where(section + ".step") + ": must be given for sampling: from_edge");
  KBRAGG_REQUIRE(from_edge || !has_step,
                 config.where(section + ".step") + ": has no effect without sampling: from_edge");
}

/// Seed of a section `c` with keys seed and stream; only the nanobragg stream takes negative ones.
template <class Section>
std::int64_t checked_seed(const config::RunConfig& config, const std::string& section,
                          const Section& c) {
  KBRAGG_REQUIRE(c.seed >= 0 || c.stream == config::RandomStream::nanobragg,
                 config.where(section + ".seed") + ": is " + std::to_string(c.seed) +
                     ", must be 0 or more (negative ones need stream: nanobragg)");
  return c.seed;
}

}  // namespace kbragg::model

#endif
