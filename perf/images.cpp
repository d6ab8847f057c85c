// SPDX-License-Identifier: BSD-3-Clause
// Whole images over shapes, interpolation, precision, backends and sizes, beside the plain
// evaluation of the same scenes.
#include <memory>
#include <vector>

#include "config/run_config.hpp"
#include "kernels/engine.hpp"
#include "perf/program.hpp"
#include "perf/scenes.hpp"
#include "perf/timing.hpp"
#include "plain/image.hpp"

namespace kbragg::perf {

namespace {

using Table = std::shared_ptr<const model::HklTable>;

/// What is done for each pixel.
struct Load {
  const char* name;
  std::int64_t oversample, mosaic_domains, phi_steps;
};
constexpr Load sub_pixels{"oversample_4", 4, 1, 1};
constexpr Load orientations{"orientations_50", 1, 10, 5};
constexpr Load one_step{"one_step", 1, 1, 1};

struct Problem {
  std::int64_t pixels;
  Load load;
};

std::vector<Problem> problems(bool dry) {
  if (dry) return {{32, sub_pixels}, {32, orientations}};
  return {{256, sub_pixels},
          {256, orientations},
          {1024, sub_pixels},
          {1024, orientations},
          {4096, one_step}};
}

SceneChoice scene_choice(const std::string& shape, const std::string& interpolation,
                         const std::string& precision, const Problem& problem) {
  const Load& load = problem.load;
  return {shape,           interpolation,       precision,     problem.pixels,
          load.oversample, load.mosaic_domains, load.phi_steps};
}

/// Calls prepare() and, on the clock, compute() for each iteration; the counters of an image.
template <class Prepare, class Compute>
void measure_image(benchmark::State& state, const model::Scene& scene, const Prepare& prepare,
                   const Compute& compute) {
  double cpu = 0;
  for (auto _ : state) {
    prepare();
    const Stopwatch start = Stopwatch::now();
    compute();
    const Stopwatch spent = Stopwatch::now().since(start);
    state.SetIterationTime(spent.wall);
    cpu += spent.cpu;
  }
  const double steps = scene.pixel_steps();
  state.counters["ns_per_step"] = 1e9 * cpu / (steps * static_cast<double>(state.iterations()));
  state.counters["pixels/s"] = per_second(static_cast<double>(scene.detector.active_pixels));
  state.counters["steps/s"] = per_second(steps);
}

void image(benchmark::State& state, const std::string& backend, const SceneChoice& choice,
           const Table& table) {
  const model::Scene scene = make_scene(choice, *table);
  const auto engine = kernels::make_engine(backend, scene, model::PixelType::float32);
  measure_image(
      state, scene, [&] { engine->start_image(0); },
      [&] { engine->compute_rows(0, scene.detector.slow_pixels); });
}

void plain_image(benchmark::State& state, const SceneChoice& choice, const Table& table) {
  const model::Scene scene = make_scene(choice, *table);
  measure_image(
      state, scene, [] {}, [&] { benchmark::DoNotOptimize(plain::render(scene, 0)); });
}

std::string name_of(const std::string& program, const SceneChoice& choice, const Problem& problem) {
  return choice.shape + "/" + choice.interpolation + "/" + std::to_string(choice.pixels) + "/" +
         problem.load.name + "/" + program;
}

void add_problem(const Options& options, const std::string& shape, const std::string& interpolation,
                 const Problem& problem, const Table& table) {
  const SceneChoice in_double = scene_choice(shape, interpolation, "double", problem);
  // The time of a step does not depend on the size of the image: the smallest one will do.
  if (problem.pixels <= 256)
    add(options, name_of("plain", in_double, problem),
        [=](benchmark::State& state) { plain_image(state, in_double, table); })
        ->UseManualTime()
        ->Unit(benchmark::kMillisecond);
  for (const auto& precision : config::EnumNames<config::Precision>::choices)
    for (const std::string& backend : kernels::backend_names()) {
      const std::string precision_name(precision.name);
      const SceneChoice choice = scene_choice(shape, interpolation, precision_name, problem);
      add(options, name_of(precision_name + "/" + backend, choice, problem),
          [=](benchmark::State& state) { image(state, backend, choice, table); })
          ->UseManualTime()
          ->Unit(benchmark::kMillisecond);
    }
}

}  // namespace

void register_benchmarks(const Options& options) {
  const auto table = std::make_shared<const model::HklTable>(make_table(options.dry ? 6 : 1.5));
  for (const auto& shape : config::EnumNames<config::CrystalShape>::choices)
    for (const char* interpolation : {"nearest", "tricubic"})
      for (const Problem& problem : problems(options.dry))
        add_problem(options, std::string(shape.name), interpolation, problem, table);
}

}  // namespace kbragg::perf
