// SPDX-License-Identifier: BSD-3-Clause
// Section `ensemble` of the run file.
#ifndef KBRAGG_CONFIG_ENSEMBLE_HPP
#define KBRAGG_CONFIG_ENSEMBLE_HPP

#include <cstdint>
#include <optional>
#include <string>

#include "config/field.hpp"
#include "config/quantity.hpp"

namespace kbragg::config {

struct SpreadDistribution {
  std::optional<Angle> low, high, sigma;
};

template <class V>
void describe(V& v, SpreadDistribution& c) {
  v.key("low", c.low, "Uniform distribution: smallest spread.", between(1e-9, 3.14159266));
  v.key("high", c.high, "Uniform distribution: largest spread.", between(1e-9, 3.14159266));
  v.key("sigma", c.sigma,
        "Normal distribution about crystal.mosaic.spread: standard deviation. What is not above 0 "
        "is drawn again.",
        between(0, 1));
  v.exclusive({"low", "sigma"}, Need::required);
  v.together("low", {"high"});
  v.together("high", {"low"});
}

struct SizeDistribution {
  double low = 1, high = 1;
};

template <class V>
void describe(V& v, SizeDistribution& c) {
  v.key("low", c.low, "Smallest factor.", between(1e-3, 1e3));
  v.key("high", c.high, "Largest factor.", between(1e-3, 1e3));
  v.required("low");
  v.required("high");
}

struct Ensemble {
  std::int64_t images = 1;
  std::int64_t seed = 0;
  Fraction cell_scale{0, "%"};
  std::optional<SpreadDistribution> mosaic_spread;
  std::optional<SizeDistribution> cells;
  std::optional<std::string> spectra;
  Fraction wavelength_jitter{0, "%"};
  double fluence = 0;
};

template <class V>
void describe(V& v, Ensemble& c) {
  v.key("images", c.images, "Number of stills.", between(1, 1000000));
  v.key("seed", c.seed, "Seed of all that differs from image to image.", between(0, 2147483647.0));
  v.key("cell_scale", c.cell_scale,
        "Relative standard deviation of the edges of the cell, which grow and shrink together; "
        "normal distribution.",
        between(0, 0.1));
  v.section("mosaic_spread", c.mosaic_spread,
            "Spread of the mosaic domains; needs crystal.mosaic, whose domains keep their axes.");
  v.section("cells", c.cells,
            "Factor on the numbers of cells along a, b and c, which are rounded; uniform "
            "distribution.");
  v.key(
      "spectra", c.spectra,
      "HDF5 file with the spectrum of each image: weight (images, m), one row for each image, and "
      "wavelength in angstrom or energy in eV, (m) for all images or (images, m).");
  v.key("wavelength_jitter", c.wavelength_jitter,
        "Relative standard deviation of the wavelength, of the whole spectrum together; normal "
        "distribution.",
        between(0, 0.1));
  v.key("fluence", c.fluence,
        "Standard deviation of the logarithm of the fluence; log-normal distribution with the "
        "fluence of the beam as its mean.",
        between(0, 5));
  v.required("images");
  v.required("seed");
}

}  // namespace kbragg::config

#endif
