// SPDX-License-Identifier: BSD-3-Clause
// All that two HDF5 files hold, for comparison.
#ifndef KBRAGG_TESTS_APP_DATASETS_HPP
#define KBRAGG_TESTS_APP_DATASETS_HPP

#include <string>
#include <vector>

namespace kbragg::app_test {

/// Names of the objects and attributes in which two files differ, whatever the order of what they
/// hold; without those that tell of the course of a run: times, dates, command line, threads
/// and ranks.
std::vector<std::string> differences(const std::string& x, const std::string& y);

}  // namespace kbragg::app_test

#endif
