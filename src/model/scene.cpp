// SPDX-License-Identifier: BSD-3-Clause
#include "model/scene.hpp"

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>

#include "base/error.hpp"
#include "math/constants.hpp"
#include "model/ensemble.hpp"
#include "model/vectors.hpp"

namespace kbragg::model {

using config::RunConfig;

namespace {

constexpr std::int64_t most_orientations = 100'000'000;
constexpr double most_pixel_steps = 9e18;  // stays inside 64 bits
constexpr double water_amplitude = 2.57;   // electrons, small angles
constexpr double water_grams_per_m3 = 1e6;
constexpr double water_grams_per_mole = 18.0;

Scan make_scan(const RunConfig& config) {
  const auto& c = config.scan;
  Scan scan;
  scan.spindle = direction_or(config, "scan.axis", c.axis,
                              convention_frame(config.detector.convention).spindle);
  scan.start = c.start.si();
  scan.oscillation = c.oscillation.si();
  scan.images = config.images();
  scan.sampling = c.sampling;
  check_step(config, "scan", c.sampling, c.step.has_value());
  if (c.step) scan.step = c.step->si();
  if (scan.oscillation > 0)
    KBRAGG_REQUIRE(c.steps, config.where("scan.steps") +
                                ": must be given when scan.oscillation is not 0 (the number of "
                                "orientations that sample one image, for example 10)");
  else
    KBRAGG_REQUIRE(c.steps.value_or(1) == 1 || c.sampling == RangeSampling::from_edge,
                   config.where("scan.steps") + ": is " + std::to_string(*c.steps) +
                       " without scan.oscillation; give an oscillation or 1 step");
  scan.steps = c.steps.value_or(1);
  return scan;
}

/// By how much the crystal of an image may be larger than that of the scene.
double largest_size_factor(const Scene& scene) {
  return scene.ensemble ? scene.ensemble->cells_high : 1;
}

std::int64_t resolve_oversample(const RunConfig& config, const Scene& scene) {
  if (config.sampling.oversample.value) return *config.sampling.oversample.value;
  const Basis& d = scene.crystal.lattice.direct;
  const auto& n = scene.crystal.cells;
  const double size =
      1e-10 *
      std::max({norm(d.a) * static_cast<double>(n[0]), norm(d.b) * static_cast<double>(n[1]),
                norm(d.c) * static_cast<double>(n[2])}) *
      largest_size_factor(scene);
  const double wanted = sufficient_oversample(
      size, scene.detector.pixel_size, scene.beam.wavelength, scene.detector.plane.close_distance);
  constexpr double most = 1000;
  KBRAGG_REQUIRE(wanted <= most,
                 config.where("sampling.oversample") + ": auto would need " +
                     std::to_string(static_cast<long long>(std::fmin(wanted, 1e18))) +
                     " sub-pixels per axis for this crystal and detector; give a "
                     "number");
  return static_cast<std::int64_t>(wanted);
}

config::Interpolation resolve_interpolation(const RunConfig& config, const Scene& scene) {
  using config::Interpolation;
  const auto& chosen = config.structure_factors.interpolation.value;
  const bool table = scene.hkl.reflections > 0;
  if (chosen) {
    KBRAGG_REQUIRE(table || *chosen == Interpolation::nearest,
                   config.where("structure_factors.interpolation") + ": " +
                       std::string(name_of(*chosen)) +
                       " needs a list of structure factors, but they are constant");
    return *chosen;
  }
  const auto& n = scene.crystal.cells;
  const bool small = n[0] <= 2 || n[1] <= 2 || n[2] <= 2;
  return small && table ? Interpolation::tricubic : Interpolation::nearest;
}

void set_background(const RunConfig& config, Scene& scene) {
  if (!config.background.water) return;
  const auto& water = *config.background.water;
  if (water.formula == WaterFormula::nanobragg) {
    scene.background_start = reference_water_start(water.thickness.si(), scene.beam.fluence);
    return;
  }
  KBRAGG_REQUIRE(scene.beam.size, config.where("background.water") +
                                      ": needs beam.size, the area of water in the beam");
  scene.background_intensity = water_intensity(water.thickness.si(), *scene.beam.size);
}

void set_readout(const RunConfig& config, Scene& scene) {
  const auto& c = config.noise;
  const bool plain = c.kind == NoiseKind::none || c.stream == RandomStream::nanobragg;
  const auto require = [&](const char* key, bool is_default) {
    KBRAGG_REQUIRE(
        is_default || !plain,
        config.where(key) + ": has no effect without noise.kind: poisson and its stream: counter");
  };
  require("noise.gain", c.gain == 1);
  require("noise.readout", c.readout == 0);
  require("noise.pedestal", c.pedestal == 0);
  scene.readout = {c.gain, c.readout, c.pedestal,
                   config.detector.saturation.value_or(constants::highest_count)};
  KBRAGG_REQUIRE(c.pedestal < scene.readout.saturation,
                 config.where("noise.pedestal") + ": is " + std::to_string(c.pedestal) +
                     ", which must be below detector.saturation, " +
                     std::to_string(scene.readout.saturation));
}

void set_noise(const RunConfig& config, Scene& scene) {
  const auto& c = config.noise;
  set_readout(config, scene);
  scene.noise = c.kind;
  scene.noise_stream = c.stream;
  if (c.kind == NoiseKind::none) {
    KBRAGG_REQUIRE(!c.seed,
                   config.where("noise.seed") + ": has no effect without noise.kind: poisson");
    return;
  }
  KBRAGG_REQUIRE(c.seed, config.where("noise.seed") +
                             ": must be given for poisson noise, so that the image can be made "
                             "again");
  KBRAGG_REQUIRE(c.stream == RandomStream::counter || scene.scan.images == 1,
                 config.where("noise.stream") +
                     ": nanobragg draws the noise of one image; give images: 1 or stream: "
                     "counter");
  struct Seeded {
    std::int64_t seed;
    RandomStream stream;
  };
  scene.noise_seed = checked_seed(config, "noise", Seeded{*c.seed, c.stream});
}

void check_size(const RunConfig& config, const Scene& scene) {
  KBRAGG_REQUIRE(
      static_cast<double>(scene.scan.steps) * static_cast<double>(scene.crystal.mosaic.size()) <=
          static_cast<double>(most_orientations),
      config.where("crystal.mosaic.domains") + ": " + std::to_string(scene.scan.steps) +
          " spindle steps times " + std::to_string(scene.crystal.mosaic.size()) +
          " mosaic domains are more than " + std::to_string(most_orientations) + " orientations");
  const double n = static_cast<double>(scene.sampling.oversample);
  const double steps = n * n * static_cast<double>(scene.detector.sensor.layers) *
                       static_cast<double>(scene.beam.sources.size()) *
                       static_cast<double>(scene.orientations()) *
                       static_cast<double>(scene.detector.active_pixels);
  KBRAGG_REQUIRE(steps < most_pixel_steps,
                 config.where("sampling.oversample") +
                     ": sub-pixels, layers, sources and orientations come to more than 9e18 steps");
}

}  // namespace

double sufficient_oversample(double size, double pixel_size, double wavelength, double distance) {
  // In the order of the reference, whose result it is where the quotient is a whole number.
  const double resolved = wavelength * distance / pixel_size;
  const double n = std::ceil(3 * size / resolved);
  return n >= 1 ? n : 1;
}

double water_intensity(double thickness, double beam_size) {
  const double volume = thickness * beam_size * beam_size;
  return water_amplitude * water_amplitude * volume * water_grams_per_m3 / water_grams_per_mole *
         constants::avogadro;
}

double reference_water_start(double thickness, double fluence) {
  return water_amplitude * water_amplitude * constants::electron_radius_squared * fluence *
         thickness * thickness * thickness * water_grams_per_m3 * constants::avogadro /
         water_grams_per_mole;
}

namespace {

/// Squares of what is stored in single precision must not leave its range.
void check_precision(const RunConfig& config, const Scene& scene) {
  if (scene.precision != Precision::mixed) return;
  constexpr double most = 1e15;
  double cells = 1, highest = std::fabs(scene.hkl.default_F);
  for (const std::int64_t n : scene.crystal.cells)
    cells *= static_cast<double>(n) * largest_size_factor(scene);
  for (const double F : scene.hkl.values) highest = std::max(highest, std::fabs(F));
  const auto require = [&](double found, const char* what) {
    KBRAGG_REQUIRE(found <= most, config.where("run.precision") + ": mixed holds at most 1e15 " +
                                      what + ", found " + std::to_string(found) +
                                      "; take precision: double");
  };
  require(cells, "cells in the crystal");
  require(highest, "electrons of structure factor");
}

/// A source for each direction of the beam and sample of a spectrum; which wavelengths they have,
/// only the number of an image tells.
void make_room_for_spectra(Scene& scene) {
  if (!scene.ensemble || scene.ensemble->spectra.rows() == 0) return;
  const std::size_t columns = scene.ensemble->spectra.columns;
  std::vector<Source> sources;
  for (Source source : scene.beam.sources) {
    source.weight /= static_cast<double>(columns);
    sources.insert(sources.end(), columns, source);
  }
  scene.beam.sources = std::move(sources);
}

}  // namespace

Scene make_scene(const RunConfig& config, SceneInputs inputs) {
  Scene scene;
  scene.detector = make_detector(config, std::move(inputs.mask));
  scene.beam = make_beam(config, inputs.sources);
  scene.crystal = make_crystal(config, inputs.matrix, inputs.hkl_cell, scene.beam.wavelength,
                               scene.reference_random);
  scene.hkl = std::move(inputs.hkl);
  scene.scan = make_scan(config);
  scene.ensemble = make_ensemble(config, std::move(inputs.spectra));
  make_room_for_spectra(scene);
  scene.interpolation = resolve_interpolation(config, scene);
  scene.precision = config.run.precision.value.value_or(Precision::double_);
  scene.sampling.oversample = resolve_oversample(config, scene);
  if (config.sampling.dmin) scene.sampling.dmin = config.sampling.dmin->si();
  scene.sampling.solid_angle = config.sampling.solid_angle;
  scene.sampling.polarization = config.sampling.polarization;
  scene.sampling.absorption = config.sampling.absorption;
  set_background(config, scene);
  set_noise(config, scene);
  if (config.detector.psf)
    scene.psf = make_point_spread(*config.detector.psf, scene.detector.pixel_size);
  check_size(config, scene);
  check_precision(config, scene);
  return scene;
}

}  // namespace kbragg::model
