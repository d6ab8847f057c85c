// SPDX-License-Identifier: BSD-3-Clause
#include "app/trace_text.hpp"

#include <fmt/format.h>

#include "app/trace_keys.hpp"
#include "math/constants.hpp"
#include "math/rotation.hpp"

namespace kbragg::app {

namespace {

constexpr double angstrom = 1e10;  // per metre

/// Numbers with a blank between them.
template <class... Numbers>
std::string row(Numbers... numbers) {
  std::string text;
  ((text += (text.empty() ? "" : " ") + trace_number(static_cast<double>(numbers))), ...);
  return text;
}

std::string flag(bool value) { return value ? "1" : "0"; }

TraceValues run_values(const config::RunConfig& config, const model::Scene& scene) {
  TraceValues v;
  v["convention"] = name_of(config.detector.convention);
  v["pivot"] = name_of(scene.detector.pivot);
  v["beam_dir"] = trace_vector(scene.beam.direction);
  v["polar_axis"] = trace_vector(scene.beam.polarization.axis);
  v["spindle_axis"] = trace_vector(scene.scan.spindle);
  v["twotheta_axis"] = trace_vector(scene.detector.placement.twotheta_axis);
  const auto append = [](std::string& list, const std::string& item) {
    list += (list.empty() ? "" : " ") + item;
  };
  for (const model::Source& source : scene.beam.sources) {
    append(v["lambda_list_m"], trace_number(source.wavelength));
    append(v["source_dirs"], trace_vector(source.direction));
    append(v["source_weights"], trace_number(source.weight));
  }
  return v;
}

TraceValues detector_values(const model::Detector& detector) {
  const model::Placement& p = detector.placement;
  const model::PlacedDetector& plane = detector.plane;
  TraceValues v;
  v["angles_rad"] = row(p.rotation.x, p.rotation.y, p.rotation.z, p.twotheta);
  v["fdet_initial"] = trace_vector(p.fast);
  v["sdet_initial"] = trace_vector(p.slow);
  v["odet_initial"] = trace_vector(p.normal);
  v["fdet_rotated"] = trace_vector(rotate_xyz(p.fast, p.rotation));
  v["sdet_rotated"] = trace_vector(rotate_xyz(p.slow, p.rotation));
  v["odet_rotated"] = trace_vector(rotate_xyz(p.normal, p.rotation));
  v["fdet_final"] = trace_vector(plane.fast);
  v["sdet_final"] = trace_vector(plane.slow);
  v["odet_final"] = trace_vector(plane.normal);
  v["fbeam_m"] = row(plane.beam_spot.fast);
  v["sbeam_m"] = row(plane.beam_spot.slow);
  v["fclose_m"] = row(plane.closest_point.fast);
  v["sclose_m"] = row(plane.closest_point.slow);
  v["distance_m"] = row(plane.distance);
  v["close_distance_m"] = row(plane.close_distance);
  v["pix0_m"] = trace_vector(plane.pix0);
  return v;
}

TraceValues crystal_values(const model::Crystal& c) {
  const model::CellEdges e = c.nominal_cell.value_or(model::edges_of(c.lattice.direct));
  constexpr double degrees = constants::degrees_per_radian;
  // The columns of the matrix are the turned axes.
  const model::Basis m = model::misset({{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}, c.misset);
  TraceValues v;
  v["cell_A_deg"] = row(e.a, e.b, e.c, e.alpha * degrees, e.beta * degrees, e.gamma * degrees);
  v["volume_A3"] = row(c.lattice.volume);
  v["misset_matrix"] = row(m.a.x, m.b.x, m.c.x, m.a.y, m.b.y, m.c.y, m.a.z, m.b.z, m.c.z);
  v["a0_A"] = trace_vector(c.lattice.direct.a);
  v["b0_A"] = trace_vector(c.lattice.direct.b);
  v["c0_A"] = trace_vector(c.lattice.direct.c);
  v["astar0_invA"] = trace_vector(c.lattice.reciprocal.a);
  v["bstar0_invA"] = trace_vector(c.lattice.reciprocal.b);
  v["cstar0_invA"] = trace_vector(c.lattice.reciprocal.c);
  v["ncells"] = fmt::format("{}", fmt::join(c.cells, " "));
  v["shape"] = name_of(c.shape);
  v["fudge"] = row(c.fudge);
  return v;
}

TraceValues scale_values(const model::Scene& scene) {
  const auto &low = scene.hkl.low, &high = scene.hkl.high;
  TraceValues v;
  v["r_e_sqr_m2"] = row(constants::electron_radius_squared);
  v["fluence_ph_m2"] = row(scene.beam.fluence);
  v["steps"] = fmt::format("{}", scene.steps_per_pixel());
  v["default_F"] = row(scene.hkl.default_F);
  v["f_bounds"] =
      fmt::format("{} {} {} {} {} {}", low[0], high[0], low[1], high[1], low[2], high[2]);
  v["oversample_thick"] = flag(scene.sampling.absorption == model::AbsorptionPlace::each);
  v["oversample_polar"] = flag(scene.sampling.polarization == model::FactorPlace::each);
  v["oversample_omega"] = flag(scene.sampling.solid_angle == model::FactorPlace::each);
  return v;
}

TraceValues sub_pixel_values(const model::Detector& detector, const kernels::TraceStep& s) {
  TraceValues v;
  v["index_ss_ff_layer"] = fmt::format("{} {} {}", s.sub_slow, s.sub_fast, s.layer);
  v["pixel_pos_m"] = trace_vector(s.position);
  v["airpath_m"] = row(s.airpath);
  v["diffracted"] = trace_vector(s.direction);
  v["omega_sr"] = row(s.solid_angle);
  const double edge = detector.pixel_size / s.airpath;
  if (!detector.point_pixel) v["obliquity"] = row(s.solid_angle / (edge * edge));
  if (detector.sensor.absorbs) v["capture_fraction"] = row(s.captured);
  return v;
}

TraceValues source_values(const model::Beam& beam, const kernels::TraceStep& s) {
  TraceValues v;
  v["index_source"] = fmt::format("{}", s.source);
  v["incident"] = trace_vector(s.incident);
  v["lambda_m"] = row(s.wavelength);
  v["scattering_per_m"] = trace_vector(s.scattering_vector);
  v["stol_invA"] = row(norm(s.scattering_vector) / 2 / angstrom);
  v["skipped_dmin"] = flag(!s.is_visible);
  if (beam.polarization.enabled) v["polar"] = row(s.polarization);
  return v;
}

TraceValues orientation_values(const model::Crystal& crystal, const kernels::TraceStep& s) {
  const auto domains = static_cast<std::int64_t>(crystal.mosaic.size());
  TraceValues v;
  v["index_phi_mos"] = fmt::format("{} {}", s.orientation / domains, s.orientation % domains);
  if (!s.is_visible) return v;
  v["a_m"] = trace_vector(s.basis.a);
  v["b_m"] = trace_vector(s.basis.b);
  v["c_m"] = trace_vector(s.basis.c);
  v["hkl"] = trace_vector(s.hkl);
  v["hkl0"] = trace_vector(s.hkl0);
  v["dhkl"] = trace_vector(s.offset);
  if (crystal.shape == model::CrystalShape::square) {
    v["flatt_a"] = row(s.F_latt[0]);
    v["flatt_b"] = row(s.F_latt[1]);
    v["flatt_c"] = row(s.F_latt[2]);
  } else {
    v["hrad2"] = row(s.radius_squared);
  }
  v["flatt"] = row(s.lattice_factor);
  v["f_cell"] = row(s.F_cell);
  v["f_in_bounds"] = flag(s.in_bounds);
  v["interpolated"] = flag(s.interpolated);
  v["i_term"] = row(s.term);
  v["i_accum"] = row(s.accumulated);
  return v;
}

}  // namespace

std::string trace_number(double value) { return fmt::format("{:.17g}", value + 0.0); }

std::string trace_vector(const Vec3& v) { return row(v.x, v.y, v.z); }

std::string trace_of_run(const config::RunConfig& config, const model::Scene& scene) {
  return trace_block('A', run_values(config, scene)) +
         trace_block('B', detector_values(scene.detector)) +
         trace_block('C', crystal_values(scene.crystal)) + trace_block('D', scale_values(scene));
}

std::string trace_of_steps(const model::Scene& scene, const kernels::PixelTrace& trace,
                           std::int64_t omitted, bool is_masked) {
  std::string text;
  const kernels::TraceStep* before = nullptr;
  for (const kernels::TraceStep& s : trace.steps) {
    const bool same_place = before && s.layer == before->layer && s.sub_slow == before->sub_slow &&
                            s.sub_fast == before->sub_fast;
    const bool same_source = same_place && s.source == before->source;
    if (!same_place) text += trace_block('E', sub_pixel_values(scene.detector, s));
    if (!is_masked) {
      if (!same_source) text += trace_block('F', source_values(scene.beam, s));
      text += trace_block('G', orientation_values(scene.crystal, s));
    }
    if (!before && omitted > 0) text += fmt::format("TRACE truncated {}\n", omitted);
    before = &s;
  }
  return is_masked ? text + "TRACE skipped mask\n" : text;
}

std::string trace_of_result(const kernels::TraceResult& result, double photons) {
  TraceValues v;
  v["i_before_scale"] = row(result.before_scale);
  v["capture_used"] = row(result.captured);
  v["polar_used"] = row(result.polarization);
  v["omega_used"] = row(result.solid_angle);
  v["i_background"] = row(result.background);
  v["i_final"] = row(photons);
  return trace_block('H', v);
}

}  // namespace kbragg::app
