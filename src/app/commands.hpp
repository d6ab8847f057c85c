// SPDX-License-Identifier: BSD-3-Clause
// The commands of the program. Each adds itself to the command line and runs from a callback.
#ifndef KBRAGG_APP_COMMANDS_HPP
#define KBRAGG_APP_COMMANDS_HPP

#include <string>
#include <vector>

#include "config/run_config.hpp"

namespace CLI {
class App;
}

namespace kbragg::app {

void add_run_command(CLI::App& app, const std::string& command_line);
void add_classic_command(CLI::App& app, const std::string& command_line);
void add_show_command(CLI::App& app);
void add_schema_command(CLI::App& app);
void add_info_command(CLI::App& app);
void add_merge_command(CLI::App& app);
void add_preview_command(CLI::App& app);
void add_compare_command(CLI::App& app);
void add_bench_command(CLI::App& app, const std::string& command_line);
void add_parity_command(CLI::App& app);
void add_trace_command(CLI::App& app);
void add_trace_diff_command(CLI::App& app);

/// Options that `run` and `show` share.
struct ConfigArguments {
  std::string config;
  std::vector<std::string> settings;  ///< key=value
  std::string output, backend, precision, threads;
};

/// Reads the run file with the overrides of the command line.
config::RunConfig read_config(const ConfigArguments& arguments);

/// Adds --set to a command.
void add_set_option(CLI::App& command, std::vector<std::string>& settings);

/// Adds --set and its short forms to a command.
void add_override_options(CLI::App& command, ConfigArguments& arguments);

/// Adds all options of ConfigArguments to a command.
void add_config_options(CLI::App& command, ConfigArguments& arguments);

}  // namespace kbragg::app

#endif
