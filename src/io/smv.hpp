// SPDX-License-Identifier: BSD-3-Clause
// SMV images: a text header of KEY=value; lines, then 16-bit pixels.
#ifndef KBRAGG_IO_SMV_HPP
#define KBRAGG_IO_SMV_HPP

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace kbragg::io {

/// Header of an SMV file: exact keys (DISTANCE does not find CLOSE_DISTANCE), in file order.
struct SmvHeader {
  std::string file;  ///< for error messages
  std::vector<std::pair<std::string, std::string>> entries;

  /// Value of the last entry with this key.
  std::optional<std::string> find(std::string_view key) const;
  /// Value of `key`; these throw kbragg::Error when it is absent or not such a number.
  std::int64_t integer(std::string_view key) const;
  double number(std::string_view key) const;
};

struct SmvImage {
  SmvHeader header;
  std::int64_t fast = 0, slow = 0;
  std::vector<std::uint16_t> pixels;  ///< (slow, fast), fast contiguous
};

/// True when `file` begins as SMV files do; false also when it cannot be opened.
bool is_smv(const std::string& file);

/// Throws kbragg::Error when the file cannot be read or its header is not that of an SMV file.
SmvHeader read_smv_header(const std::string& file);

/// Header and pixels of either byte order. Throws kbragg::Error when TYPE is not unsigned_short,
/// a size is missing or absurd, or the file is shorter than its header says.
SmvImage read_smv(const std::string& file);

}  // namespace kbragg::io

#endif
