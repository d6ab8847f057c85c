// SPDX-License-Identifier: BSD-3-Clause
// The table of the reference's flags: how each is recognised, how many values it needs and what it
// does.
#ifndef KBRAGG_CLASSIC_FLAG_TABLE_HPP
#define KBRAGG_CLASSIC_FLAG_TABLE_HPP

#include <cstddef>
#include <span>
#include <string_view>
#include <vector>

#include "classic/flag_values.hpp"
#include "classic/flags.hpp"

namespace kbragg::classic {

enum class Match {
  exact,          ///< the token is the text
  contains,       ///< the text occurs in the token
  contains_last,  ///< the same, and a token that matches is not tried against the rows that follow
};

struct FlagRow {
  std::string_view text;
  Match match;
  std::size_t values;  ///< tokens that must follow; with fewer the flag is ignored
  void (*apply)(Flags&, FlagValues&);

  bool matches(std::string_view token) const {
    return match == Match::exact ? token == text : token.find(text) != std::string_view::npos;
  }
};

std::span<const FlagRow> crystal_rows();
std::span<const FlagRow> beam_rows();
std::span<const FlagRow> detector_rows();
std::span<const FlagRow> output_rows();

/// All rows in the order in which a token is tried against them.
std::vector<FlagRow> flag_rows();

}  // namespace kbragg::classic

#endif
