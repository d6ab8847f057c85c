// SPDX-License-Identifier: BSD-3-Clause
#include "kernels/last_evaluation.hpp"

#include <cmath>

#include "kernels/device_scene.hpp"

namespace kbragg::kernels {

/// Indices of a sub-pixel of one pixel.
struct SubPixel {
  std::int64_t slow, fast, layer, sub_slow, sub_fast;
};

struct PixelInspector::State {
  const model::Scene& scene;
  DetectorFrame detector;
  SamplingTerms terms;
  std::vector<SourceTerm> sources;
  model::Basis basis;

  Vec3 position(const SubPixel& at) const {
    const Vec3 flat =
        flat_position(detector, static_cast<double>(at.fast), static_cast<double>(at.slow),
                      at.sub_fast, at.sub_slow, at.layer);
    if (detector.surface == model::DetectorSurface::sphere) return sphere_position(detector, flat);
    if (detector.surface == model::DetectorSurface::sphere_lab_yz)
      return sphere_position_lab_yz(detector, flat);
    return flat;
  }

  double solid(const SubPixel& at) const {
    return solid_angle(detector, view_from_sample(position(at)).inverse_distance);
  }

  double absorbed(const SubPixel& at) const {
    if (!detector.absorbs) return 1;
    return capture_fraction(detector, view_from_sample(position(at)).direction, at.layer);
  }

  double polarized(const SubPixel& at, const SourceTerm& source) const {
    const Vec3 direction = view_from_sample(position(at)).direction;
    const Vec3 q = scattering_vector(source, direction);
    if (dot(q, q) * terms.dmin_squared > 1) return 0;
    return source.polarization_once(direction);
  }

  /// The first polarization factor of the pixel that is not 0, in the order of the kernel.
  double first_polarization(SubPixel at) const {
    for (at.layer = 0; at.layer < detector.layers; ++at.layer)
      for (at.sub_slow = 0; at.sub_slow < detector.oversample; ++at.sub_slow)
        for (at.sub_fast = 0; at.sub_fast < detector.oversample; ++at.sub_fast)
          for (const SourceTerm& source : sources)
            if (const double factor = polarized(at, source); factor != 0) return factor;
    return 0;
  }
};

PixelInspector::PixelInspector(const model::Scene& scene)
    : m_state(new State{
          scene, detector_frame(scene), sampling_terms(scene), source_terms(scene),
          model::orientations(scene.crystal, scene.scan.spindle, {scene.scan.phis(0).back()})
              .back()}) {}

PixelInspector::~PixelInspector() = default;

Evaluation PixelInspector::last(std::int64_t slow, std::int64_t fast, bool interpolates) const {
  const State& s = *m_state;
  const SubPixel first{slow, fast, 0, 0, 0}, first_of_last{slow, fast, s.detector.layers - 1, 0, 0};
  const SubPixel at{slow, fast, s.detector.layers - 1, s.detector.oversample - 1,
                    s.detector.oversample - 1};
  const SourceTerm& source = s.sources.back();
  Evaluation e;
  e.basis = s.basis;
  e.position = s.position(at);
  const PixelView view = view_from_sample(e.position);
  e.scattering_vector = scattering_vector(source, view.direction);
  e.solid_angle = s.solid(s.terms.solid_angle_once ? first : at);
  e.absorbed = s.absorbed(s.terms.absorption_once ? first_of_last : at);
  if (s.scene.beam.polarization.enabled)
    e.polarization =
        s.terms.polarization_once ? s.first_polarization(at) : source.polarization(view.direction);
  const MillerPoint p(e.basis, e.scattering_vector);
  e.hkl = {p.h, p.k, p.l};
  e.hkl0 = {p.h0, p.k0, p.l0};
  with_lattice<double>(s.scene.crystal, [&](const auto& lattice) {
    e.F_latt = std::sqrt(lattice.peak_squared * lattice.relative(p.offset<double>()));
  });
  const HklGrid<double> grid = hkl_grid(s.scene.hkl, s.scene.hkl.values.data());
  e.F_cell = grid.values[grid.nearest(p)];
  if (interpolates && TricubicAmplitude<double>{grid}.applies(p, 0)) {
    CubicBlock<double, 1> cube;
    cube.place(0, p, grid);
    cube.weigh(0);
    double F[1];
    cube.sum(grid, F);
    e.F_cell = F[0];
  }
  return e;
}

}  // namespace kbragg::kernels
