// SPDX-License-Identifier: BSD-3-Clause
// What kbragg bench is to do, from its command line.
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

#include "app/bench.hpp"
#include "base/error.hpp"
#include "config/run_config.hpp"
#include "io/image_file.hpp"
#include "io/text_file.hpp"
#include "kernels/engine.hpp"

namespace kbragg::app {

namespace fs = std::filesystem;

namespace {

struct Preset {
  const char* name;
  const char* crystal;
  const char* flags;
  double edge_mm;  ///< of the detector; 0: pixels of 0.1 mm
};

constexpr const char* cubic =
    "-default_F 100 -cell 100 100 100 90 90 90 -lambda 6.2 -distance 100 -N 5";
constexpr const char* tetragonal =
    "-default_F 100 -cell 78.54 78.54 37.77 90 90 90 -misset 10 20 30 -lambda 1 -distance 250 -N "
    "20";

// A detector of one edge shows the same spots at every size. No step at phi = 0: there some
// versions of the reference keep the rotation of the step before.
constexpr Preset presets[] = {
    {"flat", cubic, "-oversample 1", 0},
    {"mosaic", tetragonal, "-oversample 1 -mosaic 0.5 -mosaic_dom 10 -phi 0.1 -osc 1 -phisteps 5",
     204.8},
    {"oversample", tetragonal, "-oversample 4", 204.8},
    {"spectrum", tetragonal, "-oversample 1 -dispersion 1 -dispsteps 10", 204.8},
};

BenchCase preset_case(const Preset& preset, std::int64_t size) {
  BenchCase c;
  c.name = fmt::format("{}-{}", preset.name, size);
  c.preset = preset.name;
  const double pixel = preset.edge_mm > 0 ? preset.edge_mm / static_cast<double>(size) : 0.1;
  // Without noise, which no clock and no comparison should meet.
  std::istringstream words(fmt::format("{} {} -detpixels {} -pixel {:.17g} -nonoise -nopgm",
                                       preset.crystal, preset.flags, size, pixel));
  for (std::string word; words >> word;) c.flags.push_back(word);
  c.fast = c.slow = size;
  return c;
}

/// Refuses a value that is listed twice: its rows would have one name.
template <class Value>
void require_different(const char* option, const std::vector<Value>& values) {
  std::set<Value> seen;
  for (const Value& value : values)
    KBRAGG_REQUIRE(seen.insert(value).second,
                   fmt::format("bench: {} lists {} twice", option, value));
}

BenchCase config_case(const std::string& file) {
  const config::RunConfig config = config::read_run_file(file);
  if (config.noise.kind != config::NoiseKind::none)
    throw ExitError(exit_code::unsupported,
                    "bench: " + file +
                        ": noise is neither timed nor judged; give a run file with "
                        "noise.kind none");
  BenchCase c;
  for (const char letter : fs::path(file).stem().string())
    c.name += std::isalnum(static_cast<unsigned char>(letter)) ? letter : '_';
  c.config = fs::absolute(file).string();
  c.fast = config.detector.pixels[0];
  c.slow = config.detector.pixels[1];
  return c;
}

std::vector<std::string> backends_of(const BenchArguments& arguments) {
  const std::vector<std::string> present = kernels::backend_names();
  if (arguments.backends.empty()) return {present.front()};
  for (const std::string& name : arguments.backends)
    if (std::find(present.begin(), present.end(), name) == present.end())
      throw ExitError(exit_code::unavailable,
                      fmt::format("bench: --backend: this program has no backend '{}', it has: {}",
                                  name, fmt::join(present, ", ")));
  return arguments.backends;
}

bool is_program(const std::string& file) {
  std::ifstream stream(file, std::ios::binary);
  char start[4] = {};
  stream.read(start, sizeof start);
  const std::string_view magic(start, sizeof start);
  return access(file.c_str(), X_OK) == 0 && (magic ==
                                                 "\x7f"
                                                 "ELF" ||
                                             magic.starts_with("#!"));
}

}  // namespace

std::string BenchRow::name() const {
  return fmt::format("{}-{}-{}-{}", of->name, backend, precision, threads);
}

std::vector<BenchCase> bench_cases(const BenchArguments& arguments) {
  KBRAGG_REQUIRE(arguments.preset.empty() != arguments.config.empty(),
                 "bench: give either --preset or --config");
  require_different("--sizes", arguments.sizes);
  if (!arguments.config.empty()) {
    KBRAGG_REQUIRE(arguments.sizes.empty(),
                   "bench: --sizes are for presets; the run file of --config has its own");
    return {config_case(arguments.config)};
  }
  std::vector<BenchCase> cases;
  for (const Preset& preset : presets)
    if (arguments.preset == preset.name || arguments.preset == "all")
      for (const std::int64_t size :
           arguments.sizes.empty() ? std::vector<std::int64_t>{1024} : arguments.sizes)
        cases.push_back(preset_case(preset, size));
  KBRAGG_REQUIRE(!cases.empty(), "bench: --preset " + arguments.preset +
                                     ": allowed are flat, mosaic, oversample, spectrum and all");
  return cases;
}

std::vector<BenchRow> bench_rows(const BenchArguments& arguments,
                                 const std::vector<BenchCase>& cases) {
  require_different("--backend", arguments.backends);
  require_different("--precision", arguments.precisions);
  require_different("--threads", arguments.threads);
  const auto precisions =
      arguments.precisions.empty() ? std::vector<std::string>{"double"} : arguments.precisions;
  const auto threads =
      arguments.threads.empty() ? std::vector<int>{usable_cores()} : arguments.threads;
  const std::vector<std::string> backends = backends_of(arguments);
  KBRAGG_REQUIRE(arguments.threads.empty() || threads == std::vector<int>{1} ||
                     std::find(backends.begin(), backends.end(), "openmp") != backends.end(),
                 "bench: --threads are for the backend openmp; the others run on one host thread");
  std::vector<BenchRow> rows;
  for (const BenchCase& of : cases)
    for (const std::string& backend : backends)
      for (const std::string& precision : precisions)
        for (const int number : backend == "openmp" ? threads : std::vector<int>{1})
          rows.push_back({&of, backend, precision, number});
  return rows;
}

BenchReference bench_reference(const BenchArguments& arguments) {
  if (arguments.reference == "builtin") return {};
  // With a sentence for what is missing or no file.
  const std::string file = arguments.reference.substr(0, arguments.reference.find(":/"));
  io::require_readable_file(file, "reference");
  const std::string path = fs::absolute(arguments.reference).string();
  if (!is_program(file)) {
    try {
      io::read_image_file(path);  // before hours of timing
    } catch (const Error& error) {
      throw ExitError(exit_code::files, error.what());
    }
    return {ReferenceKind::image, path};
  }
  KBRAGG_REQUIRE(arguments.config.empty(),
                 "bench: --reference " + arguments.reference +
                     " is a program, which cannot read a run file; give --preset, or an image");
  return {ReferenceKind::program, path};
}

}  // namespace kbragg::app
