// SPDX-License-Identifier: BSD-3-Clause
// Parts of a file that are kept in memory until they are written all at once. Private to io.
#ifndef KBRAGG_IO_PENDING_WRITES_HPP
#define KBRAGG_IO_PENDING_WRITES_HPP

#include <cstddef>
#include <cstdint>
#include <map>
#include <vector>

namespace kbragg::io {

/// Bytes by their address in the file; later ones replace earlier ones.
class PendingWrites {
 public:
  using Parts = std::map<std::uint64_t, std::vector<char>>;

  void put(std::uint64_t address, const void* bytes, std::size_t size);
  /// Forgets what is pending of [address, address + size).
  void drop(std::uint64_t address, std::size_t size);
  /// Puts what is pending of [address, address + size) over `bytes`, which are those of the file.
  void overlay(std::uint64_t address, void* bytes, std::size_t size) const;
  /// By address, none overlapping.
  const Parts& parts() const { return m_parts; }
  void clear() { m_parts.clear(); }

 private:
  Parts::const_iterator first_touching(std::uint64_t address) const;

  Parts m_parts;
};

}  // namespace kbragg::io

#endif
