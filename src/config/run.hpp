// SPDX-License-Identifier: BSD-3-Clause
// Sections `scan`, `sampling`, `background`, `noise`, `run` and `output` of the run file.
#ifndef KBRAGG_CONFIG_RUN_HPP
#define KBRAGG_CONFIG_RUN_HPP

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "config/choices.hpp"
#include "config/field.hpp"
#include "config/quantity.hpp"

namespace kbragg::config {

struct Scan {
  std::optional<std::array<double, 3>> axis;
  Angle start{0, "deg"};
  Angle oscillation{0, "deg"};
  std::int64_t images = 1;
  std::optional<std::int64_t> steps;
  RangeSampling sampling = RangeSampling::bin_centers;
  std::optional<Angle> step;
};

template <class V>
void describe(V& v, Scan& c) {
  v.key("axis", c.axis, "Spindle axis in the laboratory frame; default from the convention.");
  v.key("start", c.start, "Spindle angle phi at the start of the first image.");
  v.key("oscillation", c.oscillation, "Rotation of the crystal during one image.",
        between(0, 6283.18531));
  v.key("images", c.images, "Number of images.", between(1, 1000000));
  v.key("steps", c.steps, "Orientations per image; must be given when oscillation is not 0.",
        between(1, 1000000));
  v.key("sampling", c.sampling, "Where the orientations lie in the oscillation.");
  v.key("step", c.step, "Distance of the orientations; needed by sampling: from_edge.");
}

/// Where a factor of a pixel is evaluated.
enum class FactorPlace { each, first };
template <>
struct EnumNames<FactorPlace> {
  static constexpr std::string_view what = "place of a factor";
  static constexpr Choice<FactorPlace> choices[] = {
      {FactorPlace::each, "each", "for each contribution to the pixel"},
      {FactorPlace::first, "first",
       "once per pixel, at its first sub-pixel, layer and source, as nanoBragg does"},
  };
};

/// Which layer gives the fraction of photons that the sensor absorbs.
enum class AbsorptionPlace { each, last };
template <>
struct EnumNames<AbsorptionPlace> {
  static constexpr std::string_view what = "place of the absorption";
  static constexpr Choice<AbsorptionPlace> choices[] = {
      {AbsorptionPlace::each, "each", "each layer by what it absorbs"},
      {AbsorptionPlace::last, "last",
       "the sum over the layers by what the last one absorbs at the first sub-pixel, as nanoBragg "
       "does"},
  };
};

struct Sampling {
  AutoOr<std::int64_t> oversample;
  std::optional<Length> dmin;
  FactorPlace solid_angle = FactorPlace::each;
  FactorPlace polarization = FactorPlace::each;
  AbsorptionPlace absorption = AbsorptionPlace::each;
};

template <class V>
void describe(V& v, Sampling& c) {
  v.key("oversample", c.oversample,
        "Sub-pixels per pixel along each axis; auto: three per fringe of the largest crystal "
        "dimension.",
        between(1, 10000));
  v.key("dmin", c.dmin, "Bragg scattering beyond this resolution is left out.",
        between(1e-12, 1e-6));
  v.key("solid_angle", c.solid_angle, "Where the solid angle is evaluated.");
  v.key(
      "polarization", c.polarization,
      "Where the polarization factor is evaluated. With first, that of the first source that dmin "
      "lets pass; a pixel without one is 0, background included.");
  v.key("absorption", c.absorption, "Where the absorption in the sensor is evaluated.");
}

enum class WaterFormula { beam_volume, nanobragg };
template <>
struct EnumNames<WaterFormula> {
  static constexpr std::string_view what = "formula of the water background";
  static constexpr Choice<WaterFormula> choices[] = {
      {WaterFormula::beam_volume, "beam_volume", "molecules in thickness times beam.size squared"},
      {WaterFormula::nanobragg, "nanobragg",
       "molecules in the cube of the thickness, multiplied twice by the photons per molecule and "
       "divided by all steps of the pixel, as nanoBragg does"},
  };
};

struct Water {
  Length thickness{0, "um"};
  WaterFormula formula = WaterFormula::beam_volume;
};

template <class V>
void describe(V& v, Water& c) {
  v.key("thickness", c.thickness, "Thickness of water in the beam; beam_volume needs beam.size.",
        between(1e-15, 1));
  v.key("formula", c.formula, "How many photons the water scatters.");
  v.required("thickness");
}

struct Background {
  std::optional<Water> water;
};

template <class V>
void describe(V& v, Background& c) {
  v.section("water", c.water, "Isotropic scattering of water of density 1 g/cm^3.");
}

enum class NoiseKind { none, poisson };
template <>
struct EnumNames<NoiseKind> {
  static constexpr std::string_view what = "kind of noise";
  static constexpr Choice<NoiseKind> choices[] = {
      {NoiseKind::none, "none", "the file holds expected photons"},
      {NoiseKind::poisson, "poisson",
       "the file holds photon counts, with output.expected the expected photons beside"},
  };
};

struct Noise {
  NoiseKind kind = NoiseKind::none;
  std::optional<std::int64_t> seed;
  RandomStream stream = RandomStream::counter;
  double gain = 1;
  double readout = 0;
  std::int64_t pedestal = 0;
};

template <class V>
void describe(V& v, Noise& c) {
  v.key("kind", c.kind, "Noise of the stored counts.");
  v.key("seed", c.seed,
        "Seed of the noise; must be given for poisson; negative only with stream: nanobragg.",
        any_seed());
  v.key("stream", c.stream,
        "Generator of the noise; nanobragg needs images: 1, and stores its counts without the "
        "fraction and not below 0.");
  v.key("gain", c.gain, "Counts per photon.", between(1e-6, 1e6));
  v.key("readout", c.readout, "Root mean square of the Gaussian read-out noise in counts.",
        between(0, 1e6));
  v.key("pedestal", c.pedestal,
        "Counts that are added to each pixel. NXmx does not tell readers of it: they take it for "
        "background.",
        between(0, 1e6));
}

enum class Precision { double_, mixed };
template <>
struct EnumNames<Precision> {
  static constexpr std::string_view what = "precision";
  static constexpr Choice<Precision> choices[] = {
      {Precision::double_, "double", "all arithmetic in double precision"},
      {Precision::mixed, "mixed",
       "geometry, Miller indices and their fractions in double, structure factors and the lattice "
       "factor in single precision, sums in double"},
  };
};

struct Run {
  AutoOr<std::string> backend;
  AutoOr<Precision> precision;
  AutoOr<std::int64_t> threads;
};

template <class V>
void describe(V& v, Run& c) {
  v.key("backend", c.backend,
        "Kokkos backend by name: serial, openmp or cuda, among those built in; auto: the first of "
        "cuda, openmp and serial that is.");
  v.key("precision", c.precision,
        "Arithmetic of the kernels; auto: the default of the backend, which is double for serial, "
        "openmp and cuda.");
  v.key("threads", c.threads,
        "Host threads, for reading hkl_file and for the openmp backend and its compression; auto: "
        "all cores, one with the serial backend.",
        between(1, 65536));
}

enum class PixelType { float32, float64 };
template <>
struct EnumNames<PixelType> {
  static constexpr std::string_view what = "pixel type";
  static constexpr Choice<PixelType> choices[] = {
      {PixelType::float32, "float32", "32-bit floating point"},
      {PixelType::float64, "float64", "64-bit floating point"},
  };
};

enum class Compression { none, gzip, lz4, bitshuffle };
template <>
struct EnumNames<Compression> {
  static constexpr std::string_view what = "compression";
  static constexpr Choice<Compression> choices[] = {
      {Compression::none, "none", "stored as it is"},
      {Compression::gzip, "gzip", "deflate with the shuffle filter, readable everywhere"},
      {Compression::lz4, "lz4", "LZ4; writing and reading need a plugin of HDF5"},
      {Compression::bitshuffle, "bitshuffle",
       "bitshuffle with LZ4; writing and reading need a plugin of HDF5"},
  };
};

enum class PreviewScale { log, linear };
template <>
struct EnumNames<PreviewScale> {
  static constexpr std::string_view what = "preview scale";
  static constexpr Choice<PreviewScale> choices[] = {
      {PreviewScale::log, "log", "logarithmic"},
      {PreviewScale::linear, "linear", "linear"},
  };
};

enum class ColorMap { gray, inverted, heat };
template <>
struct EnumNames<ColorMap> {
  static constexpr std::string_view what = "colour map";
  static constexpr Choice<ColorMap> choices[] = {
      {ColorMap::gray, "gray", "bright spots on black"},
      {ColorMap::inverted, "inverted", "dark spots on white, as on film"},
      {ColorMap::heat, "heat", "black, red, yellow, white"},
  };
};

struct Preview {
  std::string file;
  std::int64_t image = 0;
  PreviewScale scale = PreviewScale::log;
  double percentile = 99.9;
  ColorMap color_map = ColorMap::inverted;
  bool beam_center = false;
  std::vector<Length> resolution_rings;
};

template <class V>
void describe(V& v, Preview& c) {
  v.key("file", c.file, "PNG file to write.");
  v.key("image", c.image, "Number of the image shown, from 0.", at_least(0));
  v.key("scale", c.scale, "Grey scale.");
  v.key("percentile", c.percentile, "This percentile of the pixels is shown as the brightest.",
        between(1, 100));
  v.key("color_map", c.color_map, "Colours.");
  v.key("beam_center", c.beam_center, "Mark the beam centre with a cross.");
  v.key("resolution_rings", c.resolution_rings, "Draw rings at these d spacings.",
        between(1e-12, 1e-6));
  v.required("file");
}

struct Output {
  std::string file;
  bool expected = false;
  PixelType pixel_type = PixelType::float32;
  Compression compression = Compression::gzip;
  std::int64_t compression_level = 1;
  std::optional<Preview> preview;
  std::optional<std::string> title;
};

template <class V>
void describe(V& v, Output& c) {
  v.key("file", c.file,
        "HDF5 file to write (NXmx), relative to the working directory; -o replaces it. An existing "
        "file is replaced when the new one is complete.");
  v.key("expected", c.expected,
        "Store the expected photons beside the counts of noise; without noise they are the images "
        "anyway.");
  v.key("pixel_type", c.pixel_type, "Type of the expected photons.");
  v.key("compression", c.compression, "Compression of the images.");
  v.key("compression_level", c.compression_level, "Level of gzip.", between(1, 9));
  v.section("preview", c.preview, "PNG picture of one image.");
  v.key("title", c.title, "Title stored in the file.");
}

}  // namespace kbragg::config

#endif
