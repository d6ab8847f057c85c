// SPDX-License-Identifier: BSD-3-Clause
// What the kernels find at one point of a pixel, on the host, for people who look into an image.
#ifndef KBRAGG_KERNELS_LAST_EVALUATION_HPP
#define KBRAGG_KERNELS_LAST_EVALUATION_HPP

#include <array>
#include <cstdint>
#include <memory>

#include "math/vec3.hpp"
#include "model/scene.hpp"

namespace kbragg::kernels {

/// One evaluation of the lattice sum, and the factors that weight it.
struct Evaluation {
  Vec3 position;                 ///< of the sub-pixel, m
  Vec3 scattering_vector;        ///< 1/m
  std::array<double, 3> hkl{};   ///< fractional Miller indices
  std::array<double, 3> hkl0{};  ///< of the nearest reciprocal lattice point
  double F_cell = 0;             ///< electrons
  double F_latt = 0;             ///< magnitude
  // As they are applied: those of the whole pixel where the run evaluates them once per pixel.
  double solid_angle = 0;  ///< sr; 1/m^2 for point pixels
  double absorbed = 1;     ///< fraction
  double polarization = 1;
  model::Basis basis;  ///< cell vectors of the orientation, m
};

/// Evaluates single pixels of image 0 by the functions that the kernels use. The scene must outlive
/// the object.
class PixelInspector {
 public:
  explicit PixelInspector(const model::Scene& scene);
  ~PixelInspector();
  PixelInspector(const PixelInspector&) = delete;
  PixelInspector& operator=(const PixelInspector&) = delete;

  /// The evaluation that comes last in a pixel: last layer, sub-pixel, source and orientation.
  /// `interpolates`: whether structure factors are interpolated there.
  Evaluation last(std::int64_t slow, std::int64_t fast, bool interpolates) const;

 private:
  struct State;
  std::unique_ptr<State> m_state;
};

}  // namespace kbragg::kernels

#endif
