// SPDX-License-Identifier: BSD-3-Clause
// What differs from image to image of an ensemble of stills. Everything is a function of the seed
// and the number of the image, so that images can be made in any order, or one of them alone.
#ifndef KBRAGG_MODEL_ENSEMBLE_HPP
#define KBRAGG_MODEL_ENSEMBLE_HPP

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include "model/scene.hpp"

namespace kbragg::model {

struct ImageParameters {
  std::int64_t image = 0;  ///< its number
  Lattice lattice;         ///< at phi = 0
  double cell_scale = 1;   ///< edges of the lattice over those of the scene
  std::array<std::int64_t, 3> cells{1, 1, 1};
  double mosaic_spread = 0;      ///< rad
  double wavelength_factor = 1;  ///< of all wavelengths of the beam
  double wavelength = 0;         ///< central, or mean of the spectrum of the image; m
  double fluence_factor = 1;
};

/// Distributions of a run file; none without its section. Throws kbragg::Error naming the key.
std::optional<Ensemble> make_ensemble(const config::RunConfig& config, Spectra spectra = {});

/// Those of the scene, for images without any of their own.
ImageParameters common_parameters(const Scene& scene);

/// Of image `image`; those of the scene itself where it has no ensemble. An ensemble turns the
/// lattice of the scene by a rotation that is uniform over all rotations, and draws the rest from
/// the distributions of scene.ensemble, everything from a stream of its own purpose.
ImageParameters image_parameters(const Scene& scene, std::int64_t image);

/// The crystal of these parameters, mosaic domains included: all images have the same domains,
/// whose angles are in proportion to the spread.
Crystal image_crystal(const Scene& scene, const ImageParameters& parameters);

/// Whether the beam samples differ from image to image.
bool has_own_sources(const Ensemble& ensemble);

/// The beam samples of an image of these parameters: those of the scene, or each direction of the
/// beam with the spectrum of the image.
std::vector<Source> image_sources(const Scene& scene, const ImageParameters& parameters);

/// A scene without ensemble whose images are all image `image` of the one given.
Scene scene_of_image(Scene scene, std::int64_t image);

}  // namespace kbragg::model

#endif
