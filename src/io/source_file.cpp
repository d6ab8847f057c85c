// SPDX-License-Identifier: BSD-3-Clause
#include "io/source_file.hpp"

#include <cstdio>
#include <string_view>

#include "base/error.hpp"
#include "io/text_file.hpp"

namespace kbragg::io {

namespace {

constexpr const char* allowed = "; a line holds X Y Z weight wavelength(m).";

std::string text_of(double number) {
  char text[32];
  std::snprintf(text, sizeof text, "%g", number);
  return text;
}

void check_source(const SourceLine& source, const std::string& place) {
  KBRAGG_REQUIRE(!source.z || *source.x != 0 || *source.y != 0 || *source.z != 0,
                 place + "The direction of the source is 0 0 0; it must have a length.");
  const double wavelength = source.wavelength_m.value_or(1e-10);
  KBRAGG_REQUIRE(wavelength >= 1e-12 && wavelength <= 1e-6,
                 place + "The wavelength of the source is " + text_of(wavelength) +
                     " m; it must lie between 1e-12 and 1e-6 m.");
}

}  // namespace

std::vector<SourceLine> read_source_file(const std::string& path) {
  const std::string text = read_text_file(path, "source file");
  std::vector<SourceLine> sources;
  for_each_line(text, [&](std::string_view line, std::size_t number) {
    SourceLine source;
    std::optional<double>* const columns[] = {&source.x, &source.y, &source.z, &source.weight,
                                              &source.wavelength_m};
    std::size_t count = 0;
    for (;; ++count) {
      const std::string_view token = next_token(line, column_separators);
      if (token.empty()) break;
      KBRAGG_REQUIRE(
          count < std::size(columns),
          at_line(path, number) + "There is a sixth column, " + in_quotes(token) + allowed);
      *columns[count] = parse_number(token);
      KBRAGG_REQUIRE(*columns[count], at_line(path, number) + in_quotes(token) +
                                          " is not a finite number" + allowed);
    }
    if (count == 0) return;
    check_source(source, at_line(path, number));
    sources.push_back(source);
  });
  KBRAGG_REQUIRE(!sources.empty(), "The source file '" + path + "' holds no source" + allowed);
  return sources;
}

}  // namespace kbragg::io
