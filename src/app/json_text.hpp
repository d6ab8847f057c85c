// SPDX-License-Identifier: BSD-3-Clause
// JSON of reports.
#ifndef KBRAGG_APP_JSON_TEXT_HPP
#define KBRAGG_APP_JSON_TEXT_HPP

#include <nlohmann/json_fwd.hpp>
#include <string>

namespace kbragg::app {

/// `value` as ASCII text with two blanks of indent; floating-point numbers with 17 significant
/// digits, which give the same number back. Those must be finite.
std::string json_text(const nlohmann::ordered_json& value);

}  // namespace kbragg::app

#endif
