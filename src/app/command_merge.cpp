// SPDX-License-Identifier: BSD-3-Clause
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>
#include <string>
#include <vector>

#include "app/commands.hpp"
#include "app/files.hpp"
#include "app/signals.hpp"
#include "base/error.hpp"
#include "config/difference.hpp"
#include "io/nxmx_merge.hpp"

namespace kbragg::app {

namespace {

struct MergeArguments {
  std::string output;
  std::vector<std::string> files;
};

std::vector<io::RankFile> read_files(const MergeArguments& a) {
  std::vector<io::RankFile> files;
  for (const std::string& path : a.files) {
    KBRAGG_REQUIRE(!same_file(path, a.output),
                   "cannot write " + a.output + ": it is an input; give another name");
    files.push_back(io::read_rank_file(path));
    const io::RankFile& first = files.front();
    const auto difference = config::first_difference(first.config_yaml, files.back().config_yaml);
    if (difference)
      fail(fmt::format("{}: {} is {}, but {} in {}; the files do not belong together", path,
                       difference->key_path, difference->second, difference->first, first.path));
    if (files.size() > 1) files.back().config_yaml.clear();  // there may be many files
  }
  return files;
}

void merge(const MergeArguments& a) {
  const std::vector<io::RankFile> files = read_files(a);
  const io::RankFile& first = files.front();
  const config::RunConfig config = config::read_run_text(first.config_yaml, first.path, "");
  install_signal_handlers();
  io::merge_files(a.output, files, config.images(), check_interrupted);
  fmt::print("wrote {}: {} images of {} files\n", a.output, config.images(), files.size());
}

}  // namespace

void add_merge_command(CLI::App& app) {
  CLI::App* command =
      app.add_subcommand("merge", "Join the files of the ranks of a run to one file");
  command->footer(
      "Images come in the order of their numbers and are copied as they are stored, without\n"
      "compressing them again. All images of the run must be there; also those that were computed\n"
      "alone, with --image or --images.\n"
      "Example:\n"
      "  mpirun -n 4 kbragg run series.yaml -o out.h5\n"
      "  kbragg merge -o out.h5 out-rank*.h5");
  auto a = std::make_shared<MergeArguments>();
  command->add_option("-o,--output", a->output, "File to write")->required()->type_name("FILE");
  command->add_option("files", a->files, "Files of the ranks")->required();
  command->callback([a] { merge(*a); });
}

}  // namespace kbragg::app
