// SPDX-License-Identifier: BSD-3-Clause
// Marks functions that run on host and device, also in code that does not know Kokkos.
#ifndef KBRAGG_COMPAT_FUNCTION_HPP
#define KBRAGG_COMPAT_FUNCTION_HPP

#if defined(__CUDACC__) || defined(__HIPCC__)
#define KBRAGG_FUNCTION __host__ __device__ inline
#else
#define KBRAGG_FUNCTION inline
#endif

#endif
