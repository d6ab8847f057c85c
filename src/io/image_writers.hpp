// SPDX-License-Identifier: BSD-3-Clause
// Writes the image files of the reference program nanoBragg.c: SMV, raw float and PGM. Images are
// (slow, fast), fast contiguous, in the byte order of the machine. The caller commits the file; each
// function throws kbragg::Error when it cannot be written.
#ifndef KBRAGG_IO_IMAGE_WRITERS_HPP
#define KBRAGG_IO_IMAGE_WRITERS_HPP

#include <array>
#include <cstdint>
#include <string>

#include "io/atomic_file.hpp"

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
/// says so, as pixels must not begin inside it.
std::string smv_header(const SmvText& text, std::int64_t fast, std::int64_t slow);

/// Header and pixels of 16 bits.
void write_smv(AtomicFile& file, const SmvText& text, const std::uint16_t* pixels,
               std::int64_t fast, std::int64_t slow);

/// Nothing but the pixels, in single precision.
void write_raw_floats(AtomicFile& file, const float* pixels, std::int64_t fast,
                      std::int64_t slow);

/// PGM (P5) of 8 bits with a comment that states `scale`, the grey level of one photon.
void write_pgm(AtomicFile& file, double scale, const std::uint8_t* pixels, std::int64_t fast,
               std::int64_t slow);

}  // namespace kbragg::io

#endif
