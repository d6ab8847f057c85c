// SPDX-License-Identifier: BSD-3-Clause
// The reader of MTZ files, on files that gemmi writes here.
#include <gtest/gtest.h>

#include <cmath>
#include <cstring>

// gemmi would else want another library for its number formatting.
#ifndef USE_STD_SNPRINTF
#define USE_STD_SNPRINTF
#endif
#define GEMMI_WRITE_IMPLEMENTATION
#include <gemmi/mtz.hpp>

#include "io/mtz.hpp"
#include "temporary_file.hpp"

namespace kbragg::io {
namespace {

constexpr float nan = std::numeric_limits<float>::quiet_NaN();

gemmi::Mtz make_mtz() {
  gemmi::Mtz mtz(/*with_base=*/true);
  mtz.spacegroup = gemmi::find_spacegroup_by_name("P 43 21 2");
  mtz.add_dataset("invented");
  mtz.set_cell_for_all(gemmi::UnitCell(78.5, 78.5, 37.75, 90, 90, 90));
  mtz.add_column("FREE", 'I', -1, -1, false);
  mtz.add_column("IMEAN", 'J', -1, -1, false);
  mtz.add_column("FP", 'F', -1, -1, false);
  mtz.add_column("FC", 'F', -1, -1, false);
  mtz.add_column("PHIC", 'P', -1, -1, false);
  const std::vector<float> data{1, 0, 4,  0, 16,  4.5f, 1, 10,   //
                                2, 1, -3, 1, -25, 0,    2, 20,   //
                                3, 2, 1,  0, nan, nan,  3, nan,  //
                                4, 2, 1,  0, 2,   7,    4, 0};
  mtz.set_data(data.data(), data.size());
  return mtz;
}

class MtzFile : public testing::Test {
 protected:
  void write(const gemmi::Mtz& mtz) { mtz.write_to_file(m_file.path()); }
  std::string error(const std::optional<std::string>& column = {}) {
    return error_of([&] { read_mtz(m_file.path(), column); });
  }
  TemporaryFile m_file{"a.mtz"};
};

void expect_reflections(const model::ReflectionList& list,
                        const std::vector<model::Reflection>& expected) {
  ASSERT_EQ(list.reflections.size(), expected.size());
  for (std::size_t i = 0; i < expected.size(); ++i) {
    const model::Reflection &found = list.reflections[i], &wanted = expected[i];
    EXPECT_EQ(found.h, wanted.h);
    EXPECT_EQ(found.k, wanted.k);
    EXPECT_EQ(found.l, wanted.l);
    EXPECT_FLOAT_EQ(static_cast<float>(found.F), static_cast<float>(wanted.F));
  }
}

TEST_F(MtzFile, GivesTheFirstAmplitudesWithCellAndSpaceGroup) {
  write(make_mtz());
  const model::ReflectionList list = read_mtz(m_file.path());
  expect_reflections(list, {{1, 0, 4, 4.5}, {2, 1, -3, 0}, {4, 2, 1, 7}});
  EXPECT_EQ(list.space_group, "P 43 21 2");
  ASSERT_TRUE(list.cell);
  EXPECT_EQ(list.cell->b, 78.5);
  EXPECT_EQ(list.cell->c, 37.75);
  EXPECT_EQ(list.cell->gamma, 90);
  EXPECT_EQ(list.description, "MTZ column FP");
}

TEST_F(MtzFile, GivesAmplitudesAndIntensitiesByLabel) {
  write(make_mtz());
  expect_reflections(read_mtz(m_file.path(), "FC"),
                     {{1, 0, 4, 1}, {2, 1, -3, 2}, {3, 2, 1, 3}, {4, 2, 1, 4}});
  expect_reflections(read_mtz(m_file.path(), "IMEAN"),
                     {{1, 0, 4, 4}, {2, 1, -3, 0}, {4, 2, 1, std::sqrt(2.0)}});
}

TEST_F(MtzFile, GivesTheFirstColumnOfAType) {
  write(make_mtz());
  EXPECT_EQ(read_mtz(m_file.path(), {}, 'F').description, "MTZ column FP");
  const model::ReflectionList list = read_mtz(m_file.path(), {}, 'J');
  EXPECT_EQ(list.description, "MTZ column IMEAN, sqrt(I)");
  expect_reflections(list, {{1, 0, 4, 4}, {2, 1, -3, 0}, {4, 2, 1, std::sqrt(2.0)}});
}

TEST_F(MtzFile, LeavesOutValuesMarkedAsMissingByANumber) {
  gemmi::Mtz mtz = make_mtz();
  mtz.valm = 7;
  write(mtz);
  expect_reflections(read_mtz(m_file.path()), {{1, 0, 4, 4.5}, {2, 1, -3, 0}});
}

TEST_F(MtzFile, ListsItsColumnsWhenTheOneAskedForIsNotThere) {
  write(make_mtz());
  const std::string columns = "H (H), K (H), L (H), FREE (I), IMEAN (J), FP (F), FC (F), PHIC (P).";
  for (const char* column : {"FOBS", "fp", "", "PHIC", "FREE", "H"}) {
    const std::string sentence = error(column);
    EXPECT_NE(sentence.find(std::string("'") + column + "'"), std::string::npos) << sentence;
    EXPECT_NE(sentence.find(columns), std::string::npos) << sentence;
  }
  EXPECT_NE(error("PHIC").find("type P"), std::string::npos);
  gemmi::Mtz without = make_mtz();
  without.columns[5].type = without.columns[6].type = 'R';
  write(without);
  EXPECT_NE(error().find("has no column of type F"), std::string::npos) << error();
  without.columns[4].type = 'R';
  write(without);
  EXPECT_NE(error_of([&] { read_mtz(m_file.path(), {}, 'J'); }).find("has no column of type J"),
            std::string::npos);
}

TEST_F(MtzFile, RefusesUnmergedObservationsAndEmptyColumns) {
  gemmi::Mtz unmerged = make_mtz();
  unmerged.batches.emplace_back();
  write(unmerged);
  EXPECT_NE(error().find("unmerged"), std::string::npos) << error();
  gemmi::Mtz empty = make_mtz();
  for (int i = 0; i < 4; ++i) empty.columns[5][static_cast<std::size_t>(i)] = nan;
  write(empty);
  EXPECT_NE(error().find("holds no value"), std::string::npos) << error();
  gemmi::Mtz infinite = make_mtz();
  infinite.columns[5][1] = std::numeric_limits<float>::infinity();
  write(infinite);
  EXPECT_NE(error().find("reflection 2"), std::string::npos) << error();
}

TEST_F(MtzFile, RefusesDamagedFiles) {
  expect_errors_for_what_is_no_file([](const std::string& path) { read_mtz(path); });
  write(make_mtz());
  std::ifstream stream(m_file.path(), std::ios::binary);
  const std::string whole((std::istreambuf_iterator<char>(stream)), {});
  const auto expect_error = [&](const std::string& content) {
    const TemporaryFile file("bad.mtz", content);
    const std::string sentence = error_of([&] { read_mtz(file.path()); });
    EXPECT_NE(sentence.find(file.path()), std::string::npos)
        << content.size() << " of " << whole.size() << " bytes: " << sentence;
  };
  for (const std::size_t size :
       {std::size_t{0}, std::size_t{3}, std::size_t{20}, std::size_t{100}, whole.size() / 2}) {
    expect_error(whole.substr(0, size));
  }
  expect_error(std::string(4000, 'x'));
  std::string huge = whole;  // announces more reflections than there are bytes
  const std::size_t ncol = huge.find("NCOL ");
  ASSERT_NE(ncol, std::string::npos);
  huge.replace(ncol, 30, "NCOL        8   2000000000    ");
  expect_error(huge);
  huge.replace(ncol, 30, "NCOL        8           -5    ");
  expect_error(huge);
}

TEST(MtzFileOfAUser, GivesItsReflections) {
  const std::string path = real_data("5e5z.mtz");
  if (path.empty()) return;  // the files made above serve where there are no such files
  const model::ReflectionList list = read_mtz(path);
  EXPECT_EQ(list.space_group, "P 1 21 1");
  EXPECT_EQ(list.description, "MTZ column FP");
  EXPECT_EQ(list.reflections.size(), 403u);
}

}  // namespace
}  // namespace kbragg::io
