// SPDX-License-Identifier: BSD-3-Clause
// What to say about an unknown key.
#ifndef KBRAGG_CONFIG_SUGGEST_HPP
#define KBRAGG_CONFIG_SUGGEST_HPP

#include <string>
#include <string_view>

#include "config/catalog.hpp"

namespace kbragg::config {

/// "did you mean 'wavelength'?", or in another section, or the list of keys of this one.
std::string suggestion(std::string_view unknown, const Entry& section);

}  // namespace kbragg::config

#endif
