// SPDX-License-Identifier: BSD-3-Clause
// Photon noise of the reference program nanoBragg.c, number for number.
#ifndef KBRAGG_MODEL_REFERENCE_NOISE_HPP
#define KBRAGG_MODEL_REFERENCE_NOISE_HPP

#include "model/detector.hpp"
#include "model/reference_images.hpp"
#include "model/reference_random.hpp"

namespace kbragg::model {

/// Poisson deviates of the photons `means` for the pixels of `region`, drawn one after the other in
/// raster order, 0 elsewhere; into `deviates`, which has the shape of the rows. Rows of an image
/// must be asked for in ascending order. A pixel of mean 0 draws one uniform like any other, so
/// masked pixels are given as 0. Deviates of means above 1e6 are not whole numbers. `random` goes
/// on from the table that earlier streams have left when `stream` is positive.
void reference_noise(const ImageRows& means, const Region& region, ReferenceRandom& random,
                     ReferenceRandom::Stream& stream, float* deviates);

}  // namespace kbragg::model

#endif
