// SPDX-License-Identifier: BSD-3-Clause
// A fresh directory for one test.
#ifndef KBRAGG_TESTS_APP_DIRECTORY_HPP
#define KBRAGG_TESTS_APP_DIRECTORY_HPP

#include <stdlib.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <stdexcept>
#include <string>

namespace kbragg::app_test {

inline std::string content_of(const std::string& file) {
  std::ifstream stream(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

/// Removed with all its files at the end.
class Directory {
 public:
  Directory() {
    std::string name = (std::filesystem::temp_directory_path() / "kbragg-app-XXXXXX").string();
    if (!mkdtemp(name.data())) throw std::runtime_error("no temporary directory");
    m_path = name;
  }
  ~Directory() {
    std::error_code ignored;
    std::filesystem::remove_all(m_path, ignored);
  }
  Directory(const Directory&) = delete;
  Directory& operator=(const Directory&) = delete;

  const std::string& path() const { return m_path; }
  std::string file(const std::string& name) const { return m_path + "/" + name; }
  bool has(const std::string& name) const { return std::filesystem::exists(file(name)); }

  void write(const std::string& name, const std::string& content) const {
    std::ofstream stream(file(name), std::ios::binary);
    stream << content;
    if (!stream.flush()) throw std::runtime_error("cannot write " + file(name));
  }
  std::string read(const std::string& name) const { return content_of(file(name)); }

  /// All names below it, directories included.
  std::set<std::string> names() const {
    std::set<std::string> all;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(m_path))
      all.insert(entry.path().string());
    return all;
  }

 private:
  std::string m_path;
};

}  // namespace kbragg::app_test

#endif
