// SPDX-License-Identifier: BSD-3-Clause
// Runs the program with the flags of a golden case, in a fresh folder beside the case's inputs.
#ifndef KBRAGG_TESTS_PARITY_WORKPLACE_HPP
#define KBRAGG_TESTS_PARITY_WORKPLACE_HPP

#include <set>
#include <string>
#include <vector>

#include "app/directory.hpp"
#include "app/program.hpp"
#include "cases.hpp"

namespace kbragg::parity {

/// A directory with the golden inputs and two empty working directories beside them.
class Workplace {
 public:
  Workplace();

  std::string case_directory() const { return m_directory.file("case"); }
  std::string other_directory() const { return m_directory.file("other"); }
  /// Content of a file of the case's working directory.
  std::string output(const std::string& name) const { return m_directory.read("case/" + name); }
  /// Names in the case's working directory.
  std::set<std::string> outputs() const;
  /// Writes into the other working directory.
  void write_other(const std::string& name, const std::string& content) const;

  /// `kbragg classic OPTIONS... FLAGS...` in the case's working directory. Throws
  /// std::runtime_error with what the program said unless it succeeds.
  app_test::Outcome classic(const Case& golden, const std::vector<std::string>& options) const;
  /// `kbragg ARGUMENTS...` in the other working directory; the same.
  app_test::Outcome other(const std::vector<std::string>& arguments) const;

 private:
  app_test::Directory m_directory;
};

}  // namespace kbragg::parity

#endif
