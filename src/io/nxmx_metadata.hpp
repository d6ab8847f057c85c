// SPDX-License-Identifier: BSD-3-Clause
// Everything an NXmx file says about its images, as plain data. SI units (metres, radians,
// seconds) unless a comment says otherwise; vectors are in the simulator's frame.
#ifndef KBRAGG_IO_NXMX_METADATA_HPP
#define KBRAGG_IO_NXMX_METADATA_HPP

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "math/vec3.hpp"
#include "model/hkl_table.hpp"

namespace kbragg::io {

struct ImageShape {
  std::int64_t images = 1, slow = 0, fast = 0;
};

/// Named values in the order in which they are to be listed. A name becomes an HDF5 object name:
/// not empty, without '/', each once.
using MetadataValue = std::variant<std::string, double, std::int64_t>;
using MetadataList = std::vector<std::pair<std::string, MetadataValue>>;

struct NxmxBeam {
  double wavelength = 0;             ///< central
  std::optional<double> flux;        ///< photons/s
  std::optional<double> fluence;     ///< photons/m^2
  std::optional<double> size;        ///< edge of the square beam
  std::optional<double> exposure;    ///< per image
  std::optional<double> dispersion;  ///< full width of the spectrum over the central wavelength
  /// Kahn factor, -1 to 1: 1 is fully polarised along NxmxGeometry::polarization. The Stokes vector
  /// is computed from it. Not given: no polarisation was simulated.
  std::optional<double> polarization;
};

/// The detector and the axes after all rotations.
struct NxmxGeometry {
  std::string convention;  ///< mosflm, xds, ...
  Vec3 beam;               ///< unit vector, direction of travel
  Vec3 fast, slow;         ///< unit vectors, but where oblique axes were turned as given
  Vec3 pix0;               ///< outer corner of pixel (0, 0)
  Vec3 spindle, polarization;
  Vec3 untilted_fast, untilted_slow;  ///< axes before any rotation of the detector
  double distance = 0;
  double pixel_size = 0;
  double beam_center_fast = 0, beam_center_slow = 0;  ///< pixels, from the corner of pixel (0, 0)
  bool curved = false;  ///< bent to a sphere about the sample, radius distance
};

/// Sensor with simulated thickness.
struct NxmxSensor {
  std::string material = "Si";  ///< Si, CdTe or GaAs
  double thickness = 0;
  double attenuation_depth = 0;
};

struct NxmxStructureFactors {
  std::string file_name;  ///< without directories; empty: no file
  std::string sha256;     ///< hexadecimal; empty: no file
  std::int64_t count = 0;
  double default_F = 0;
  std::string description;
  std::string table_sha256;  ///< hexadecimal, of the table that was used; empty: not stored
};

struct NxmxCrystal {
  model::CellParameters cell;   ///< Angstrom, degrees
  Vec3 a_star, b_star, c_star;  ///< reciprocal vectors at phi = 0, 1/m, simulator's frame
  double mosaic_spread = 0;
  double Na = 1, Nb = 1, Nc = 1;
  std::string shape;
};

/// One entry per beam sample; the three lists have the same length.
struct NxmxSpectrum {
  std::vector<double> wavelength, weight;
  std::vector<Vec3> source;  ///< as the simulator uses them, simulator's frame
};

/// What an image has of its own.
struct NxmxImage {
  double phi_start = 0, phi_end = 0;  ///< spindle angle, of a rotation series
  // Of an ensemble.
  NxmxCrystal crystal;
  double wavelength = 0;  ///< central
  double fluence = 0;     ///< photons/m^2
};

struct NxmxMetadata {
  ImageShape shape;  ///< images: the most that the file takes
  std::string title;
  std::string start_time, end_time_estimated;  ///< ISO 8601, UTC, ending in Z
  bool rotation = false;                       ///< a rotation series; else stills
  double phi_zero = 0;  ///< spindle angle of stills, kept in kbragg's own group
  NxmxBeam beam;
  NxmxGeometry geometry;
  std::optional<NxmxSensor> sensor;        ///< not given: counted at the surface
  std::optional<std::int64_t> saturation;  ///< counts
  std::int64_t underload = 0;              ///< the lowest count that a pixel can have
  /// Fills a row of the mask, which is as long as a row of the image: 0 = good; bit 0: outside the
  /// ROI, bit 8: masked by the user. Empty: all good.
  std::function<void(std::int64_t slow, std::uint32_t* row)> pixel_mask;

  std::string version, commit, date;  ///< of the program and of the run
  std::string input_checksums;        ///< of files that the run file names, one line
  std::string config_yaml;            ///< complete resolved configuration
  MetadataList run;      ///< backend, precision, threads, device, libraries, compiler, ...
  MetadataList seeds;    ///< noise, mosaic, misset, source
  MetadataList options;  ///< named choices of the physics
  NxmxStructureFactors structure_factors;
  std::optional<NxmxCrystal> crystal;
  NxmxSpectrum spectrum;
  bool ensemble = false;  ///< every image has a crystal and a beam of its own
  /// Of an image by its number in the scan or ensemble, from 0; asked for when the file is finished
  /// and needed for rotations and ensembles only.
  std::function<NxmxImage(std::int64_t number)> image;
};

/// Rotation from the simulator's frame to that of NeXus (z along the beam, y up), from the beam
/// and the axes of the untilted detector. Throws kbragg::Error when the beam has no length or both
/// axes lie along it.
Mat3 nexus_rotation(const Vec3& beam, const Vec3& untilted_fast, const Vec3& untilted_slow);

}  // namespace kbragg::io

#endif
