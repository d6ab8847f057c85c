// SPDX-License-Identifier: BSD-3-Clause
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>

#include "app/commands.hpp"
#include "app/load.hpp"
#include "app/summary.hpp"

namespace kbragg::app {

void add_show_command(CLI::App& app) {
  CLI::App* command = app.add_subcommand(
      "show", "Print the resolved run file and what follows from it (as YAML comments)");
  command->footer(
      "Examples:\n"
      "  kbragg show quickstart.yaml\n"
      "  kbragg show quickstart.yaml --set detector.distance=\"200 mm\" > new.yaml");
  auto arguments = std::make_shared<ConfigArguments>();
  add_config_options(*command, *arguments);
  command->callback([arguments] {
    const LoadedRun run = load_run(read_config(*arguments));
    fmt::print("{}", config::to_yaml(run.config));
    print_summary(run);
  });
}

}  // namespace kbragg::app
