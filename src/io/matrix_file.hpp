// SPDX-License-Identifier: BSD-3-Clause
// Reads the orientation matrix of a crystal from a text file.
#ifndef KBRAGG_IO_MATRIX_FILE_HPP
#define KBRAGG_IO_MATRIX_FILE_HPP

#include <array>
#include <string>

namespace kbragg::io {

/// The first nine numbers of the file, in its order: a*x b*x c*x, a*y b*y c*y, a*z b*z c*z, each
/// the reciprocal vector (1/Angstrom) times the wavelength (Angstrom), hence without dimension.
/// What follows the nine numbers is ignored, as files of integration programs go on with other
/// matrices. Throws kbragg::Error with file and line when there are fewer numbers.
std::array<double, 9> read_matrix_file(const std::string& path);

}  // namespace kbragg::io

#endif
