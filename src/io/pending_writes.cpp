// SPDX-License-Identifier: BSD-3-Clause
#include "io/pending_writes.hpp"

#include <algorithm>
#include <cstring>
#include <iterator>

namespace kbragg::io {

namespace {

std::uint64_t end_of(const PendingWrites::Parts::value_type& part) {
  return part.first + part.second.size();
}

}  // namespace

/// The first part that ends behind `address`.
PendingWrites::Parts::const_iterator PendingWrites::first_touching(std::uint64_t address) const {
  auto part = m_parts.upper_bound(address);
  if (part != m_parts.begin() && end_of(*std::prev(part)) > address) --part;
  return part;
}

void PendingWrites::put(std::uint64_t address, const void* bytes, std::size_t size) {
  const auto* first = static_cast<const char*>(bytes);
  const auto part = m_parts.find(address);
  if (part != m_parts.end() && part->second.size() == size) {  // the same object once more
    std::copy_n(first, size, part->second.begin());
    return;
  }
  drop(address, size);
  m_parts.emplace(address, std::vector<char>(first, first + size));
}

void PendingWrites::drop(std::uint64_t address, std::size_t size) {
  const std::uint64_t end = address + size;
  for (auto part = first_touching(address); part != m_parts.end() && part->first < end;) {
    const std::uint64_t first = part->first, last = end_of(*part);
    const std::vector<char> bytes = part->second;
    part = m_parts.erase(part);
    if (first < address)
      m_parts.emplace(first, std::vector<char>(bytes.begin(), bytes.begin() + (address - first)));
    if (last > end)
      part =
          m_parts.emplace(end, std::vector<char>(bytes.begin() + (end - first), bytes.end())).first;
  }
}

void PendingWrites::overlay(std::uint64_t address, void* bytes, std::size_t size) const {
  const std::uint64_t end = address + size;
  for (auto part = first_touching(address); part != m_parts.end() && part->first < end; ++part) {
    const std::uint64_t first = std::max(address, part->first), last = std::min(end, end_of(*part));
    std::memcpy(static_cast<char*>(bytes) + (first - address),
                part->second.data() + (first - part->first), last - first);
  }
}

}  // namespace kbragg::io
