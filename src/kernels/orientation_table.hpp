// SPDX-License-Identifier: BSD-3-Clause
// The orientation table made on a device: what model::orientations computes on the host.
#ifndef KBRAGG_KERNELS_ORIENTATION_TABLE_HPP
#define KBRAGG_KERNELS_ORIENTATION_TABLE_HPP

#include "kernels/views.hpp"
#include "math/rotation.hpp"
#include "model/crystal.hpp"

namespace kbragg::kernels {

/// Lattice vectors (m) of every orientation, phi slowest, mosaic domain fastest: turned about the
/// spindle axis, then by the rotation of the domain.
template <class ExecSpace>
struct TurnLattice {
  View1D<ExecSpace, model::Basis> bases;
  ConstView1D<ExecSpace, double> phis;  // rad
  ConstView1D<ExecSpace, Mat3> mosaic;  // at least the identity
  model::Basis at_zero;                 // at phi = 0, m
  Vec3 spindle;                         // unit vector

  KOKKOS_FUNCTION void operator()(std::int64_t i) const {
    const auto domains = static_cast<std::int64_t>(mosaic.extent(0));
    const double phi = phis(i / domains);
    model::Basis turned = at_zero;
    if (phi != 0)
      turned = {rotate_axis(at_zero.a, spindle, phi), rotate_axis(at_zero.b, spindle, phi),
                rotate_axis(at_zero.c, spindle, phi)};
    const Mat3& u = mosaic(i % domains);
    bases(i) = {u * turned.a, u * turned.b, u * turned.c};
  }
};

/// Fills the table; does not wait.
template <class ExecSpace>
void turn_lattice(const ExecSpace& exec, const TurnLattice<ExecSpace>& functor) {
  using Policy = Kokkos::RangePolicy<ExecSpace, Kokkos::IndexType<std::int64_t>>;
  const auto count = static_cast<std::int64_t>(functor.bases.extent(0));
  Kokkos::parallel_for("kbragg::lattice::turn",
                       compat::launched_ahead(Policy(exec, std::int64_t{0}, count)), functor);
}

}  // namespace kbragg::kernels

#endif
