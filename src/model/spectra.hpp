// SPDX-License-Identifier: BSD-3-Clause
// Spectra of the images of an ensemble.
#ifndef KBRAGG_MODEL_SPECTRA_HPP
#define KBRAGG_MODEL_SPECTRA_HPP

#include <cstddef>
#include <vector>

namespace kbragg::model {

/// One spectrum a row; image k has row k.
struct Spectra {
  std::size_t columns = 0;         ///< samples of a spectrum
  std::vector<double> wavelength;  ///< m; one row for all images, or one for each
  std::vector<double> weight;      ///< 0 or more, each row with a sum above 0
  std::size_t rows() const { return columns == 0 ? 0 : weight.size() / columns; }
};

}  // namespace kbragg::model

#endif
