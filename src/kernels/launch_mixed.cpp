// SPDX-License-Identifier: BSD-3-Clause
// Kernels of precision mixed: single precision after the fraction of the Miller indices.
#include "kernels/launch_impl.hpp"

#define KBRAGG_LAUNCH(ExecSpace) KBRAGG_INSTANTIATE_LAUNCH(ExecSpace, float)
KBRAGG_FOR_EACH_EXECUTION_SPACE(KBRAGG_LAUNCH)
