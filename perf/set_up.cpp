// SPDX-License-Identifier: BSD-3-Clause
// What happens before pixels are computed: the engine, the start of an image, reading reflections.
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <string>

#include "base/error.hpp"
#include "io/hkl_text.hpp"
#include "kernels/engine.hpp"
#include "perf/program.hpp"
#include "perf/scenes.hpp"

namespace kbragg::perf {

namespace {

using Table = std::shared_ptr<const model::HklTable>;

SceneChoice series(std::int64_t pixels, std::int64_t mosaic_domains, std::int64_t phi_steps) {
  SceneChoice choice;
  choice.pixels = pixels;
  choice.mosaic_domains = mosaic_domains;
  choice.phi_steps = phi_steps;
  return choice;
}

/// Everything an engine copies before its first image.
void first_image(benchmark::State& state, const std::string& backend, const SceneChoice& choice,
                 const Table& table) {
  const model::Scene scene = make_scene(choice, *table);
  for (auto _ : state)
    kernels::make_engine(backend, scene, model::PixelType::float32)->start_image(0);
}

/// The next image of a scan: same beam, detector and structure factors.
void second_image(benchmark::State& state, const std::string& backend, const SceneChoice& choice,
                  const Table& table) {
  const model::Scene scene = make_scene(choice, *table);
  const auto engine = kernels::make_engine(backend, scene, model::PixelType::float32);
  engine->start_image(0);
  engine->compute_rows(0, 1);
  for (auto _ : state) engine->start_image(1);
}

/// A text file of h k l F that is gone with the object.
class ReflectionFile {
 public:
  /// All indices of [-range, range].
  explicit ReflectionFile(int range) {
    m_path = (std::filesystem::temp_directory_path() / "kbragg-perf-XXXXXX").string();
    const int descriptor = mkstemp(m_path.data());
    KBRAGG_REQUIRE(descriptor >= 0, m_path + ": cannot be created");
    std::FILE* file = fdopen(descriptor, "w");
    for (int h = -range; h <= range; ++h)
      for (int k = -range; k <= range; ++k)
        for (int l = -range; l <= range; ++l, ++m_count)
          std::fprintf(file, "%d %d %d %d.2500\n", h, k, l,
                       1 + (h * h + 3 * k * k + 7 * l * l) % 1999);
    m_bytes = static_cast<double>(std::ftell(file));
    std::fclose(file);
  }
  ~ReflectionFile() { std::remove(m_path.c_str()); }
  ReflectionFile(const ReflectionFile&) = delete;
  ReflectionFile& operator=(const ReflectionFile&) = delete;

  const std::string& path() const { return m_path; }
  double count() const { return static_cast<double>(m_count); }
  double bytes() const { return m_bytes; }

 private:
  std::string m_path;
  std::int64_t m_count = 0;
  double m_bytes = 0;
};

void hkl_text(benchmark::State& state, int range, int threads) {
  const ReflectionFile file(range);
  for (auto _ : state)
    benchmark::DoNotOptimize(
        io::read_hkl_table(file.path(), 0, threads, [](const model::HklBox&) {}));
  state.counters["bytes/s"] = per_second(file.bytes());
  state.counters["reflections/s"] = per_second(file.count());
}

void add_start(const Options& options, const std::string& backend, const SceneChoice& choice,
               const Table& table) {
  const std::string problem = std::to_string(choice.pixels) + "/orientations_" +
                              std::to_string(choice.mosaic_domains * choice.phi_steps) + "/" +
                              backend;
  add(options, "first_image/" + problem,
      [=](benchmark::State& state) { first_image(state, backend, choice, table); })
      ->UseRealTime()
      ->Unit(benchmark::kMillisecond);
  add(options, "second_image/" + problem,
      [=](benchmark::State& state) { second_image(state, backend, choice, table); })
      ->UseRealTime()
      ->Unit(benchmark::kMillisecond);
}

}  // namespace

void register_benchmarks(const Options& options) {
  const auto table = std::make_shared<const model::HklTable>(make_table(options.dry ? 6 : 1.5));
  for (const std::string& backend : kernels::backend_names()) {
    if (options.dry) {
      add_start(options, backend, series(32, 2, 2), table);
      continue;
    }
    add_start(options, backend, series(1024, 1, 2), table);
    add_start(options, backend, series(1024, 10, 5), table);
    add_start(options, backend, series(1024, 100, 10), table);
    add_start(options, backend, series(4096, 10, 5), table);
  }
  // The larger one: 2.9 million reflections, about 50 MB of text.
  for (const int range : options.dry ? std::vector<int>{5} : std::vector<int>{20, 71})
    add(options, "hkl_text/" + std::to_string(range),
        [range, threads = std::max(options.threads, 1)](benchmark::State& state) {
          hkl_text(state, range, threads);
        })
        ->MeasureProcessCPUTime()
        ->UseRealTime()
        ->Unit(benchmark::kMillisecond);
}

}  // namespace kbragg::perf
