// SPDX-License-Identifier: BSD-3-Clause
// What a run did, for the user.
#ifndef KBRAGG_APP_RUN_REPORT_HPP
#define KBRAGG_APP_RUN_REPORT_HPP

#include "app/rank_group.hpp"
#include "app/run_driver.hpp"

namespace kbragg::app {

/// Prints what the ranks of `group` did together, of which this one did `report`. All ranks must
/// call it; the first one prints, unless it is to be quiet.
void print_report(RankGroup& group, const RunReport& report, bool quiet);

}  // namespace kbragg::app

#endif
