// SPDX-License-Identifier: BSD-3-Clause
// Writes a stack of images as an NXmx file that DIALS, silx, fabio and h5py open.
#ifndef KBRAGG_IO_NXMX_WRITER_HPP
#define KBRAGG_IO_NXMX_WRITER_HPP

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "io/nxmx_metadata.hpp"
#include "io/partial_file.hpp"

namespace kbragg::io {

enum class PixelType { float32, float64 };

/// gzip comes with HDF5, shuffle included; lz4 and bitshuffle (with LZ4) need a plugin of HDF5.
enum class Compression { none, gzip, lz4, bitshuffle };

struct NxmxOptions {
  PixelType pixel_type = PixelType::float32;  ///< of the expected photons
  Compression compression = Compression::gzip;
  bool counts = false;    ///< counts are written
  bool expected = false;  ///< and the expected photons beside them
  int gzip_level = 1;     ///< 1 to 9
  int threads = 1;        ///< that compress with gzip; the file does not depend on them
  /// Column of the tables of the images for a whole number that end_image() is given; empty: none.
  std::string image_result = {};
  bool checkpoints = true;         ///< of several images
  double checkpoint_interval = 1;  ///< seconds, between checkpoints at least
};

/// Wall times in seconds, in the order in which they are listed.
using Timing = std::vector<std::pair<std::string, double>>;

struct PhotonSums {
  double total = 0, brightest = 0;
};

/// Of all images of a file.
struct ImageResults {
  struct First {
    std::int64_t number, result;
  };
  PhotonSums photons;          ///< expected
  std::int64_t sum = 0;        ///< of the numbers given to end_image()
  std::optional<First> first;  ///< lowest image whose number is not negative
};

/// With counts, /entry/data/data holds them (int32) and /entry/kbragg/expected/photons the expected
/// photons, if they are wanted; without, /entry/data/data holds the expected photons and the other
/// is a link to it. Expected photons are to be handed over, checked and summed up in any case.
/// Threads of the object compress and store while the caller computes. The file gets its name in
/// finish(); until then it is a PartialFile, with a checkpoint now and then from the first image on
/// unless there is only one. An object destroyed before leaves what the last checkpoint holds, or
/// nothing. All functions throw kbragg::Error with the file name and the reason (e.g. a full disk),
/// also that of an earlier hand-over; after that only destruction makes sense.
class NxmxWriter {
 public:
  /// Goes on with what is in `file`, which must have been begun with the same metadata and options
  /// (but the threads), or begins it and writes all metadata, so that a path that cannot be
  /// written, a filter that is not there or metadata that contradict themselves fail before
  /// anything is simulated.
  NxmxWriter(std::unique_ptr<PartialFile> file, const NxmxMetadata& metadata,
             const NxmxOptions& options);
  /// Begins a file, see begin_run_file().
  NxmxWriter(const std::string& path, const NxmxMetadata& metadata, const NxmxOptions& options);
  ~NxmxWriter();
  NxmxWriter(const NxmxWriter&) = delete;
  NxmxWriter& operator=(const NxmxWriter&) = delete;

  /// Hands over expected photons of image `number` of the scan or ensemble: of the whole image
  /// `pixels`, slow x fast, fast contiguous, the first `rows` rows are complete; more of them in
  /// each call until all are. Images lie in the file in the order in which they are handed over.
  /// One image must be complete before the next begins, and the pixels must stay as they are until
  /// photons_stored(). Refuses NaN, infinite and negative pixels and those beyond the range of the
  /// pixel type, and more images than the shape of the metadata allows.
  void add_photons(std::int64_t number, const float* pixels, std::int64_t rows);
  void add_photons(std::int64_t number, const double* pixels, std::int64_t rows);
  /// The same for counts, once the photons of the image are complete; needs NxmxOptions::counts.
  /// Refuses negative counts and those above 2147483645, the codes that readers take for flags.
  void add_counts(std::int64_t number, const std::int32_t* pixels, std::int64_t rows);

  /// Whether the first `rows` rows handed over are stored; sleeps at most for `patience`.
  bool photons_stored(std::int64_t number, std::int64_t rows, std::chrono::milliseconds patience);
  bool counts_stored(std::int64_t number, std::int64_t rows, std::chrono::milliseconds patience);

  /// A whole image, stored on return.
  void write_photons(std::int64_t number, const float* pixels);
  void write_photons(std::int64_t number, const double* pixels);
  void write_counts(std::int64_t number, const std::int32_t* pixels);

  /// Image `number` has been handed over in full, with `result` for its column of the tables: the
  /// next may begin.
  void end_image(std::int64_t number, std::int64_t result = 0);

  /// The name of the file until finish().
  std::string partial_path() const;
  /// How many images the last checkpoint holds.
  std::int64_t images_kept() const;
  /// Makes a checkpoint of all images handed over.
  void suspend();
  /// Whether everything handed over is stored; sleeps at most for `patience`.
  bool all_stored(std::chrono::milliseconds patience);

  // To be asked for when everything handed over is stored.
  /// Numbers of the images in the order of the file.
  const std::vector<std::int64_t>& numbers() const;
  const ImageResults& results() const;
  /// The image of /entry/data/data; empty when the file has no image `number`.
  std::vector<double> read_image(std::int64_t number) const;

  /// Adds the timing, what the images have of their own, and to /entry/kbragg/run what only the end
  /// of the run tells, brings the file to disk and gives it its name. It holds the images handed
  /// over, all of which must have been ended.
  void finish(const Timing& timing, const MetadataList& results = {});

 private:
  struct State;
  std::unique_ptr<State> m_state;
};

}  // namespace kbragg::io

#endif
