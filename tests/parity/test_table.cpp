// SPDX-License-Identifier: BSD-3-Clause
// The table of docs/parity.md: made from the results of this run, and the committed one checked.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <limits>
#include <map>

#include "app/directory.hpp"
#include "kernels/engine.hpp"
#include "rows.hpp"

namespace kbragg::parity {
namespace {

/// Of the backends that a processor has, in the order of the table.
const std::vector<std::string> host_backends{"serial", "openmp"};

std::vector<Row> rows_of_run() {
  std::vector<std::string> backends = kernels::backend_names();
  std::reverse(backends.begin(), backends.end());  // serial first
  std::vector<Row> rows;
  for (const Case& golden : read_cases())
    for (const Row& row : rows_of(golden, backends)) rows.push_back(row);
  return rows;
}

TEST(ParityTable, Merged) {
  const std::string page = to_markdown(rows_of_run());
  std::ofstream stream(KBRAGG_PARITY_DIRECTORY "/parity.md");
  stream << page;
  ASSERT_TRUE(stream.flush());
  EXPECT_EQ(to_markdown(from_markdown(page)), page);
}

// Digits may differ: another processor rounds in another way.
TEST(ParityTable, CommittedPageHasEveryCaseAndItsNumbersPass) {
  const std::string page = app_test::content_of(KBRAGG_PARITY_PAGE);
  std::map<std::string, std::vector<Row>> listed;
  for (const Row& row : from_markdown(page)) listed[row.id].push_back(row);
  const std::vector<Case> cases = read_cases();
  EXPECT_EQ(listed.size(), cases.size());
  for (const Case& golden : cases) {
    std::vector<std::string> backends;
    for (const Row& row : listed[golden.id]) {
      backends.insert(backends.end(), row.backends.begin(), row.backends.end());
      EXPECT_EQ(row.covers, golden.covers) << golden.id;
      EXPECT_EQ(row.fast, golden.fast) << golden.id;
      EXPECT_EQ(row.slow, golden.slow) << golden.id;
      EXPECT_EQ(row.advisory, golden.advisory) << golden.id;
      EXPECT_EQ(row.result.integer.has_value(), golden.has_integer) << golden.id;
      EXPECT_EQ(row.result.noise.has_value(), golden.has_noise) << golden.id;
      if (golden.advisory) continue;
      for (const std::string& sentence : failures(row.result))
        ADD_FAILURE() << golden.id << ": " << sentence;
    }
    EXPECT_EQ(backends, host_backends) << golden.id;
  }
}

/// How far the numbers of a run may lie above those of the page, which another processor made: ten
/// times, or the rounding that one pixel of single precision brings about.
void expect_as_good(const Result& run, const Result& shown, const std::string& where) {
  const auto expect = [&](const char* metric, double found, double committed, double rounding) {
    EXPECT_LE(std::fabs(found), std::max(10 * std::fabs(committed), rounding))
        << where << ": " << metric << " is " << found << ", the page shows " << committed;
  };
  expect("1 - correlation", run.one_minus_correlation, shown.one_minus_correlation, 1e-12);
  expect("sum ratio - 1", run.sum_error, shown.sum_error, limits.sum_error / 1000);
  expect("worst pixel", run.worst, shown.worst, std::numeric_limits<float>::epsilon());
}

TEST(ParityTable, CommittedPageShowsTheNumbersOfThisRun) {
  std::map<std::string, Case> cases;
  for (const Case& golden : read_cases()) cases[golden.id] = golden;
  const std::vector<std::string> present = kernels::backend_names();
  std::size_t compared = 0;
  for (const Row& row : from_markdown(app_test::content_of(KBRAGG_PARITY_PAGE))) {
    ASSERT_TRUE(cases.count(row.id)) << row.id;
    for (const std::string& backend : row.backends) {
      if (row.advisory || std::count(present.begin(), present.end(), backend) == 0) continue;
      expect_as_good(read_row(cases.at(row.id), backend), row.result, row.id + " on " + backend);
      ++compared;
    }
  }
  EXPECT_GE(compared, cases.size() - 1);  // one is advisory
}

// All but the numbers: how to make the page, what is demanded.
TEST(ParityTable, CommittedPageIsOneOfThisProgram) {
  const std::string page = app_test::content_of(KBRAGG_PARITY_PAGE);
  EXPECT_EQ(to_markdown(from_markdown(page)), page);
}

}  // namespace
}  // namespace kbragg::parity
