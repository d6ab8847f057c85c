// SPDX-License-Identifier: BSD-3-Clause
// The orientation table that devices make is that of the model.
#include <gtest/gtest.h>

#include <cmath>
#include <string>

#include "kernels/device_scene.hpp"
#include "kernels/orientation_table.hpp"
#include "support/scene_builder.hpp"

namespace kbragg::kernels {
namespace {

template <class ExecSpace>
std::vector<model::Basis> table_of(const model::Scene& scene, const std::vector<double>& phis) {
  const ExecSpace exec;
  const View1D<ExecSpace, model::Basis> bases("kbragg::test::bases",
                                              phis.size() * scene.crystal.mosaic.size());
  turn_lattice(exec, TurnLattice<ExecSpace>{
                         bases, to_device(exec, "kbragg::test::phis", phis),
                         to_device(exec, "kbragg::test::mosaic", scene.crystal.mosaic),
                         model::direct_in_metres(scene.crystal.lattice), scene.scan.spindle});
  std::vector<model::Basis> host(bases.extent(0));
  Kokkos::deep_copy(exec, HostArray<model::Basis>(host.data(), host.size()), bases);
  compat::fence(exec, "kbragg::test::bases");
  return host;
}

// Sines and cosines of a device are exact to 2 units in the last place.
constexpr double tolerance = 4e-15;

void expect_near(const Vec3& x, const Vec3& y) { EXPECT_LT(norm(x - y), tolerance * norm(y)); }

TEST(OrientationTable, IsThatOfTheModel) {
  for (const char* mosaic : {"{spread: 2 deg, domains: 50}", "{spread: 0 deg, domains: 4}",
                             "{spread: 0 deg, domains: 1}"}) {
    const model::Scene scene = test::scene({{"crystal.mosaic", mosaic},
                                            {"crystal.misset", "[5 deg, 7 deg, 11 deg]"},
                                            {"scan.axis", "[0.6, 0, 0.8]"},
                                            {"scan.oscillation", "1 deg"},
                                            {"scan.steps", "1"}});
    const std::vector<double> phis{0, 1e-3, 0.7, 3, -40};
    const auto expected = model::orientations(scene.crystal, scene.scan.spindle, phis);
    ASSERT_EQ(expected.size(), 5 * scene.crystal.mosaic.size());
    compat::for_each_execution_space([&](auto space) {
      const auto table = table_of<typename decltype(space)::type>(scene, phis);
      ASSERT_EQ(table.size(), expected.size());
      for (std::size_t i = 0; i < table.size(); ++i) {
        expect_near(table[i].a, expected[i].a);
        expect_near(table[i].b, expected[i].b);
        expect_near(table[i].c, expected[i].c);
      }
    });
  }
}

}  // namespace
}  // namespace kbragg::kernels
