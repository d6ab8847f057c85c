// SPDX-License-Identifier: BSD-3-Clause
#include "metrics/sums.hpp"

#include <KokkosBlas1_axpby.hpp>
#include <KokkosBlas1_nrm2.hpp>
#include <KokkosBlas1_scal.hpp>
#include <KokkosBlas1_sum.hpp>
#include <exception>
#include <new>

#include "base/error.hpp"
#include "compat/kokkos.hpp"

namespace kbragg::metrics {

namespace {

/// Contiguous vector as Kokkos Kernels has it compiled beforehand.
template <class ExecSpace>
using Vector = Kokkos::View<double*, Kokkos::LayoutLeft, typename ExecSpace::device_type>;

using HostVector = Kokkos::View<const double*, Kokkos::LayoutLeft, Kokkos::HostSpace,
                                Kokkos::MemoryTraits<Kokkos::Unmanaged>>;

/// Kokkos tells a lack of memory by exceptions that differ between its versions.
template <class ExecSpace>
Vector<ExecSpace> empty_vector(const std::string& label, std::int64_t count) try {
  return Vector<ExecSpace>(Kokkos::view_alloc(label, Kokkos::WithoutInitializing),
                           static_cast<std::size_t>(count));
} catch (const std::exception&) {
  throw std::bad_alloc();
}

template <class ExecSpace>
struct Subtract {
  Vector<ExecSpace> values;
  double mean;
  KOKKOS_FUNCTION void operator()(std::int64_t i) const {
    values(static_cast<std::size_t>(i)) -= mean;
  }
};

/// Takes the mean off `values` and returns their sum. The sum of what is left corrects the sum for
/// most of its rounding.
template <class ExecSpace>
double centre(const Vector<ExecSpace>& values) {
  const auto count = static_cast<std::int64_t>(values.extent(0));
  const double mean = KokkosBlas::sum(values) / static_cast<double>(count);
  using Policy = Kokkos::RangePolicy<ExecSpace, Kokkos::IndexType<std::int64_t>>;
  Kokkos::parallel_for("kbragg::metrics::subtract_mean", Policy(0, count),
                       Subtract<ExecSpace>{values, mean});
  return static_cast<double>(count) * mean + KokkosBlas::sum(values);
}

template <class ExecSpace>
PairSums sums_on(const HostVector& host_a, const HostVector& host_b) {
  const compat::ScopedRegion scope("kbragg::metrics::pair_sums");
  const auto count = static_cast<std::int64_t>(host_a.extent(0));
  const auto a = empty_vector<ExecSpace>("kbragg::metrics::a", count);
  const auto b = empty_vector<ExecSpace>("kbragg::metrics::b", count);
  Kokkos::deep_copy(a, host_a);
  Kokkos::deep_copy(b, host_b);
  PairSums sums;
  KokkosBlas::axpby(-1.0, a, 1.0, b);
  sums.difference = KokkosBlas::nrm2(b);
  Kokkos::deep_copy(b, host_b);
  sums.sum_a = centre<ExecSpace>(a);
  sums.sum_b = centre<ExecSpace>(b);
  sums.norm_a = KokkosBlas::nrm2(a);
  sums.norm_b = KokkosBlas::nrm2(b);
  if (has_direction(sums.norm_a) && has_direction(sums.norm_b)) {
    KokkosBlas::scal(a, 1 / sums.norm_a, a);
    KokkosBlas::scal(b, 1 / sums.norm_b, b);
    KokkosBlas::axpby(-1.0, a, 1.0, b);
    sums.distance = KokkosBlas::nrm2(b);
  }
  return sums;
}

}  // namespace

PairSums pair_sums(const std::string& backend, const double* a, const double* b,
                   std::int64_t count) {
  PairSums sums;
  bool found = false;
  std::string present;
  compat::for_each_execution_space([&](auto space) {
    using ExecSpace = typename decltype(space)::type;
    const char* const name = compat::backend_name<ExecSpace>();
    present += (present.empty() ? "" : ", ") + std::string(name);
    if (found || backend != name) return;
    found = true;
    if (count == 0) return;
    const auto size = static_cast<std::size_t>(count);
    sums = sums_on<ExecSpace>(HostVector(a, size), HostVector(b, size));
  });
  KBRAGG_REQUIRE(found, "this program has no backend '" + backend + "', it has: " + present);
  return sums;
}

}  // namespace kbragg::metrics
