// SPDX-License-Identifier: BSD-3-Clause
// Kernels that record a pixel: all spaces of the host share one instantiation.
#include "kernels/trace_impl.hpp"

KBRAGG_FOR_EACH_RECORDING_SPACE(KBRAGG_INSTANTIATE_TRACE)
