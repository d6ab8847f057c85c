// SPDX-License-Identifier: BSD-3-Clause
// One line of a list of h k l F in a single forward pass, without a copy.
#ifndef KBRAGG_IO_HKL_LINE_HPP
#define KBRAGG_IO_HKL_LINE_HPP

#include <charconv>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <system_error>

#include "model/hkl_table.hpp"

namespace kbragg::io {

/// What a line was found to be.
enum class LineKind { empty, four_columns, five_columns, malformed };

/// Lists run to millions of lines: what most lines look like is read without a call.
class HklLineReader {
 public:
  HklLineReader(const char* begin, const char* end) : m_at(begin), m_end(end) {}

  bool done() const { return m_at == m_end; }
  const char* position() const { return m_at; }

  /// Reads a whole line; after a malformed one the position is somewhere in it.
  LineKind read(model::Reflection& r) {
    skip_blanks();
    if (at_line_end()) return finish(LineKind::empty);
    if (!number(r.h) || !number(r.k) || !number(r.l) || !number(r.F) || !std::isfinite(r.F)) {
      return LineKind::malformed;
    }
    if (at_line_end()) return finish(LineKind::four_columns);
    double sigma = 0;
    if (!number(sigma) || !at_line_end()) return LineKind::malformed;
    return finish(LineKind::five_columns);
  }

  /// Reads the indices of a line and skips what follows them: never five_columns.
  LineKind read_indices(model::Reflection& r) {
    skip_blanks();
    if (at_line_end()) return finish(LineKind::empty);
    if (!number(r.h) || !number(r.k) || !number(r.l)) return LineKind::malformed;
    skip_line();
    return LineKind::four_columns;
  }

 private:
  static bool is_blank(char c) {
    return c == ' ' || c == '\t' || c == '\r' || c == '\v' || c == '\f';
  }
  static bool is_digit(char c) { return c >= '0' && c <= '9'; }
  void skip_blanks() {
    while (m_at != m_end && is_blank(*m_at)) ++m_at;
  }
  bool at_line_end() const { return m_at == m_end || *m_at == '\n' || *m_at == '#'; }

  // A number that ends at white space or at the end of the line, and the white space behind it.
  template <class Number>
  bool number(Number& value) {
    const char* begin = m_at;
    if (m_end - begin > 1 && *begin == '+' && begin[1] != '-') ++begin;
    if (!convert(begin, value)) return false;
    if (at_line_end()) return true;
    if (!is_blank(*m_at)) return false;
    skip_blanks();
    return true;
  }

  bool convert(const char* at, std::int32_t& value) { return convert_any(at, value); }
  bool convert(const char* at, double& value) {
    return convert_short(at, value) || convert_any(at, value);
  }

  template <class Number>
  bool convert_any(const char* at, Number& value) {
    const auto result = std::from_chars(at, m_end, value);
    m_at = result.ptr;
    return result.ec == std::errc();
  }

  // At most 15 digits with or without a point: their quotient with a power of ten has two operands
  // that double holds exactly, and so is rounded as the general function rounds.
  bool convert_short(const char* at, double& value) {
    static constexpr double powers[] = {1e0, 1e1, 1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                        1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15};
    const bool negative = at != m_end && *at == '-';
    if (negative) ++at;
    const char* const last = m_end - at > 16 ? at + 16 : m_end;  // where 15 digits have ended
    std::int64_t n = 0;
    const char* const whole = at;
    for (; at != last && is_digit(*at); ++at) n = 10 * n + (*at - '0');
    if (at == whole || at == last) return false;
    std::ptrdiff_t decimals = 0;
    if (*at == '.') {
      const char* const fraction = ++at;
      for (; at != last && is_digit(*at); ++at) n = 10 * n + (*at - '0');
      decimals = at - fraction;
      if (decimals == 0 || at == last) return false;
    }
    if (*at == 'e' || *at == 'E') return false;
    const double quotient = static_cast<double>(n) / powers[decimals];
    value = negative ? -quotient : quotient;
    m_at = at;
    return true;
  }

  LineKind finish(LineKind kind) {
    if (m_at != m_end && *m_at == '#') {
      skip_line();
    } else if (m_at != m_end) {
      ++m_at;
    }
    return kind;
  }

  void skip_line() {
    const void* feed = std::memchr(m_at, '\n', static_cast<std::size_t>(m_end - m_at));
    m_at = feed ? static_cast<const char*>(feed) + 1 : m_end;
  }

  const char* m_at;
  const char* m_end;
};

}  // namespace kbragg::io

#endif
