// SPDX-License-Identifier: BSD-3-Clause
// The table of docs/parity.md: made from the results of this run, and the committed one checked.
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
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

// All but the numbers: how to make the page, what is demanded.
TEST(ParityTable, CommittedPageIsOneOfThisProgram) {
  const std::string page = app_test::content_of(KBRAGG_PARITY_PAGE);
  EXPECT_EQ(to_markdown(from_markdown(page)), page);
}

}  // namespace
}  // namespace kbragg::parity
