// SPDX-License-Identifier: BSD-3-Clause
#include "io/smv.hpp"

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cmath>
#include <fstream>
#include <system_error>

#include "base/error.hpp"

namespace kbragg::io {

namespace {

constexpr std::size_t first_block = 512;
constexpr std::int64_t longest_header = 1 << 20;
constexpr std::int64_t longest_edge = 1000000;

std::string_view trimmed(std::string_view text) {
  static constexpr std::string_view blanks = " \t\r\n";
  const auto begin = text.find_first_not_of(blanks);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(blanks) - begin + 1);
}

/// '{', a line end, and the key that always comes first.
bool begins_as_smv(std::string_view text) {
  if (text.empty() || text.front() != '{') return false;
  return trimmed(text.substr(1)).substr(0, 12) == "HEADER_BYTES";
}

/// Entries end with ';' or with the line; the header ends with '}'.
std::vector<std::pair<std::string, std::string>> parse_entries(std::string_view text) {
  std::vector<std::pair<std::string, std::string>> entries;
  text = text.substr(1, text.find('}') - 1);
  while (!text.empty()) {
    const auto end = std::min(text.find_first_of(";\n"), text.size());
    const std::string_view entry = text.substr(0, end);
    const auto equals = entry.find('=');
    if (equals != std::string_view::npos) {
      entries.emplace_back(trimmed(entry.substr(0, equals)), trimmed(entry.substr(equals + 1)));
    }
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return entries;
}

template <class T>
T parse_number(const SmvHeader& header, std::string_view key, const char* what) {
  const auto text = header.find(key);
  KBRAGG_REQUIRE(text, header.file + ": its SMV header has no " + std::string(key) + ".");
  T value{};
  const char* end = text->data() + text->size();
  const auto parsed = std::from_chars(text->data(), end, value);
  KBRAGG_REQUIRE(parsed.ec == std::errc() && parsed.ptr == end,
                 header.file + ": " + std::string(key) + "='" + *text +
                     "' in its SMV header is not " + what + ".");
  return value;
}

std::ifstream open_smv(const std::string& file) {
  std::ifstream stream(file, std::ios::binary);
  KBRAGG_REQUIRE(stream,
                 "cannot read " + file + ": " + std::generic_category().message(errno) + ".");
  return stream;
}

std::string read_start(std::ifstream& stream, std::size_t size) {
  std::string text(size, '\0');
  stream.read(text.data(), static_cast<std::streamsize>(size));
  text.resize(static_cast<std::size_t>(stream.gcount()));
  stream.clear();
  stream.seekg(0);
  return text;
}

SmvHeader parse_header(std::ifstream& stream, const std::string& file) {
  std::string text = read_start(stream, first_block);
  KBRAGG_REQUIRE(begins_as_smv(text), file +
                                          ": not an SMV image; such a file begins with "
                                          "'{' and HEADER_BYTES.");
  SmvHeader header{file, parse_entries(text)};
  const std::int64_t bytes = header.integer("HEADER_BYTES");
  KBRAGG_REQUIRE(bytes >= static_cast<std::int64_t>(first_block) && bytes <= longest_header,
                 file + ": HEADER_BYTES=" + std::to_string(bytes) +
                     " in its SMV header; allowed are 512 to 1048576.");
  text = read_start(stream, static_cast<std::size_t>(bytes));
  KBRAGG_REQUIRE(
      static_cast<std::int64_t>(text.size()) == bytes && text.find('}') != std::string::npos,
      file + ": its SMV header is cut off.");
  header.entries = parse_entries(text);
  return header;
}

std::int64_t edge(const SmvHeader& header, const char* key) {
  const std::int64_t pixels = header.integer(key);
  KBRAGG_REQUIRE(pixels >= 1 && pixels <= longest_edge,
                 header.file + ": " + key + "=" + std::to_string(pixels) +
                     " in its SMV header; allowed are 1 to 1000000.");
  return pixels;
}

bool is_big_endian(const SmvHeader& header) {
  const std::string order = header.find("BYTE_ORDER").value_or("little_endian");
  KBRAGG_REQUIRE(order == "little_endian" || order == "big_endian",
                 header.file + ": BYTE_ORDER=" + order +
                     " in its SMV header; allowed are little_endian and big_endian.");
  return order == "big_endian";
}

}  // namespace

std::optional<std::string> SmvHeader::find(std::string_view key) const {
  const auto found = std::find_if(entries.rbegin(), entries.rend(),
                                  [&](const auto& entry) { return entry.first == key; });
  return found == entries.rend() ? std::nullopt : std::optional(found->second);
}

std::int64_t SmvHeader::integer(std::string_view key) const {
  return parse_number<std::int64_t>(*this, key, "a whole number");
}

double SmvHeader::number(std::string_view key) const {
  const double value = parse_number<double>(*this, key, "a number");
  KBRAGG_REQUIRE(std::isfinite(value),
                 file + ": " + std::string(key) + " in its SMV header is not a finite number.");
  return value;
}

bool is_smv(const std::string& file) {
  std::ifstream stream(file, std::ios::binary);
  return stream && begins_as_smv(read_start(stream, first_block));
}

SmvHeader read_smv_header(const std::string& file) {
  std::ifstream stream = open_smv(file);
  return parse_header(stream, file);
}

SmvImage read_smv(const std::string& file) {
  std::ifstream stream = open_smv(file);
  SmvImage image;
  image.header = parse_header(stream, file);
  const SmvHeader& header = image.header;
  const std::string type = header.find("TYPE").value_or("missing");
  KBRAGG_REQUIRE(type == "unsigned_short",
                 file + ": TYPE is " + type + " in its SMV header; allowed is unsigned_short.");
  image.fast = edge(header, "SIZE1");
  image.slow = edge(header, "SIZE2");
  const bool big = is_big_endian(header);
  const std::int64_t size = image.fast * image.slow, start = header.integer("HEADER_BYTES");
  stream.seekg(0, std::ios::end);
  const std::int64_t length = stream.tellg();
  KBRAGG_REQUIRE(length >= start + 2 * size,
                 file + ": " + std::to_string(length) + " bytes are too few for " +
                     std::to_string(image.fast) + " x " + std::to_string(image.slow) +
                     " (fast x slow) pixels of 16 bits.");
  std::vector<unsigned char> bytes(static_cast<std::size_t>(2 * size));
  stream.seekg(start);
  stream.read(reinterpret_cast<char*>(bytes.data()), 2 * size);
  KBRAGG_REQUIRE(stream, "cannot read " + file + ": the pixels could not be read.");
  image.pixels.resize(static_cast<std::size_t>(size));
  for (std::size_t i = 0; i < image.pixels.size(); ++i) {
    const unsigned first = bytes[2 * i], second = bytes[2 * i + 1];
    image.pixels[i] = static_cast<std::uint16_t>(big ? first << 8 | second : second << 8 | first);
  }
  return image;
}

}  // namespace kbragg::io
