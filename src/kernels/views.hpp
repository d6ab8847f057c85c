// SPDX-License-Identifier: BSD-3-Clause
// Aliases of the Views that kernels take.
#ifndef KBRAGG_KERNELS_VIEWS_HPP
#define KBRAGG_KERNELS_VIEWS_HPP

#include "compat/kokkos.hpp"

namespace kbragg::kernels {

/// One-dimensional array in the memory of an execution space.
template <class ExecSpace, class T>
using View1D = Kokkos::View<T*, Kokkos::LayoutRight, typename ExecSpace::memory_space>;

/// The same, read only.
template <class ExecSpace, class T>
using ConstView1D = Kokkos::View<const T*, Kokkos::LayoutRight, typename ExecSpace::memory_space>;

/// Image (slow, fast), fast contiguous on every backend: the order of files.
template <class ExecSpace, class Pixel>
using ImageView = Kokkos::View<Pixel**, Kokkos::LayoutRight, typename ExecSpace::memory_space>;

/// The same in memory of the host: on host backends the same type.
template <class ExecSpace, class Pixel>
using HostImageView = Kokkos::View<Pixel**, Kokkos::LayoutRight, compat::HostMemory<ExecSpace>>;

/// Array of `count` elements at `data` of the host, without ownership.
template <class T>
using HostArray = Kokkos::View<T*, Kokkos::LayoutRight, Kokkos::HostSpace,
                               Kokkos::MemoryTraits<Kokkos::Unmanaged>>;

}  // namespace kbragg::kernels

#endif
