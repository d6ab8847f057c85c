// SPDX-License-Identifier: BSD-3-Clause
// The table of the images that a file holds. Private to io.
#ifndef KBRAGG_IO_IMAGE_TABLE_HPP
#define KBRAGG_IO_IMAGE_TABLE_HPP

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "io/hdf5.hpp"
#include "io/nxmx_writer.hpp"

namespace kbragg::io {

/// A stored image.
struct ImageRow {
  std::int64_t number = 0;  ///< in the scan or ensemble
  PhotonSums photons;       ///< expected
  std::int64_t result = 0;  ///< see NxmxOptions::image_result
};

/// /entry/kbragg/images with one row for each image, in the order of the file. The rows of `number`
/// tell what is done: a file under way is read up to there.
class ImageTable {
 public:
  /// The table in the group `images` with room for `capacity` rows; one that is there already is
  /// read. `result` is the name of its last column, empty: there is none.
  ImageTable(const h5::Object& images, std::int64_t capacity, const std::string& result);

  void add(const ImageRow& row);
  /// Puts the rows added since the last call into the file.
  void store();
  /// Numbers of all images added.
  const std::vector<std::int64_t>& numbers() const { return m_numbers; }
  const ImageResults& results() const { return m_results; }

 private:
  h5::Object column(const h5::Object& images, const char* name, hid_t type, const char* units);
  void read();
  void count(const ImageRow& row);

  h5::Dims m_capacity;
  h5::Object m_number, m_total, m_brightest, m_result;
  bool m_has_result;
  std::vector<ImageRow> m_rows;  // not yet in the file
  std::vector<std::int64_t> m_numbers;
  ImageResults m_results;
};

}  // namespace kbragg::io

#endif
