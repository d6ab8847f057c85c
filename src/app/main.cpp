// SPDX-License-Identifier: BSD-3-Clause
#include <CLI/CLI.hpp>
#include <cstdio>
#include <exception>
#include <new>
#include <string>

#include "app/commands.hpp"
#include "app/signals.hpp"
#include "base/error.hpp"
#include "base/version.hpp"

namespace {

constexpr int exit_usage = 1;
constexpr int exit_failed = 1;  // anything that ended the run, told in one sentence
constexpr int signal_base = 128;

int complain(const char* sentence) {
  std::fprintf(stderr, "kbragg: %s\n", sentence);
  return exit_failed;
}

std::string joined(int argc, char** argv) {
  std::string line = "kbragg";
  for (int i = 1; i < argc; ++i) line += std::string(" ") + argv[i];
  return line;
}

}  // namespace

int main(int argc, char** argv) {
  using namespace kbragg;
  app::install_signal_handlers();
  CLI::App cli{"kbragg simulates X-ray diffraction images of crystals in photons per pixel."};
  cli.require_subcommand(1);
  cli.set_version_flag("--version", std::string(version));
  cli.footer(
      "kbragg COMMAND --help tells about a command.\n"
      "Exit codes: 0 done, 1 failed (one sentence on stderr says why), "
      "128+N ended by signal N.");
  app::add_run_command(cli, joined(argc, argv));
  app::add_show_command(cli);
  app::add_schema_command(cli);
  app::add_info_command(cli);
  app::add_preview_command(cli);
  try {
    cli.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return cli.exit(error) == 0 ? 0 : exit_usage;
  } catch (const Interrupted& error) {
    complain(error.what());
    return signal_base + app::caught_signal();
  } catch (const std::bad_alloc&) {
    return complain("not enough memory for this run; kbragg show CONFIG estimates what it needs");
  } catch (const std::exception& error) {
    return complain(error.what());
  }
  return 0;
}
