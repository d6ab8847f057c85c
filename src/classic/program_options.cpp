// SPDX-License-Identifier: BSD-3-Clause
#include "classic/program_options.hpp"

#include <charconv>

#include "base/error.hpp"

namespace kbragg::classic {

namespace {

std::int64_t thread_count(const std::string& text) {
  constexpr std::int64_t most = 65536;  // as in the run file
  std::int64_t count = 0;
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, count);
  KBRAGG_REQUIRE(error == std::errc() && stop == end && count >= 1 && count <= most,
                 "--threads: found '" + text + "', expected a whole number from 1 to 65536");
  return count;
}

config::Precision precision_of(const std::string& text) {
  std::string allowed;
  for (const auto& choice : config::EnumNames<config::Precision>::choices) {
    if (choice.name == text) return choice.value;
    allowed += (allowed.empty() ? "" : ", ") + std::string(choice.name);
  }
  fail("--precision: found '" + text + "', expected one of: " + allowed);
}

}  // namespace

CommandLine take_program_options(const std::vector<std::string>& arguments) {
  CommandLine line;
  ProgramOptions& options = line.options;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const std::string& name = arguments[i];
    const auto value = [&]() -> const std::string& {
      KBRAGG_REQUIRE(i + 1 < arguments.size() && !arguments[i + 1].empty(),
                     name + ": found without a value, expected one");
      return arguments[++i];
    };
    if (name == "--help") {
      options.help = true;
    } else if (name == "--emit-yaml") {
      options.emit_yaml = true;
    } else if (name == "-hdf5") {
      options.hdf5_file = value();
    } else if (name == "--profile") {
      options.profile = value();
    } else if (name == "--backend") {
      options.backend = value();
    } else if (name == "--threads") {
      options.threads = thread_count(value());
    } else if (name == "--precision") {
      options.precision = precision_of(value());
    } else {
      line.tokens.push_back(name);
    }
  }
  return line;
}

}  // namespace kbragg::classic
