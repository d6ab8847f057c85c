// SPDX-License-Identifier: BSD-3-Clause
#include <CLI/CLI.hpp>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <exception>
#include <new>
#include <string>
#include <vector>

#include "app/commands.hpp"
#include "app/ending.hpp"
#include "app/signals.hpp"
#include "base/error.hpp"
#include "base/version.hpp"

namespace {

using namespace kbragg;

int complain(const std::string& sentence) {
  app::complain(sentence);
  return app::exit_failed;
}

/// What is wrong with the command line, and where to read on.
std::string usage_sentence(CLI::App& cli, const CLI::ParseError& error) {
  const std::vector<CLI::App*> chosen = cli.get_subcommands();
  if (!chosen.empty()) {
    const std::string name = chosen.front()->get_name();
    return name + ": " + error.what() + "; run with --help for what is allowed: kbragg " + name +
           " --help";
  }
  const std::vector<std::string> words = cli.remaining();
  std::vector<std::string> commands;
  std::string list;
  for (const CLI::App* command : cli.get_subcommands([](const CLI::App*) { return true; })) {
    if (command->get_group().empty()) continue;  // not for users
    commands.push_back(command->get_name());
    list += (list.empty() ? "" : ", ") + commands.back();
  }
  if (words.empty()) return "no command; give one of " + list + ", or run with --help";
  const bool is_option = words.front().starts_with('-');
  const std::string near =
      is_option ? std::string() : kbragg::config::nearest(words.front(), commands);
  return std::string("unknown ") + (is_option ? "option" : "command") + " '" + words.front() + "'" +
         (near.empty() ? "" : ", did you mean '" + near + "'?") + "; commands are " + list +
         "; run with --help for more";
}

/// What could not be written there, e.g. to a full disk, must not pass for success.
int check_standard_output() {
  errno = 0;
  if (std::fflush(stdout) == 0 && std::ferror(stdout) == 0) return 0;
  return complain("cannot write to standard output" +
                  (errno ? std::string(": ") + std::strerror(errno) : std::string()));
}

std::string joined(int argc, char** argv) {
  std::string line = "kbragg";
  for (int i = 1; i < argc; ++i) line += std::string(" ") + argv[i];
  return line;
}

}  // namespace

int main(int argc, char** argv) {
  app::ignore_file_size_signal();
  CLI::App cli{"kbragg simulates X-ray diffraction images of crystals in photons per pixel."};
  cli.require_subcommand(1);
  cli.set_version_flag("--version", std::string(version));
  cli.footer(
      "kbragg COMMAND --help tells about a command.\n"
      "Exit codes: 0 done, 1 failed (one sentence on stderr says why), 7 the folder of --profile\n"
      "exists, 75 a run was interrupted and can go on (run --resume), 128+N ended by signal N.\n"
      "classic ends with 9 where others end with 1; compare, bench, parity, trace and trace-diff\n"
      "have more.");
  app::add_run_command(cli, joined(argc, argv));
  app::add_classic_command(cli, joined(argc, argv));
  app::add_show_command(cli);
  app::add_schema_command(cli);
  app::add_info_command(cli);
  app::add_merge_command(cli);
  app::add_preview_command(cli);
  app::add_compare_command(cli);
  app::add_bench_command(cli, joined(argc, argv));
  app::add_parity_command(cli);
  app::add_trace_command(cli);
  app::add_trace_diff_command(cli);
  try {
    cli.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    if (error.get_exit_code() != 0) return complain(usage_sentence(cli, error));
    cli.exit(error);  // prints the help or the version that was asked for
  } catch (const ExitError& error) {
    if (*error.what() != '\0') complain(error.what());
    return error.code();
  } catch (const Interrupted& error) {
    complain(error.what());
    return app::signal_base + app::caught_signal();
  } catch (const std::bad_alloc&) {
    return complain(app::not_enough_memory);
  } catch (const std::exception& error) {
    return complain(error.what());
  }
  return check_standard_output();
}
