// SPDX-License-Identifier: BSD-3-Clause
// The reader of h k l F: what it accepts, and the sentence for each thing it refuses.
#include <gtest/gtest.h>

#include <tuple>

#include "io/checksum.hpp"
#include "io/hkl_text.hpp"
#include "temporary_file.hpp"

namespace kbragg::io {
namespace {

using Row = std::tuple<int, int, int, double>;

std::vector<Row> read(const std::string& content) {
  const TemporaryFile file("list.hkl", content);
  std::vector<Row> rows;
  for (const model::Reflection& r : read_hkl_text(file.path()).reflections) {
    rows.emplace_back(r.h, r.k, r.l, r.F);
  }
  return rows;
}

const std::vector<Row> two_rows{{1, -2, 3, 4.5}, {-10, 0, 7, 100}};

TEST(HklText, ReadsReflectionsWithAnyWhiteSpace) {
  EXPECT_EQ(read("1 -2 3 4.5\n-10 0 7 100\n"), two_rows);
  EXPECT_EQ(read("1 -2 3 4.5\n-10 0 7 100"), two_rows) << "no final newline";
  EXPECT_EQ(read("1 -2 3 4.5\r\n-10 0 7 1e2\r\n"), two_rows) << "CR LF";
  EXPECT_EQ(read("1 -2 3 4.5\r\n-10 0 7 1e2\r"), two_rows);
  EXPECT_EQ(read("\t 1\t-2 \t3  4.5  \n\n   \n-10 0 7 +100.000\t\n\n"), two_rows);
  EXPECT_EQ(read("\xEF\xBB\xBF+1 -2 +3 0.45E+1\n-010 -0 7 100\n"), two_rows) << "byte order mark";
}

TEST(HklText, SkipsComments) {
  EXPECT_EQ(read("# h k l F\n1 -2 3 4.5\n  # more\n-10 0 7 100 # strong\n# end"), two_rows);
  EXPECT_EQ(read("#\n1 -2 3 4.5#\n-10 0 7 100\n#"), two_rows);
}

TEST(HklText, IgnoresASigmaThatEveryLineHas) {
  EXPECT_EQ(read("1 -2 3 4.5 0.1\n-10 0 7 100 -1\n"), two_rows);
  EXPECT_EQ(read("1 -2 3 4.5 inf\n-10 0 7 100 nan"), two_rows);
}

TEST(HklText, KeepsOrderRepetitionsAndSigns) {
  const std::vector<Row> expected{{-2, -2, 4, 10}, {-2, -2, 4, -20}, {-2, -2, 5, 0}};
  EXPECT_EQ(read("-2 -2 4 10\n-2 -2 4 -20\n-2 -2 5 0\n"), expected);
}

TEST(HklText, ReadsATestTableOfTheSpecification) {
  std::string text;
  std::vector<Row> expected;
  for (int h = -8; h <= 8; ++h) {
    for (int k = -4; k <= 8; ++k) {
      for (int l = -8; l <= 8; ++l) {
        const double F = 100 + 7 * h - 3 * k + 5 * l + 0.5 * h * k - 0.25 * k * l + h * h % 7;
        text += std::to_string(h) + " " + std::to_string(k) + " " + std::to_string(l) + " " +
                std::to_string(F) + "\n";
        expected.emplace_back(h, k, l, F);
      }
    }
  }
  EXPECT_EQ(read(text), expected);
}

struct Refused {
  const char* content;
  const char* place;     ///< line number as printed
  const char* sentence;  ///< part of the message
};

TEST(HklText, RefusesMalformedLinesWithTheirNumber) {
  const Refused cases[] = {
      {"0.0 0 0 50\n1 1 1 2\n", ":1: ", "h = '0.0' is not a whole number"},  // S15
      {"1 1 1 2\n\n# x\n1 1.5 1 2\n", ":4: ", "k = '1.5' is not a whole number"},
      {"1 1 1e0 2\n", ":1: ", "l = '1e0' is not a whole number"},
      {"h k l F\n1 2 3 4\n", ":1: ", "h = 'h' is not a whole number"},
      {"1 2 3 4\n1 2 3\n", ":2: ", "ends before F"},
      {"1 2 3 4\n1 2\n", ":2: ", "ends before l"},
      {"1 2 3 4\n1 # 2 3 4\n", ":2: ", "ends before k"},
      {"1 2 3 4 5 6 7\n", ":1: ", "sixth column, '6'"},
      {"1 2 3 4 x\n", ":1: ", "(sigma) 'x' is not a"},
      {"1 2 3 4\n1 2 4 5 6\n", ":2: ", "five columns, those before four"},
      {"1 2 3 4 1\n1 2 4 5\n", ":2: ", "four columns, those before five"},
      {"1 2 3 nan\n", ":1: ", "'nan' is not a finite number"},
      {"1 2 3 -inf\n", ":1: ", "'-inf' is not a finite number"},
      {"1 2 3 1e999\n", ":1: ", "'1e999' is not a finite number"},
      {"1 2 3 4,5\n", ":1: ", "'4,5' is not a finite number"},
      {"1 2 3 0x10\n", ":1: ", "'0x10' is not a finite number"},
      {"1,2,3,4\n", ":1: ", "h = '1,2,3,4' is not a whole number"},
      {"+-1 2 3 4\n", ":1: ", "h = '+-1' is not a whole number"},
      {"99999999999 2 3 4\n", ":1: ", "h = '99999999999' is too large"},
      {"1 2 3 4\n\x01\x80\n", ":2: ", "is not a whole number"},
  };
  for (const Refused& c : cases) {
    const TemporaryFile file("bad.hkl", c.content);
    const std::string sentence = error_of([&] { read_hkl_text(file.path()); });
    EXPECT_EQ(sentence.find(file.path() + c.place), 0u) << c.content << sentence;
    EXPECT_NE(sentence.find(c.sentence), std::string::npos) << c.content << sentence;
  }
}

TEST(HklText, ReadsRecordsAcrossLineEnds) {
  const std::vector<Row> four_rows{{1, -2, 3, 4.5}, {-10, 0, 7, 100}, {0, 0, 1, 2}, {5, 5, 5, 6}};
  for (const char* content : {
           "1 -2 3 4.5 -10 0 7 100 0 0 1 2 5 5 5 6",                 // one line
           "1 -2 3 4.5 -10 0 7 100\r\n0 0 1 2 5 5 5 6\r\n",          // two records a line
           "1 -2 3\n4.5\n-10 0 7\n100\n0 0 1\n2\n5 5 5\n6\n",        // broken before F
           "1\n-2\n3\n4.5\n-10\n0\n7\n100\n0\n0\n1\n2\n5\n5\n5\n6",  // one number a line
           "1 -2 3 4.5\n-10 0 7 1e2\n\n0 0 1 2 5 5 5 6 # end\n",     // mixed
           "1 -2 3 4.5 -10 0\n7 100 0 0 1 2\n5 5 5 6\n",             // broken at six numbers
       }) {
    EXPECT_EQ(read(content), four_rows) << content;
  }
}

TEST(HklText, KeepsTheMeaningOfLinesOfFourAndFiveNumbers) {
  const Refused cases[] = {
      // a multiple of four numbers, but a line has lost one, and another line two and one
      {"1 2 3\n5 6 7 8\n9 10 11 12\n1\n", ":1: ", "ends before F"},
      {"1 2 3 4\n1 2\n5 6 7 8\n1 2\n", ":2: ", "ends before l"},
      // four lines of five columns would be five records
      {"1 2 3 4 5\n1 2 3 4 5\n1 2 3 4 5\n1 2 3 4 5 6 7 8 9\n", ":4: ", "sixth column, '6'"},
      {"1 2 3 4 5 6 7 8\n1 2 3 4 5\n1 2 3\n", ":1: ", "sixth column, '6'"},
      {"1 2 3\n4 5 6\n7 8 9\n", ":1: ", "ends before F"},  // nine numbers
  };
  for (const Refused& c : cases) {
    const TemporaryFile file("lines.hkl", c.content);
    const std::string sentence = error_of([&] { read_hkl_text(file.path()); });
    EXPECT_EQ(sentence.find(file.path() + c.place), 0u) << c.content << sentence;
    EXPECT_NE(sentence.find(c.sentence), std::string::npos) << c.content << sentence;
  }
}

TEST(HklText, SaysWhyRecordsAcrossLineEndsAreRefused) {
  const std::pair<const char*, const char*> cases[] = {
      {"0 0 0 1 0 0\n1 2 0 0\n2 3 0 0 3 4\n",
       "tried too: line 2 has four numbers but does not begin a record."},
      {"1 2 3 4 5 6 7 8\n1 2 3 4 5\n1 2 3\n",
       "tried too: line 2 has five numbers, the fifth may be a sigma."},
      {"1 2 3 4 5 6 7\n", "tried too: the last one is incomplete."}};
  for (const auto& [content, words] : cases) {
    const TemporaryFile file("records.hkl", content);
    const std::string sentence = error_of([&] { read_hkl_text(file.path()); });
    EXPECT_NE(sentence.find(":1: There is a sixth column"), std::string::npos) << sentence;
    EXPECT_NE(sentence.find(words), std::string::npos) << sentence;
  }
}

TEST(HklText, NamesTheLineOfAMalformedNumberAcrossLineEnds) {
  const Refused cases[] = {
      {"0 0 0 50 1 1 1 2\n0 0 1.0 50 1 1 1 2\n", ":2: ", "l = '1.0' is not a whole number"},
      {"0 0 0\n50\n1. 1 1\n2\n", ":3: ", "h = '1.' is not a whole number"},
      {"0 0 0 50 1 1 1 2\n\n0 0 1 inf 1 1 1 2\n", ":3: ", "'inf' is not a finite number"},
  };
  for (const Refused& c : cases) {
    const TemporaryFile file("records.hkl", c.content);
    const std::string sentence = error_of([&] { read_hkl_text(file.path()); });
    EXPECT_EQ(sentence.find(file.path() + c.place), 0u) << c.content << sentence;
    EXPECT_NE(sentence.find(c.sentence), std::string::npos) << c.content << sentence;
  }
}

TEST(HklText, ShortensTheTokenItShows) {
  const TemporaryFile file("long.hkl", std::string(1000, 'x') + " 2 3 4");
  EXPECT_LT(error_of([&] { read_hkl_text(file.path()); }).size(), file.path().size() + 200);
  const TemporaryFile zeros("zeros.hkl", std::string(1000, '\0'));
  EXPECT_NE(error_of([&] { read_hkl_text(zeros.path()); }).find("????"), std::string::npos);
}

TEST(HklText, RefusesAFileWithoutReflections) {
  for (const char* content : {"", "\n\n", "# only a comment", "  \r\n"}) {
    const TemporaryFile file("empty.hkl", content);
    const std::string sentence = error_of([&] { read_hkl_text(file.path()); });
    EXPECT_NE(sentence.find("holds no reflection"), std::string::npos) << sentence;
  }
  expect_errors_for_what_is_no_file([](const std::string& path) { read_hkl_text(path); });
}

TEST(Checksum, IsSha256) {  // FIPS 180-4, examples
  const TemporaryFile empty("empty"), abc("abc", "abc"), many("many", std::string(1000000, 'a'));
  EXPECT_EQ(sha256_of_file(empty.path()),
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(sha256_of_file(abc.path()),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(sha256_of_file(many.path()),
            "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
  expect_errors_for_what_is_no_file([](const std::string& path) { sha256_of_file(path); });
}

// Checked with Python: sha256(struct.pack("<6q27d", 1, -2, 3, 1, -2, 3, *13 * [2.5], 10,
// *13 * [2.5])).
TEST(Checksum, OfATableCoversRangeAndValues) {
  const model::HklTable table = model::make_hkl_table({{{1, -2, 3, 10}}, {}, {}, {}}, 2.5);
  const std::string sum = sha256_of_table(table);
  EXPECT_EQ(sum, "296d1354ae98de5aa208a71977aeb97a4ade25146d2d0373e023e550d47f61a2");
  EXPECT_NE(sha256_of_table(model::make_hkl_table({{{1, -2, 3, 11}}, {}, {}, {}}, 2.5)), sum);
  EXPECT_NE(sha256_of_table(model::make_hkl_table({{{1, -2, 3, 10}}, {}, {}, {}}, 2)), sum);
  EXPECT_NE(sha256_of_table(model::make_hkl_table({{{1, -2, 4, 10}}, {}, {}, {}}, 2.5)), sum);
}

TEST(Checksum, OfALargeTableTakesEveryValue) {
  model::HklTable table = model::constant_hkl_table(3);
  table.values.assign(5000, 3);
  const std::string sum = sha256_of_table(table);
  for (const std::size_t i :
       {std::size_t{0}, std::size_t{1023}, std::size_t{1024}, std::size_t{4999}}) {
    model::HklTable other = table;
    other.values[i] = 4;
    EXPECT_NE(sha256_of_table(other), sum) << i;
  }
}

}  // namespace
}  // namespace kbragg::io
