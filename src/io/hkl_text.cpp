// SPDX-License-Identifier: BSD-3-Clause
#include "io/hkl_text.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstring>
#include <string_view>
#include <system_error>

#include "base/error.hpp"
#include "io/text_file.hpp"

namespace kbragg::io {

namespace {

// What a line was found to be.
enum class LineKind { empty, four_columns, five_columns, malformed };

// Lists run to millions of lines, so that the well-formed line is read in one forward pass without
// a copy; a malformed one is looked at again in explain().
class LineReader {
 public:
  LineReader(const char* begin, const char* end) : m_at(begin), m_end(end) {}

  bool done() const { return m_at == m_end; }
  const char* position() const { return m_at; }

  LineKind read(model::Reflection& r) {
    skip_blanks();
    if (at_line_end()) return finish(LineKind::empty);
    double sigma = 0;
    if (!number(r.h) || !number(r.k) || !number(r.l) || !number(r.F) || !std::isfinite(r.F)) {
      return LineKind::malformed;
    }
    if (at_line_end()) return finish(LineKind::four_columns);
    if (!number(sigma) || !at_line_end()) return LineKind::malformed;
    return finish(LineKind::five_columns);
  }

 private:
  static bool is_blank(char c) {
    return c == ' ' || c == '\t' || c == '\r' || c == '\v' || c == '\f';
  }
  void skip_blanks() {
    while (m_at != m_end && is_blank(*m_at)) ++m_at;
  }
  bool at_line_end() const { return m_at == m_end || *m_at == '\n' || *m_at == '#'; }

  // A number that ends at white space or at the end of the line, and the white space behind it.
  template <class Number>
  bool number(Number& value) {
    const char* begin = m_at;
    if (m_end - begin > 1 && *begin == '+' && begin[1] != '-') ++begin;
    const auto result = std::from_chars(begin, m_end, value);
    if (result.ec != std::errc()) return false;
    m_at = result.ptr;
    if (at_line_end()) return true;
    if (!is_blank(*m_at)) return false;
    skip_blanks();
    return true;
  }

  LineKind finish(LineKind kind) {
    if (m_at != m_end && *m_at == '#') {
      const void* feed = std::memchr(m_at, '\n', static_cast<std::size_t>(m_end - m_at));
      m_at = feed ? static_cast<const char*>(feed) : m_end;
    }
    if (m_at != m_end) ++m_at;
    return kind;
  }

  const char* m_at;
  const char* m_end;
};

constexpr const char* allowed = "; a line holds h k l F, the indices as whole numbers.";

// The sentence for a line that LineReader refused.
std::string explain(std::string_view line) {
  static constexpr const char* names[] = {"h", "k", "l"};
  line = line.substr(0, line.find('#'));
  for (const char* name : names) {
    const std::string_view token = next_token(line, blanks);
    if (token.empty()) return std::string("The line ends before ") + name + allowed;
    std::int32_t index = 0;
    const bool plus = token.size() > 1 && token[0] == '+' && token[1] != '-';
    const char* begin = token.data() + (plus ? 1 : 0);
    const char* end = token.data() + token.size();
    const auto result = std::from_chars(begin, end, index);
    if (result.ec == std::errc::result_out_of_range) {
      return std::string("The index ") + name + " = " + in_quotes(token) +
             " is too large; indices lie within +-2147483647.";
    }
    if (result.ec != std::errc() || result.ptr != end) {
      return std::string("The index ") + name + " = " + in_quotes(token) +
             " is not a whole number" + allowed;
    }
  }
  const std::string_view amplitude = next_token(line, blanks);
  if (amplitude.empty()) return std::string("The line ends before F") + allowed;
  if (!parse_number(amplitude)) {
    return "The amplitude " + in_quotes(amplitude) + " is not a finite number" + allowed;
  }
  const std::string_view sigma = next_token(line, blanks);
  const std::string_view more = next_token(line, blanks);
  if (!more.empty()) {
    return "There is a sixth column, " + in_quotes(more) +
           "; a line holds h k l F and at most a sigma.";
  }
  return "The fifth column (sigma) " + in_quotes(sigma) + " is not a finite number.";
}

}  // namespace

model::ReflectionList read_hkl_text(const std::string& path) {
  const std::string text = read_text_file(path, "reflection file");
  model::ReflectionList list;
  list.description = "text file of h k l F";
  list.reflections.reserve(
      static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n') + 1));

  const char* const end = text.data() + text.size();
  LineReader reader(text.data(), end);
  LineKind columns = LineKind::empty;
  for (std::size_t line = 1; !reader.done(); ++line) {
    const char* begin = reader.position();
    model::Reflection reflection;
    const LineKind kind = reader.read(reflection);
    if (kind == LineKind::empty) continue;
    if (kind == LineKind::malformed) {
      fail(at_line(path, line) + explain(std::string_view(begin, std::find(begin, end, '\n'))));
    }
    if (columns == LineKind::empty) columns = kind;
    KBRAGG_REQUIRE(kind == columns,
                   at_line(path, line) + "The line has " +
                       (kind == LineKind::five_columns ? "five columns, those before four"
                                                       : "four columns, those before five") +
                       "; all lines must have h k l F, or all h k l F sigma.");
    list.reflections.push_back(reflection);
  }
  KBRAGG_REQUIRE(!list.reflections.empty(),
                 "The reflection file '" + path + "' holds no reflection; a line holds h k l F.");
  return list;
}

}  // namespace kbragg::io
