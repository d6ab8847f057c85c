// SPDX-License-Identifier: BSD-3-Clause
// Section `beam` of the run file.
#ifndef KBRAGG_CONFIG_BEAM_HPP
#define KBRAGG_CONFIG_BEAM_HPP

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "config/choices.hpp"
#include "config/field.hpp"
#include "config/quantity.hpp"

namespace kbragg::config {

enum class DivergenceShape { round, square };
template <>
struct EnumNames<DivergenceShape> {
  static constexpr std::string_view what = "divergence shape";
  static constexpr Choice<DivergenceShape> choices[] = {
      {DivergenceShape::round, "round", "directions inside the ellipse of the two ranges"},
      {DivergenceShape::square, "square", "all directions of the grid"},
  };
};

struct Polarization {
  bool enabled = true;
  double kahn_factor = 0;
  std::optional<std::array<double, 3>> axis;
};

template <class V>
void describe(V& v, Polarization& c) {
  v.key("enabled", c.enabled, "Apply the polarization correction; false sets its factor to 1.");
  v.key("kahn_factor", c.kahn_factor,
        "Kahn factor K: 0 unpolarized, 1 fully polarized along the polarization axis, negative "
        "across it.",
        between(-1, 1));
  v.key("axis", c.axis,
        "Direction of the electric field in the laboratory frame; default from the detector "
        "convention.");
}

struct Divergence {
  Angle horizontal{0, "mrad"};
  Angle vertical{0, "mrad"};
  std::array<std::int64_t, 2> steps{1, 1};
  DivergenceShape shape = DivergenceShape::round;
  RangeSampling sampling = RangeSampling::bin_centers;
  std::optional<std::array<Angle, 2>> step;
};

template <class V>
void describe(V& v, Divergence& c) {
  v.key("horizontal", c.horizontal,
        "Full horizontal divergence (rotation about the axis normal to beam and polarization).",
        between(0, 1.5));
  v.key("vertical", c.vertical, "Full vertical divergence (rotation about the polarization axis).",
        between(0, 1.5));
  v.key("steps", c.steps, "Number of directions, horizontal and vertical.", between(1, 10000));
  v.key(
      "shape", c.shape,
      "Which directions of the grid are kept. With sampling: from_edge the ellipse is measured as "
      "nanoBragg does, with an allowance of 10 % and for even numbers of samples.");
  v.key("sampling", c.sampling, "Where the samples of the two ranges lie.");
  v.key("step", c.step,
        "Distance of the samples, horizontal and vertical; needed by sampling: from_edge.",
        between(0, 1.5));
}

struct Dispersion {
  Fraction range{0, "%"};
  std::int64_t steps = 1;
  RangeSampling sampling = RangeSampling::bin_centers;
  std::optional<Fraction> step;
};

template <class V>
void describe(V& v, Dispersion& c) {
  v.key("range", c.range, "Full width of the spectrum relative to the central wavelength.",
        between(0, 1));
  v.key("steps", c.steps, "Number of wavelengths, with equal weights.", between(1, 1000000));
  v.key("sampling", c.sampling, "Where the samples of the range lie.");
  v.key("step", c.step, "Distance of the samples; needed by sampling: from_edge.", between(0, 1));
  v.required("range");
  v.required("steps");
}

struct Source {
  std::array<double, 3> direction{0, 0, 0};
  double weight = 1;
  std::optional<Length> wavelength;
};

template <class V>
void describe(V& v, Source& c) {
  v.key("direction", c.direction,
        "Vector from the sample towards the source in the laboratory frame; only its direction "
        "counts.");
  v.key("weight", c.weight, "Relative weight; the weights are normalised to sum 1.", at_least(0));
  v.key("wavelength", c.wavelength, "Wavelength of this source; default the central one.",
        between(1e-12, 1e-6));
  v.required("direction");
}

enum class SourceWeights { normalised, equal };
template <>
struct EnumNames<SourceWeights> {
  static constexpr std::string_view what = "use of the source weights";
  static constexpr Choice<SourceWeights> choices[] = {
      {SourceWeights::normalised, "normalised", "each source counts by its share of their sum"},
      {SourceWeights::equal, "equal", "the weights are ignored, as nanoBragg does"},
  };
};

struct Beam {
  std::optional<Length> wavelength;
  std::optional<Energy> energy;
  std::optional<std::array<double, 3>> direction;
  std::optional<Fluence> fluence;
  std::optional<Flux> flux;
  std::optional<Time> exposure;
  std::optional<Length> size;
  Polarization polarization;
  std::optional<Divergence> divergence;
  std::optional<Dispersion> dispersion;
  std::vector<Source> sources;
  std::optional<std::string> source_file;
  SourceWeights source_weights = SourceWeights::normalised;
};

template <class V>
void describe(V& v, Beam& c) {
  v.key("wavelength", c.wavelength, "Central wavelength.", between(1e-12, 1e-6));
  v.key("energy", c.energy, "Central photon energy; wavelength in A is 12398.42 / (energy in eV).",
        between(1, 1e6));
  v.exclusive({"wavelength", "energy"}, Need::required);
  v.key("direction", c.direction,
        "Direction of travel of the photons in the laboratory frame; default from the detector "
        "convention.");
  v.key("fluence", c.fluence,
        "Photons per area on the crystal. Without fluence and flux it is 1.25932e29 photons/m^2, "
        "for which the classical electron radius squared times the fluence is 1.",
        between(1e-30, 1e80));
  v.key("flux", c.flux, "Photons per second; fluence = flux * exposure / size^2.",
        between(1e-30, 1e80));
  v.exclusive({"fluence", "flux"}, Need::optional);
  v.together("flux", {"exposure", "size"});
  v.key("exposure", c.exposure, "Exposure time of one image.", between(1e-18, 1e6));
  v.key(
      "size", c.size,
      "Edge of the square beam. When crystal.size is given it also limits the sizes along b and c, "
      "which are taken to lie across the beam.",
      between(1e-12, 1));
  v.section("polarization", c.polarization, "Polarization of the beam.");
  v.section("divergence", c.divergence, "Grid of beam directions.");
  v.section("dispersion", c.dispersion, "Grid of wavelengths.");
  v.list("sources", c.sources, "Explicit list of sources.");
  v.key("source_file", c.source_file,
        "Text file of sources, one a line: x y z [weight [wavelength in m]]; # starts a comment.");
  v.key("source_weights", c.source_weights, "What the weights of sources and source_file do.");
  v.exclusive({"divergence", "sources", "source_file"}, Need::optional);
  v.exclusive({"dispersion", "sources", "source_file"}, Need::optional);
}

}  // namespace kbragg::config

#endif
