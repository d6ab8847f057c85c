// SPDX-License-Identifier: BSD-3-Clause
// The image as a reader would program it from the formulas: one evaluation after the other in
// double, with the sines of the C library and without Kokkos. What the kernels are measured and
// judged against.
#ifndef KBRAGG_PLAIN_IMAGE_HPP
#define KBRAGG_PLAIN_IMAGE_HPP

#include <cstdint>
#include <vector>

#include "model/scene.hpp"

namespace kbragg::plain {

/// Expected photons (slow, fast) of image `image`, whose rows `threads` threads share; their number
/// does not change it. Throws kbragg::Error for scenes with what is not programmed here: curved or
/// absorbing detectors, point pixels, a region, masks, background, limits of resolution, gauss and
/// tophat spots of one width, interpolation that ends within the image.
std::vector<float> render(const model::Scene& scene, std::int64_t image, int threads = 1);

// Its parts, as functions of plain numbers.

/// sin(n x) / sin(x), the sum of n waves.
double wave_sum(double x, double n);
/// 3 (sin x / x - cos x) / x^2, the transform of a sphere.
double sphere_wave(double x);
/// Amplitude of the reflection (h0, k0, l0), default_F outside the table.
double nearest_amplitude(const model::HklTable& table, double h0, double k0, double l0);
/// By cubic Lagrange polynomials through the 64 neighbours of (h, k, l); the nearest reflection
/// (h0, k0, l0) where they are not all in the table.
double tricubic_amplitude(const model::HklTable& table, const double (&hkl)[3],
                          const double (&hkl0)[3]);
/// Kahn factor of radiation that travels along unit vector `incident` into `direction`.
double polarization(const model::Polarization& polarization, const Vec3& incident,
                    const Vec3& direction);

}  // namespace kbragg::plain

#endif
