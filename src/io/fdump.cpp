// SPDX-License-Identifier: BSD-3-Clause
#include "io/fdump.hpp"

#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string_view>
#include <system_error>
#include <vector>

#include "base/error.hpp"
#include "io/atomic_file.hpp"
#include "io/text_file.hpp"

namespace kbragg::io {

namespace {

constexpr const char* allowed =
    "; a dump of structure factors begins with a line h_min h_max k_min k_max l_min l_max and a "
    "form feed.";
constexpr std::size_t longest_header = 128;  // six numbers of 32 bits take at most 73

struct Box {
  std::array<std::int64_t, 3> low{}, high{};
  std::size_t header_bytes = 0;

  /// Doubles along an axis, padding included.
  std::int64_t extent(std::size_t axis) const { return high[axis] - low[axis] + 2; }
  std::size_t plane() const { return static_cast<std::size_t>(extent(1) * extent(2)); }
};

std::int64_t limit(std::string_view token, const std::string& path) {
  std::int32_t value = 0;
  const char* end = token.data() + token.size();
  const auto parsed = std::from_chars(token.data(), end, value);
  KBRAGG_REQUIRE(
      parsed.ec == std::errc() && parsed.ptr == end,
      at_line(path, 1) + in_quotes(token) + " is not a whole number of 32 bits" + allowed);
  return value;
}

Box parse_header(std::string_view start, const std::string& path) {
  const std::size_t end = start.find('\n');
  KBRAGG_REQUIRE(end != std::string_view::npos, at_line(path, 1) + "The line does not end within " +
                                                    std::to_string(longest_header) + " bytes" +
                                                    allowed);
  std::string_view line = start.substr(0, end);
  Box box;
  for (std::size_t axis = 0; axis < 3; ++axis) {
    box.low[axis] = limit(next_token(line, blanks), path);
    box.high[axis] = limit(next_token(line, blanks), path);
    KBRAGG_REQUIRE(box.low[axis] <= box.high[axis],
                   at_line(path, 1) + "hkl"[axis] + " runs from " + std::to_string(box.low[axis]) +
                       " to " + std::to_string(box.high[axis]) +
                       "; the first number must not be above the second.");
  }
  const std::string_view more = next_token(line, blanks);
  KBRAGG_REQUIRE(more.empty(),
                 at_line(path, 1) + "There is a seventh number, " + in_quotes(more) + allowed);
  // Exactly one form feed: what follows is a number whose first byte may look like white space.
  KBRAGG_REQUIRE(end + 1 < start.size() && start[end + 1] == '\f',
                 at_line(path, 1) + "No form feed follows the line" + allowed);
  box.header_bytes = end + 2;
  return box;
}

void check_size(const Box& box, const std::string& path) {
  std::error_code code;
  const auto found = std::filesystem::file_size(path, code);
  // In double, where a box that no file can hold does not overflow.
  double bytes = sizeof(double);
  for (std::size_t axis = 0; axis < 3; ++axis) bytes *= static_cast<double>(box.extent(axis));
  bytes += static_cast<double>(box.header_bytes);
  char needed[64];
  std::snprintf(needed, sizeof needed, "%.0f", bytes);
  KBRAGG_REQUIRE(!code && static_cast<double>(found) == bytes,
                 path + ": the file has " + std::to_string(found) +
                     " bytes; a dump with the limits of its first line has " + needed + ".");
}

}  // namespace

model::HklTable read_fdump(const std::string& path, double default_F) {
  require_readable_file(path, "structure factor dump");
  std::ifstream stream(path, std::ios::binary);
  std::string start(longest_header, '\0');
  stream.read(start.data(), static_cast<std::streamsize>(start.size()));
  start.resize(static_cast<std::size_t>(stream.gcount()));
  const Box box = parse_header(start, path);
  check_size(box, path);

  model::HklTable table = model::blank_hkl_table(box.low, box.high, default_F);
  std::vector<double> plane(box.plane());
  stream.clear();
  stream.seekg(static_cast<std::streamoff>(box.header_bytes));
  for (std::int64_t h = box.low[0]; h <= box.high[0]; ++h) {
    stream.read(reinterpret_cast<char*>(plane.data()),
                static_cast<std::streamsize>(plane.size() * sizeof(double)));
    KBRAGG_REQUIRE(stream, "cannot read " + path + ": the amplitudes could not be read.");
    for (std::int64_t k = box.low[1]; k <= box.high[1]; ++k) {
      for (std::int64_t l = box.low[2]; l <= box.high[2]; ++l) {
        const double F =
            plane[static_cast<std::size_t>((k - box.low[1]) * box.extent(2) + (l - box.low[2]))];
        KBRAGG_REQUIRE(std::isfinite(F), path + ": the amplitude of " + std::to_string(h) + " " +
                                             std::to_string(k) + " " + std::to_string(l) +
                                             " is not a finite number.");
        table.values[static_cast<std::size_t>(table.index(h, k, l))] = F;
        ++table.reflections;
      }
    }
  }
  return table;
}

void write_fdump(AtomicFile& file, const model::HklTable& table) {
  std::string header;
  for (std::size_t axis = 0; axis < 3; ++axis) {
    header += (axis ? " " : "") + std::to_string(table.low[axis]) + " " +
              std::to_string(table.high[axis]);
  }
  header += "\n\f";
  file.write(header.data(), header.size());
  const Box box{table.low, table.high, header.size()};
  std::vector<double> plane(box.plane());
  for (std::int64_t h = box.low[0]; h <= box.high[0] + 1; ++h) {
    auto next = plane.begin();
    for (std::int64_t k = box.low[1]; k <= box.high[1] + 1; ++k) {
      for (std::int64_t l = box.low[2]; l <= box.high[2] + 1; ++l) {
        const bool padding = h > box.high[0] || k > box.high[1] || l > box.high[2];
        *next++ = padding ? 0 : table.at(h, k, l);
      }
    }
    file.write(plane.data(), plane.size() * sizeof(double));
  }
}

}  // namespace kbragg::io
