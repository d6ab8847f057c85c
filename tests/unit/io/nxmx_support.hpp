// SPDX-License-Identifier: BSD-3-Clause
// What the tests of image files share: sample metadata, a folder that goes away, and a reader of
// HDF5 files that uses the HDF5 library alone, so that writer and reader are tested apart.
#ifndef KBRAGG_TESTS_UNIT_IO_NXMX_SUPPORT_HPP
#define KBRAGG_TESTS_UNIT_IO_NXMX_SUPPORT_HPP

#include <gtest/gtest.h>
#include <hdf5.h>

#include <filesystem>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "io/nxmx_writer.hpp"

namespace kbragg::io::test {

/// A folder of its own for one test.
class Folder {
 public:
  Folder();
  ~Folder();
  std::string file(const std::string& name) const { return (m_path / name).string(); }
  /// Names of all files in it, hidden ones included, sorted.
  std::vector<std::string> listing() const;

 private:
  std::filesystem::path m_path;
};

/// Reads values with the HDF5 library; a missing object fails the test.
class H5File {
 public:
  explicit H5File(const std::string& file);
  ~H5File();
  bool has(const std::string& path) const;
  std::string text(const std::string& path) const;
  std::vector<double> numbers(const std::string& path) const;
  double number(const std::string& path) const;
  std::vector<hsize_t> dims(const std::string& path) const;
  std::vector<hsize_t> chunk(const std::string& path) const;
  std::vector<H5Z_filter_t> filters(const std::string& path) const;
  bool has_type(const std::string& path, hid_t type) const;
  /// Text of an attribute; several strings are joined by blanks.
  std::string attribute(const std::string& path, const char* name) const;
  std::vector<double> attribute_numbers(const std::string& path, const char* name) const;
  bool has_attribute(const std::string& path, const char* name) const;
  /// Target of a soft link; empty when `path` is not one.
  std::string link(const std::string& path) const;

 private:
  hid_t m_file;
};

/// Two images of 3 x 4 (slow x fast) pixels on a mosflm detector, a rotation series.
NxmxMetadata sample_metadata();

/// The pixels of image `image` of sample_metadata(): image * 100 + index + 0.5.
std::vector<double> sample_pixels(std::int64_t image);

/// Writes all images of sample_metadata() or of what became of it.
void write_sample(const std::string& path, const NxmxMetadata& metadata,
                  const NxmxOptions& options);

/// The sentence of the kbragg::Error that `action` throws; none fails the test.
template <class Action>
std::string sentence_of(Action&& action) {
  try {
    action();
  } catch (const Error& error) {
    return error.what();
  }
  ADD_FAILURE() << "no kbragg::Error was thrown";
  return "";
}

#define KBRAGG_EXPECT_HAS(sentence, part) \
  EXPECT_NE((sentence).find(part), std::string::npos) << (sentence)

}  // namespace kbragg::io::test

#endif
