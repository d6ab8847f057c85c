// SPDX-License-Identifier: BSD-3-Clause
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <chrono>
#include <filesystem>
#include <list>
#include <memory>
#include <set>
#include <utility>

#include "app/clock.hpp"
#include "app/commands.hpp"
#include "app/files.hpp"
#include "app/load.hpp"
#include "app/memory.hpp"
#include "app/parity.hpp"
#include "app/signals.hpp"
#include "base/error.hpp"
#include "io/atomic_file.hpp"
#include "kernels/engine.hpp"

namespace kbragg::app {

namespace {

struct ParityArguments {
  std::vector<std::string> configs, settings;
  std::vector<std::string> backends{"all"}, precisions{"all"};
  std::int64_t image = 0;
  int threads = 0;  // 0: not given
  std::string json, png;
};

using Image = std::vector<double>;  // photons (slow, fast)

std::vector<std::string> precision_names() {
  std::vector<std::string> names;
  for (const auto& choice : config::EnumNames<config::Precision>::choices)
    names.emplace_back(choice.name);
  return names;
}

/// The names of a list: each once, or all of them.
std::vector<std::string> chosen(const char* option, const std::vector<std::string>& listed,
                                const std::vector<std::string>& all) {
  if (listed == std::vector<std::string>{"all"}) return all;
  std::set<std::string> seen;
  for (const std::string& name : listed)
    KBRAGG_REQUIRE(
        name != "all" && seen.insert(name).second,
        fmt::format("parity: {} {}: give all, or each name once", option, fmt::join(listed, ",")));
  return listed;
}

std::vector<std::string> chosen_backends(const ParityArguments& a) {
  const std::vector<std::string> present = kernels::backend_names();
  const std::vector<std::string> backends = chosen("--backends", a.backends, present);
  for (const std::string& name : backends)
    if (std::find(present.begin(), present.end(), name) == present.end())
      throw ExitError(exit_code::unavailable,
                      fmt::format("parity: this program has no backend '{}', it has: {}", name,
                                  fmt::join(present, ", ")));
  KBRAGG_REQUIRE(
      a.threads <= 1 || std::find(backends.begin(), backends.end(), "openmp") != backends.end(),
      fmt::format("parity: --threads {}: is for the backend openmp, which is not among "
                  "{}",
                  a.threads, fmt::join(backends, ", ")));
  return backends;
}

std::vector<Combination> combinations_of(const ParityArguments& a) {
  const std::vector<std::string> backends = chosen_backends(a);
  std::vector<Combination> list;
  for (const std::string& name : chosen("--precisions", a.precisions, precision_names()))
    for (const auto& choice : config::EnumNames<config::Precision>::choices)
      if (choice.name == name)
        for (const std::string& backend : backends) list.push_back({backend, choice.value});
  KBRAGG_REQUIRE(list.size() > 1,
                 fmt::format("parity: {} alone is nothing to compare; give two backends or "
                             "precisions at least, this program has {} and {}",
                             list.front().name(), fmt::join(kernels::backend_names(), ", "),
                             fmt::join(precision_names(), ", ")));
  return list;
}

/// A run file; what kbragg parity chooses itself is left open.
config::RunConfig read_one(const ParityArguments& a, const std::string& file) {
  ConfigArguments arguments;
  arguments.config = file;
  arguments.settings = a.settings;
  for (const std::string& setting : a.settings)
    KBRAGG_REQUIRE(
        !setting.starts_with("run."),
        "parity: --set " + setting + ": give --backends, --precisions or --threads instead");
  config::RunConfig config = read_config(arguments);
  config.run = {};
  KBRAGG_REQUIRE(
      a.image >= 0 && a.image < config.images(),
      fmt::format("parity: --image {}: {} has {}, counted from 0", a.image, file, config.images()));
  for (const std::string& output : {a.json, a.png})
    for (const std::string& input : input_files(config, file))
      KBRAGG_REQUIRE(output.empty() || !same_file(input, output),
                     "parity: cannot write " + output + ": it is an input; give another name");
  return config;
}

/// Before hours of work.
void require_outputs(const ParityArguments& a) {
  KBRAGG_REQUIRE(a.json.empty() || a.png.empty() || !same_file(a.json, a.png),
                 "parity: --json and --png are one file, " + a.json + "; give two names");
  try {
    for (const std::string& output : {a.json, a.png})
      if (!output.empty()) io::require_writable(output);
  } catch (const Error& error) {
    throw ExitError(exit_code::files, std::string("parity: ") + error.what());
  }
}

LoadedRun load_as(config::RunConfig config, const ParityArguments& a, const Combination& c,
                  std::size_t combinations) {
  config.run.backend.value = c.backend;
  config.run.precision.value = c.precision;
  if (c.backend == "openmp" && a.threads > 0) config.run.threads.value = a.threads;
  MemoryEstimate memory = estimate_memory(config, 0);
  constexpr double own = 1, copies_of_metrics = 6;  // the latter with those of the pictures
  const auto [fast, slow] = config.detector.pixels;
  memory.images = sizeof(double) * static_cast<double>(fast) * static_cast<double>(slow) *
                  (own + copies_of_metrics + static_cast<double>(combinations));
  require_memory(config, memory);
  return load_run(std::move(config));
}

/// In bands of about a tenth of a second, so that a signal ends it soon.
Image compute_image(const LoadedRun& run, std::int64_t number, Combination& c) {
  const auto engine = kernels::make_engine(c.backend, run.scene, model::PixelType::float64);
  const model::Detector& d = run.scene.detector;
  const auto start = std::chrono::steady_clock::now();
  engine->start_image(number);
  const std::int64_t fewest = engine->fewest_rows();
  std::int64_t rows = fewest;
  for (std::int64_t row = d.region.slow_first; row <= d.region.slow_last;) {
    check_interrupted();
    rows = std::min(rows, d.region.slow_last + 1 - row);
    const auto band_start = std::chrono::steady_clock::now();
    engine->compute_rows(row, rows);
    row += rows;
    rows = seconds_since(band_start) < 0.1 ? 2 * rows : std::max(rows / 2, fewest);
  }
  c.seconds = seconds_since(start);
  c.concurrency = engine->concurrency();
  Image image(static_cast<std::size_t>(d.fast_pixels * d.slow_pixels));
  engine->copy_photons(image.data());
  return image;
}

/// Images of one run by all combinations; those that share a precision share what is loaded.
std::vector<Image> compute_images(const config::RunConfig& config, const ParityArguments& a,
                                  ParityRun& run) {
  std::vector<Image> images;
  std::optional<LoadedRun> loaded;
  for (Combination& c : run.combinations) {
    if (!loaded || loaded->scene.precision != c.precision) {
      loaded.reset();
      loaded = load_as(config, a, c, run.combinations.size());
    }
    images.push_back(compute_image(*loaded, a.image, c));
  }
  run.fast = loaded->scene.detector.fast_pixels;
  run.slow = loaded->scene.detector.slow_pixels;
  return images;
}

/// A report must not tell where its maker keeps his files.
std::string shown_name(const std::filesystem::path& file) {
  return (file.is_absolute() ? file.filename() : file).string();
}

metrics::ImagePair pair_of(const ParityRun& run, const std::vector<Image>& images,
                           const ParityPair& pair) {
  return {images[pair.a].data(), images[pair.b].data(), run.slow, run.fast};
}

void judge_pairs(const std::vector<Image>& images, ParityRun& run) {
  const std::string backend = kernels::backend_names().front();
  for (std::size_t a = 0; a < images.size(); ++a)
    for (std::size_t b = a + 1; b < images.size(); ++b) {
      check_interrupted();
      ParityPair pair{a, b, bound_of(run.combinations[a], run.combinations[b]), {}};
      pair.judgement = judge_pair(pair_of(run, images, pair), pair.bound, backend);
      run.pairs.push_back(std::move(pair));
    }
  run.peak = run.pairs.front().judgement.metrics.brightest_a.value.value_or(0);
}

io::ComparisonPictures pictures_of(const ParityRun& run, const std::vector<Image>& images) {
  constexpr std::int64_t max_edge = 1024;
  const metrics::ImagePair pair = pair_of(run, images, run.worst());
  return io::render_comparison(pair.a, pair.b, pair.slow, pair.fast,
                               {0, pair.fast - 1, 0, pair.slow - 1}, max_edge);
}

/// Both files get their names at the end, when each is complete.
void write_reports(const ParityArguments& a, const std::vector<ParityRun>& runs,
                   const std::optional<io::ComparisonPictures>& pictures) {
  std::list<io::AtomicFile> files;
  if (!a.json.empty()) {
    const std::string json = parity_json(runs, pictures);
    files.emplace_back(a.json).write(json.data(), json.size());
  }
  if (pictures) io::write_png(files.emplace_back(a.png), io::side_by_side(*pictures));
  for (io::AtomicFile& file : files) file.close();
  for (io::AtomicFile& file : files) {
    file.commit();
    fmt::print("wrote {}\n", file.path());
  }
}

void parity(const ParityArguments& a) {
  const std::vector<Combination> combinations = combinations_of(a);
  std::vector<config::RunConfig> configs;
  for (const std::string& file : a.configs) configs.push_back(read_one(a, file));
  require_outputs(a);
  install_signal_handlers();
  const kernels::Runtime runtime(a.threads);
  std::vector<ParityRun> runs;
  std::optional<io::ComparisonPictures> pictures;
  for (std::size_t i = 0; i < configs.size(); ++i) {
    ParityRun run;
    run.config = shown_name(a.configs[i]);
    run.image = a.image;
    run.combinations = combinations;
    const std::vector<Image> images = compute_images(configs[i], a, run);
    judge_pairs(images, run);
    if (i == 0)
      fmt::print("largest differences relative to the peak; bounds: {}; with mixed {}\n",
                 double_bound.text(), mixed_bound.text());
    fmt::print("{}", parity_table(run));
    std::fflush(stdout);
    runs.push_back(std::move(run));
    if (!a.png.empty() && conclude(runs).worst_run == i) pictures = pictures_of(runs[i], images);
  }
  try {
    write_reports(a, runs, pictures);
  } catch (const Error& error) {
    throw ExitError(exit_code::files, std::string("parity: ") + error.what());
  }
  const ParityConclusion conclusion = conclude(runs);
  fmt::print("parity: {}\n", conclusion.sentence);
  if (conclusion.exit_code != 0)
    throw ExitError(conclusion.exit_code, "parity: " + conclusion.sentence);
}

}  // namespace

void add_parity_command(CLI::App& app) {
  CLI::App* command =
      app.add_subcommand("parity", "Compare the images of all backends and precisions");
  command->footer(
      "Computes one image of each run file (expected photons, float64) with every combination and\n"
      "compares all pairs. Bounds: double 1e-9 of the peak; with mixed every pixel 1e-5 of itself\n"
      "or 1e-6 of the peak. The images of all combinations of a run file are in memory at once,\n"
      "8 bytes a pixel each, and about six times that for the comparison. run.backend,\n"
      "run.precision and run.threads of the run files are left aside.\n"
      "Exit codes: 0 done, all pairs are within their bounds; 1 wrong command line or run file, "
      "or\n"
      "a run that a precision refuses; 3 a pair is beyond its bound; 5 a file cannot be written;\n"
      "6 NaN or Inf in an image; 8 no such backend. 6 goes before 3.\n"
      "Examples:\n"
      "  kbragg parity quickstart.yaml\n"
      "  kbragg parity configs/*.yaml --precisions double --json parity.json --png parity.png\n"
      "  kbragg parity series.yaml --backends openmp,serial --image 7");
  auto a = std::make_shared<ParityArguments>();
  std::vector<std::string> precisions = precision_names();
  precisions.emplace_back("all");
  command->add_option("configs", a->configs, "Run files (YAML)")->required();
  command->add_option("--backends", a->backends, "Backends, e.g. serial,openmp, or all")
      ->delimiter(',')
      ->allow_extra_args(false)
      ->capture_default_str()
      ->type_name("LIST");
  command->add_option("--precisions", a->precisions, "Precisions, e.g. double,mixed, or all")
      ->delimiter(',')
      ->allow_extra_args(false)
      ->check(CLI::IsMember(precisions))
      ->capture_default_str()
      ->type_name("LIST");
  command->add_option("--image", a->image, "Number of the image, from 0")
      ->capture_default_str()
      ->type_name("N");
  command->add_option("--threads", a->threads, "Number of threads of the openmp backend")
      ->check(CLI::Range(1, 65536))
      ->type_name("N");
  command->add_option("--json", a->json, "Write all metrics to this file")->type_name("FILE");
  command
      ->add_option("--png", a->png,
                   "Write a picture of the worst pair to this file: both images, and their "
                   "difference")
      ->type_name("FILE");
  add_set_option(*command, a->settings);
  command->callback([a] { parity(*a); });
}

}  // namespace kbragg::app
