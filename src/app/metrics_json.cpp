// SPDX-License-Identifier: BSD-3-Clause
#include "app/metrics_json.hpp"

#include <nlohmann/json.hpp>

#include "app/comparison_rows.hpp"

namespace kbragg::app {

namespace {

using Json = nlohmann::ordered_json;

void put_pixel(Json& object, const std::string& key, const metrics::PixelMetric& metric) {
  put(object, key, metric);
  object[key + "_pixel"] = metric.value ? json_of(metric.pixel) : Json(nullptr);
}

void put_nonfinite(Json& object, const std::string& suffix, const metrics::NonFinite& found) {
  object["n_nonfinite_" + suffix] = found.count;
  object["first_nonfinite_" + suffix] = found.count > 0 ? json_of(found.first) : Json(nullptr);
}

}  // namespace

Json json_of(const metrics::Pixel& pixel) { return {{"slow", pixel.slow}, {"fast", pixel.fast}}; }

Json json_of(const metrics::Region& r) {
  return {{"fast_first", r.fast_first},
          {"fast_last", r.fast_last},
          {"slow_first", r.slow_first},
          {"slow_last", r.slow_last}};
}

void put(Json& object, const std::string& key, const metrics::Metric& metric) {
  object[key] = metric.value ? Json(*metric.value) : Json(nullptr);
  if (!metric.value) object[key + "_reason"] = metric.reason;
}

Json json_of(const metrics::Comparison& c) {
  Json object;
  object["region"] = c.region.empty() ? Json(nullptr) : json_of(c.region);
  object["n_pixels"] = c.n_pixels;
  put_nonfinite(object, "a", c.nonfinite_a);
  put_nonfinite(object, "b", c.nonfinite_b);
  object["identical"] = c.identical;
  for (const Row& row : metric_rows) put(object, row.key, c.*row.metric);
  for (const PixelRow& row : pixel_rows) put_pixel(object, row.key, c.*row.metric);
  object["worst_is_peak"] = c.max_rel.value ? Json(c.worst_is_peak) : Json(nullptr);
  object["n_peaks_a"] = c.peaks.n_a;
  object["n_peaks_b"] = c.peaks.n_b;
  object["n_peaks_matched"] = c.peaks.n_matched;
  for (const ShiftRow& row : shift_rows) put(object, row.key, c.peaks.*row.metric);
  return object;
}

}  // namespace kbragg::app
