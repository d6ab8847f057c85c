// SPDX-License-Identifier: BSD-3-Clause
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "app/commands.hpp"
#include "app/memory.hpp"
#include "app/profile_session.hpp"
#include "app/resume.hpp"
#include "app/run_driver.hpp"
#include "base/error.hpp"

namespace kbragg::app {

namespace {

void print_report(const RunReport& report) {
  const double rate = report.pixel_steps / report.simulate_seconds;
  if (report.pixel_steps > 0)
    fmt::print("{} pixel-steps in {:.2f} s on {} ({} thread{}, {} precision): {} pixel-steps/s\n",
               with_prefix(report.pixel_steps), report.simulate_seconds, report.backend,
               report.concurrency, report.concurrency == 1 ? "" : "s", report.precision,
               with_prefix(rate));
  fmt::print("expected photons: {:.6g} in all, {:.6g} in the brightest pixel\n",
             report.total_photons, report.brightest_pixel);
  if (report.interpolation_fallbacks > 0)
    fmt::print(
        "interpolation: {} evaluations used the nearest reflection, because their 64 "
        "neighbours are not all in the table\n",
        report.interpolation_fallbacks);
  if (report.interpolation_end) fmt::print("{}\n", describe(*report.interpolation_end));
  for (const std::string& file : report.files) fmt::print("wrote {}\n", file);
}

void choose_image(LoadedRun& run, std::int64_t image) {
  KBRAGG_REQUIRE(run.images.holds(image), fmt::format("--image {}: the run has {}, counted from 0",
                                                      image, run.images.count));
  run.images = {image, 1};
}

}  // namespace

config::RunConfig read_config(const ConfigArguments& arguments) {
  std::vector<config::Override> overrides;
  for (const std::string& setting : arguments.settings) {
    const std::size_t equals = setting.find('=');
    KBRAGG_REQUIRE(equals != std::string::npos && equals > 0,
                   "--set " + setting + ": must be KEY.PATH=VALUE");
    overrides.push_back({setting.substr(0, equals), setting.substr(equals + 1)});
  }
  const auto add = [&](const char* key, const std::string& value) {
    if (!value.empty()) overrides.push_back({key, value});
  };
  add("run.backend", arguments.backend);
  add("run.precision", arguments.precision);
  add("run.threads", arguments.threads);
  config::RunConfig config = config::read_run_file(arguments.config, overrides);
  if (!arguments.output.empty()) config.output.file = arguments.output;
  return config;
}

void add_set_option(CLI::App& command, std::vector<std::string>& settings) {
  command
      .add_option("--set", settings,
                  "Replace a key of the run file, for example "
                  "--set crystal.mosaic.spread=\"0.3 deg\"; may be repeated")
      ->type_name("KEY=VALUE")
      ->allow_extra_args(false);
}

void add_override_options(CLI::App& command, ConfigArguments& arguments) {
  add_set_option(command, arguments.settings);
  command.add_option("--backend", arguments.backend, "The same as --set run.backend=...")
      ->type_name("NAME");
  command.add_option("--precision", arguments.precision, "The same as --set run.precision=...")
      ->type_name("NAME");
  command.add_option("--threads", arguments.threads, "The same as --set run.threads=...")
      ->type_name("N");
}

void add_config_options(CLI::App& command, ConfigArguments& arguments) {
  command.add_option("config", arguments.config, "Run file (YAML)")->required();
  command.add_option("-o,--output", arguments.output, "File to write instead of output.file")
      ->type_name("FILE");
  add_override_options(command, arguments);
}

void add_run_command(CLI::App& app, const std::string& command_line) {
  CLI::App* command = app.add_subcommand("run", "Simulate the images of a run file");
  command->footer(
      "Examples:\n"
      "  kbragg run quickstart.yaml\n"
      "  kbragg run quickstart.yaml -o test.h5 --set crystal.mosaic.spread=\"0.3 deg\"\n"
      "  kbragg run series.yaml --backend openmp --threads 8 --quiet\n"
      "  kbragg run series.yaml --image 7 -o image-7.h5\n"
      "  kbragg run series.yaml --resume\n"
      "Exit codes: 0 done, 1 failed, 7 the folder of --profile exists, 75 interrupted after at\n"
      "least one image of several: --resume computes the others, 128+N ended by signal N.");
  auto arguments = std::make_shared<ConfigArguments>();
  auto quiet = std::make_shared<bool>(false);
  auto image = std::make_shared<std::optional<std::int64_t>>();
  auto resume = std::make_shared<bool>(false);
  auto profile = std::make_shared<std::string>();
  add_config_options(*command, *arguments);
  CLI::Option* const alone =
      command
          ->add_option("--image", *image,
                       "Compute this image of the scan or ensemble alone, counted from 0")
          ->type_name("K");
  command
      ->add_flag("--resume", *resume,
                 "Go on with the images that an interrupted run of the same configuration has not "
                 "stored")
      ->excludes(alone);
  command->add_flag("-q,--quiet", *quiet, "Print nothing but errors");
  command
      ->add_option("--profile", *profile,
                   "Write a trace and tables of where the time goes into a new folder")
      ->check([](const std::string& name) {
        return name.empty() ? std::string("must name a folder") : std::string();
      })
      ->type_name("DIR");
  command->callback([arguments, quiet, image, resume, profile, command_line] {
    const auto start = std::chrono::steady_clock::now();
    config::RunConfig config = read_config(*arguments);
    std::optional<ProfileSession> session;
    if (!profile->empty()) session.emplace(*profile);
    require_memory(config, estimate_memory(config, 0));  // before hours of preparation
    LoadedRun run = load_run(std::move(config));
    if (*image) choose_image(run, **image);
    if (*resume && is_complete(run)) {
      if (!*quiet)
        fmt::print("{} is complete: it holds all images of this run, {} in number\n",
                   run.config.output.file, run.images.count);
      return;
    }
    DriveOptions options;
    options.run_file = arguments->config;
    options.resume = *resume;
    options.progress = choose_progress(*quiet);
    options.command_line = command_line;
    options.load_seconds =
        std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    const RunReport report = drive(run, options);
    if (session) session->finish(profiled_run(run.config, report.pixel_steps));
    if (!*quiet) print_report(report);
  });
}

}  // namespace kbragg::app
