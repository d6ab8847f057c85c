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
  Lattice lattice;        ///< at phi = 0
  double cell_scale = 1;  ///< edges of the lattice over those of the scene
  std::array<std::int64_t, 3> cells{1, 1, 1};
  double mosaic_spread = 0;      ///< rad
  double wavelength_factor = 1;  ///< of all wavelengths of the beam
  double fluence_factor = 1;
};

/// Distributions of a run file; none without its section. Throws kbragg::Error naming the key.
std::optional<Ensemble> make_ensemble(const config::RunConfig& config);

/// Those of the scene, for images without any of their own.
ImageParameters common_parameters(const Scene& scene);

/// Of image `image`; those of the scene itself where it has no ensemble. An ensemble turns the
/// lattice of the scene by a rotation that is uniform over all rotations, and draws the rest from
/// the distributions of scene.ensemble, everything from a stream of its own purpose.
ImageParameters image_parameters(const Scene& scene, std::int64_t image);

/// The crystal of these parameters, mosaic domains included: all images have the same domains,
/// whose angles are in proportion to the spread.
Crystal image_crystal(const Scene& scene, const ImageParameters& parameters);

/// The beam samples of these parameters.
std::vector<Source> image_sources(const Scene& scene, const ImageParameters& parameters);

/// A scene without ensemble whose images are all image `image` of the one given.
Scene scene_of_image(Scene scene, std::int64_t image);

}  // namespace kbragg::model

#endif
