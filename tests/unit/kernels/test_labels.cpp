// SPDX-License-Identifier: BSD-3-Clause
// Every kernel, View and region that a profiler sees bears a label of ours, or one that Kokkos
// gives to its own work (fills and copies).
#include <gtest/gtest.h>

#include <set>
#include <string>

#include "compat/kokkos.hpp"
#include "support/render.hpp"
#include "support/scene_builder.hpp"

namespace kbragg::kernels {
namespace {

// Callbacks of Kokkos take no context, so what they see must be kept here.
std::set<std::string>& labels() {
  static std::set<std::string> seen;
  return seen;
}

void see_kernel(const char* name, std::uint32_t, std::uint64_t*) { labels().insert(name); }
void see_region(const char* name) { labels().insert(name); }

TEST(Labels, AllAreOurs) {
  namespace tools = Kokkos::Tools::Experimental;
  const auto before = tools::get_callbacks();
  tools::set_begin_parallel_for_callback(see_kernel);
  tools::set_begin_parallel_reduce_callback(see_kernel);
  tools::set_push_region_callback(see_region);
  tools::set_allocate_data_callback([](Kokkos::Profiling::SpaceHandle, const char* name,
                                       const void*, std::uint64_t) { labels().insert(name); });
  const model::Scene scene = test::scene(
      {{"noise", "{kind: poisson, seed: 1}"}, {"detector.psf", "{kind: gaussian, fwhm: 0.1 mm}"}});
  for (const std::string& backend : backend_names()) {
    const auto engine = make_engine(backend, scene, config::PixelType::float32);
    engine->start_image(0);
    engine->compute_rows(0, 8);
    engine->host_counts();
    engine->trace(0, 0, {0, 0});
  }
  tools::set_callbacks(before);

  for (const std::string& label : labels())
    EXPECT_TRUE(label.starts_with("kbragg::") || label.starts_with("Kokkos::")) << label;
  for (const char* expected :
       {"kbragg::intensity::accumulate", "kbragg::noise::draw_counts", "kbragg::psf::spread",
        "kbragg::intensity::photons", "kbragg::intensity::trace", "kbragg::lattice::orientations",
        "kbragg::intensity::start_image"})
    EXPECT_EQ(labels().count(expected), 1u) << expected;
}

}  // namespace
}  // namespace kbragg::kernels
