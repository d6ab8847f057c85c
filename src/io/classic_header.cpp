// SPDX-License-Identifier: BSD-3-Clause
#include "io/classic_header.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <fstream>
#include <string_view>
#include <system_error>

#include "base/error.hpp"
#include "io/text_file.hpp"

namespace kbragg::io {

namespace {

constexpr std::size_t first_block = 512;
constexpr double longest_header = 1 << 20;
constexpr double longest_edge = 1000000;

std::string read_start(std::ifstream& stream, std::size_t size) {
  std::string text(size, '\0');
  stream.clear();
  stream.seekg(0);
  stream.read(text.data(), static_cast<std::streamsize>(size));
  text.resize(static_cast<std::size_t>(stream.gcount()));
  return text;
}

/// The finite number at the start of `text`, whatever follows it ("100 mm", "0.1;").
std::optional<double> leading_number(std::string_view text) {
  text.remove_prefix(std::min(text.find_first_not_of(" \t\r\n\v\f"), text.size()));
  if (text.size() > 1 && text[0] == '+' && text[1] != '-') text.remove_prefix(1);
  double value = 0;
  const auto parsed = std::from_chars(text.data(), text.data() + text.size(), value);
  if (parsed.ec != std::errc() || !std::isfinite(value)) return {};
  return value;
}

class Header {
 public:
  Header(std::string_view text, const std::string& path)
      // what follows a zero byte is not text
      : m_text(text.substr(0, text.find('\0'))), m_path(path) {}

  std::optional<double> find(std::string_view key) const {
    const std::size_t place = m_text.rfind(key);
    if (place == std::string_view::npos) return {};
    const std::size_t equals = m_text.find('=', place);
    KBRAGG_REQUIRE(equals != std::string_view::npos, about(key) + "is not followed by '='.");
    const std::optional<double> value = leading_number(m_text.substr(equals + 1));
    KBRAGG_REQUIRE(value, about(key) + "is not followed by a finite number.");
    return value;
  }

  /// A whole number of 1 up to `highest`.
  std::int64_t count(std::string_view key, double highest) const {
    const std::optional<double> value = find(key);
    KBRAGG_REQUIRE(value, m_path + ": its SMV header has no " + std::string(key) + ".");
    KBRAGG_REQUIRE(*value >= 1 && *value <= highest && *value == std::floor(*value),
                   about(key) + "is not a whole number of 1 to " +
                       std::to_string(static_cast<std::int64_t>(highest)) + ".");
    return static_cast<std::int64_t>(*value);
  }

 private:
  std::string about(std::string_view key) const {
    return m_path + ": " + std::string(key) + " in its SMV header ";
  }
  std::string_view m_text;
  const std::string& m_path;
};

std::string header_text(const std::string& path) {
  require_readable_file(path, "SMV image");
  std::ifstream stream(path, std::ios::binary);
  const std::string first = read_start(stream, first_block);
  KBRAGG_REQUIRE(first.starts_with("{\nHEADER_BYT"),
                 path +
                     ": not an SMV image; such a file begins with '{', a line feed and "
                     "HEADER_BYTES.");
  const auto bytes =
      static_cast<std::size_t>(Header(first, path).count("HEADER_BYTES", longest_header));
  std::string text = read_start(stream, bytes);
  KBRAGG_REQUIRE(text.size() == bytes,
                 path + ": its SMV header is cut off: HEADER_BYTES=" + std::to_string(bytes) +
                     ", but the file has " + std::to_string(text.size()) + " bytes.");
  return text;
}

}  // namespace

ClassicHeader read_classic_header(const std::string& path) {
  const std::string text = header_text(path);
  const Header header(text, path);
  ClassicHeader result;
  const bool by_dimensions =
      header.find("SIZE1").value_or(0) == 0 && header.find("DETECTOR_DIMENSIONS");
  result.size1 = header.count(by_dimensions ? "DETECTOR_DIMENSIONS" : "SIZE1", longest_edge);
  result.size2 = header.count(by_dimensions ? "DETECTOR_DIMENSIONS" : "SIZE2", longest_edge);
  result.pixel_size_mm = header.find("PIXEL_SIZE");
  result.distance_mm = header.find("DISTANCE");
  result.close_distance_mm = header.find("CLOSE_DISTANCE");
  result.wavelength_A = header.find("WAVELENGTH");
  result.beam_center_x_mm = header.find("BEAM_CENTER_X");
  result.beam_center_y_mm = header.find("BEAM_CENTER_Y");
  result.orgx = header.find("ORGX");
  result.orgy = header.find("ORGY");
  result.phi_deg = header.find("PHI");
  result.osc_deg = header.find("OSC_RANGE");
  result.twotheta_deg = header.find("TWOTHETA");
  return result;
}

}  // namespace kbragg::io
