// SPDX-License-Identifier: BSD-3-Clause
// Files that appear under their name only when they are complete.
#ifndef KBRAGG_IO_ATOMIC_FILE_HPP
#define KBRAGG_IO_ATOMIC_FILE_HPP

#include <cstddef>
#include <string>
#include <string_view>

namespace kbragg::io {

/// A file written as .NAME.partial-PID beside its destination and renamed by commit(); without
/// commit() the destructor removes it. A limit on the file size shows up as an error only when the
/// program ignores SIGXFSZ, which is for main() to do.
class AtomicFile {
 public:
  /// Creates the partial file. Throws kbragg::Error when the directory is missing or not writable,
  /// or when `path` exists and is not a regular file.
  explicit AtomicFile(const std::string& path);
  ~AtomicFile();
  AtomicFile(const AtomicFile&) = delete;
  AtomicFile& operator=(const AtomicFile&) = delete;

  /// The destination, as given.
  const std::string& path() const { return m_path; }
  /// Open for reading and writing until commit(); owned by this object.
  int descriptor() const { return m_descriptor; }

  /// Appends `size` bytes. Throws kbragg::Error with the system's reason, e.g. a full disk.
  void write(const void* bytes, std::size_t size);

  /// Brings the content to disk and closes: what is left to commit() is to rename. Throws
  /// kbragg::Error, e.g. for a full disk.
  void close();

  /// close(), if that is still to be done, and renames to path(). Throws kbragg::Error when any of
  /// it fails; then path() is as it was before.
  void commit();

 private:
  std::string m_path;
  std::string m_target;   // m_path, or what it links to
  std::string m_partial;  // empty: nothing left to remove
  int m_descriptor = -1;
};

/// The file that output under the name `path` replaces: what it links to, so that a link stays a
/// link. Throws kbragg::Error when the directory is missing, or when `path` exists and is not a
/// regular file.
std::string file_to_replace(const std::string& path);

/// Brings the name of a file to disk. Best effort: without it a crash of the system may undo a
/// rename, but the file is sound.
void sync_directory_of(const std::string& file);

/// Throws kbragg::Error with the sentence AtomicFile would throw if it could not be created;
/// leaves nothing behind. For output that is written much later.
void require_writable(const std::string& path);

/// Writes all of `content` under `path`, or throws kbragg::Error and leaves `path` as it was.
void write_file(const std::string& path, std::string_view content);

}  // namespace kbragg::io

#endif
