// SPDX-License-Identifier: BSD-3-Clause
#include "workplace.hpp"

#include <filesystem>
#include <stdexcept>

namespace kbragg::parity {

namespace {

namespace fs = std::filesystem;

app_test::Outcome run_in(const std::string& directory, const std::vector<std::string>& arguments) {
  app_test::Outcome outcome = app_test::run_program(arguments, directory);
  if (outcome.code == 0) return outcome;
  std::string command = "kbragg";
  for (const std::string& word : arguments) command += " " + word;
  throw std::runtime_error(command + " ended with " + std::to_string(outcome.code) + ", signal " +
                           std::to_string(outcome.signal) + ": " + outcome.err);
}

}  // namespace

Workplace::Workplace() {
  fs::create_directory(case_directory());
  fs::create_directory(other_directory());
  fs::create_directory_symlink(golden_path("inputs"), m_directory.file("inputs"));
}

std::set<std::string> Workplace::outputs() const {
  std::set<std::string> names;
  for (const auto& entry : fs::directory_iterator(case_directory()))
    names.insert(entry.path().filename().string());
  return names;
}

void Workplace::write_other(const std::string& name, const std::string& content) const {
  m_directory.write("other/" + name, content);
}

app_test::Outcome Workplace::classic(const Case& golden,
                                     const std::vector<std::string>& options) const {
  std::vector<std::string> arguments{"classic"};
  arguments.insert(arguments.end(), options.begin(), options.end());
  const std::vector<std::string> flags = golden.complete_flags();
  arguments.insert(arguments.end(), flags.begin(), flags.end());
  return run_in(case_directory(), arguments);
}

app_test::Outcome Workplace::other(const std::vector<std::string>& arguments) const {
  return run_in(other_directory(), arguments);
}

}  // namespace kbragg::parity
