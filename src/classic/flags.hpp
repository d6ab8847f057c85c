// SPDX-License-Identifier: BSD-3-Clause
// The command line of the reference program nanoBragg.c: what its flags set, read with its own
// rules. Numbers stay as typed, with the unit that the flag implies.
#ifndef KBRAGG_CLASSIC_FLAGS_HPP
#define KBRAGG_CLASSIC_FLAGS_HPP

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "config/crystal.hpp"
#include "config/detector.hpp"
#include "config/quantity.hpp"
#include "io/classic_header.hpp"

namespace kbragg::classic {

/// What the flags from left to right and the image headers leave behind. The member initialisers
/// are the reference's defaults. Quantities carry the unit of their flag; values that follow from
/// a header instead of a flag may be in m.
struct Flags {
  // Crystal.
  std::optional<std::string> matrix_file;
  std::array<double, 6> cell{};  ///< a b c (A) alpha beta gamma (deg); 0: not given
  std::optional<std::array<config::Angle, 3>> misset;  ///< never beside random_misset
  bool random_misset = false;
  std::optional<std::int64_t> misset_seed;
  std::array<std::int64_t, 3> cells{1, 1, 1};  ///< as typed, may be below 1
  std::array<config::Length, 3> sample_size{config::Length{0, "mm"}, config::Length{0, "mm"},
                                            config::Length{0, "mm"}};
  config::CrystalShape shape = config::CrystalShape::square;
  double fudge = 1;
  std::optional<config::Angle> mosaic_spread;
  std::optional<std::int64_t> mosaic_domains;
  std::int64_t mosaic_seed = 12345678;

  // Structure factors and background.
  std::optional<std::string> hkl_file;
  config::Amplitude default_F{0, "e"};
  std::optional<std::string> dump_file;
  std::optional<bool> interpolate;  ///< empty: the automatic choice
  std::optional<std::string> amorphous_file;
  config::Length water{0, "um"};

  // Beam.
  config::Length wavelength{1, "A"};
  std::optional<config::Energy> energy;  ///< replaces wavelength: the later flag counts
  std::optional<config::Fluence> fluence;
  config::Flux flux{0, "photons/s"};
  config::Time exposure{1, "s"};
  config::Length beam_size{0.1, "mm"};
  double kahn_factor = 0;
  bool nopolar = false;  ///< as -nopolar and a later -polar leave it
  config::Fraction dispersion{0, "%"};
  std::optional<std::int64_t> dispersion_steps;
  std::optional<config::Angle> horizontal_range, vertical_range;
  std::optional<config::Angle> horizontal_step, vertical_step;
  std::optional<std::int64_t> horizontal_steps, vertical_steps;
  bool round_divergence = true;
  std::optional<std::string> source_file;

  // Spindle and resolution.
  config::Angle phi{0, "deg"};
  std::optional<config::Angle> oscillation, phi_step;
  std::optional<std::int64_t> phi_steps;
  config::Length dmin{0, "A"};

  // Detector.
  config::Length pixel_size{0.1, "mm"};
  std::array<std::int64_t, 2> pixels{0, 0};  ///< fast, slow; 0: from detector_size
  std::array<config::Length, 2> detector_size{config::Length{102.4, "mm"},
                                              config::Length{102.4, "mm"}};
  config::Length distance{100, "mm"};
  std::optional<config::Length> close_distance;
  std::optional<config::Length> x_beam, y_beam, x_close, y_close;
  std::optional<double> orgx, orgy;  ///< pixels
  config::Convention convention = config::Convention::mosflm;
  config::Pivot pivot = config::Pivot::beam;  ///< the last one asked for; see pivot_of
  std::optional<config::Pivot> pivot_flag;    ///< that of -pivot itself
  /// Whether a flag, and not only a header, gave the distance, one of ORGX and ORGY, one of Xclose
  /// and Yclose: what has no effect is warned of.
  bool distance_given = false, origin_given = false, closest_given = false;
  /// Vectors of the custom convention; a named convention ignores them.
  std::optional<std::array<double, 3>> fast_axis, slow_axis, normal, beam_direction, polarization,
      spindle, twotheta_axis;
  std::array<config::Angle, 3> rotation{config::Angle{0, "deg"}, config::Angle{0, "deg"},
                                        config::Angle{0, "deg"}};
  config::Angle twotheta{0, "deg"};
  bool curved = false;
  bool point_pixel = false;
  std::optional<config::Length> attenuation_depth;
  bool no_absorption = false;  ///< -detector_abs inf or 0: the attenuation is 0
  config::Length sensor_thickness{0, "um"};
  std::optional<std::int64_t> sensor_layers;
  std::optional<std::string> mask_file;
  std::array<std::int64_t, 4> roi{-1, -1, -1, -1};  ///< fast from, to, slow from, to; < 0: all

  // Sampling.
  std::int64_t oversample = -1;  ///< < 1: the automatic choice
  bool oversample_thick = false, oversample_polar = false, oversample_omega = false;

  // Output.
  std::string float_file = "floatimage.bin";
  std::string int_file = "intimage.img";
  std::string pgm_file = "image.pgm";
  std::string noise_file = "noiseimage.img";
  bool write_pgm = true, write_noise = true;
  double scale = 0, pgm_scale = 0;  ///< 0: automatic
  double adc = 40;
  std::optional<std::int64_t> noise_seed;
  bool printout = false;
  std::array<std::int64_t, 2> printout_pixel{-1, -1};  ///< fast, slow; < 0: every pixel
  bool progress = true;
};

/// The pivot of the run: that of the convention, and the one asked for last with custom.
config::Pivot pivot_of(const Flags& flags);

/// Headers of the files of -mask and -img, as far as they were given. Sizes of 0 set nothing.
struct Headers {
  std::optional<io::ClassicHeader> mask, image;
};

/// Names of the files whose headers set defaults.
struct HeaderFiles {
  std::optional<std::string> mask, image;
};

struct ParsedFlags {
  Flags flags;
  std::vector<std::string> warnings;  ///< one sentence each
};

/// First pass: the last file of -img and of -mask.
HeaderFiles find_header_files(const std::vector<std::string>& tokens);

/// Second pass. Sets the values of the mask header, then of the image header, then of the flags
/// from left to right. Warns of every token that is unknown, incomplete, read as another flag or
/// as a number that it does not spell. Throws kbragg::Error for numbers that are not finite or do
/// not fit.
ParsedFlags parse_flags(const std::vector<std::string>& tokens, const Headers& headers = {});

}  // namespace kbragg::classic

#endif
