// SPDX-License-Identifier: BSD-3-Clause
// Kernels of precision double: all arithmetic in double precision.
#include "kernels/launch_impl.hpp"

#define KBRAGG_LAUNCH(ExecSpace) KBRAGG_INSTANTIATE_LAUNCH(ExecSpace, double)
KBRAGG_FOR_EACH_EXECUTION_SPACE(KBRAGG_LAUNCH)
