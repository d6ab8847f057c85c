// SPDX-License-Identifier: BSD-3-Clause
// Writes a stack of images as an NXmx file that DIALS, silx, fabio and h5py open.
#ifndef KBRAGG_IO_NXMX_WRITER_HPP
#define KBRAGG_IO_NXMX_WRITER_HPP

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "io/nxmx_metadata.hpp"

namespace kbragg::io {

enum class PixelType { float32, float64 };

struct NxmxOptions {
  PixelType pixel_type = PixelType::float32;  ///< of the expected photons
  int gzip_level = 1;                         ///< 1 to 9, with byte shuffle; 0: not compressed
  bool counts = false;                        ///< counts are written beside the expected photons
};

/// Wall times in seconds, in the order in which they are listed.
using Timing = std::vector<std::pair<std::string, double>>;

/// With counts, /entry/data/data holds them (int32) and /entry/kbragg/expected/photons the expected
/// photons; without, /entry/data/data holds the expected photons and the other is a link to it.
/// The file gets its name in finish(); an object destroyed before leaves nothing behind. All
/// functions throw kbragg::Error with the file name and the reason (e.g. a full disk); after that
/// only destruction makes sense.
class NxmxWriter {
 public:
  /// Creates the file and writes all metadata, so that a path that cannot be written or metadata
  /// that contradict themselves fail before anything is simulated.
  NxmxWriter(const std::string& path, const NxmxMetadata& metadata, const NxmxOptions& options);
  ~NxmxWriter();
  NxmxWriter(const NxmxWriter&) = delete;
  NxmxWriter& operator=(const NxmxWriter&) = delete;

  /// Expected photons of one image (0 ... images - 1), slow x fast, fast contiguous. Refuses NaN,
  /// infinite and negative pixels and those beyond the range of the pixel type.
  void write_photons(std::int64_t image, const float* pixels);
  void write_photons(std::int64_t image, const double* pixels);

  /// Counts of one image, shape as above; needs NxmxOptions::counts. Refuses negative counts
  /// and those above 2147483645, the codes that readers take for flags.
  void write_counts(std::int64_t image, const std::int32_t* pixels);

  /// Adds the timing and to /entry/kbragg/run what only the end of the run tells, brings the file
  /// to disk and gives it its name. Every image must have been written.
  void finish(const Timing& timing, const MetadataList& results = {});

 private:
  struct State;
  std::unique_ptr<State> m_state;
};

}  // namespace kbragg::io

#endif
