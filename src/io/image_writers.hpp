// SPDX-License-Identifier: BSD-3-Clause
// Headers of the image files of the reference program nanoBragg.c: SMV and PGM; its raw float files
// have none. The pixels follow, (slow, fast), fast contiguous, in the byte order of the machine.
#ifndef KBRAGG_IO_IMAGE_WRITERS_HPP
#define KBRAGG_IO_IMAGE_WRITERS_HPP

#include <array>
#include <cstdint>
#include <string>

namespace kbragg::io {

/// What the header of an SMV file states, in its units; printed with six significant digits.
struct SmvText {
  double pixel_size_mm = 0;
  double distance_mm = 0, close_distance_mm = 0;
  double wavelength_A = 0;
  std::array<double, 2> beam_center_mm{}, adxv_center_mm{}, mosflm_center_mm{};  ///< X, Y
  std::array<double, 2> denzo_beam_mm{};                                         ///< X, Y
  std::array<double, 3> dials_origin_mm{};
  std::array<double, 2> xds_org_px{};  ///< ORGX, ORGY
  double phi_deg = 0;                  ///< PHI and OSC_START
  double osc_range_deg = 0;
  double twotheta_deg = 0;
};

/// The header of an image of `fast` x `slow` pixels with the keys, the order and the padding of the
/// reference: 512 bytes. A longer text, which many digits in every value make, takes 1024 bytes and
/// says so, as pixels must not begin inside it. The pixels are integers of 16 bits.
std::string smv_header(const SmvText& text, std::int64_t fast, std::int64_t slow);

/// The header of a PGM (P5) of 8 bits with a comment that states `scale`, the grey level of one
/// photon.
std::string pgm_header(double scale, std::int64_t fast, std::int64_t slow);

}  // namespace kbragg::io

#endif
