// SPDX-License-Identifier: BSD-3-Clause
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>

#include "app/commands.hpp"
#include "base/version.hpp"
#include "io/versions.hpp"
#include "kernels/engine.hpp"

namespace kbragg::app {

void add_schema_command(CLI::App& app) {
  CLI::App* command =
      app.add_subcommand("schema", "Print the JSON Schema of run files, for editors");
  command->footer(
      "Examples:\n"
      "  kbragg schema > kbragg.schema.json\n"
      "  kbragg schema --markdown > docs/config.md");
  auto markdown = std::make_shared<bool>(false);
  command->add_flag("--markdown", *markdown, "Print the reference of all keys in Markdown instead");
  command->callback([markdown] {
    fmt::print("{}", *markdown ? config::config_reference() : config::json_schema());
  });
}

void add_info_command(CLI::App& app) {
  CLI::App* command = app.add_subcommand("info", "Print version, backends and libraries");
  command->footer("Example:\n  kbragg info");
  command->callback([] {
    fmt::print("kbragg {} ({})\n", version, commit);
    fmt::print("backends: {}\n", fmt::join(kernels::backend_names(), ", "));
    std::vector<std::string_view> precisions;
    for (const auto& choice : config::EnumNames<config::Precision>::choices)
      precisions.push_back(choice.name);
    fmt::print("precisions: {}\n", fmt::join(precisions, ", "));
    fmt::print("compiler: {}, {}\n", compiler, compiler_flags);
    fmt::print("libraries: Kokkos {}, {}\n", kernels::kokkos_version(), io::library_versions());
    fmt::print("run file schema: {}\n", config::schema_version);
  });
}

}  // namespace kbragg::app
