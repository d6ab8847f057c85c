// SPDX-License-Identifier: BSD-3-Clause
// Compares whole HDF5 files with the HDF5 library alone.
#ifndef KBRAGG_TESTS_APP_DATASETS_HPP
#define KBRAGG_TESTS_APP_DATASETS_HPP

#include <set>
#include <string>

namespace kbragg::app_test {

/// Datasets and soft links that only one of the files holds, and those that differ in type, shape
/// or value.
std::set<std::string> different_datasets(const std::string& first, const std::string& second);

/// The same without those that may differ between equal runs: dates, times, command line, threads
/// and ranks.
std::set<std::string> unexpected_differences(const std::string& first, const std::string& second);

}  // namespace kbragg::app_test

#endif
