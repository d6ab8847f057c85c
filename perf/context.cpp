// SPDX-License-Identifier: BSD-3-Clause
#include "perf/context.hpp"

#include <type_traits>

#include "base/version.hpp"
#include "kernels/engine.hpp"
#include "kernels/intensity.hpp"

namespace kbragg::perf {

InstructionSet instruction_set() {
#if defined(__AVX512F__)
  return InstructionSet::avx512;
#elif defined(__AVX2__)
  return InstructionSet::avx2;
#elif defined(__AVX__)
  return InstructionSet::avx;
#else
  return InstructionSet::baseline;
#endif
}

std::string name_of(InstructionSet set) {
  switch (set) {
    case InstructionSet::avx512:
      return "AVX-512";
    case InstructionSet::avx2:
      return "AVX2";
    case InstructionSet::avx:
      return "AVX";
    case InstructionSet::baseline:
      return "baseline";
  }
  return "";
}

bool is_optimized() {
#if defined(__OPTIMIZE__)
  return true;
#else
  return false;
#endif
}

std::vector<std::pair<std::string, std::string>> context() {
  std::vector<std::pair<std::string, std::string>> rows{
      {"kbragg", std::string(version) + " " + commit},
      {"kokkos", kernels::kokkos_version()},
      {"compiler", compiler},
      {"compiler_flags", compiler_flags},
      {"instruction_set", name_of(instruction_set())},
  };
  compat::for_each_execution_space([&](auto space) {
    using ExecSpace = typename decltype(space)::type;
    const std::string backend = compat::backend_name<ExecSpace>();
    rows.emplace_back(backend + "_concurrency", std::to_string(ExecSpace().concurrency()));
    rows.emplace_back(backend + "_lanes_double",
                      std::to_string(kernels::lanes<ExecSpace, double>()));
    rows.emplace_back(backend + "_lanes_mixed", std::to_string(kernels::lanes<ExecSpace, float>()));
  });
  return rows;
}

}  // namespace kbragg::perf
