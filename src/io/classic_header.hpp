// SPDX-License-Identifier: BSD-3-Clause
// Reads SMV headers as the reference program nanoBragg.c does for -img and -mask, loose keys
// included; io/smv.hpp reads the same files by exact keys.
#ifndef KBRAGG_IO_CLASSIC_HEADER_HPP
#define KBRAGG_IO_CLASSIC_HEADER_HPP

#include <cstdint>
#include <optional>
#include <string>

namespace kbragg::io {

/// Values of a header in its units; empty where the key occurs nowhere.
struct ClassicHeader {
  std::int64_t size1 = 0, size2 = 0;  ///< fast, slow pixels
  std::optional<double> pixel_size_mm, distance_mm, close_distance_mm;
  std::optional<double> wavelength_A;
  std::optional<double> beam_center_x_mm, beam_center_y_mm;
  std::optional<double> orgx, orgy;  ///< pixels
  std::optional<double> phi_deg, osc_deg, twotheta_deg;
};

/// A key is looked up as the last place of its text anywhere in the header, also inside a longer
/// key (DISTANCE finds a later CLOSE_DISTANCE, ORGX finds XDS_ORGX); its value is the number after
/// the next '='. DETECTOR_DIMENSIONS gives both sizes when SIZE1 is absent or 0. Throws
/// kbragg::Error when the file cannot be read, does not begin with '{', a line feed and
/// HEADER_BYT, is shorter than its header, has no sizes of 1 to 1000000 pixels, or when no finite
/// number follows a key.
ClassicHeader read_classic_header(const std::string& path);

}  // namespace kbragg::io

#endif
