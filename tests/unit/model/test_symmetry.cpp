// SPDX-License-Identifier: BSD-3-Clause
// Symmetry expansion against brute force: mates under the operations as text, one reflection at a
// time in an ordered map.
#include <gtest/gtest.h>

#include <array>
#include <gemmi/symmetry.hpp>
#include <map>
#include <set>

#include "base/error.hpp"
#include "model/symmetry.hpp"

namespace kbragg::model {
namespace {

using Index = std::array<int, 3>;

HklTable table_of(const ReflectionList& list, const std::string& group) {
  return make_p1_table(list, group, -1, [](const HklBox&) {});
}

/// The reflections of the table, which has -1 elsewhere.
std::map<Index, double> expand(const ReflectionList& list, const std::string& group) {
  const HklTable table = table_of(list, group);
  std::map<Index, double> result;
  for (std::int64_t h = table.low[0]; h <= table.high[0]; ++h)
    for (std::int64_t k = table.low[1]; k <= table.high[1]; ++k)
      for (std::int64_t l = table.low[2]; l <= table.high[2]; ++l)
        if (table.at(h, k, l) != -1)
          result[{static_cast<int>(h), static_cast<int>(k), static_cast<int>(l)}] =
              table.at(h, k, l);
  EXPECT_EQ(static_cast<std::int64_t>(result.size()), table.reflections);
  return result;
}

ReflectionList some(std::vector<Reflection> reflections) {
  ReflectionList list;
  list.reflections = std::move(reflections);
  return list;
}

// h' = R^T h for every operation x' = R x + t of the group, centred copies included.
std::set<Index> mates_of(const Index& hkl, const std::string& group, bool friedel) {
  std::set<Index> mates;
  for (const gemmi::Op& op : gemmi::get_spacegroup_by_name(group).operations()) {
    Index mate{0, 0, 0};
    for (std::size_t i = 0; i < 3; ++i) {
      for (std::size_t j = 0; j < 3; ++j) mate[i] += op.rot[j][i] / gemmi::Op::DEN * hkl[j];
    }
    mates.insert(mate);
    if (friedel) mates.insert({-mate[0], -mate[1], -mate[2]});
  }
  return mates;
}

class Expansion : public testing::TestWithParam<const char*> {};

TEST_P(Expansion, OfTheAsymmetricUnitFillsTheSphereWithTheMatesAmplitudes) {
  const std::string group = GetParam();
  const gemmi::ReciprocalAsu asu(&gemmi::get_spacegroup_by_name(group));
  ReflectionList list;
  std::set<Index> expected;
  std::map<Index, double> unique;
  constexpr int reach = 6;
  for (int h = -reach; h <= reach; ++h) {
    for (int k = -reach; k <= reach; ++k) {
      for (int l = -reach; l <= reach; ++l) {
        if (!asu.is_in({{h, k, l}})) continue;
        list.reflections.push_back({h, k, l, 1000.0 + static_cast<double>(unique.size())});
        unique[{h, k, l}] = list.reflections.back().F;
        expected.merge(mates_of({h, k, l}, group, true));
      }
    }
  }
  const std::map<Index, double> expanded = expand(list, group);
  EXPECT_EQ(expanded.size(), expected.size());
  for (const auto& [hkl, F] : unique) {
    for (const Index& mate : mates_of(hkl, group, true)) {
      ASSERT_TRUE(expanded.contains(mate));
      EXPECT_EQ(expanded.at(mate), F);
    }
  }
}

TEST_P(Expansion, MultipliesAGeneralReflectionByTheLaueGroup) {
  const std::map<std::string, std::size_t> orders{
      {"P 1", 2},        {"P 1 21 1", 4},  {"P 21 21 21", 8}, {"C 1 2 1", 4},
      {"P 43 21 2", 16}, {"P 61 2 2", 24}, {"F 2 3", 24},     {"I 21 3", 24},
      {"R 3 2:H", 12},   {"F m -3 m", 48}, {"P -1", 2}};
  const std::string group = GetParam();
  EXPECT_EQ(expand(some({{1, 3, 8, 5}}), group).size(), orders.at(group));
}

INSTANTIATE_TEST_SUITE_P(SpaceGroups, Expansion,
                         testing::Values("P 1", "P -1", "P 1 21 1", "C 1 2 1", "P 21 21 21",
                                         "P 43 21 2", "P 61 2 2", "R 3 2:H", "F 2 3", "I 21 3",
                                         "F m -3 m"));

TEST(Symmetry, KeepsTheAmplitudesThatTheListNames) {
  // The mate (-1 3 -2) of P 21 is named with an amplitude of its own.
  const auto result = expand(some({{1, 3, 2, 10}, {-1, 3, -2, 20}}), "P 1 21 1");
  EXPECT_EQ(result.size(), 4u);
  EXPECT_EQ(result.at({1, 3, 2}), 10);
  EXPECT_EQ(result.at({-1, 3, -2}), 20);
}

TEST(Symmetry, KeepsTheDifferenceOfFriedelPairs) {
  // F(h) and F(-h) named: each goes to its own mates by rotation.
  const auto result = expand(some({{-1, -3, -2, 20}, {1, 3, 2, 10}}), "P 1 21 1");
  EXPECT_EQ(result.size(), 4u);
  EXPECT_EQ(result.at({1, 3, 2}), 10);
  EXPECT_EQ(result.at({-1, 3, -2}), 10);
  EXPECT_EQ(result.at({-1, -3, -2}), 20);
  EXPECT_EQ(result.at({1, -3, 2}), 20);
}

TEST(Symmetry, ExpandsTheLastOfRepeatedReflections) {
  const HklTable table = table_of(some({{1, 3, 2, 10}, {1, 3, 2, 30}}), "P 1 21 1");
  EXPECT_EQ(table.reflections, 4);
  EXPECT_EQ(table.at(1, 3, 2), 30);
  EXPECT_EQ(table.at(-1, 3, -2), 30);
  EXPECT_EQ(table.at(-1, -3, -2), 30);
}

TEST(Symmetry, AddsFriedelMatesInP1AndKeepsTheRest) {
  const std::map<Index, double> expected{
      {{1, 2, 3}, 5}, {{-1, -2, -3}, 5}, {{0, 0, 0}, 9}, {{0, 0, -4}, 7}, {{0, 0, 4}, 7}};
  EXPECT_EQ(expand(some({{1, 2, 3, 5}, {0, 0, 0, 9}, {0, 0, -4, 7}}), "P 1"), expected);
}

TEST(Symmetry, TablesReachAsFarAsTheMates) {
  const ReflectionList list = some({{1, 3, 2, 10}, {0, 2, 5, 30}});
  const auto limits = [&](const std::string& group) {
    HklBox shown;
    const HklTable table = make_p1_table(list, group, 7, [&](const HklBox& box) { shown = box; });
    EXPECT_EQ(table.low, shown.low);
    EXPECT_EQ(table.high, shown.high);
    EXPECT_EQ(table.at(9, 9, 9), 7);
    return std::pair(shown.low, shown.high);
  };
  using Limits = std::pair<std::array<std::int64_t, 3>, std::array<std::int64_t, 3>>;
  EXPECT_EQ(limits("P 1"), Limits({-1, -3, -5}, {1, 3, 5}));
  EXPECT_EQ(limits("P -1"), Limits({-1, -3, -5}, {1, 3, 5}));
  EXPECT_EQ(limits("P 61"), Limits({-4, -4, -5}, {4, 4, 5}));
  EXPECT_THROW(make_p1_table(list, "P 1", 7, [](const HklBox&) { fail("too large"); }), Error);
}

TEST(Symmetry, RefusesAListTooWideToExpand) {
  EXPECT_THROW(table_of(some({{2147483647, 2147483647, 2147483647, 1}}), "P 61 2 2"), Error);
  EXPECT_THROW(table_of({}, "P 1"), Error);
  EXPECT_THROW(table_of(some({{1000, 1000, 1000, 1}}), "P 1"), Error);
}

TEST(Symmetry, KnowsSpaceGroupsBySymbolAndNumber) {
  for (const char* name : {"P 43 21 2", "P43212", "96", " 96 ", "p 43 21 2"}) {
    EXPECT_EQ(canonical_space_group(name), "P 43 21 2") << name;
  }
  EXPECT_EQ(canonical_space_group("P21"), "P 1 21 1");
  EXPECT_EQ(canonical_space_group("R 3 2"), "R 3 2:H");
  EXPECT_EQ(canonical_space_group("H 3 2"), "R 3 2:H");
  EXPECT_EQ(canonical_space_group("R 3 2:R"), "R 3 2:R");
  EXPECT_EQ(canonical_space_group(canonical_space_group("R 3")), canonical_space_group("R 3"));
  for (const char* name : {"", " ", "P 43 21 3", "231", "0", "-1", "4294967297", "P 1 %s"}) {
    EXPECT_THROW(canonical_space_group(name), Error) << name;
  }
  EXPECT_THROW(canonical_space_group(std::string(5000, 'P')), Error);
}

TEST(Symmetry, ComparesTheCellWithTheSpaceGroup) {
  EXPECT_NO_THROW(check_cell_symmetry({10, 11, 12, 85, 95, 105}, "P 1"));
  EXPECT_NO_THROW(check_cell_symmetry({10, 11, 12, 90, 105, 90}, "P 1 21 1"));
  EXPECT_NO_THROW(check_cell_symmetry({78.54, 78.54, 37.77, 90, 90, 90}, "P 43 21 2"));
  EXPECT_NO_THROW(check_cell_symmetry({78.54, 78.6, 37.77, 90.1, 90, 90}, "P 43 21 2"));
  EXPECT_NO_THROW(check_cell_symmetry({50, 50, 120, 90, 90, 120}, "R 3 2:H"));
  EXPECT_NO_THROW(check_cell_symmetry({50, 50, 50, 70, 70, 70}, "R 3 2:R"));
  EXPECT_THROW(check_cell_symmetry({78.54, 80, 37.77, 90, 90, 90}, "P 43 21 2"), Error);
  EXPECT_THROW(check_cell_symmetry({10, 11, 12, 85, 95, 105}, "P 1 21 1"), Error);
  EXPECT_THROW(check_cell_symmetry({50, 50, 120, 90, 90, 90}, "P 61 2 2"), Error);
  EXPECT_THROW(check_cell_symmetry({50, 50, 50, 70, 70, 70}, "R 3 2:H"), Error);
  EXPECT_THROW(check_cell_symmetry({50, 50, 50, 20, 20, 120}, "P 1"), Error) << "no such cell";
}

}  // namespace
}  // namespace kbragg::model
