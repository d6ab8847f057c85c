// SPDX-License-Identifier: BSD-3-Clause
// Structure factor dumps: layout, round trip, and every way in which a dump can be wrong.
#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <utility>
#include <vector>

#include "io/fdump.hpp"
#include "io/text_file.hpp"
#include "temporary_file.hpp"

namespace kbragg::io {
namespace {

// The test table P of the specification of structure factors.
double test_amplitude(int h, int k, int l) {
  const int square = (h * h) % 7;
  return 100 + 7 * h - 3 * k + 5 * l + 0.5 * h * k - 0.25 * k * l + square;
}

model::HklTable test_table() {
  model::ReflectionList list;
  for (int h = -8; h <= 8; ++h) {
    for (int k = -8; k <= 8; ++k) {
      for (int l = -8; l <= 8; ++l) {
        list.reflections.push_back({h, k, l, test_amplitude(h, k, l)});
      }
    }
  }
  return model::make_hkl_table(list, 0);
}

void save(const std::string& path, const model::HklTable& table) {
  AtomicFile file(path);
  write_fdump(file, table);
  file.commit();
}

std::string bytes_of(const std::vector<double>& values) {
  std::string bytes(values.size() * sizeof(double), '\0');
  std::memcpy(bytes.data(), values.data(), bytes.size());
  return bytes;
}

double number_at(const std::string& dump, std::size_t header, int index) {
  double value = 0;
  std::memcpy(&value, dump.data() + header + 8 * static_cast<std::size_t>(index), sizeof value);
  return value;
}

TEST(Fdump, HasTheLayoutOfTheReference) {  // S12
  const TemporaryFile file("Fdump.bin");
  save(file.path(), test_table());
  const std::string dump = read_text_file(file.path(), "dump");
  const std::string header = "-8 8 -8 8 -8 8\n\f";
  EXPECT_EQ(dump.size(), 46672u);
  ASSERT_TRUE(dump.starts_with(header));
  int wrong = 0;
  for (int h = -8; h <= 9; ++h) {
    for (int k = -8; k <= 9; ++k) {
      for (int l = -8; l <= 9; ++l) {
        const bool padding = h == 9 || k == 9 || l == 9;
        const double found = number_at(dump, header.size(), ((h + 8) * 18 + k + 8) * 18 + l + 8);
        wrong += found != (padding ? 0 : test_amplitude(h, k, l));
      }
    }
  }
  EXPECT_EQ(wrong, 0);
  EXPECT_EQ(number_at(dump, header.size(), 0), 45);
  EXPECT_EQ(number_at(dump, header.size(), 1), 52);
  EXPECT_EQ(number_at(dump, header.size(), ((-2 + 8) * 18 + -2 + 8) * 18 + 4 + 8), 120);
}

TEST(Fdump, ComesBackAsItWasWritten) {
  const TemporaryFile file("Fdump.bin");
  model::ReflectionList list;
  list.reflections = {{-3, 2, 0, 1.5}, {4, 2, 7, -1e300}, {0, 5, 3, 5e-324}};
  const model::HklTable written = model::make_hkl_table(list, 55);
  save(file.path(), written);
  const model::HklTable read = read_fdump(file.path(), 3);
  EXPECT_EQ(read.low, written.low);
  EXPECT_EQ(read.high, written.high);
  EXPECT_EQ(read.default_F, 3);
  EXPECT_EQ(read.reflections, 8 * 4 * 8);
  for (std::int64_t h = -4; h <= 5; ++h) {
    for (std::int64_t k = 1; k <= 6; ++k) {
      for (std::int64_t l = -1; l <= 8; ++l) {
        const bool inside = h >= -3 && h <= 4 && k >= 2 && k <= 5 && l >= 0 && l <= 7;
        EXPECT_EQ(read.at(h, k, l), inside ? written.at(h, k, l) : 3) << h << k << l;
        EXPECT_EQ(read.values[static_cast<std::size_t>(read.index(h, k, l))], read.at(h, k, l));
      }
    }
  }
  EXPECT_EQ(read.at(1, 3, 1), 55) << "the fill in force when it was written";
}

// The reference skips white space behind the form feed, and reads such a dump shifted.
TEST(Fdump, MayBeginWithAByteThatLooksLikeWhiteSpace) {
  for (const std::uint64_t byte : {0x09, 0x0A, 0x0B, 0x0C, 0x0D, 0x20}) {
    // the byte at both ends of the number, for either byte order
    const double first = std::bit_cast<double>(byte << 56 | 0x0009000000000000u | byte);
    const TemporaryFile file("Fdump.bin",
                             "2 2 3 3 4 4\n\f" + bytes_of({first, 0, 0, 0, 0, 0, 0, 0}));
    EXPECT_EQ(read_fdump(file.path(), 0).at(2, 3, 4), first) << byte;
  }
}

TEST(Fdump, PaddingIsNotLookedAt) {
  const double nan = std::nan("");
  const TemporaryFile file(
      "Fdump.bin", "2 2 3 3 4 5\n\f" + bytes_of({6, 7, nan, nan, nan, nan, 1, 2, 3, 4, 5, 6}));
  const model::HklTable table = read_fdump(file.path(), 9);
  EXPECT_EQ(table.at(2, 3, 4), 6);
  EXPECT_EQ(table.at(2, 3, 5), 7);
  EXPECT_EQ(table.at(2, 3, 6), 9);
  EXPECT_EQ(table.at(2, 4, 4), 9);
}

TEST(Fdump, RefusesWhatIsNoDump) {
  const std::string one = bytes_of({1, 0, 0, 0, 0, 0, 0, 0});
  const std::string nan = bytes_of({std::nan(""), 0, 0, 0, 0, 0, 0, 0});
  const std::string infinite = bytes_of({-INFINITY, 0, 0, 0, 0, 0, 0, 0});
  const std::pair<std::string, std::string> cases[] = {
      {"", ":1: The line does not end within 128 bytes"},
      {std::string(1000, ' ') + "\n", ":1: The line does not end within 128 bytes"},
      {"0 0 0 0 0\n\f" + one,
       ":1: '' is not a whole number of 32 bits; a dump of structure factors"},
      {"0 0 0 0 0 0.0\n\f" + one, ":1: '0.0' is not a whole number"},
      {"0 0 0 0 0 9999999999\n\f" + one, ":1: '9999999999' is not a whole number of 32 bits"},
      {"h k l F\n1 2 3 4\n", ":1: 'h' is not a whole number"},
      {"1 2 3 4\n1 2 3 5\n", ":1: '' is not a whole number"},
      {"0 0 0 0 0 0 0\n\f" + one, ":1: There is a seventh number, '0'"},
      {"0 0 1 0 0 0\n\f" + one, ":1: k runs from 1 to 0; the first number must not be above"},
      {"0 0 0 0 0 0\n" + one, ":1: No form feed follows the line"},
      {"0 0 0 0 0 0\n", ":1: No form feed follows the line"},
      {"0 0 0 0 0 0\n\f\f" + one,
       ": the file has 78 bytes; a dump with the limits of its first "
       "line has 77."},
      {"0 0 0 0 0 0\n\f" + one.substr(1), ": the file has 76 bytes; a dump with"},
      {"0 0 0 0 0 0\n\f" + one + "x", ": the file has 78 bytes; a dump with"},
      {"0 0 0 0 0 0\n\f", ": the file has 13 bytes; a dump with"},
      {"0 0 0 0 0 1\n\f" + one,
       ": the file has 77 bytes; a dump with the limits of its first line "
       "has 109."},
      {"-2147483648 2147483647 0 0 -2147483648 2147483647\n\f" + one,
       " has 295147905316791779328."},
      {"0 0 0 0 0 0\n\f" + nan, ": the amplitude of 0 0 0 is not a finite number."},
      {"-1 -1 2 2 3 3\n\f" + infinite, ": the amplitude of -1 2 3 is not a finite number."}};
  for (const auto& [content, expected] : cases) {
    const TemporaryFile file("bad.bin", content);
    const std::string sentence = error_of([&] { read_fdump(file.path(), 0); });
    EXPECT_EQ(sentence.find(file.path()), 0u) << sentence;
    EXPECT_NE(sentence.find(expected), std::string::npos) << sentence << "\nexpected " << expected;
  }
  expect_errors_for_what_is_no_file([](const std::string& path) { read_fdump(path, 0); });
}

TEST(Fdump, CannotBeWrittenWithoutItsDirectory) {
  const std::string sentence = error_of([] { save("/nowhere/Fdump.bin", test_table()); });
  EXPECT_EQ(sentence, "cannot write /nowhere/Fdump.bin: the directory /nowhere does not exist.");
}

}  // namespace
}  // namespace kbragg::io
