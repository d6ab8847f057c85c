// SPDX-License-Identifier: BSD-3-Clause
// Metrics of two images in reports for programs. A metric without value is null, with the reason
// beside it.
#ifndef KBRAGG_APP_METRICS_JSON_HPP
#define KBRAGG_APP_METRICS_JSON_HPP

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "metrics/comparison.hpp"

namespace kbragg::app {

nlohmann::ordered_json json_of(const metrics::Pixel& pixel);
nlohmann::ordered_json json_of(const metrics::Region& region);

/// Adds the key, and KEY_reason when there is no value.
void put(nlohmann::ordered_json& object, const std::string& key, const metrics::Metric& metric);

/// All metrics but those of the tiles.
nlohmann::ordered_json json_of(const metrics::Comparison& comparison);

}  // namespace kbragg::app

#endif
