// SPDX-License-Identifier: BSD-3-Clause
#include "app/memory.hpp"

#include <fmt/format.h>
#include <sys/resource.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <fstream>
#include <limits>
#include <sstream>
#include <string>

#include "app/progress.hpp"
#include "app/threads.hpp"
#include "base/error.hpp"
#include "kernels/engine.hpp"

namespace kbragg::app {

using config::RunConfig;

namespace {

constexpr double no_limit = std::numeric_limits<double>::infinity();

double product(std::int64_t x, std::int64_t y) {
  return static_cast<double>(x) * static_cast<double>(y);
}

double pixels_of(const RunConfig& config) {
  return product(config.detector.pixels[0], config.detector.pixels[1]);
}

double sources_of(const RunConfig& config) {
  const config::Beam& beam = config.beam;
  if (!beam.sources.empty()) return static_cast<double>(beam.sources.size());
  double count = 1;
  if (beam.divergence) count *= product(beam.divergence->steps[0], beam.divergence->steps[1]);
  if (beam.dispersion) count *= static_cast<double>(beam.dispersion->steps);
  return count;
}

double orientations_of(const RunConfig& config) {
  return product(config.scan.steps.value_or(1),
                 config.crystal.mosaic ? config.crystal.mosaic->domains : 1);
}

/// The number that the file begins with; no_limit when it has none ("max") or cannot be read.
double number_in(const std::string& file) {
  double number = 0;
  std::ifstream stream(file);
  return stream >> number ? number : no_limit;
}

double free_physical_memory() {
  std::ifstream file("/proc/meminfo");
  for (std::string line; std::getline(file, line);) {
    std::istringstream words(line);
    std::string name;
    double kibibytes = 0;
    if (words >> name >> kibibytes && name == "MemAvailable:") return 1024 * kibibytes;
  }
  return no_limit;
}

/// The limit that a container or a batch system has put on the group of this process.
double group_limit() {
  double limit = number_in("/sys/fs/cgroup/memory/memory.limit_in_bytes");
  std::ifstream file("/proc/self/cgroup");
  for (std::string line; std::getline(file, line);)
    if (line.starts_with("0::"))
      limit = std::min(limit, number_in("/sys/fs/cgroup" + line.substr(3) + "/memory.max"));
  return std::min(limit, number_in("/sys/fs/cgroup/memory.max"));
}

double user_limit() {
  double limit = no_limit;
  for (const auto resource : {RLIMIT_AS, RLIMIT_DATA}) {
    rlimit given{};
    if (getrlimit(resource, &given) == 0 && given.rlim_cur != RLIM_INFINITY)
      limit = std::min(limit, static_cast<double>(given.rlim_cur));
  }
  return limit;
}

/// Whether images and their orientations are made in memory that is not counted here.
bool has_device(const RunConfig& config) { return config.run.backend.value == "cuda"; }

/// Images that the backend computes into, or two that a device copies to in turn; as many of the
/// counts, and the mask.
double bytes_per_pixel(const RunConfig& config, Loaded loaded) {
  const double of_photons = config.output.pixel_type == config::PixelType::float32 ? 4 : 8;
  const int at_once =
      has_device(config)
          ? 2
          : kernels::host_images_at_once(of_photons * pixels_of(config), host_threads(config));
  const auto images = static_cast<double>(std::min<std::int64_t>(at_once, config.images()));
  double bytes = images * of_photons;
  if (config.detector.psf && !has_device(config)) bytes += of_photons;
  if (config.noise.kind != config::NoiseKind::none) bytes += 4 * images;
  if (config.detector.mask_file && loaded != Loaded::inputs) bytes += 1;
  return bytes;
}

/// Whether reflections are listed before the table is made: all but lines of h k l F in P 1 are.
bool lists_reflections(const config::StructureFactors& c, const config::Crystal& crystal) {
  return c.mtz || c.structure || c.wilson || (c.hkl_file && crystal.space_group);
}

/// The table; beside it at first the list, with one reflection for an entry at most, and when that
/// is gone the table of the backend in single precision.
double bytes_per_entry(const RunConfig& config, Loaded loaded) {
  constexpr double table = 8, list = 24;
  const double single = config.run.precision.value == config::Precision::mixed ? 4 : 0;
  if (loaded == Loaded::inputs) return single;
  const bool to_list =
      loaded == Loaded::nothing && lists_reflections(config.structure_factors, config.crystal);
  return table + (to_list ? list : single);
}

std::string structure_factor_key(const RunConfig& config) {
  const auto& c = config.structure_factors;
  return c.hkl_file    ? "structure_factors.hkl_file"
         : c.dump_file ? "structure_factors.dump_file"
         : c.mtz       ? "structure_factors.mtz.file"
         : c.structure ? "structure_factors.structure.dmin"
         : c.wilson    ? "structure_factors.wilson.dmin"
                       : "structure_factors";
}

}  // namespace

MemoryEstimate estimate_memory(const RunConfig& config, double table_entries, Loaded loaded) {
  MemoryEstimate m;
  m.images = bytes_per_pixel(config, loaded) * pixels_of(config);
  // Pictures are at most 2048 pixels wide and high.
  constexpr double bytes_of_picture = 24.0 * 2048 * 2048;
  if (config.output.preview) m.images += std::min(24 * pixels_of(config), bytes_of_picture);
  constexpr double bytes_of_compressor = 3.0 * 1024 * 1024;  // chunks on their way, and zlib
  if (config.output.compression == config::Compression::gzip)
    m.images += bytes_of_compressor * host_threads(config);
  m.structure_factors = bytes_per_entry(config, loaded) * table_entries;
  constexpr double bytes_per_source = 256;
  m.sources = bytes_per_source * sources_of(config);
  // Three vectors, host and backend, and the domains of an image of an ensemble.
  const double bytes_per_orientation = config.ensemble ? 3 * 72 : 2 * 72;
  if (!has_device(config)) m.orientations = bytes_per_orientation * orientations_of(config);
  return m;
}

double table_entries(double a, double b, double c, double dmin) {
  double entries = 1;
  for (const double edge : {a, b, c}) entries *= 2 * std::floor(edge / dmin) + 3;
  return entries;
}

double available_memory(int processes) {
  return std::min(std::min(free_physical_memory(), group_limit()) / processes, user_limit());
}

void require_memory(const RunConfig& config, const MemoryEstimate& estimate) {
  const double available = available_memory(config.machine.processes);
  if (estimate.total() <= available) return;
  struct Part {
    double bytes;
    std::string key, what;
  };
  const auto& pixels = config.detector.pixels;
  const std::array parts{
      Part{estimate.images, "detector.pixels",
           fmt::format("images of {} x {} pixels", pixels[0], pixels[1])},
      Part{estimate.structure_factors, structure_factor_key(config), "structure factors"},
      Part{estimate.sources, config.beam.divergence ? "beam.divergence.steps" : "beam",
           fmt::format("{:.0f} sources", sources_of(config))},
      Part{estimate.orientations, config.crystal.mosaic ? "crystal.mosaic.domains" : "scan.steps",
           fmt::format("{:.0f} orientations", orientations_of(config))}};
  const Part& largest = *std::max_element(
      parts.begin(), parts.end(), [](const Part& x, const Part& y) { return x.bytes < y.bytes; });
  fail(fmt::format(
      "{}: the run needs about {}B of memory, {}B of it for {}, but only {}B are available{}",
      config.where(largest.key), with_prefix(estimate.total()), with_prefix(largest.bytes),
      largest.what, with_prefix(available),
      config.machine.processes > 1 ? fmt::format(" to each of {} ranks", config.machine.processes)
                                   : ""));
}

void require_table_memory(const RunConfig& config, MemoryEstimate estimate) {
  estimate.images = 0;
  require_memory(config, estimate);
}

}  // namespace kbragg::app
