// SPDX-License-Identifier: BSD-3-Clause
#include "app/classic_outputs.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "app/signals.hpp"
#include "base/error.hpp"
#include "io/fdump.hpp"
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

/// Which evaluations of a pixel come last and are interpolated.
bool interpolates(const model::Scene& scene, const std::optional<InterpolationEnd>& end,
                  std::int64_t slow, std::int64_t fast) {
  if (scene.interpolation == model::Interpolation::nearest) return false;
  return !end || slow < end->slow || (slow == end->slow && fast < end->fast);
}

void print_evaluation(const model::Scene& scene, const kernels::Evaluation& e, float value) {
  constexpr double angstrom = 1e10;  // per metre
  const model::Sampling& s = scene.sampling;
  using model::FactorPlace;
  double once = constants::electron_radius_squared * scene.beam.fluence;
  if (s.absorption == model::AbsorptionPlace::last) once *= e.absorbed;
  if (s.polarization == FactorPlace::first) once *= e.polarization;
  if (s.solid_angle == FactorPlace::first) once *= e.solid_angle;
  const double steps = static_cast<double>(s.oversample * s.oversample * scene.orientations()) *
                       static_cast<double>(scene.beam.sources.size());
  const double mean = once > 0 ? static_cast<double>(value) / once : 0;
  const double stol = norm(e.scattering_vector) / 2;
  fmt::print("  position {} m\n", text(e.position, 1));
  fmt::print("  sin(theta)/lambda {:.15g} 1/m = {:.15g} 1/A\n", stol, stol / angstrom);
  fmt::print("  h k l {:.15g} {:.15g} {:.15g}, nearest {:.0f} {:.0f} {:.0f}\n", e.hkl[0], e.hkl[1],
             e.hkl[2], e.hkl0[0] + 0.0, e.hkl0[1] + 0.0, e.hkl0[2] + 0.0);
  fmt::print("  F_cell {:.15g}, |F_latt| {:.15g}\n", e.F_cell, e.F_latt);
  fmt::print("  I {:.9g}, I/steps {:.9g}\n", mean * steps, mean);
  fmt::print("  polarization {:.15g}, solid angle {:.15g}, absorbed {:.15g}\n", e.polarization,
             e.solid_angle, e.absorbed);
  fmt::print("  a {} A\n  b {} A\n  c {} A\n", text(e.basis.a, angstrom), text(e.basis.b, angstrom),
             text(e.basis.c, angstrom));
}

void print_statistics(const model::Scene& scene, const model::ReferenceStatistics& statistics) {
  const double pixel = scene.detector.pixel_size;
  const std::int64_t oversample = scene.sampling.oversample;
  fmt::print("max_I = {:g}  at {:g} {:g}\nmean= {:g} rms= {:g} rmsd= {:g}\n", statistics.max_I,
             model::reference_position(statistics.max_fast, pixel, oversample),
             model::reference_position(statistics.max_slow, pixel, oversample), statistics.mean,
             statistics.rms, statistics.rmsd);
}

void write_smv_header(io::AtomicFile& file, const model::Scene& scene,
                      const classic::ClassicOutputs& outputs) {
  const model::Detector& d = scene.detector;
  const std::string header = io::smv_header(smv_text(scene, outputs), d.fast_pixels, d.slow_pixels);
  file.write(header.data(), header.size());
}

/// Writes what convert(rows, pixels) makes of each band of the image.
template <class Pixel, class Convert>
void write_in_bands(io::AtomicFile& file, const float* photons, const model::Detector& detector,
                    Convert&& convert) {
  const std::int64_t fast = detector.fast_pixels, slow = detector.slow_pixels;
  const std::int64_t band = rows_of_band(fast);
  std::vector<Pixel> pixels(static_cast<std::size_t>(band * fast));
  for (std::int64_t row = 0; row < slow; row += band) {
    check_interrupted();
    const model::ImageRows rows{photons + row * fast, fast, row, std::min(band, slow - row)};
    convert(rows, pixels.data());
    file.write(pixels.data(), static_cast<std::size_t>(rows.count * fast) * sizeof(Pixel));
  }
}

}  // namespace

void print_evaluations(const LoadedRun& run, const classic::ClassicOutputs& outputs,
                       const SingleImage& image) {
  if (!outputs.printout) return;
  const kernels::PixelInspector inspector(run.scene);
  const model::Detector& d = run.scene.detector;
  const auto [only_fast, only_slow] = outputs.printout_pixel;
  for (std::int64_t slow = d.region.slow_first; slow <= d.region.slow_last; ++slow)
    for (std::int64_t fast = d.region.fast_first; fast <= d.region.fast_last; ++fast) {
      const auto pixel = static_cast<std::size_t>(slow * d.fast_pixels + fast);
      const bool wanted =
          (only_fast < 0 || fast == only_fast) && (only_slow < 0 || slow == only_slow);
      if (!wanted || (!d.mask.empty() && d.mask[pixel] != 0)) continue;
      fmt::print("pixel {} {} (fast slow): {:.9g} photons\n", fast, slow, image.photons[pixel]);
      const bool tricubic = interpolates(run.scene, image.interpolation_end, slow, fast);
      print_evaluation(run.scene, inspector.last(slow, fast, tricubic), image.photons[pixel]);
    }
}

ClassicFiles::ClassicFiles(const LoadedRun& run, const classic::ClassicOutputs& outputs)
    : m_scene(run.scene),
      m_outputs(outputs),
      m_statistics(run.scene.detector.region, run.scene.detector.mask),
      m_float(open(outputs.float_file)),
      m_int(open(outputs.int_file)),
      m_pgm(open(outputs.pgm_file)),
      m_noise(open(outputs.noise_file)),
      m_dump(open(outputs.dump_file)) {}

ClassicFiles::File ClassicFiles::open(const std::optional<std::string>& name) {
  return name && *name != "/dev/null" ? std::make_unique<io::AtomicFile>(*name) : nullptr;
}

void ClassicFiles::add_rows(const model::ImageRows& photons) {
  m_statistics.add(photons);
  if (m_float)
    m_float->write(photons.pixels,
                   static_cast<std::size_t>(photons.count * photons.fast) * sizeof(float));
}

void ClassicFiles::add_image(const SingleImage& image) {
  KBRAGG_REQUIRE(m_statistics.all_finite(),
                 "the image has pixels beyond the range of single precision; give a smaller "
                 "-fluence (or -flux) or smaller structure factors");
  const model::ReferenceStatistics statistics = m_statistics.result();
  print_statistics(m_scene, statistics);
  const double scale = model::reference_integer_scale(m_outputs.scale, statistics.max_I);
  fmt::print("intfile_scale = {:g}\n", scale);
  if (m_int) write_integers(image.photons, scale);
  if (m_outputs.pgm_file) {
    const double grey = model::reference_grey_scale(m_outputs.pgm_scale, statistics.rmsd, scale);
    fmt::print("pgm_scale = {:g}\n", grey);
    if (m_pgm) write_grey_map(image.photons, grey);
  }
  if (m_noise) write_smv_header(*m_noise, m_scene, m_outputs);
}

void ClassicFiles::write_integers(const float* photons, double scale) {
  write_smv_header(*m_int, m_scene, m_outputs);
  write_in_bands<std::uint16_t>(
      *m_int, photons, m_scene.detector, [&](const model::ImageRows& rows, std::uint16_t* counts) {
        model::reference_integer_rows(rows, m_scene.detector.region, scale, m_outputs.adc, counts);
      });
}

void ClassicFiles::write_grey_map(const float* photons, double scale) {
  const model::Detector& d = m_scene.detector;
  const std::string header = io::pgm_header(scale, d.fast_pixels, d.slow_pixels);
  m_pgm->write(header.data(), header.size());
  write_in_bands<std::uint8_t>(*m_pgm, photons, d,
                               [&](const model::ImageRows& rows, std::uint8_t* grey) {
                                 model::reference_grey_rows(rows, d.region, scale, grey);
                               });
}

void ClassicFiles::add_deviates(const model::ImageRows& deviates) {
  const auto size = static_cast<std::size_t>(deviates.count * deviates.fast);
  std::vector<std::uint16_t> counts(size);
  model::reference_noise_rows(deviates, m_scene.detector.region, m_outputs.adc, counts.data(),
                              m_noise_totals);
  if (m_noise) m_noise->write(counts.data(), size * sizeof(std::uint16_t));
}

void ClassicFiles::end() {
  if (m_outputs.noise_file)
    fmt::print("{:.0f} photons on noise image ({} overloads)\n", m_noise_totals.photons,
               m_noise_totals.overloads);
  if (m_dump) io::write_fdump(*m_dump, m_scene.hkl);
  for (const File* file : {&m_float, &m_int, &m_pgm, &m_noise, &m_dump})
    if (*file) (*file)->close();
}

std::vector<std::string> ClassicFiles::commit() {
  std::vector<std::string> names;
  for (const File* file : {&m_dump, &m_float, &m_int, &m_pgm, &m_noise}) {
    if (!*file) continue;
    (*file)->commit();
    names.push_back((*file)->path());
  }
  return names;
}

}  // namespace kbragg::app
