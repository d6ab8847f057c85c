// SPDX-License-Identifier: BSD-3-Clause
#include "app/classic_outputs.hpp"

#include <fmt/format.h>

#include "io/image_writers.hpp"
#include "kernels/last_evaluation.hpp"
#include "math/constants.hpp"
#include "model/reference_images.hpp"

namespace kbragg::app {

namespace {

constexpr double mm = 1e3;  // per metre

io::SmvText smv_text(const model::Scene& scene, const classic::ClassicOutputs& outputs) {
  const model::Detector& d = scene.detector;
  const model::PlacedDetector& p = d.plane;
  const double pixel = d.pixel_size, degrees = constants::degrees_per_radian;
  io::SmvText t;
  t.pixel_size_mm = pixel * mm;
  t.distance_mm = p.distance * mm;
  t.close_distance_mm = p.close_distance * mm;
  t.wavelength_A = scene.beam.wavelength * 1e10;
  t.beam_center_mm = {outputs.x_beam * mm, outputs.y_beam * mm};
  t.adxv_center_mm = {p.beam_spot.fast * mm, (outputs.detector_size_slow - p.beam_spot.slow) * mm};
  t.mosflm_center_mm = {(p.beam_spot.slow - 0.5 * pixel) * mm,
                        (p.beam_spot.fast - 0.5 * pixel) * mm};
  t.denzo_beam_mm = {p.beam_spot.slow * mm, p.beam_spot.fast * mm};
  t.dials_origin_mm = {p.pix0.z * mm, p.pix0.y * mm, -p.pix0.x * mm};
  t.xds_org_px = {p.closest_point.fast / pixel + 0.5, p.closest_point.slow / pixel + 0.5};
  t.phi_deg = scene.scan.start * degrees;
  t.osc_range_deg = scene.scan.oscillation * degrees;
  t.twotheta_deg = outputs.twotheta * degrees;
  return t;
}

std::string text(const Vec3& v, double unit) {
  return fmt::format("{:.15g} {:.15g} {:.15g}", v.x * unit, v.y * unit, v.z * unit);
}

void print_evaluation(const LoadedRun& run, std::int64_t fast, std::int64_t slow, float value) {
  constexpr double angstrom = 1e10;  // per metre
  const kernels::Evaluation e = kernels::last_evaluation(run.scene, slow, fast);
  fmt::print("pixel {} {} (fast slow): {:.15g} photons\n", fast, slow, value);
  fmt::print("  position {} m\n", text(e.position, 1));
  fmt::print("  sin(theta)/lambda {:.15g} 1/A\n", norm(e.scattering_vector) / 2 / angstrom);
  fmt::print("  h k l {:.15g} {:.15g} {:.15g}, nearest {:.0f} {:.0f} {:.0f}\n", e.hkl[0], e.hkl[1],
             e.hkl[2], e.hkl0[0] + 0.0, e.hkl0[1] + 0.0, e.hkl0[2] + 0.0);
  fmt::print("  F_cell {:.15g}, |F_latt| {:.15g}\n", e.F_cell, e.F_latt);
  fmt::print("  polarization {:.15g}, solid angle {:.15g}, absorbed {:.15g}\n", e.polarization,
             e.solid_angle, e.absorbed);
  fmt::print("  a {}\n  b {}\n  c {} A\n", text(e.basis.a, angstrom), text(e.basis.b, angstrom),
             text(e.basis.c, angstrom));
}

}  // namespace

void print_evaluations(const LoadedRun& run, const classic::ClassicOutputs& outputs,
                       const std::vector<float>& image) {
  if (!outputs.printout) return;
  const model::Detector& d = run.scene.detector;
  const auto [only_fast, only_slow] = outputs.printout_pixel;
  for (std::int64_t slow = d.region.slow_first; slow <= d.region.slow_last; ++slow)
    for (std::int64_t fast = d.region.fast_first; fast <= d.region.fast_last; ++fast) {
      const auto pixel = static_cast<std::size_t>(slow * d.fast_pixels + fast);
      const bool wanted =
          (only_fast < 0 || fast == only_fast) && (only_slow < 0 || slow == only_slow);
      if (wanted && (d.mask.empty() || d.mask[pixel] == 0))
        print_evaluation(run, fast, slow, image[pixel]);
    }
}

std::vector<std::string> write_classic_outputs(const LoadedRun& run,
                                               const classic::ClassicOutputs& outputs,
                                               const std::vector<float>& image,
                                               const std::vector<float>& deviates) {
  const model::Scene& scene = run.scene;
  const model::Detector& d = scene.detector;
  const std::int64_t fast = d.fast_pixels, slow = d.slow_pixels;
  const io::SmvText header = smv_text(scene, outputs);
  const auto statistics = model::reference_statistics(image.data(), fast, d.region, d.mask);
  const double scale = model::reference_integer_scale(outputs.scale, statistics.max_I);
  std::vector<std::string> files;
  // Scripts discard an output by this name.
  const auto wanted = [&files](const std::string& name) {
    const bool keep = name != "/dev/null";
    if (keep) files.push_back(name);
    return keep;
  };

  if (wanted(outputs.float_file))
    io::write_raw_floats(outputs.float_file, image.data(), fast, slow);
  fmt::print(
      "max_I = {:g}  at {:g} {:g}\nmean= {:g} rms= {:g} rmsd= {:g}\n", statistics.max_I,
      model::reference_position(statistics.max_fast, d.pixel_size, scene.sampling.oversample),
      model::reference_position(statistics.max_slow, d.pixel_size, scene.sampling.oversample),
      statistics.mean, statistics.rms, statistics.rmsd);
  fmt::print("intfile_scale = {:g}\n", scale);
  const auto integers =
      model::reference_integer_image(image.data(), fast, slow, d.region, scale, outputs.adc);
  if (wanted(outputs.int_file))
    io::write_smv(outputs.int_file, header, integers.data(), fast, slow);
  if (outputs.pgm_file) {
    const double grey = model::reference_grey_scale(outputs.pgm_scale, statistics.rmsd, scale);
    fmt::print("pgm_scale = {:g}\n", grey);
    const auto map = model::reference_grey_map(image.data(), fast, slow, d.region, grey);
    if (wanted(*outputs.pgm_file)) io::write_pgm(*outputs.pgm_file, grey, map.data(), fast, slow);
  }
  if (outputs.noise_file) {
    const auto noise =
        model::reference_noise_image(deviates.data(), fast, slow, d.region, outputs.adc);
    if (wanted(*outputs.noise_file))
      io::write_smv(*outputs.noise_file, header, noise.pixels.data(), fast, slow);
    fmt::print("{:.0f} photons on noise image ({} overloads)\n", noise.photons, noise.overloads);
  }
  return files;
}

}  // namespace kbragg::app
