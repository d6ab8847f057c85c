// SPDX-License-Identifier: BSD-3-Clause
#include "io/partial_file.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <string_view>
#include <system_error>
#include <vector>

#include "base/error.hpp"
#include "io/atomic_file.hpp"

namespace kbragg::io {

namespace {

// A journal: magic, bytes of what follows the header, their CRC-32; then for every part its
// address, size and bytes. Numbers are in the byte order of this machine.
constexpr std::string_view magic = "kbraggJ1";
using Header = std::array<std::uint64_t, 3>;

std::uint64_t checksum(const std::vector<char>& bytes) {
  return crc32_z(0, reinterpret_cast<const Bytef*>(bytes.data()), bytes.size());
}

void append(std::vector<char>& bytes, const void* more, std::size_t size) {
  const auto* first = static_cast<const char*>(more);
  bytes.insert(bytes.end(), first, first + size);
}

std::vector<char> journal_of(const PendingWrites& writes) {
  std::vector<char> body;
  for (const auto& [address, bytes] : writes.parts()) {
    const std::uint64_t numbers[2] = {address, bytes.size()};
    append(body, numbers, sizeof numbers);
    append(body, bytes.data(), bytes.size());
  }
  Header header{0, body.size(), checksum(body)};
  std::memcpy(header.data(), magic.data(), magic.size());
  std::vector<char> journal;
  append(journal, header.data(), sizeof header);
  append(journal, body.data(), body.size());
  return journal;
}

/// Reads `size` bytes or fewer at the end of the file.
std::vector<char> read_at(int descriptor, off_t at, std::size_t size) {
  std::vector<char> bytes(size);
  std::size_t done = 0;
  while (done < size) {
    const ssize_t count =
        ::pread(descriptor, bytes.data() + done, size - done, at + static_cast<off_t>(done));
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) break;
    done += static_cast<std::size_t>(count);
  }
  bytes.resize(done);
  return bytes;
}

/// What a journal tells to write; nothing when it is not complete.
PendingWrites parse_journal(int descriptor) {
  PendingWrites writes;
  Header header{};
  const std::vector<char> start = read_at(descriptor, 0, sizeof header);
  if (start.size() < sizeof header || std::memcmp(start.data(), magic.data(), magic.size()) != 0)
    return writes;
  std::memcpy(header.data(), start.data(), sizeof header);
  struct stat status {};
  if (::fstat(descriptor, &status) != 0 ||
      header[1] > static_cast<std::uint64_t>(status.st_size) - sizeof header)
    return writes;
  const std::vector<char> body = read_at(descriptor, sizeof header, header[1]);
  if (body.size() < header[1] || checksum(body) != header[2]) return writes;
  for (std::size_t at = 0; at < body.size();) {
    std::uint64_t numbers[2];
    std::memcpy(numbers, body.data() + at, sizeof numbers);
    writes.put(numbers[0], body.data() + at + sizeof numbers, numbers[1]);
    at += sizeof numbers + numbers[1];
  }
  return writes;
}

}  // namespace

void PartialFile::Descriptor::reset(int descriptor) {
  if (m_descriptor >= 0) ::close(m_descriptor);
  m_descriptor = descriptor;
}

PartialFile::PartialFile(const std::string& path)
    : m_path(path),
      m_target(file_to_replace(path)),
      m_partial(m_target + ".partial"),
      m_journal(m_partial + "-journal") {
  lock_journal();
  try {
    open(m_file, m_partial);
    if (!is_empty()) replay();
  } catch (const Error&) {
    if (size_of(m_lock) == 0) ::unlink(m_journal.c_str());
    throw;
  }
}

PartialFile::~PartialFile() {
  if (m_partial.empty() || m_keep) return;
  ::unlink(m_partial.c_str());
  ::unlink(m_journal.c_str());
}

void PartialFile::fail_with(int error) const {
  fail("cannot write " + m_path + ": " + std::generic_category().message(error) + ".");
}

void PartialFile::open(Descriptor& descriptor, const std::string& name) {
  descriptor.reset(::open(name.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666));
  if (descriptor.get() < 0) fail_with(errno);
}

/// The journal carries the lock: HDF5 locks the files that it opens, and a partial file may be
/// looked into.
void PartialFile::lock_journal() {
  struct stat status {};
  while (status.st_nlink == 0) {  // a process that ended just now may have removed it
    open(m_lock, m_journal);
    const bool locked = ::flock(m_lock.get(), LOCK_EX | LOCK_NB) == 0;
    KBRAGG_REQUIRE(locked || errno != EWOULDBLOCK,
                   "cannot write " + m_path + ": another process is at work on " + m_partial +
                       "; let it end, or give another name.");
    if (::fstat(m_lock.get(), &status) != 0) fail_with(errno);
  }
}

std::int64_t PartialFile::size_of(const Descriptor& file) const {
  struct stat status {};
  if (::fstat(file.get(), &status) != 0) fail_with(errno);
  return status.st_size;
}

bool PartialFile::is_empty() const { return size_of(m_file) == 0; }

void PartialFile::clear() {
  m_pending.clear();
  m_keep = false;
  for (const Descriptor* file : {&m_lock, &m_file})  // the journal first: it belongs to the file
    if (::ftruncate(file->get(), 0) != 0) fail_with(errno);
}

void PartialFile::replay() {
  apply(parse_journal(m_lock.get()));
  m_keep = true;
}

void PartialFile::write_at(const Descriptor& file, std::uint64_t address, const void* bytes,
                           std::size_t size) {
  const char* next = static_cast<const char*>(bytes);
  while (size > 0) {
    const ssize_t written = ::pwrite(file.get(), next, size, static_cast<off_t>(address));
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) fail_with(written < 0 ? errno : EIO);
    next += written;
    address += static_cast<std::uint64_t>(written);
    size -= static_cast<std::size_t>(written);
  }
}

void PartialFile::apply(const PendingWrites& writes) {
  for (const auto& [address, bytes] : writes.parts())
    write_at(m_file, address, bytes.data(), bytes.size());
}

void PartialFile::sync(const Descriptor& file) {
  // Some file systems have no such call; then there is nothing to wait for.
  if (::fdatasync(file.get()) != 0 && errno != EINVAL && errno != ENOSYS) fail_with(errno);
}

void PartialFile::begin_checkpoint() {
  sync(m_file);  // the checkpoint before, of which the journal knows for the last time, and data
  const std::vector<char> journal = journal_of(m_pending);
  write_at(m_lock, 0, journal.data(), journal.size());
  sync(m_lock);
  if (!m_keep) sync_directory_of(m_partial);
  m_keep = true;
}

void PartialFile::end_checkpoint() {
  apply(m_pending);
  m_pending.clear();
}

void PartialFile::close() {
  const bool had_checkpoint = m_keep;
  try {
    begin_checkpoint();
    end_checkpoint();
    sync(m_file);
  } catch (const Error&) {
    m_keep = had_checkpoint;
    throw;
  }
}

void PartialFile::commit() {
  close();
  if (std::rename(m_partial.c_str(), m_target.c_str()) != 0) fail_with(errno);
  ::unlink(m_journal.c_str());
  m_partial.clear();
  sync_directory_of(m_target);
}

}  // namespace kbragg::io
