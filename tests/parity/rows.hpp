// SPDX-License-Identifier: BSD-3-Clause
// Results as files of a test run and as a table of docs/parity.md.
#ifndef KBRAGG_TESTS_PARITY_ROWS_HPP
#define KBRAGG_TESTS_PARITY_ROWS_HPP

#include <string>
#include <vector>

#include "cases.hpp"
#include "result.hpp"

namespace kbragg::parity {

/// Keeps the result of a test for the table of the run.
void write_row(const Case& golden, const std::string& backend, const Result& result);
/// Throws std::runtime_error when the run has left no such result.
Result read_row(const Case& golden, const std::string& backend);

/// One line of the table: a case on all backends with these numbers.
struct Row {
  std::string id, covers;
  std::int64_t fast = 0, slow = 0;
  bool advisory = false;
  std::vector<std::string> backends;
  Result result;  ///< without the texts
};

/// The lines of a case: one if the numbers shown are the same on all backends.
std::vector<Row> rows_of(const Case& golden, const std::vector<std::string>& backends);

/// The page.
std::string to_markdown(const std::vector<Row>& rows);
/// The table of a page, numbers as they are shown. Throws std::runtime_error naming the line that
/// is not one of the table.
std::vector<Row> from_markdown(const std::string& page);

}  // namespace kbragg::parity

#endif
