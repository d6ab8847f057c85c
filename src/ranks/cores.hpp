// SPDX-License-Identifier: BSD-3-Clause
// The cores that the system lets a process use. Private to ranks.
#ifndef KBRAGG_RANKS_CORES_HPP
#define KBRAGG_RANKS_CORES_HPP

#include <array>
#include <cstdint>

namespace kbragg::ranks {

/// One bit for each core of a machine, as Linux keeps them; room for 8192.
using CoreSet = std::array<std::uint64_t, 128>;

int count(const CoreSet& cores);

/// Those that this process may use: a launcher may have bound it to some.
CoreSet own_cores();

/// Cores for one of `ranks` ranks of a machine that may use `own`, while all of them together may
/// use `all`: an equal share, but only of its own; at least 1.
int share_of(const CoreSet& own, const CoreSet& all, int ranks);

}  // namespace kbragg::ranks

#endif
