// SPDX-License-Identifier: BSD-3-Clause
#include "classic/flag_values.hpp"

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <cstdlib>
#include <limits>

#include "base/error.hpp"

namespace kbragg::classic {

void Notes::warn(const std::string& sentence) {
  if (std::find(m_warnings.begin(), m_warnings.end(), sentence) == m_warnings.end())
    m_warnings.push_back(sentence);
}

const std::string& FlagValues::text(std::size_t i) {
  m_read = std::max(m_read, i + 1);
  m_notes.use(m_flag + 1 + i);
  return peek(i);
}

double FlagValues::real(std::size_t i) {
  const std::string& token = text(i);
  char* end = nullptr;
  const double value = std::strtod(token.c_str(), &end);
  KBRAGG_REQUIRE(std::isfinite(value),
                 m_tokens[m_flag] + ": found '" + token + "', expected a finite number");
  if (end == token.c_str()) {
    warn("'" + token + "' is not a number and is read as 0");
  } else if (*end != '\0') {
    warn("'" + token + "' is read as " +
         token.substr(0, static_cast<std::size_t>(end - &token[0])));
  }
  return value;
}

std::int64_t FlagValues::integer(std::size_t i) {
  const std::string& token = text(i);
  char* end = nullptr;
  errno = 0;
  const long long value = std::strtoll(token.c_str(), &end, 10);
  KBRAGG_REQUIRE(errno != ERANGE && value >= std::numeric_limits<std::int32_t>::min() &&
                     value <= std::numeric_limits<std::int32_t>::max(),
                 m_tokens[m_flag] + ": found '" + token +
                     "', expected a whole number from -2147483648 to 2147483647");
  if (end == token.c_str()) {
    warn("'" + token + "' is not a whole number and is read as 0");
  } else if (*end != '\0') {
    warn("'" + token + "' is not a whole number and is read as " + std::to_string(value));
  }
  return value;
}

void FlagValues::warn(const std::string& sentence) {
  m_notes.warn(m_tokens[m_flag] + ": " + sentence);
}

void FlagValues::refuse(std::size_t needed) {
  m_refused = true;
  if (m_second) return;
  const std::size_t found = count();
  for (std::size_t i = 0; i < found && i < needed; ++i)
    if (peek(i).empty() || peek(i).front() != '-') m_notes.use(m_flag + 1 + i);
  warn("ignored, because it needs " + std::to_string(needed) +
       (needed == 1 ? " value and " : " values and ") +
       (found == 0 ? "none follows" : "only " + std::to_string(found) + " follow"));
}

std::string FlagValues::read_text() const {
  std::string text;
  for (std::size_t i = 0; i < m_read; ++i) text += " " + peek(i);
  return text;
}

}  // namespace kbragg::classic
