// SPDX-License-Identifier: BSD-3-Clause
// What every table of reflections asks of its list.
#ifndef KBRAGG_MODEL_CHECK_AMPLITUDES_HPP
#define KBRAGG_MODEL_CHECK_AMPLITUDES_HPP

#include "model/hkl_table.hpp"

namespace kbragg::model {

/// Throws kbragg::Error when the list is empty or an amplitude is not finite.
void check_amplitudes(const ReflectionList& list, double default_F);

}  // namespace kbragg::model

#endif
