// SPDX-License-Identifier: BSD-3-Clause
// A large output file that survives the end of the program at any moment.
#ifndef KBRAGG_IO_PARTIAL_FILE_HPP
#define KBRAGG_IO_PARTIAL_FILE_HPP

#include <cstdint>
#include <string>

#include "io/pending_writes.hpp"

namespace kbragg::io {

/// The file NAME while it is made: NAME.partial beside it, with a journal NAME.partial-journal.
/// Some of its parts are written as they come, but only to places that no checkpoint has used
/// before; all others are collected in pending(). A checkpoint writes these to the journal and then
/// to the file. Whenever the program is killed or the machine stops, the journal is either complete
/// and is played into the file when that is opened again, or it is not and has not begun to touch
/// the file: what one finds is the file of the last checkpoint. While the object lives it has the
/// file to itself, as far as the file system knows locks. All functions throw kbragg::Error with
/// the name of the file and the reason.
class PartialFile {
 public:
  /// Opens what an earlier process left behind, else creates an empty file. Throws when the
  /// directory is missing or not writable, when `path` exists and is not a regular file, and when
  /// another process is at work on the file.
  explicit PartialFile(const std::string& path);
  /// Leaves the files where they are after a checkpoint of this or an earlier process, otherwise
  /// removes them.
  ~PartialFile();
  PartialFile(const PartialFile&) = delete;
  PartialFile& operator=(const PartialFile&) = delete;

  /// The destination as given, and the name of the file until then.
  const std::string& path() const { return m_path; }
  const std::string& partial_path() const { return m_partial; }
  /// Open for reading and writing; owned by this object.
  int descriptor() const { return m_file.get(); }
  PendingWrites& pending() { return m_pending; }
  /// Whether there is nothing in it.
  bool is_empty() const;
  /// Empties it.
  void clear();

  /// See above; a machine that loses its power keeps it, too. In two parts: when begin_checkpoint()
  /// returns it is made, though a disk that is full may not let it into the file at once.
  void begin_checkpoint();
  void end_checkpoint();
  /// Brings the complete file, pending parts included, to disk: what is left to commit() is to
  /// rename it.
  void close();
  void commit();

 private:
  /// Closes a descriptor.
  class Descriptor {
   public:
    Descriptor() = default;
    ~Descriptor() { reset(); }
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    int get() const { return m_descriptor; }
    void reset(int descriptor = -1);

   private:
    int m_descriptor = -1;
  };

  [[noreturn]] void fail_with(int error) const;
  std::int64_t size_of(const Descriptor& file) const;
  void open(Descriptor& descriptor, const std::string& name);
  void lock_journal();
  void replay();
  void write_at(const Descriptor& file, std::uint64_t address, const void* bytes, std::size_t size);
  void apply(const PendingWrites& writes);
  void sync(const Descriptor& file);

  std::string m_path, m_target;      // as given; or what it links to
  std::string m_partial, m_journal;  // names; m_partial is empty when nothing is left to remove
  Descriptor m_lock, m_file;         // the journal, which carries the lock
  PendingWrites m_pending;
  bool m_keep = false;  // the file holds a checkpoint
};

}  // namespace kbragg::io

#endif
