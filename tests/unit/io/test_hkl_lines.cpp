// SPDX-License-Identifier: BSD-3-Clause
// Long lists of h k l F: the same reflections, tables and sentences for any number of threads.
#include <gtest/gtest.h>

#include <algorithm>
#include <charconv>
#include <cstring>
#include <random>

#include "io/hkl_line.hpp"
#include "io/hkl_text.hpp"
#include "temporary_file.hpp"

namespace kbragg::io {
namespace {

constexpr int thread_counts[] = {1, 2, 3, 8};

using Lines = std::vector<std::string>;

// A list of 6.5 MB, which three threads share; lines of many lengths, some reflections repeated.
Lines long_list() {
  std::mt19937 random(7);
  Lines lines;
  std::size_t bytes = 0;
  for (int i = 0; bytes < 13 << 19; ++i) {
    const int h = i % 61 - 30, k = i / 61 % 61 - 30, l = i / 3721 % 130 - 30;
    const std::string padding(random() % 12, ' ');
    lines.push_back(padding + std::to_string(h) + " " + std::to_string(k) + "  " +
                    std::to_string(l) + "\t" + std::to_string(random() % 1000000) + "." +
                    std::to_string(random() % 100));
    bytes += lines.back().size() + 1;
  }
  return lines;
}

std::string joined(const Lines& lines, const std::string& end = "\n") {
  std::string text;
  for (const std::string& line : lines) text += line + end;
  return text;
}

bool same(const std::vector<model::Reflection>& a, const std::vector<model::Reflection>& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](const model::Reflection& x, const model::Reflection& y) {
                      return x.h == y.h && x.k == y.k && x.l == y.l && x.F == y.F;
                    });
}

// What std::from_chars makes of lines as long_list() writes them.
std::vector<model::Reflection> plainly_read(const Lines& lines) {
  std::vector<model::Reflection> reflections;
  for (const std::string& line : lines) {
    const char* at = line.data();
    const char* const end = at + line.size();
    const auto number = [&](auto& value) {
      while (*at == ' ' || *at == '\t') ++at;
      at = std::from_chars(at, end, value).ptr;
    };
    model::Reflection r;
    number(r.h);
    number(r.k);
    number(r.l);
    number(r.F);
    reflections.push_back(r);
  }
  return reflections;
}

void expect_list(const std::string& text, const std::vector<model::Reflection>& expected,
                 const char* what) {
  const TemporaryFile file("long.hkl", text);
  model::ReflectionList list;
  list.reflections = expected;
  const model::HklTable table = model::make_hkl_table(list, 2.5);
  for (const int threads : thread_counts) {
    EXPECT_TRUE(same(read_hkl_text(file.path(), threads).reflections, expected))
        << what << ", threads " << threads;
    model::HklBox checked;
    const HklTextTable read =
        read_hkl_table(file.path(), 2.5, threads, [&](const model::HklBox& box) { checked = box; });
    EXPECT_EQ(checked.low, table.low);
    EXPECT_EQ(checked.high, table.high);
    EXPECT_EQ(read.listed, static_cast<std::int64_t>(expected.size())) << what;
    EXPECT_EQ(read.table.reflections, table.reflections) << what;
    EXPECT_EQ(read.table.default_F, 2.5);
    EXPECT_EQ(read.table.low, table.low);
    EXPECT_EQ(read.table.high, table.high);
    EXPECT_TRUE(read.table.values == table.values) << what << ", threads " << threads;
  }
}

TEST(HklLines, DoNotDependOnThreads) {
  const Lines lines = long_list();
  const auto expected = plainly_read(lines);
  expect_list(joined(lines), expected, "lines");
  std::string text = joined(lines);
  text.pop_back();
  expect_list(text, expected, "no final newline");
  expect_list(joined(lines, "\r\n"), expected, "CR LF");
  expect_list("\xEF\xBB\xBF" + joined(lines, " 0.5\n"), expected, "sigma, byte order mark");
}

TEST(HklLines, MayHaveCommentsAndEmptyLinesAnywhere) {
  const Lines lines = long_list();
  std::string text = "# h k l F\n";
  for (std::size_t i = 0; i < lines.size(); ++i) {
    text += lines[i];
    if (i % 7 == 3) text += " # " + std::string(i % 90, '1');
    text += i % 5 == 2 ? "\n\n \t\n" : "\n";
    if (i % 11 == 4) text += "#" + lines[i] + "\n";
    if (i % 50000 == 1) text += "#" + std::string(20000, 'x') + "\n";  // beyond what a piece keeps
  }
  expect_list(text, plainly_read(lines), "comments");
}

TEST(HklLines, MayBeRecordsAcrossLineEnds) {
  Lines lines = long_list();
  const auto expected = plainly_read(lines);
  std::string text;
  for (std::size_t i = 0; i < lines.size(); ++i)
    text += lines[i] + (i % 2 == 1 || i + 1 == lines.size() ? "\n" : " ");
  expect_list(text, expected, "two records a line");
}

TEST(HklLines, OfAFewBytesNeedNoThreads) {
  const std::vector<model::Reflection> two{{1, -2, 3, 4.5}, {-10, 0, 7, 100}};
  expect_list("1 -2 3 4.5\n-10 0 7 1e2", two, "two lines");
  expect_list("1 -2 3 4.5 -10 0 7 1e2", two, "one line");
  expect_list("0 0 0 1", {{0, 0, 0, 1}}, "one reflection");
}

// Breaks the line `number` (from 1) and expects the same sentence from any number of threads.
void expect_refusal(Lines lines, std::size_t number, const std::string& broken,
                    const std::string& words) {
  lines[number - 1] = broken;
  const TemporaryFile file("broken.hkl", joined(lines));
  for (const int threads : thread_counts) {
    for (const std::string& sentence :
         {error_of([&] { read_hkl_text(file.path(), threads); }), error_of([&] {
            read_hkl_table(file.path(), 0, threads, [](const model::HklBox&) {});
          })}) {
      EXPECT_EQ(sentence.find(file.path() + ":" + std::to_string(number) + ": "), 0u) << sentence;
      EXPECT_NE(sentence.find(words), std::string::npos) << sentence;
    }
  }
}

TEST(HklLines, NameTheFirstBadLineWhateverTheThreads) {
  const Lines lines = long_list();
  const std::size_t middle = lines.size() / 16;  // in the second of the pieces of 256 kB
  expect_refusal(lines, middle, "1 2 x 4", "l = 'x' is not a whole number");
  expect_refusal(lines, middle, "1 2 3 4x", "'4x' is not a finite number");
  expect_refusal(lines, middle, "1 2 3", "ends before F");
  expect_refusal(lines, middle, "1 2 3 4 5", "five columns, those before four");
  expect_refusal(lines, lines.size(), "1 2 3 nan", "'nan' is not a finite number");
  Lines twice = lines;
  twice[lines.size() - 2] = "1 2 y 4";
  expect_refusal(twice, 5, "1 2 3 inf", "'inf' is not a finite number");
}

TEST(HklLines, ThatDoNotFitAreRefusedBeforeTheTable) {
  const TemporaryFile file("list.hkl", "1 2 3 4\n5 6 7 8\n");
  EXPECT_EQ(error_of([&] {
              read_hkl_table(file.path(), 0, 1, [](const model::HklBox& box) {
                if (box.table_entries() == 7 * 7 * 7) fail("too large");
              });
            }),
            "too large");
  const TemporaryFile wide("wide.hkl", "-2000 -2000 -2000 1\n2000 2000 2000 1\n");
  EXPECT_NE(error_of([&] {
              read_hkl_table(wide.path(), 0, 1, [](const model::HklBox&) {});
            }).find("more than 2^31 entries"),
            std::string::npos);
}

// The quick conversion of short decimals is the exact one.
TEST(HklLines, ReadAmplitudesAsTheStandardLibraryDoes) {
  std::mt19937_64 random(11);
  std::vector<std::string> numbers{"0",
                                   "-0",
                                   "-0.0",
                                   "007",
                                   "5.",
                                   ".5",
                                   "0.1",
                                   "1e3",
                                   "1.5E-3",
                                   "123456789012345",
                                   "1234567890123456",
                                   "0.123456789012345",
                                   "12345678.12345678",
                                   "9007199254740993",
                                   "999999999999999.",
                                   "0.00000000000001",
                                   "99999999999999.9",
                                   "+4.25"};
  for (int i = 0; i < 20000; ++i) {
    std::string digits = std::to_string(random());
    digits.resize(1 + random() % digits.size());
    const std::size_t point = random() % (digits.size() + 1);
    if (point > 0 && point < digits.size()) digits.insert(point, ".");
    numbers.push_back((random() % 2 ? "-" : "") + digits);
  }
  for (const std::string& number : numbers) {
    for (const char* after : {"", "\n", " \r\n", "#9", " 1\n"}) {
      const std::string line = "1 2 3 " + number + after;
      model::Reflection r;
      ASSERT_NE(HklLineReader(line.data(), line.data() + line.size()).read(r), LineKind::malformed)
          << line;
      double expected = 0;
      const std::size_t plus = number[0] == '+' ? 1 : 0;
      std::from_chars(number.data() + plus, number.data() + number.size(), expected);
      ASSERT_EQ(std::memcmp(&r.F, &expected, sizeof expected), 0) << number;
    }
  }
}

}  // namespace
}  // namespace kbragg::io
