// SPDX-License-Identifier: BSD-3-Clause
#include "io/hkl_text.hpp"

#include <algorithm>
#include <charconv>
#include <optional>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include "base/error.hpp"
#include "io/hkl_line.hpp"
#include "io/hkl_lines.hpp"
#include "io/text_file.hpp"

namespace kbragg::io {

namespace {

constexpr const char* allowed = "; a line holds h k l F, the indices as whole numbers.";

// What is wrong with `token` as an index; empty: nothing, and `index` has its value.
std::string read_index(std::string_view token, std::string_view name, std::int32_t& index) {
  const bool plus = token.size() > 1 && token[0] == '+' && token[1] != '-';
  const char* begin = token.data() + (plus ? 1 : 0);
  const char* end = token.data() + token.size();
  const auto result = std::from_chars(begin, end, index);
  const std::string subject = "The index " + std::string(name) + " = " + in_quotes(token);
  if (result.ec == std::errc::result_out_of_range) {
    return subject + " is too large; indices lie within +-2147483647.";
  }
  if (result.ec != std::errc() || result.ptr != end) {
    return subject + " is not a whole number" + allowed;
  }
  return {};
}

// Puts `token` in its place of the record, 0 to 3 for h k l F; otherwise as read_index().
std::string read_field(std::string_view token, std::size_t place, model::Reflection& r) {
  if (place == 0) return read_index(token, "h", r.h);
  if (place == 1) return read_index(token, "k", r.k);
  if (place == 2) return read_index(token, "l", r.l);
  const std::optional<double> amplitude = parse_number(token);
  if (!amplitude) return "The amplitude " + in_quotes(token) + " is not a finite number" + allowed;
  r.F = *amplitude;
  return {};
}

constexpr const char* sixth_column = "There is a sixth column, ";

// The sentence for a line that HklLineReader refused.
std::string explain(std::string_view line) {
  static constexpr const char* names[] = {"h", "k", "l", "F"};
  line = line.substr(0, line.find('#'));
  model::Reflection reflection;
  for (std::size_t place = 0; place < 4; ++place) {
    const std::string_view token = next_token(line, blanks);
    if (token.empty()) return std::string("The line ends before ") + names[place] + allowed;
    const std::string wrong = read_field(token, place, reflection);
    if (!wrong.empty()) return wrong;
  }
  const std::string_view sigma = next_token(line, blanks);
  const std::string_view more = next_token(line, blanks);
  if (!more.empty()) {
    return std::string(sixth_column) + in_quotes(more) +
           "; a line holds h k l F and at most a sigma.";
  }
  return "The fifth column (sigma) " + in_quotes(sigma) + " is not a finite number.";
}

// The first line that is not what it should be, and why.
struct Refusal {
  std::size_t line = 0;
  std::string sentence;
};

// One reflection a line.
std::optional<Refusal> read_lines(const std::string& text,
                                  std::vector<model::Reflection>& reflections) {
  const char* const end = text.data() + text.size();
  HklLineReader reader(text.data(), end);
  LineKind columns = LineKind::empty;
  for (std::size_t line = 1; !reader.done(); ++line) {
    const char* begin = reader.position();
    model::Reflection reflection;
    const LineKind kind = reader.read(reflection);
    if (kind == LineKind::empty) continue;
    if (kind == LineKind::malformed) {
      return Refusal{line, explain(std::string_view(begin, std::find(begin, end, '\n')))};
    }
    if (columns == LineKind::empty) columns = kind;
    if (kind != columns) {
      return Refusal{line,
                     std::string("The line has ") +
                         (kind == LineKind::five_columns ? "five columns, those before four"
                                                         : "four columns, those before five") +
                         "; all lines must have h k l F, or all h k l F sigma."};
    }
    reflections.push_back(reflection);
  }
  return {};
}

std::size_t count_tokens(std::string_view line) {
  std::size_t count = 0;
  while (!next_token(line, blanks).empty()) ++count;
  return count;
}

// Records of four numbers without regard to line ends, as the reference reads them. A line of four
// or five numbers keeps the meaning it has line by line, so that a damaged list of lines is not
// taken for this: four numbers must be one record, five are h k l F sigma and end the attempt.
class RecordReader {
 public:
  explicit RecordReader(std::string_view text) {
    for_each_line(text, [&](std::string_view line, std::size_t number) {
      if (m_refusal || m_ambiguous) return;
      const std::size_t columns = count_tokens(line);
      if (columns == 5) m_ambiguous = ambiguity(number, "five numbers, the fifth may be a sigma");
      if (columns == 4 && m_place != 0)
        m_ambiguous = ambiguity(number, "four numbers but does not begin a record");
      if (!m_ambiguous) read(line, number);
    });
  }

  /// All numbers were where they belong, and the last record is complete.
  bool well_formed() const { return !m_refusal && !m_ambiguous && m_place == 0; }
  /// Why the records are not well formed when no token is at fault.
  std::string why_not() const {
    return " Records of h k l F across line ends were tried too: " +
           m_ambiguous.value_or("the last one is incomplete.");
  }
  const std::optional<Refusal>& refusal() const { return m_refusal; }
  std::vector<model::Reflection> take() { return std::move(m_reflections); }

 private:
  static std::string ambiguity(std::size_t line, const char* what) {
    return "line " + std::to_string(line) + " has " + what + ".";
  }

  void read(std::string_view line, std::size_t number) {
    for (;;) {
      const std::string_view token = next_token(line, blanks);
      if (token.empty()) return;
      const std::string wrong = read_field(token, m_place, m_record);
      if (!wrong.empty()) {
        m_refusal = Refusal{number, wrong};
        return;
      }
      m_place = (m_place + 1) % 4;
      if (m_place == 0) m_reflections.push_back(m_record);
    }
  }

  std::vector<model::Reflection> m_reflections;
  model::Reflection m_record;
  std::size_t m_place = 0;
  std::optional<std::string> m_ambiguous;  // the line that may be meant in two ways, and why
  std::optional<Refusal> m_refusal;
};

// The list of a file that is not a well-formed list of lines: records, or the reason why not.
model::ReflectionList read_records_or_explain(const std::string& path) {
  const std::string text = read_text_file(path, "reflection file");
  model::ReflectionList list;
  list.description = hkl_text_description;
  std::optional<Refusal> refusal = read_lines(text, list.reflections);
  if (refusal) {
    RecordReader records(text);
    // Records that go on beyond the refused line show that the file is not meant line by line.
    if (records.refusal() && records.refusal()->line > refusal->line) {
      refusal = records.refusal();
    } else if (!records.refusal() && refusal->sentence.starts_with(sixth_column)) {
      refusal->sentence += records.why_not();
    }
    KBRAGG_REQUIRE(records.well_formed(), at_line(path, refusal->line) + refusal->sentence);
    list.reflections = records.take();
  }
  KBRAGG_REQUIRE(!list.reflections.empty(),
                 "The reflection file '" + path + "' holds no reflection; a line holds h k l F.");
  return list;
}

}  // namespace

model::ReflectionList read_hkl_text(const std::string& path, int threads) {
  if (const std::optional<HklLines> lines = scan_hkl_lines(path, threads)) {
    model::ReflectionList list;
    list.description = hkl_text_description;
    list.reflections.reserve(static_cast<std::size_t>(lines->reflections));
    if (read_hkl_lines(path, threads, [&](const std::vector<model::Reflection>& part) {
          list.reflections.insert(list.reflections.end(), part.begin(), part.end());
        })) {
      return list;
    }
  }
  return read_records_or_explain(path);
}

HklTextTable read_hkl_table(const std::string& path, double default_F, int threads,
                            const std::function<void(const model::HklBox&)>& check) {
  if (const std::optional<HklLines> lines = scan_hkl_lines(path, threads)) {
    check(lines->box);
    model::HklTableFiller filler(lines->box, default_F);
    if (read_hkl_lines(path, threads, [&](const std::vector<model::Reflection>& part) {
          for (const model::Reflection& r : part) filler.add(r);
        })) {
      return {filler.take(), lines->reflections};
    }
  }
  const model::ReflectionList list = read_records_or_explain(path);
  check(model::box_of(list.reflections));
  return {model::make_hkl_table(list, default_F),
          static_cast<std::int64_t>(list.reflections.size())};
}

}  // namespace kbragg::io
