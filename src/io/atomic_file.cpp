// SPDX-License-Identifier: BSD-3-Clause
#include "io/atomic_file.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <system_error>

#include "base/error.hpp"

namespace kbragg::io {

namespace fs = std::filesystem;

namespace {

std::string reason(int error) { return std::generic_category().message(error); }

}  // namespace

std::string file_to_replace(const std::string& path) {
  KBRAGG_REQUIRE(!path.empty(), "the name of an output file is empty.");
  std::error_code ignored;
  fs::path target = path;
  if (fs::is_symlink(target, ignored)) {
    const fs::path resolved = fs::weakly_canonical(target, ignored);
    if (!ignored) target = resolved;
  }
  const auto status = fs::status(target, ignored);
  KBRAGG_REQUIRE(!fs::is_directory(status) && target.has_filename(),
                 "cannot write " + path + ": it is a directory; give the name of a file.");
  // Renaming over a device such as /dev/null would replace the device.
  KBRAGG_REQUIRE(!fs::exists(status) || fs::is_regular_file(status),
                 "cannot write " + path + ": it exists and is not a regular file.");
  const fs::path directory = target.has_parent_path() ? target.parent_path() : fs::path(".");
  KBRAGG_REQUIRE(fs::exists(directory, ignored), "cannot write " + path + ": the directory " +
                                                     directory.string() + " does not exist.");
  KBRAGG_REQUIRE(fs::is_directory(directory, ignored),
                 "cannot write " + path + ": " + directory.string() + " is not a directory.");
  return target.string();
}

void sync_directory_of(const std::string& file) {
  const fs::path parent = fs::path(file).parent_path();
  const int directory = ::open(parent.empty() ? "." : parent.c_str(), O_RDONLY | O_CLOEXEC);
  if (directory < 0) return;
  ::fsync(directory);
  ::close(directory);
}

AtomicFile::AtomicFile(const std::string& path) : m_path(path) {
  m_target = file_to_replace(path);
  const fs::path target = m_target;
  fs::path hidden = target.parent_path() / ".";
  hidden += target.filename();
  hidden += ".partial-" + std::to_string(::getpid());
  const std::string base = hidden.string();
  // A killed process of the same number may have left its partial file: take another name.
  for (int attempt = 0; attempt < 100 && m_descriptor < 0; ++attempt) {
    m_partial = attempt == 0 ? base : base + "-" + std::to_string(attempt);
    m_descriptor = ::open(m_partial.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (m_descriptor < 0 && errno != EEXIST) break;
  }
  KBRAGG_REQUIRE(m_descriptor >= 0, "cannot write " + path + ": " + reason(errno) + ".");
}

AtomicFile::~AtomicFile() {
  if (m_descriptor >= 0) ::close(m_descriptor);
  if (!m_partial.empty()) ::unlink(m_partial.c_str());
}

void AtomicFile::write(const void* bytes, std::size_t size) {
  const char* next = static_cast<const char*>(bytes);
  while (size > 0) {
    const ssize_t written = ::write(m_descriptor, next, size);
    if (written < 0 && errno == EINTR) continue;
    KBRAGG_REQUIRE(written >= 0, "cannot write " + m_path + ": " + reason(errno) + ".");
    next += written;
    size -= static_cast<std::size_t>(written);
  }
}

void AtomicFile::close() {
  if (m_descriptor < 0) return;
  // Some file systems have no fsync; then there is nothing to wait for.
  const bool synced = ::fsync(m_descriptor) == 0 || errno == EINVAL || errno == ENOSYS;
  KBRAGG_REQUIRE(synced, "cannot write " + m_path + ": " + reason(errno) + ".");
  const int descriptor = m_descriptor;
  m_descriptor = -1;
  KBRAGG_REQUIRE(::close(descriptor) == 0, "cannot write " + m_path + ": " + reason(errno) + ".");
}

void AtomicFile::commit() {
  close();
  KBRAGG_REQUIRE(std::rename(m_partial.c_str(), m_target.c_str()) == 0,
                 "cannot write " + m_path + ": " + reason(errno) + ".");
  m_partial.clear();
  sync_directory_of(m_target);
}

void require_writable(const std::string& path) { const AtomicFile trial(path); }

void write_file(const std::string& path, std::string_view content) {
  AtomicFile file(path);
  file.write(content.data(), content.size());
  file.commit();
}

}  // namespace kbragg::io
