// SPDX-License-Identifier: BSD-3-Clause
#include "app/summary.hpp"

#include <fmt/format.h>

#include <string>

#include "app/memory.hpp"
#include "app/progress.hpp"
#include "math/constants.hpp"

namespace kbragg::app {

namespace {

std::string text(const Vec3& v, double unit = 1) {
  return fmt::format("({:.10g}, {:.10g}, {:.10g})", v.x * unit, v.y * unit, v.z * unit);
}

void show_detector(const model::Detector& d) {
  const auto& p = d.plane;
  fmt::print("# detector: {} x {} pixels, {} active\n", d.fast_pixels, d.slow_pixels,
             d.active_pixels);
  fmt::print("#   pix0 {} mm\n#   fast {}\n#   slow {}\n#   normal {}\n", text(p.pix0, 1e3),
             text(p.fast), text(p.slow), text(p.normal));
  fmt::print("#   distance {:.10g} mm, nearest point {:.10g} mm\n", p.distance * 1e3,
             p.close_distance * 1e3);
  fmt::print("#   beam spot at fast {:.6g} px, slow {:.6g} px\n", p.beam_spot.fast / d.pixel_size,
             p.beam_spot.slow / d.pixel_size);
}

void show_crystal(const model::Crystal& c, const StructureFactorSource& source,
                  const model::HklTable& hkl) {
  const model::CellEdges e = model::edges_of(c.lattice.direct);
  const double degrees = constants::degrees_per_radian;
  fmt::print(
      "# crystal: {:.6g} x {:.6g} x {:.6g} A, {:.6g} {:.6g} {:.6g} deg, {} x {} x {} cells\n", e.a,
      e.b, e.c, e.alpha * degrees, e.beta * degrees, e.gamma * degrees, c.cells[0], c.cells[1],
      c.cells[2]);
  fmt::print("#   A matrix (a*, b*, c* in 1/A): {} {} {}\n", text(c.lattice.reciprocal.a),
             text(c.lattice.reciprocal.b), text(c.lattice.reciprocal.c));
  fmt::print("#   misset {} deg, {} mosaic domains\n", text(c.misset, degrees), c.mosaic.size());
  fmt::print("# structure factors: {}", source.description);
  if (hkl.reflections > 0)
    fmt::print("; {} reflections, h {}..{}, k {}..{}, l {}..{}", hkl.reflections, hkl.low[0],
               hkl.high[0], hkl.low[1], hkl.high[1], hkl.low[2], hkl.high[2]);
  fmt::print("{}\n", source.space_group.empty() ? "" : "; " + source.space_group);
}

void show_cost(const LoadedRun& run) {
  const model::Scene& s = run.scene;
  const MemoryEstimate memory =
      estimate_memory(run.config, static_cast<double>(s.hkl.values.size()));
  fmt::print("# beam: wavelength {:.10g} A, fluence {:.6g} photons/m^2, {} sources\n",
             s.beam.wavelength * 1e10, s.beam.fluence, s.beam.sources.size());
  fmt::print(
      "# sampling: {0} x {0} sub-pixels, {1} layers, {2} sources, {3} orientations: "
      "{4} steps per pixel\n",
      s.sampling.oversample, s.detector.sensor.layers, s.beam.sources.size(), s.orientations(),
      s.steps_per_pixel());
  fmt::print("# cost: {} image{}, {} pixel-steps each in {} precision, about {}B of memory\n",
             s.scan.images, s.scan.images == 1 ? "" : "s", with_prefix(s.pixel_steps()),
             name_of(*run.config.run.precision.value), with_prefix(memory.total()));
}

}  // namespace

void print_summary(const LoadedRun& run) {
  show_detector(run.scene.detector);
  show_crystal(run.scene.crystal, run.structure_factors, run.scene.hkl);
  show_cost(run);
}

}  // namespace kbragg::app
