// SPDX-License-Identifier: BSD-3-Clause
// The page of an evidence folder for the eye: one HTML file that needs nothing else.
#ifndef KBRAGG_APP_REPORT_HTML_HPP
#define KBRAGG_APP_REPORT_HTML_HPP

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

namespace kbragg::app {

/// A picture of the page.
struct ReportPicture {
  std::string title;
  std::string png;      ///< the bytes of a PNG file
  std::string caption;  ///< what its grey levels mean
};

/// Pictures of two images, each slow x fast, and of `image` - `reference`, with the scales of
/// io::render_comparison; at most 512 dots along an edge, for a page holds them in itself.
std::vector<ReportPicture> report_pictures(const double* reference, const double* image,
                                           std::int64_t slow, std::int64_t fast);

/// The page: verdict, table of results, pictures, bars of the phases of every row on one
/// logarithmic axis, kernels and anomalies. `results` is what benchmark_results.json holds. A value
/// that is absent or null is shown as a dash. No scripts, nothing from elsewhere.
std::string summary_html(const nlohmann::ordered_json& results,
                         const std::vector<ReportPicture>& pictures);

}  // namespace kbragg::app

#endif
