// SPDX-License-Identifier: BSD-3-Clause
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <chrono>
#include <cstdio>
#include <ctime>
#include <filesystem>
#include <optional>
#include <vector>

#include "app/classic_outputs.hpp"
#include "app/commands.hpp"
#include "app/files.hpp"
#include "app/image_source.hpp"
#include "app/memory.hpp"
#include "app/metadata.hpp"
#include "app/run_driver.hpp"
#include "app/signals.hpp"
#include "app/summary.hpp"
#include "base/error.hpp"
#include "classic/flags.hpp"
#include "classic/import.hpp"
#include "classic/program_options.hpp"
#include "io/amorphous_table.hpp"
#include "io/atomic_file.hpp"
#include "io/classic_header.hpp"
#include "io/fdump.hpp"

namespace kbragg::app {

namespace {

constexpr int exit_classic = 9;  // what scripts for the reference expect of a failure

void warn(const std::string& sentence) {
  fmt::print(stderr, "kbragg classic: warning: {}\n", sentence);
}

classic::HeaderValues header_values(const std::string& file) {
  const io::ClassicHeader h = io::read_classic_header(file);
  return {h.size1,
          h.size2,
          h.pixel_size_mm,
          h.distance_mm,
          h.close_distance_mm,
          h.wavelength_A,
          h.beam_center_x_mm,
          h.beam_center_y_mm,
          h.orgx,
          h.orgy,
          h.phi_deg,
          h.osc_deg};
}

classic::Flags read_flags(const std::vector<std::string>& tokens) {
  const classic::HeaderFiles files = classic::find_header_files(tokens);
  classic::Headers headers;
  if (files.mask) headers.mask = header_values(*files.mask);
  if (files.image) headers.image = header_values(*files.image);
  classic::ParsedFlags parsed = classic::parse_flags(tokens, headers);
  for (const std::string& warning : parsed.warnings) warn(warning);
  return std::move(parsed.flags);
}

/// Inputs that decide nothing, and files that lie about.
void check_side_files(const classic::Flags& flags) {
  if (flags.amorphous_file) {
    const auto rows = io::read_amorphous_table(*flags.amorphous_file);
    warn(fmt::format("{}: its {} rows are read and not used, as in nanoBragg",
                     *flags.amorphous_file, rows.size()));
  }
}

/// Throws when an output of the run cannot be written or would replace an input or another output.
void check_output_names(const LoadedRun& run, const classic::ClassicOutputs& o,
                        const std::string& hdf5) {
  std::vector<std::string> names;
  for (const auto& name : {std::optional(o.float_file), std::optional(o.int_file), o.pgm_file,
                           o.noise_file, o.dump_file, std::optional(hdf5)}) {
    if (!name || name->empty() || *name == "/dev/null") continue;
    for (const std::string& input : input_files(run.config, ""))
      KBRAGG_REQUIRE(!same_file(input, *name),
                     *name + " is an input of this run, which it would replace; give another name");
    for (const std::string& other : names)
      KBRAGG_REQUIRE(!same_file(other, *name),
                     *name + " is the name of two output files; give different names");
    io::require_writable(*name);  // before the image is computed
    names.push_back(*name);
  }
}

void run_classic(const classic::CommandLine& line, const std::string& command_line) {
  const auto start = std::chrono::steady_clock::now();
  const classic::Flags flags = read_flags(line.tokens);
  check_side_files(flags);
  classic::ImportedRun imported = classic::make_run_config(
      flags, line.options, {std::filesystem::current_path().string(), std::time(nullptr)});
  for (const std::string& warning : imported.warnings) warn(warning);
  if (line.options.emit_yaml) {
    fmt::print("{}", config::to_yaml(imported.config));
    return;
  }
  const LoadedRun run = load_run(std::move(imported.config));
  const classic::ClassicOutputs& outputs = imported.outputs;
  const std::string hdf5 = line.options.hdf5_file.value_or("");
  check_output_names(run, outputs, hdf5);
  print_summary(run);
  if (outputs.dump_file) {
    io::write_fdump(*outputs.dump_file, run.scene.hkl);
    fmt::print("wrote {}\n", *outputs.dump_file);
  }
  DriveOptions options;
  options.progress = choose_progress(!outputs.progress);
  options.command_line = command_line;
  options.load_seconds =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  const SingleImage image = drive_single(run, options, hdf5);
  print_evaluations(run, outputs, image.photons);
  for (const std::string& file : write_classic_outputs(run, outputs, image.photons, image.deviates))
    fmt::print("wrote {}\n", file);
  if (!hdf5.empty()) fmt::print("wrote {}\n", hdf5);
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
      "  --precision NAME  arithmetic (double)\n"
      "The flags are explained in docs/from-nanobragg.md.\n"
      "Exit codes: 0 done, 9 failed (one sentence on stderr says why).\n"
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
    } catch (const Error& error) {
      throw ExitError(exit_classic, std::string("classic: ") + error.what());
    }
  });
}

}  // namespace kbragg::app
