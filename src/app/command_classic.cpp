// SPDX-License-Identifier: BSD-3-Clause
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <chrono>
#include <cstdio>
#include <ctime>
#include <exception>
#include <filesystem>
#include <new>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "app/classic_outputs.hpp"
#include "app/clock.hpp"
#include "app/commands.hpp"
#include "app/files.hpp"
#include "app/profile_session.hpp"
#include "app/single_driver.hpp"
#include "app/summary.hpp"
#include "base/error.hpp"
#include "classic/flags.hpp"
#include "classic/import.hpp"
#include "classic/program_options.hpp"
#include "io/amorphous_table.hpp"
#include "io/classic_header.hpp"

namespace kbragg::app {

namespace {

constexpr int exit_classic = 9;  // what scripts for the reference expect of a failure

void warn(const std::string& sentence) {
  fmt::print(stderr, "kbragg classic: warning: {}\n", sentence);
}

classic::Flags read_flags(const std::vector<std::string>& tokens,
                          const classic::HeaderFiles& files) {
  classic::Headers headers;
  if (files.mask) headers.mask = io::read_classic_header(*files.mask);
  if (files.image) headers.image = io::read_classic_header(*files.image);
  classic::ParsedFlags parsed = classic::parse_flags(tokens, headers);
  for (const std::string& warning : parsed.warnings) warn(warning);
  return std::move(parsed.flags);
}

/// Files that decide nothing.
void check_side_files(const classic::Flags& flags) {
  if (!flags.amorphous_file) return;
  const auto rows = io::read_amorphous_table(*flags.amorphous_file);
  warn(fmt::format("{}: its {} rows are read and not used, as in nanoBragg", *flags.amorphous_file,
                   rows.size()));
}

bool is_wanted(const std::string& name) { return !name.empty() && name != "/dev/null"; }

/// Throws when an output of the run would replace an input or another output.
void check_output_names(const std::vector<std::string>& inputs, const classic::ClassicOutputs& o,
                        const std::string& hdf5) {
  std::vector<std::string> names;
  for (const std::string& name : {o.float_file, o.int_file, o.pgm_file.value_or(""),
                                  o.noise_file.value_or(""), o.dump_file.value_or(""), hdf5}) {
    if (!is_wanted(name)) continue;
    for (const std::string& input : inputs)
      KBRAGG_REQUIRE(!same_file(input, name),
                     name + " is an input of this run, which it would replace; give another name");
    for (const std::string& other : names)
      KBRAGG_REQUIRE(!same_file(other, name),
                     name + " is the name of two output files; give different names");
    names.push_back(name);
  }
}

/// Everything that the command line reads, also what no run file names.
std::vector<std::string> all_inputs(const config::RunConfig& config, const classic::Flags& flags,
                                    const classic::HeaderFiles& headers) {
  std::vector<std::string> inputs = input_files(config, "");
  for (const auto& name : {headers.mask, headers.image, flags.amorphous_file})
    if (name) inputs.push_back(*name);
  return inputs;
}

/// What a repetition of the run needs where the clock gave the seeds.
void print_seeds(const config::RunConfig& config) {
  const auto& c = config.crystal;
  if (c.random_orientation) fmt::print("# misset seed {}\n", c.random_orientation->seed);
  if (c.mosaic && c.mosaic->spread.value > 0) fmt::print("# mosaic seed {}\n", c.mosaic->seed);
  if (config.noise.seed) fmt::print("# noise seed {}\n", *config.noise.seed);
}

void simulate(const LoadedRun& run, const classic::ClassicOutputs& outputs, const std::string& hdf5,
              const DriveOptions& options) {
  ClassicFiles files(run, outputs);
  SingleImageUse use;
  use.rows = [&](const model::ImageRows& photons) { files.add_rows(photons); };
  use.complete = [&](const SingleImage& image) {
    if (image.interpolation_end) warn(describe(*image.interpolation_end));
    print_evaluations(run, outputs, image);
    files.add_image(image);
  };
  use.deviates = [&](const model::ImageRows& deviates) { files.add_deviates(deviates); };
  use.end = [&] { files.end(); };
  drive_single(run, options, hdf5, use);
  for (const std::string& name : files.commit()) fmt::print("wrote {}\n", name);
  if (!hdf5.empty()) fmt::print("wrote {}\n", hdf5);
  if (std::fflush(stdout) != 0 || std::ferror(stdout)) fail("cannot write to standard output");
}

void run_classic(const classic::CommandLine& line, const std::string& command_line) {
  const auto start = std::chrono::steady_clock::now();
  const classic::HeaderFiles headers = classic::find_header_files(line.tokens);
  const classic::Flags flags = read_flags(line.tokens, headers);
  check_side_files(flags);
  // A run file may be stored anywhere: it names its inputs by their full paths.
  const bool emit = line.options.emit_yaml;
  classic::ImportedRun imported = classic::make_run_config(
      flags, line.options,
      {emit ? std::filesystem::current_path().string() : std::string(), std::time(nullptr)});
  for (const std::string& warning : imported.warnings) warn(warning);
  if (emit) {
    fmt::print("{}", config::to_yaml(imported.config));
    return;
  }
  std::optional<ProfileSession> session;
  if (line.options.profile) session.emplace(*line.options.profile);
  const LoadedRun run = load_run(std::move(imported.config));
  std::string hdf5 = line.options.hdf5_file.value_or("");
  if (!is_wanted(hdf5)) hdf5.clear();
  check_output_names(all_inputs(run.config, flags, headers), imported.outputs, hdf5);
  print_summary(run);
  print_seeds(run.config);
  DriveOptions options;
  options.progress = choose_progress(!imported.outputs.progress);
  options.command_line = command_line;
  options.load_seconds = seconds_since(start);
  simulate(run, imported.outputs, hdf5, options);
  if (session) session->finish(profiled_run(run.config, run.scene.pixel_steps()));
}

void print_help() {
  fmt::print(
      "Usage: kbragg classic [OPTIONS] FLAGS\n"
      "Simulates one image from the command line of nanoBragg.c, with its flags, defaults and\n"
      "rules, and writes its files: floatimage.bin, intimage.img, image.pgm, noiseimage.img.\n"
      "Options, anywhere among the flags:\n"
      "  -hdf5 FILE        write the image also as HDF5 (NXmx)\n"
      "  --emit-yaml       print the equivalent run file, simulate nothing\n"
      "  --backend NAME    backend of Kokkos (serial, openmp, cuda)\n"
      "  --threads N       threads of openmp\n"
      "  --precision NAME  arithmetic: double (default) or mixed\n"
      "  --profile DIR     write a trace and tables of where the time goes into a new folder\n"
      "The flags are explained in docs/from-nanobragg.md.\n"
      "Exit codes: 0 done, 7 the folder of --profile exists, 9 failed (one sentence on stderr "
      "says why).\n"
      "Example:\n"
      "  kbragg classic -cell 74 74 34 90 90 90 -default_F 100 -N 10 -lambda 1 -distance 100\n");
}

}  // namespace

void add_classic_command(CLI::App& app, const std::string& command_line) {
  CLI::App* command =
      app.add_subcommand("classic", "Simulate an image from the command line of nanoBragg");
  // Its flags are no options of this parser: -hkl is not -h.
  command->set_help_flag();
  command->prefix_command();
  command->callback([command, command_line] {
    try {
      const classic::CommandLine line = classic::take_program_options(command->remaining());
      if (line.options.help)
        print_help();
      else
        run_classic(line, command_line);
    } catch (const Interrupted&) {
      throw;
    } catch (const ExitError&) {
      throw;
    } catch (const std::bad_alloc&) {
      throw ExitError(exit_classic, "classic: not enough memory for this run");
    } catch (const std::exception& error) {
      throw ExitError(exit_classic, std::string("classic: ") + error.what());
    }
  });
}

}  // namespace kbragg::app
