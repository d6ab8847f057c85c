// SPDX-License-Identifier: BSD-3-Clause
// The only folder that tests the Kokkos version or a backend macro. Everything else in kbragg
// names execution spaces through ExecutionSpaces below.
#ifndef KBRAGG_COMPAT_KOKKOS_HPP
#define KBRAGG_COMPAT_KOKKOS_HPP

#include <sys/mman.h>

#include <Kokkos_Core.hpp>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <string>
#include <type_traits>
#include <vector>

#if KOKKOS_VERSION < 30700
#include <Kokkos_MathematicalFunctions.hpp>
namespace kbragg {
namespace math = Kokkos::Experimental;
}
#else
namespace kbragg {
namespace math = Kokkos;
}
#endif

// Loop over the lanes of a work item: independent iterations, meant for the vector units; the
// second form collects bits of all lanes in an integer variable. On a device a work item has one
// lane.
#if defined(__CUDA_ARCH__) || defined(__HIP_DEVICE_COMPILE__)
#define KBRAGG_LANE_LOOP
#define KBRAGG_LANE_LOOP_COUNT(number)
#else
#define KBRAGG_PRAGMA(text) _Pragma(#text)
#define KBRAGG_LANE_LOOP KBRAGG_PRAGMA(omp simd)
#define KBRAGG_LANE_LOOP_COUNT(number) KBRAGG_PRAGMA(omp simd reduction(+ : number))
#endif

// A member function whose lane loops are compiled on their own, so that whether they vectorise does
// not depend on what surrounds the call. In code for devices it is inlined.
#if defined(__CUDA_ARCH__) || defined(__HIP_DEVICE_COMPILE__)
#define KBRAGG_LANE_FUNCTION KOKKOS_FORCEINLINE_FUNCTION
#else
#define KBRAGG_LANE_FUNCTION [[gnu::noinline]] KOKKOS_INLINE_FUNCTION
#endif

namespace kbragg::compat {

/// A list of types, for dispatch by name and for typed tests.
template <class... T>
struct TypeList {};

template <class List, class... T>
struct Append;
template <class... A, class... T>
struct Append<TypeList<A...>, T...> {
  using type = TypeList<A..., T...>;
};

#if defined(KOKKOS_ENABLE_CUDA)
using WithCuda = TypeList<Kokkos::Cuda>;
#define KBRAGG_WITH_CUDA(do_for, ...) do_for(Kokkos::Cuda, __VA_ARGS__)
#else
using WithCuda = TypeList<>;
#define KBRAGG_WITH_CUDA(do_for, ...)
#endif
#if defined(KOKKOS_ENABLE_OPENMP)
using WithOpenMP = Append<WithCuda, Kokkos::OpenMP>::type;
#define KBRAGG_WITH_OPENMP(do_for, ...) do_for(Kokkos::OpenMP, __VA_ARGS__)
#else
using WithOpenMP = WithCuda;
#define KBRAGG_WITH_OPENMP(do_for, ...)
#endif
#if defined(KOKKOS_ENABLE_SERIAL)
using ExecutionSpaces = Append<WithOpenMP, Kokkos::Serial>::type;
#define KBRAGG_WITH_SERIAL(do_for, ...) do_for(Kokkos::Serial, __VA_ARGS__)
#else
using ExecutionSpaces = WithOpenMP;
#define KBRAGG_WITH_SERIAL(do_for, ...)
#endif
/// do_for(ExecSpace, ...) for each execution space of this build, for explicit instantiations.
#define KBRAGG_FOR_EACH_EXECUTION_SPACE(do_for, ...) \
  KBRAGG_WITH_CUDA(do_for, __VA_ARGS__)              \
  KBRAGG_WITH_OPENMP(do_for, __VA_ARGS__) KBRAGG_WITH_SERIAL(do_for, __VA_ARGS__)

/// Where single work items of ExecSpace run: one space serves all that work in the memory of the
/// host, for their code is the same.
template <class ExecSpace>
using RecordingSpace =
    std::conditional_t<Kokkos::SpaceAccessibility<ExecSpace, Kokkos::HostSpace>::accessible,
                       Kokkos::DefaultHostExecutionSpace, ExecSpace>;
#define KBRAGG_FOR_EACH_RECORDING_SPACE(do_for, ...) \
  KBRAGG_WITH_CUDA(do_for, __VA_ARGS__) do_for(Kokkos::DefaultHostExecutionSpace, __VA_ARGS__)

/// The name by which a run file chooses a backend.
template <class ExecSpace>
constexpr const char* backend_name() {
#if defined(KOKKOS_ENABLE_CUDA)
  if (std::is_same_v<ExecSpace, Kokkos::Cuda>) return "cuda";
#endif
#if defined(KOKKOS_ENABLE_OPENMP)
  if (std::is_same_v<ExecSpace, Kokkos::OpenMP>) return "openmp";
#endif
  return "serial";
}

/// True where neighbouring pixels are better left to neighbouring threads than to vector lanes.
template <class ExecSpace>
constexpr bool is_gpu() {
#if defined(KOKKOS_ENABLE_CUDA)
  return std::is_same_v<ExecSpace, Kokkos::Cuda>;
#else
  return false;
#endif
}

/// ceil. Processors without an instruction for it (x86 before SSE4.1) would call a library, which
/// keeps loops from being vectorised, and GPUs round float in a unit that does little else: there
/// it is exact for |x| < 2^51 (double), 2^22 (float).
template <class Real>
KOKKOS_FORCEINLINE_FUNCTION Real ceil(Real x) {
#if defined(__CUDA_ARCH__)
  if constexpr (sizeof(Real) == 4) return __fadd_ru(x, 12582912.0f) - 12582912.0f;
  return ::ceil(x);
#elif defined(__x86_64__) && !defined(__SSE4_1__)
  constexpr Real spacing_one = sizeof(Real) == 8 ? Real(6755399441055744.0) : Real(12582912.0);
  const Real rounded = (x + spacing_one) - spacing_one;
  return rounded < x ? rounded + 1 : rounded;
#else
  return math::ceil(x);
#endif
}
template <class Real>
KOKKOS_FORCEINLINE_FUNCTION Real floor(Real x) {
  return -compat::ceil(-x);
}

/// a / b. On a GPU to 2 units in the last place, without the branch for numbers that are not
/// normal; 1 / b must be one.
KOKKOS_FORCEINLINE_FUNCTION double quotient(double a, double b) {
#if defined(__CUDA_ARCH__)
  double inverse;
  asm("rcp.approx.ftz.f64 %0, %1;" : "=d"(inverse) : "d"(b));  // to 2^-19: one cubic step is enough
  const double error = ::fma(-b, inverse, 1.0);
  return a * ::fma(inverse, ::fma(error, error, error), inverse);
#else
  return a / b;
#endif
}
KOKKOS_FORCEINLINE_FUNCTION float quotient(float a, float b) {
#if defined(__CUDA_ARCH__)
  return __fdividef(a, b);
#else
  return a / b;
#endif
}

/// 1 / sqrt(x).
KOKKOS_FORCEINLINE_FUNCTION double inverse_sqrt(double x) {
#if defined(__CUDA_ARCH__)
  return ::rsqrt(x);
#else
  return 1 / math::sqrt(x);
#endif
}

/// Whether whole numbers are better compared and multiplied as integers: GPUs have units to spare
/// for them, the vector units of CPUs do best without a change of type.
#if defined(__CUDA_ARCH__)
inline constexpr bool prefers_integers = true;
#else
inline constexpr bool prefers_integers = false;
#endif

/// Calls f(std::type_identity<ExecSpace>) for each execution space of this build, in the order
/// cuda, openmp, serial.
template <class F, class... E>
void for_each_space(TypeList<E...>, F&& f) {
  (f(std::type_identity<E>{}), ...);
}
template <class F>
void for_each_execution_space(F&& f) {
  for_each_space(ExecutionSpaces{}, f);
}

/// Devices that this process sees; on the host alone none.
inline int device_count() {
  int count = 0;
#if defined(KOKKOS_ENABLE_CUDA)
  if (cudaGetDeviceCount(&count) != cudaSuccess) count = 0;
#endif
  return count;
}

/// Keeps Kokkos initialized while it lives. threads <= 0, device < 0: Kokkos' own default; else
/// `device` modulo the number of devices.
class Session {
 public:
  explicit Session(int threads, int device = -1)
      : m_guard(
            settings(threads, device < 0 || device_count() == 0 ? -1 : device % device_count())) {}

 private:
#if KOKKOS_VERSION < 30700
  static Kokkos::InitArguments settings(int threads, int device) {
    Kokkos::InitArguments arguments;
    if (threads > 0) arguments.num_threads = threads;
    if (device >= 0) arguments.device_id = device;
    arguments.disable_warnings = true;
    return arguments;
  }
#else
  static Kokkos::InitializationSettings settings(int threads, int device) {
    Kokkos::InitializationSettings arguments;
    if (threads > 0) arguments.set_num_threads(threads);
    if (device >= 0) arguments.set_device_id(device);
    arguments.set_disable_warnings(true);
    return arguments;
  }
#endif
  Kokkos::ScopeGuard m_guard;
};

/// Waits for all work of `exec`; the label names the wait in profiles.
template <class ExecSpace>
void fence(const ExecSpace& exec, const std::string& label) {
#if KOKKOS_VERSION < 30500
  // This version tells connectors of no fence.
  if (!Kokkos::Tools::profileLibraryLoaded()) return exec.fence();
  std::uint64_t id = 0;
  Kokkos::Tools::beginFence(label, Kokkos::Tools::Experimental::device_id(exec), &id);
  exec.fence();
  Kokkos::Tools::endFence(id);
#else
  exec.fence(label);
#endif
}

/// Waits for all work of all execution spaces.
inline void fence_all([[maybe_unused]] const char* label) {
#if KOKKOS_VERSION < 30500
  Kokkos::fence();
#else
  Kokkos::fence(label);
#endif
}

/// Callbacks of a connector for Kokkos Tools; none by default.
using ToolEvents = Kokkos::Tools::Experimental::EventSet;
using SpaceHandle = Kokkos::Tools::SpaceHandle;

/// Registers a connector of this process in place of the one before. Kokkos fences around kernels
/// and regions for it. May be called before Kokkos starts.
inline void set_tool_events(ToolEvents events) {
  events.request_tool_settings = [](std::uint32_t, Kokkos_Tools_ToolSettings* settings) {
    settings->requires_global_fencing = true;
  };
  Kokkos::Tools::Experimental::set_callbacks(events);
}
inline void remove_tool_events() { Kokkos::Tools::Experimental::set_callbacks(ToolEvents{}); }

/// Execution space of the number by which Kokkos Tools name a device: its type is in the highest
/// 8 bits.
inline const char* device_name(std::uint32_t device) {
  constexpr const char* names[] = {"Serial", "OpenMP",  "Cuda", "HIP",    "OpenMPTarget",
                                   "HPX",    "Threads", "SYCL", "OpenACC"};
  const std::uint32_t type = device >> 24;
  return type < std::size(names) ? names[type] : "unknown";
}

/// Asks the system for large pages where memory of the host is touched first: fewer interruptions
/// while an image is computed. A hint: systems without them do as they always do.
inline void prefer_large_pages([[maybe_unused]] void* memory, [[maybe_unused]] std::size_t bytes) {
#if defined(MADV_HUGEPAGE)
  constexpr std::size_t page = std::size_t{1} << 21;
  const auto begin = reinterpret_cast<std::uintptr_t>(memory);
  const auto first = (begin + page - 1) / page * page, last = (begin + bytes) / page * page;
  if (first < last) ::madvise(reinterpret_cast<void*>(first), last - first, MADV_HUGEPAGE);
#endif
}

/// "5.1.0": version of the Kokkos headers.
inline std::string kokkos_version() {
  return std::to_string(KOKKOS_VERSION / 10000) + "." + std::to_string(KOKKOS_VERSION / 100 % 100) +
         "." + std::to_string(KOKKOS_VERSION % 100);
}

/// A named region of a profile, closed at the end of the scope.
class ScopedRegion {
 public:
  explicit ScopedRegion(const std::string& label) { Kokkos::Profiling::pushRegion(label); }
  ~ScopedRegion() { Kokkos::Profiling::popRegion(); }
  ScopedRegion(const ScopedRegion&) = delete;
  ScopedRegion& operator=(const ScopedRegion&) = delete;
};

// Streams of a device, and memory of the host that it copies from and to while it computes.

#if defined(KOKKOS_ENABLE_CUDA)
/// Memory of the host beside that of ExecSpace: page-locked for a device, which copies from and to
/// it while kernels run; that of ExecSpace itself where this is the host.
template <class ExecSpace>
using HostMemory = std::conditional_t<is_gpu<ExecSpace>(), Kokkos::CudaHostPinnedSpace,
                                      typename ExecSpace::memory_space>;
#else
template <class ExecSpace>
using HostMemory = typename ExecSpace::memory_space;
#endif

/// Instances of ExecSpace: a device does the work of each in order and that of several side by
/// side; on the host they are all the same.
template <class ExecSpace>
std::vector<ExecSpace> instances(int count) {
#if defined(KOKKOS_ENABLE_CUDA)
  if constexpr (is_gpu<ExecSpace>())
    return Kokkos::Experimental::partition_space(
        ExecSpace(), std::vector<int>(static_cast<std::size_t>(count), 1));
#endif
  return std::vector<ExecSpace>(static_cast<std::size_t>(count));
}

/// The policy of kernels that are to be launched while others run. Kokkos passes functors of more
/// than 512 bytes through one buffer on the device, for which a launch waits until the kernel
/// before, on whichever stream, has ended; with this hint they are arguments (up to 4 KiB).
template <class Policy>
auto launched_ahead(const Policy& policy) {
  if constexpr (is_gpu<typename Policy::execution_space>())
    return Kokkos::Experimental::require(policy,
                                         Kokkos::Experimental::WorkItemProperty::HintLightWeight);
  else
    return policy;
}

}  // namespace kbragg::compat

#endif
