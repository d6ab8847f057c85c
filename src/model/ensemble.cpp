// SPDX-License-Identifier: BSD-3-Clause
#include "model/ensemble.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

#include "base/error.hpp"
#include "math/constants.hpp"
#include "math/counter_random.hpp"

namespace kbragg::model {

using config::RunConfig;

namespace {

Basis turned(const Mat3& u, const Basis& b) { return {u * b.a, u * b.b, u * b.c}; }
Basis scaled(double s, const Basis& b) { return {s * b.a, s * b.b, s * b.c}; }

double uniform(CounterRandom& random, double low, double high) {
  return low + (high - low) * random.uniform();
}

double draw_spread(const Ensemble& e, double mean, CounterRandom random) {
  if (e.spread_sigma == 0) return uniform(random, e.spread_low, e.spread_high);
  double spread = 0;
  while (!(spread > 0)) spread = mean + e.spread_sigma * normal(random);
  return spread;
}

/// One row of the spectra.
struct Spectrum {
  const double *wavelength, *weight;
  std::size_t columns;
  double total;  // of the weights
};

Spectrum spectrum_of(const Ensemble& e, std::int64_t image) {
  const Spectra& s = e.spectra;
  const std::size_t first = static_cast<std::size_t>(image) * s.columns;
  const double* weight = s.weight.data() + first;
  return {s.wavelength.data() + (s.wavelength.size() > s.columns ? first : 0), weight, s.columns,
          std::accumulate(weight, weight + s.columns, 0.0)};
}

double mean_wavelength(const Scene& scene, std::int64_t image) {
  if (scene.ensemble->spectra.rows() == 0) return scene.beam.wavelength;
  const Spectrum s = spectrum_of(*scene.ensemble, image);
  return std::inner_product(s.wavelength, s.wavelength + s.columns, s.weight, 0.0) / s.total;
}

/// Each of the directions, which share the fluence, with each wavelength.
std::vector<Source> with_spectrum(const Spectrum& s, const std::vector<Source>& directions) {
  std::vector<Source> sources;
  for (std::size_t i = 0; i < directions.size(); i += s.columns)
    for (std::size_t k = 0; k < s.columns; ++k)
      sources.push_back(
          {directions[i].direction, s.wavelength[k],
           directions[i].weight * static_cast<double>(s.columns) * s.weight[k] / s.total});
  return sources;
}

void set_spread(const RunConfig& config, Ensemble& e) {
  const auto& c = config.ensemble->mosaic_spread;
  if (!c) return;
  const auto& mosaic = config.crystal.mosaic;
  const std::string where = config.where("ensemble.mosaic_spread");
  KBRAGG_REQUIRE(mosaic && mosaic->spread.si() > 0,
                 where + ": needs crystal.mosaic with its domains and a spread above 0");
  KBRAGG_REQUIRE(mosaic->stream == RandomStream::counter,
                 where + ": needs crystal.mosaic.stream: counter");
  e.spread_varies = true;
  e.mosaic_seed = mosaic->seed;
  if (c->sigma) {
    e.spread_sigma = c->sigma->si();
    e.spread_low = e.spread_high = mosaic->spread.si();
    return;
  }
  e.spread_low = c->low->si();
  e.spread_high = c->high->si();
  KBRAGG_REQUIRE(e.spread_low <= e.spread_high,
                 config.where("ensemble.mosaic_spread.low") + ": is above high");
}

}  // namespace

std::optional<Ensemble> make_ensemble(const RunConfig& config, Spectra spectra) {
  if (!config.ensemble) return std::nullopt;
  const auto refuse = [&](bool given, const char* key) {
    KBRAGG_REQUIRE(!given, config.where(key) +
                               ": has no effect beside ensemble, which turns the crystal itself");
  };
  refuse(config.crystal.misset.has_value(), "crystal.misset");
  refuse(config.crystal.random_orientation.has_value(), "crystal.random_orientation");
  const auto& c = *config.ensemble;
  Ensemble e;
  e.seed = c.seed;
  e.cell_sigma = c.cell_scale.si();
  set_spread(config, e);
  if (c.cells) {
    e.cells_low = c.cells->low;
    e.cells_high = c.cells->high;
    KBRAGG_REQUIRE(e.cells_low <= e.cells_high,
                   config.where("ensemble.cells.low") + ": is above high");
  }
  e.wavelength_sigma = c.wavelength_jitter.si();
  e.fluence_sigma = c.fluence;
  if (c.spectra) {
    const auto& b = config.beam;
    const char* other = b.dispersion         ? "beam.dispersion"
                        : !b.sources.empty() ? "beam.sources"
                        : b.source_file      ? "beam.source_file"
                                             : nullptr;
    KBRAGG_REQUIRE(other == nullptr, config.where("ensemble.spectra") + ": given beside " +
                                         (other ? other : "") +
                                         ", but only one of them can say which wavelengths there "
                                         "are");
    KBRAGG_REQUIRE(static_cast<std::int64_t>(spectra.rows()) >= c.images,
                   config.where("ensemble.spectra") + ": " + *c.spectra + " holds " +
                       std::to_string(spectra.rows()) + " spectra, fewer than the " +
                       std::to_string(c.images) + " images");
  }
  e.spectra = std::move(spectra);
  return e;
}

ImageParameters common_parameters(const Scene& scene) {
  ImageParameters p;
  p.lattice = scene.crystal.lattice;
  p.cells = scene.crystal.cells;
  p.mosaic_spread = scene.crystal.mosaic_spread;
  p.wavelength = scene.beam.wavelength;
  return p;
}

ImageParameters image_parameters(const Scene& scene, std::int64_t image) {
  ImageParameters p = common_parameters(scene);
  if (!scene.ensemble) return p;
  const Ensemble& e = *scene.ensemble;
  p.image = image;
  const auto index = static_cast<std::uint64_t>(image);
  const auto random = [&](RandomPurpose purpose) {
    return CounterRandom(static_cast<std::uint64_t>(e.seed), purpose, index);
  };
  CounterRandom for_cell = random(RandomPurpose::cell_scale),
                for_size = random(RandomPurpose::crystal_size),
                for_wavelength = random(RandomPurpose::wavelength),
                for_fluence = random(RandomPurpose::fluence);
  const Mat3 u = random_rotation(e.seed, index);
  p.cell_scale = 1 + e.cell_sigma * normal(for_cell);
  p.lattice.direct = scaled(p.cell_scale, turned(u, p.lattice.direct));
  p.lattice.reciprocal = scaled(1 / p.cell_scale, turned(u, p.lattice.reciprocal));
  p.lattice.volume *= p.cell_scale * p.cell_scale * p.cell_scale;
  const double size = uniform(for_size, e.cells_low, e.cells_high);
  for (std::int64_t& n : p.cells)
    n = std::max<std::int64_t>(std::llround(size * static_cast<double>(n)), 1);
  if (e.spread_varies)
    p.mosaic_spread = draw_spread(e, p.mosaic_spread, random(RandomPurpose::mosaic_spread));
  p.wavelength_factor = 1 + e.wavelength_sigma * normal(for_wavelength);
  p.wavelength = p.wavelength_factor * mean_wavelength(scene, image);
  const double s = e.fluence_sigma;
  p.fluence_factor = std::exp(s * normal(for_fluence) - s * s / 2);
  return p;
}

Crystal image_crystal(const Scene& scene, const ImageParameters& p) {
  Crystal crystal = scene.crystal;
  crystal.lattice = p.lattice;
  crystal.cells = p.cells;
  if (scene.ensemble && scene.ensemble->spread_varies) {
    crystal.mosaic_spread = p.mosaic_spread;
    crystal.mosaic =
        mosaic_rotations(p.mosaic_spread, static_cast<std::int64_t>(crystal.mosaic.size()),
                         scene.ensemble->mosaic_seed);
  }
  return crystal;
}

bool has_own_sources(const Ensemble& ensemble) {
  return ensemble.wavelength_sigma > 0 || ensemble.spectra.rows() > 0;
}

std::vector<Source> image_sources(const Scene& scene, const ImageParameters& p) {
  std::vector<Source> sources = scene.beam.sources;
  if (scene.ensemble && scene.ensemble->spectra.rows() > 0)
    sources = with_spectrum(spectrum_of(*scene.ensemble, p.image), sources);
  for (Source& source : sources) source.wavelength *= p.wavelength_factor;
  return sources;
}

Scene scene_of_image(Scene scene, std::int64_t image) {
  if (!scene.ensemble) return scene;
  const ImageParameters p = image_parameters(scene, image);
  scene.crystal = image_crystal(scene, p);
  scene.beam.sources = image_sources(scene, p);
  scene.beam.wavelength = p.wavelength;
  scene.beam.fluence *= p.fluence_factor;
  scene.background_start *= p.fluence_factor;
  scene.ensemble.reset();
  return scene;
}

}  // namespace kbragg::model
