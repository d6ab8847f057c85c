// SPDX-License-Identifier: BSD-3-Clause
// The text of a pixel trace, docs/tracing.md describes it.
#ifndef KBRAGG_APP_TRACE_TEXT_HPP
#define KBRAGG_APP_TRACE_TEXT_HPP

#include <cstdint>
#include <string>

#include "config/run_config.hpp"
#include "kernels/pixel_trace.hpp"
#include "model/scene.hpp"

namespace kbragg::app {

/// %.17g: the same number is read back.
std::string trace_number(double value);
std::string trace_vector(const Vec3& v);

/// Blocks A to D: what all pixels of a run share. `config` is the resolved run file.
std::string trace_of_run(const config::RunConfig& config, const model::Scene& scene);

/// Blocks E to G of the steps, each outer block where it changes; `omitted` steps are told of
/// behind the first one. Of a masked pixel there is no more than block E.
std::string trace_of_steps(const model::Scene& scene, const kernels::PixelTrace& trace,
                           std::int64_t omitted, bool is_masked);

/// Block H; `photons` is the pixel as its image holds it.
std::string trace_of_result(const kernels::TraceResult& result, double photons);

}  // namespace kbragg::app

#endif
