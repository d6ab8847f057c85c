// SPDX-License-Identifier: BSD-3-Clause
// The tokens behind a flag, read as C's atof and atoi read them.
#ifndef KBRAGG_CLASSIC_FLAG_VALUES_HPP
#define KBRAGG_CLASSIC_FLAG_VALUES_HPP

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "config/quantity.hpp"

namespace kbragg::classic {

/// Collects the warnings of a command line and which of its tokens were read as values.
class Notes {
 public:
  explicit Notes(std::size_t tokens) : m_used(tokens, false) {}

  /// Adds a sentence unless it is there already.
  void warn(const std::string& sentence);
  void use(std::size_t token) { m_used[token] = true; }
  bool is_used(std::size_t token) const { return m_used[token]; }
  std::vector<std::string> take_warnings() { return std::move(m_warnings); }

 private:
  std::vector<std::string> m_warnings;
  std::vector<bool> m_used;
};

/// Values of the flag that is token number `flag`. A token that is read as a second flag as well
/// has values for that one, with `second` set.
class FlagValues {
 public:
  FlagValues(const std::vector<std::string>& tokens, std::size_t flag, bool second, Notes& notes)
      : m_tokens(tokens), m_flag(flag), m_second(second), m_notes(notes) {}

  /// Tokens that follow the flag.
  std::size_t count() const { return m_tokens.size() - m_flag - 1; }
  /// Token `i` after the flag, without counting it as read.
  const std::string& peek(std::size_t i) const { return m_tokens[m_flag + 1 + i]; }

  /// Token `i` after the flag.
  const std::string& text(std::size_t i);
  /// The number at the front of the token, 0 if there is none (atof). Throws kbragg::Error unless
  /// it is finite.
  double real(std::size_t i);
  /// The whole number at the front of the token, 0 if there is none (atoi). Throws kbragg::Error
  /// unless it fits 32 bits.
  std::int64_t integer(std::size_t i);

  config::Length length(std::size_t i, const char* unit) { return {real(i), unit}; }
  config::Angle angle(std::size_t i, const char* unit) { return {real(i), unit}; }
  std::array<double, 3> vector() { return {real(0), real(1), real(2)}; }

  /// Adds the warning "FLAG: SENTENCE".
  void warn(const std::string& sentence);
  /// Leaves the flag out because fewer than `needed` values follow. Says so, unless it is the
  /// second reading of a token, and takes the tokens that follow for the flag's own.
  void refuse(std::size_t needed);
  bool refused() const { return m_refused; }
  /// The values read so far, each after a blank.
  std::string read_text() const;

 private:
  const std::vector<std::string>& m_tokens;
  std::size_t m_flag;
  bool m_second, m_refused = false;
  Notes& m_notes;
  std::size_t m_read = 0;  ///< values read: the first m_read tokens after the flag
};

}  // namespace kbragg::classic

#endif
