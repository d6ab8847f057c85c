// SPDX-License-Identifier: BSD-3-Clause
// Reads the spectra of the images of an ensemble from an HDF5 file.
#ifndef KBRAGG_IO_SPECTRA_FILE_HPP
#define KBRAGG_IO_SPECTRA_FILE_HPP

#include <string>

#include "model/spectra.hpp"

namespace kbragg::io {

/// The dataset /weight (n, m) of any number type, and /wavelength in angstrom or /energy in eV, of
/// shape (m) or (n, m): n spectra of m samples. Throws kbragg::Error with file and place for
/// another shape, both or neither of the two, weights below 0 or not finite, a spectrum without a
/// weight above 0, and wavelengths outside 0.01 to 10000 angstrom.
model::Spectra read_spectra(const std::string& path);

}  // namespace kbragg::io

#endif
