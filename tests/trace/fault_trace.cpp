// SPDX-License-Identifier: BSD-3-Clause
// Writes the trace of one pixel. Compiled with the headers of the kernels as they are, and with
// copies that have a fault.
#include <cstdio>
#include <exception>

#include "app/trace_text.hpp"
#include "io/atomic_file.hpp"
#include "kernels/trace_impl.hpp"
#include "support/scene_builder.hpp"

namespace kbragg {

namespace {

const test::Settings settings = {{"crystal.misset", "[10 deg, 20 deg, 30 deg]"},
                                 {"crystal.mosaic", "{spread: 1 deg, domains: 2}"},
                                 {"beam.polarization.kahn_factor", "0.6"},
                                 {"detector.pixel_size", "5 mm"},
                                 {"sampling.oversample", "2"}};

std::string trace_text() {
  using Space = Kokkos::DefaultHostExecutionSpace;
  const Kokkos::ScopeGuard kokkos;
  const model::Scene scene = test::scene(settings);
  const Space exec;
  kernels::LaunchInput<Space> input{};
  input.sources = kernels::to_device(exec, "kbragg::test::sources", kernels::source_terms(scene));
  input.bases = kernels::to_device(
      exec, "kbragg::test::bases",
      model::orientations(scene.crystal, scene.scan.spindle, scene.scan.phis(0)));
  input.detector = kernels::detector_frame(scene);
  input.terms = kernels::sampling_terms(scene);
  const auto grid = kernels::hkl_grid(scene.hkl, scene.hkl.values.data());
  const auto& n = scene.crystal.cells;
  const auto cells = [&](std::size_t axis) { return static_cast<double>(n[axis]); };
  const double all = cells(0) * cells(1) * cells(2);
  const kernels::SquareLattice<double> lattice{cells(0), cells(1), cells(2), all * all, 1 / all};
  const kernels::PixelTrace trace =
      record_pixel(exec, input, lattice, kernels::NearestAmplitude<double>{grid}, 1, 6,
                   {0, scene.steps_per_pixel() - 1});
  return "# precision double\n" + app::trace_of_run(test::config(settings), scene) +
         app::trace_of_steps(scene, trace, 0, false) +
         app::trace_of_result(trace.result, trace.result.photons);
}

}  // namespace

}  // namespace kbragg

int main(int, char** argv) {
  try {
    kbragg::io::write_file(argv[1], kbragg::trace_text());
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
  }
}
