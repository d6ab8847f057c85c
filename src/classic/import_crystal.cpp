// SPDX-License-Identifier: BSD-3-Clause
// Crystal and structure factors, and the numbers that follow from the lattice.
#include <algorithm>
#include <cmath>
#include <filesystem>

#include "base/error.hpp"
#include "classic/import_parts.hpp"
#include "config/type_info.hpp"
#include "io/matrix_file.hpp"
#include "math/constants.hpp"
#include "model/scene.hpp"

namespace kbragg::classic {

using config::Angle;
using config::Length;

namespace {

constexpr double angstrom = 1e10;  // Angstrom per metre

void set_cell(const Flags& f, config::Crystal& crystal) {
  const double a = f.cell[0];
  if (!(a > 0)) return;
  const auto edge = [&](std::size_t i) { return Length{f.cell[i] > 0 ? f.cell[i] : a, "A"}; };
  const auto angle = [&](std::size_t i) { return Angle{f.cell[i] > 0 ? f.cell[i] : 90, "deg"}; };
  crystal.cell = config::UnitCell{edge(0), edge(1), edge(2), angle(3), angle(4), angle(5)};
}

// Written also for a perfect crystal: its stream is drawn before that of the noise.
void set_mosaic(const Flags& f, config::Crystal& crystal) {
  auto& m = crystal.mosaic.emplace();
  m.seed = f.mosaic_seed;
  m.stream = config::RandomStream::nanobragg;
  m.domains = 1;
  if (!f.mosaic_spread || !(f.mosaic_spread->value > 0)) return;
  m.spread = *f.mosaic_spread;
  const std::int64_t given = f.mosaic_domains.value_or(-1);
  m.domains = given > 0 ? given : 10;
}

/// Sizes in m after the beam has cut those across it; the size along the beam stays.
std::array<double, 3> sample_sizes(const Flags& f, ImportedRun& run) {
  std::array<double, 3> sizes{};
  const double beam = f.beam_size.si();
  bool cut = false;
  for (std::size_t i = 0; i < 3; ++i) {
    sizes[i] = f.sample_size[i].si();
    if (i == 0 || beam < 0 || sizes[i] <= beam) continue;
    sizes[i] = beam;
    cut = true;
  }
  if (cut)
    run.warnings.push_back("-beamsize: the crystal is limited to the beam of " +
                           config::number_text(f.beam_size.value) + " mm along b and c");
  return sizes;
}

double wavelength_of(const config::Beam& beam) {
  if (beam.wavelength) return beam.wavelength->si();
  return constants::energy_wavelength / beam.energy->si() / angstrom;
}

model::Crystal make_crystal(const config::RunConfig& config, double wavelength) {
  std::optional<std::array<double, 9>> matrix;
  if (config.crystal.matrix_file) matrix = io::read_matrix_file(*config.crystal.matrix_file);
  model::ReferenceRandom random;
  return model::make_crystal(config, matrix, std::nullopt, wavelength, random);
}

std::int64_t cells_along(double size, double edge) {
  constexpr double most = 1e9;
  const double cells = std::ceil(size / edge);
  KBRAGG_REQUIRE(cells <= most, "-samplesize: a crystal of " + config::number_text(size * 1e3) +
                                    " mm has more than 1000000000 cells");
  return static_cast<std::int64_t>(cells);
}

/// Tricubic when the counts typed are small, before sizes in mm have become counts.
bool interpolates(const Flags& f) {
  const auto small = [](std::int64_t n) { return n <= 2; };
  return f.interpolate.value_or(std::any_of(f.cells.begin(), f.cells.end(), small));
}

bool exists(const std::string& path) {
  std::error_code error;
  return std::filesystem::exists(path, error);
}

}  // namespace

void set_crystal(const Flags& f, const ImportContext& context, ImportedRun& run) {
  auto& c = run.config.crystal;
  set_cell(f, c);
  c.cell_builder = config::CellBuilder::nanobragg;
  if (f.matrix_file) {
    c.matrix_file = absolute_path(context, *f.matrix_file);
    c.matrix_rule = config::MatrixRule::as_given;
  }
  KBRAGG_REQUIRE(c.cell || c.matrix_file,
                 "-cell: there is no unit cell, give -cell with a length above 0 or -mat");
  if (f.random_misset)
    c.random_orientation = {f.misset_seed.value_or(context.start_time),
                            config::RandomStream::nanobragg};
  else
    c.misset = f.misset;
  set_mosaic(f, c);
  c.cells = f.cells;
  for (std::int64_t& n : *c.cells) n = std::max<std::int64_t>(n, 1);
  c.shape = f.shape;
  c.spot_width = config::SpotWidth::isotropic;
  c.fudge = f.fudge;
}

void set_structure_factors(const Flags& f, const ImportContext& context, ImportedRun& run) {
  auto& s = run.config.structure_factors;
  using config::Interpolation;
  if (f.hkl_file) {
    s.hkl_file = absolute_path(context, *f.hkl_file);
  } else if (f.dump_file && exists(absolute_path(context, *f.dump_file))) {
    s.dump_file = absolute_path(context, *f.dump_file);
  } else {
    if (f.dump_file)
      run.warnings.push_back("-dump: there is no file '" + *f.dump_file + "' to read");
    else if (exists(absolute_path(context, "Fdump.bin")))
      run.warnings.push_back("Fdump.bin: is not read, give -dump Fdump.bin if it is meant");
    KBRAGG_REQUIRE(f.default_F.value != 0,
                   "-hkl: there are no structure factors, give -hkl, -dump with a file that exists "
                   "or -default_F");
    s.constant = f.default_F;
    s.interpolation.value = Interpolation::nearest;
    return;
  }
  s.default_F = f.default_F;
  s.interpolation.value =
      interpolates(f) ? Interpolation::tricubic_until_outside : Interpolation::nearest;
}

void resolve_cells_and_oversample(const Flags& f, ImportedRun& run) {
  auto& config = run.config;
  const std::array<double, 3> sizes = sample_sizes(f, run);
  const bool sized = std::any_of(sizes.begin(), sizes.end(), [](double s) { return s > 0; });
  const std::optional<std::int64_t> given = config.sampling.oversample.value;
  const auto& matrix = config.crystal.matrix_file;
  if (!sized && given && matrix && !exists(*matrix)) return;  // reading it for the run refuses it

  const double wavelength = wavelength_of(config.beam);
  const model::Basis edges = make_crystal(config, wavelength).lattice.direct;
  const double lengths[3] = {norm(edges.a) / angstrom, norm(edges.b) / angstrom,
                             norm(edges.c) / angstrom};
  auto& cells = *config.crystal.cells;
  double largest = 0;
  for (std::size_t i = 0; i < 3; ++i) {
    if (sizes[i] > 0) cells[i] = std::max<std::int64_t>(cells_along(sizes[i], lengths[i]), 1);
    largest = std::max(largest, lengths[i] * static_cast<double>(cells[i]));
  }
  const model::Detector detector = model::make_detector(config, {});
  const double oversample = model::sufficient_oversample(largest, detector.pixel_size, wavelength,
                                                         detector.plane.distance);
  if (given) {
    if (static_cast<double>(*given) < oversample)
      run.warnings.push_back("-oversample: " + std::to_string(*given) +
                             " is kept, but three sub-pixels per fringe would need " +
                             config::number_text(oversample));
    return;
  }
  constexpr double most = 10000;
  KBRAGG_REQUIRE(oversample <= most,
                 "-oversample: the automatic choice is more than 10000 sub-pixels along each axis, "
                 "give a number");
  config.sampling.oversample.value = static_cast<std::int64_t>(oversample);
}

}  // namespace kbragg::classic
