// SPDX-License-Identifier: BSD-3-Clause
// What a figure depends on beside the machine: versions, compiler, flags, backends, lanes.
#ifndef KBRAGG_PERF_CONTEXT_HPP
#define KBRAGG_PERF_CONTEXT_HPP

#include <string>
#include <utility>
#include <vector>

namespace kbragg::perf {

/// Name and value of everything worth keeping beside a measurement. Kokkos must be open.
std::vector<std::pair<std::string, std::string>> context();

/// The widest vector instructions that the compiler may use for the kernels.
enum class InstructionSet { baseline, avx, avx2, avx512 };
InstructionSet instruction_set();
std::string name_of(InstructionSet set);

/// Whether the compiler optimised this build.
bool is_optimized();

}  // namespace kbragg::perf

#endif
