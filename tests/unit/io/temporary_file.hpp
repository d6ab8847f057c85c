// SPDX-License-Identifier: BSD-3-Clause
// Files and error sentences for the tests of readers.
#ifndef KBRAGG_TESTS_UNIT_IO_TEMPORARY_FILE_HPP
#define KBRAGG_TESTS_UNIT_IO_TEMPORARY_FILE_HPP

#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

#include "base/error.hpp"

namespace kbragg::io {

/// A path in the temporary folder that is removed with the object; `content` is written to it.
class TemporaryFile {
 public:
  explicit TemporaryFile(const std::string& name, const std::string& content = {}) {
    static int count = 0;
    m_path = testing::TempDir() + "kbragg_" + std::to_string(::getpid()) + "_" +
             std::to_string(count++) + "_" + name;
    std::ofstream(m_path, std::ios::binary) << content;
  }
  ~TemporaryFile() {
    std::error_code code;
    std::filesystem::remove(m_path, code);
  }
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;

  const std::string& path() const { return m_path; }

 private:
  std::string m_path;
};

/// The sentence of the kbragg::Error that `action` throws; empty when it throws none.
template <class Action>
std::string error_of(Action&& action) {
  try {
    action();
  } catch (const Error& e) {
    return e.what();
  }
  return {};
}

/// Every reader of files answers these with a sentence: a missing file, a directory, a device.
template <class Read>
void expect_errors_for_what_is_no_file(Read&& read) {
  for (const std::string& path : {std::string("/nowhere/absent.txt"), testing::TempDir(),
                                  std::string("/dev/zero"), std::string()}) {
    const std::string sentence = error_of([&] { read(path); });
    EXPECT_NE(sentence.find("'" + path + "'"), std::string::npos) << path << ": " << sentence;
  }
}

/// A file of a user's own: in the folder KBRAGG_REAL_DATA, if that is set and has it.
inline std::string real_data(const std::string& name) {
  const char* folder = std::getenv("KBRAGG_REAL_DATA");
  const std::string path = folder ? std::string(folder) + "/" + name : std::string();
  return std::filesystem::exists(path) ? path : std::string();
}

}  // namespace kbragg::io

#endif
