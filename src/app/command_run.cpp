// SPDX-License-Identifier: BSD-3-Clause
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <charconv>
#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "app/clock.hpp"
#include "app/commands.hpp"
#include "app/ending.hpp"
#include "app/memory.hpp"
#include "app/profile_session.hpp"
#include "app/rank_files.hpp"
#include "app/rank_group.hpp"
#include "app/resume.hpp"
#include "app/run_driver.hpp"
#include "app/run_report.hpp"
#include "base/error.hpp"

namespace kbragg::app {

namespace {

struct RunArguments {
  ConfigArguments config;
  bool quiet = false, resume = false;
  std::optional<std::int64_t> image;
  std::string images, profile, command_line;
};

void choose_image(LoadedRun& run, std::int64_t image) {
  KBRAGG_REQUIRE(run.images.holds(image), fmt::format("--image {}: the run has {}, counted from 0",
                                                      image, run.images.count));
  run.images = {image, 1};
}

/// `range`: FIRST-LAST, both included.
void choose_images(LoadedRun& run, const std::string& range) {
  std::int64_t first = -1, last = -1;
  const char* const end = range.data() + range.size();
  auto read = std::from_chars(range.data(), end, first);
  if (read.ec == std::errc() && read.ptr != end && *read.ptr == '-')
    read = std::from_chars(read.ptr + 1, end, last);
  KBRAGG_REQUIRE(
      read.ec == std::errc() && read.ptr == end && first <= last && run.images.holds(first) &&
          run.images.holds(last),
      fmt::format("--images {}: must be FIRST-LAST from 0-{}", range, run.images.count - 1));
  run.images = {first, last - first + 1};
}

void tell_complete(const LoadedRun& run, const RankFiles& files, RankGroup& group, bool quiet) {
  if (quiet || !group.is_first()) return;
  const std::string& output = run.config.output.file;
  fmt::print("{} is complete: it holds all images of this run, {} in number\n",
             files.own == output ? output : pattern_for_ranks(output), run.images.count);
}

/// What a rank does; a process alone is one.
void run(const RunArguments& a, RankGroup& group) {
  const auto start = std::chrono::steady_clock::now();
  config::RunConfig config = read_config(a.config);
  config.machine = share_of_machine(group.place());
  std::optional<ProfileSession> session;
  if (!a.profile.empty()) session.emplace(name_for_rank(a.profile, group.place()));
  require_memory(config, estimate_memory(config, 0));  // before hours of preparation
  LoadedRun run = load_run(std::move(config));
  if (a.image) choose_image(run, *a.image);
  if (!a.images.empty()) choose_images(run, a.images);
  std::optional<RunIdentity> resumed;
  if (a.resume) resumed.emplace(run);
  DriveOptions options;
  options.resumed = resumed ? &*resumed : nullptr;
  const RankFiles files = find_files(run, group, options.resumed);
  if (files.is_complete) return tell_complete(run, files, group, a.quiet);
  options.run_file = a.config.config;
  options.progress = choose_progress(a.quiet || !group.is_first());
  options.command_line = a.command_line;
  options.load_seconds = seconds_since(start);
  const RunReport report = drive(run, options, files, group);
  if (session) session->finish(profiled_run(run.config, report.pixel_steps));
  group.agree({});
  print_report(group, report, a.quiet);
}

void run_as_rank(const RunArguments& a) {
  std::unique_ptr<ranks::Job> job = ranks::join_job();
  RankGroup group(*job);
  const std::optional<ExitError> failure = group.run([&] { run(a, group); });
  if (!failure) return;
  // Said before any rank leaves the job, for then the launcher ends all.
  if (*failure->what() != '\0') complain(failure->what());
  job.reset();
  throw ExitError(failure->code(), "");
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
      "  kbragg run series.yaml --images 0-49 -o part-0.h5\n"
      "  kbragg run series.yaml --resume\n"
      "  mpirun -n 4 kbragg run series.yaml -o out.h5 && kbragg merge -o out.h5 out-rank*.h5\n"
      "Exit codes: 0 done, 1 failed, 7 the folder of --profile exists, 75 interrupted after at\n"
      "least one image of several: --resume computes the others, 128+N ended by signal N.");
  auto a = std::make_shared<RunArguments>();
  a->command_line = command_line;
  add_config_options(*command, a->config);
  CLI::Option* const alone =
      command
          ->add_option("--image", a->image,
                       "Compute this image of the scan or ensemble alone, counted from 0")
          ->type_name("K");
  command
      ->add_option("--images", a->images,
                   "Compute these images alone, both included; kbragg merge joins the files")
      ->excludes(alone)
      ->type_name("FIRST-LAST");
  command
      ->add_flag("--resume", a->resume,
                 "Go on with the images that an interrupted run of the same configuration has not "
                 "stored")
      ->excludes(alone);
  command->add_flag("-q,--quiet", a->quiet, "Print nothing but errors");
  command
      ->add_option("--profile", a->profile,
                   "Write a trace and tables of where the time goes into a new folder")
      ->check([](const std::string& name) {
        return name.empty() ? std::string("must name a folder") : std::string();
      })
      ->type_name("DIR");
  command->callback([a] { run_as_rank(*a); });
}

}  // namespace kbragg::app
