// SPDX-License-Identifier: BSD-3-Clause
// Matches the tokens of a command line against the table of flags.
#include "classic/flags.hpp"

#include <algorithm>
#include <cctype>
#include <string_view>

#include "classic/flag_table.hpp"

namespace kbragg::classic {

namespace {

// Spellings longer than the text of their row that people use on purpose.
constexpr std::string_view long_spellings[] = {
    "-matrix",           "-mosaicity",           "-mosaic_spread",
    "-mosaic_domains",   "-sample_height",       "-xtal_height",
    "-height",           "-wavelength",          "-oscillation",
    "-detector_absorb",  "-detector_absorption", "-sample_density",
    "-molecular_weight",
};

bool is_long_spelling(std::string_view token) {
  return std::find(std::begin(long_spellings), std::end(long_spellings), token) !=
         std::end(long_spellings);
}

/// Whether an unmatched token was meant as a flag: it is no negative number.
bool looks_like_flag(std::string_view token) {
  if (token.size() < 2) return false;
  const unsigned char second = static_cast<unsigned char>(token[1]);
  return std::isalpha(second) || second == '-';
}

/// The row whose text says most about the token is what the user meant, the others come along.
const FlagRow* meant_row(const std::vector<const FlagRow*>& matching) {
  const FlagRow* meant = nullptr;
  for (const FlagRow* row : matching)
    if (meant == nullptr || row->text.size() > meant->text.size()) meant = row;
  return meant;
}

class Parser {
 public:
  Parser(const std::vector<std::string>& tokens, Flags flags)
      : m_tokens(tokens), m_rows(flag_rows()), m_notes(tokens.size()), m_flags(std::move(flags)) {}

  ParsedFlags parse() {
    for (std::size_t i = 0; i < m_tokens.size(); ++i)
      if (m_tokens[i].starts_with('-')) read(i);
    for (std::size_t i = 0; i < m_tokens.size(); ++i)
      if (!m_notes.is_used(i)) warn_of_stray(i);
    return {m_flags, m_notes.take_warnings()};
  }

 private:
  void read(std::size_t i) {
    const std::string& token = m_tokens[i];
    std::vector<const FlagRow*> matching;
    for (const FlagRow& row : m_rows) {
      if (!row.matches(token)) continue;
      matching.push_back(&row);
      if (row.match == Match::contains_last) break;
    }
    if (matching.empty()) {
      if (looks_like_flag(token)) {
        m_notes.warn(token + ": unknown flag, ignored");
        m_notes.use(i);
      }
      return;
    }
    m_notes.use(i);
    const FlagRow* meant = meant_row(matching);
    if (token != meant->text && !is_long_spelling(token))
      m_notes.warn(token + ": is read as " + std::string(meant->text));
    for (const FlagRow* row : matching) apply(*row, i, row != meant);
  }

  void apply(const FlagRow& row, std::size_t i, bool second) {
    FlagValues values(m_tokens, i, second, m_notes);
    if (values.count() < row.values) return values.refuse(row.values);
    row.apply(m_flags, values);
    // -printout_pixel is meant to turn on -printout.
    if (second && !values.refused() && row.text != "-printout")
      values.warn("is also read as " + std::string(row.text) + values.read_text());
  }

  void warn_of_stray(std::size_t i) {
    const std::string& token = m_tokens[i];
    if (i > 0 && is_switch(m_tokens[i - 1])) {
      m_notes.warn(m_tokens[i - 1] + ": takes no value, '" + token + "' is ignored");
    } else {
      m_notes.warn("'" + token + "' is neither a flag nor the value of one and is ignored");
    }
  }

  bool is_switch(const std::string& token) const {
    if (!token.starts_with('-')) return false;
    return std::any_of(m_rows.begin(), m_rows.end(),
                       [&](const FlagRow& row) { return row.values == 0 && row.matches(token); });
  }

  const std::vector<std::string>& m_tokens;
  const std::vector<FlagRow> m_rows;
  Notes m_notes;
  Flags m_flags;
};

void set_length(std::optional<double> value, config::Length& out) {
  if (value) out = {*value, "mm"};
}
void set_length(std::optional<double> value, std::optional<config::Length>& out) {
  if (value) out = {*value, "mm"};
}

void set_from_header(const io::ClassicHeader& h, bool mask, Flags& f) {
  if (h.size1 != 0) f.pixels[0] = h.size1;
  if (h.size2 != 0) f.pixels[1] = h.size2;
  set_length(h.pixel_size_mm, f.pixel_size);
  set_length(h.distance_mm, f.distance);
  set_length(h.close_distance_mm, f.close_distance);
  if (h.wavelength_A) f.wavelength = {*h.wavelength_A, "A"};
  set_length(h.beam_center_x_mm, f.x_beam);
  set_length(h.beam_center_y_mm, f.y_beam);
  if (h.beam_center_y_mm && mask) {  // counted from the other edge of the mask
    const double edge = f.pixel_size.si() * static_cast<double>(f.pixels[1]);
    f.y_beam = {edge - f.y_beam->si(), "m"};
  }
  if (h.orgx) f.orgx = *h.orgx;
  if (h.orgy) f.orgy = *h.orgy;
  if (h.phi_deg) f.phi = {*h.phi_deg, "deg"};
  if (h.osc_deg) f.oscillation = {*h.osc_deg, "deg"};
}

std::optional<std::string> last_value(const std::vector<std::string>& tokens,
                                      std::string_view flag) {
  std::optional<std::string> value;
  for (std::size_t i = 0; i + 1 < tokens.size(); ++i)
    if (tokens[i].starts_with('-') && tokens[i].find(flag) != std::string::npos)
      value = tokens[i + 1];
  return value;
}

}  // namespace

std::vector<FlagRow> flag_rows() {
  std::vector<FlagRow> rows;
  for (const std::span<const FlagRow> some :
       {crystal_rows(), beam_rows(), detector_rows(), output_rows()})
    rows.insert(rows.end(), some.begin(), some.end());
  return rows;
}

HeaderFiles find_header_files(const std::vector<std::string>& tokens) {
  return {last_value(tokens, "-mask"), last_value(tokens, "-img")};
}

ParsedFlags parse_flags(const std::vector<std::string>& tokens, const Headers& headers) {
  Flags defaults;
  if (headers.mask) set_from_header(*headers.mask, true, defaults);
  if (headers.image) set_from_header(*headers.image, false, defaults);
  return Parser(tokens, std::move(defaults)).parse();
}

}  // namespace kbragg::classic
