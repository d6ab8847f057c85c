// SPDX-License-Identifier: BSD-3-Clause
// Fails when the hot loop is no longer vectorised: the kernel on one thread against the plain
// evaluation of the same scene in the same process.
#include <cmath>
#include <cstdio>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "kernels/engine.hpp"
#include "perf/context.hpp"
#include "perf/scenes.hpp"
#include "perf/timing.hpp"
#include "plain/image.hpp"

namespace kbragg::perf {

namespace {

constexpr int repeats = 9;

/// How much faster than the plain evaluation, which is always in double, the kernel must be.
struct Demand {
  const char* shape;
  const char* interpolation;
  const char* precision;
  bool many_orientations;  ///< 50 per pixel, or 16 sub-pixels with one, whose geometry counts
  double wide;             ///< with AVX2 or better
  double narrow;           ///< with less
};
// Between what was measured with vectors of AVX2 and of x86-64 and what without any (g++ 12, ratios
// 24 25 37 9 24 10 14; 7.3 9.4 14 3.3 10 3.9 5.7; at most 6.3 7.4 7.8 2.6 9.5 4.7 4.7 with AVX-512
// switched on, 2.3 3.0 2.9 1.4 3.4 2.4 2.8 for x86-64).
constexpr Demand demands[] = {
    {"square", "nearest", "double", true, 8, 4},   {"square", "nearest", "double", false, 10, 5},
    {"square", "nearest", "mixed", true, 12, 6},   {"round", "nearest", "double", true, 4.5, 2.1},
    {"gauss", "nearest", "double", true, 13, 5.5}, {"square", "tricubic", "double", true, 6.5, 3},
    {"square", "tricubic", "mixed", true, 8, 4}};

double demanded(const Demand& demand) {
  if (!is_optimized()) return 0;
  return instruction_set() >= InstructionSet::avx2 ? demand.wide : demand.narrow;
}

/// Both must have done the same work: the largest difference relative to the brightest pixel.
double difference(const std::vector<float>& a, const std::vector<float>& b) {
  double largest = 0, brightest = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    largest = std::fmax(largest, std::fabs(static_cast<double>(a[i]) - static_cast<double>(b[i])));
    brightest = std::fmax(brightest, static_cast<double>(a[i]));
  }
  return largest / brightest;
}

struct Result {
  double kernel_ns, plain_ns;  ///< CPU time of a pixel-step
  double ratio() const { return plain_ns / kernel_ns; }
};

/// Turn by turn, so that a change of the clock of the core meets both. A turn of the kernel renders
/// the image several times: it must not be short beside the resolution of the clock.
Result measure(const model::Scene& scene, kernels::Engine& engine) {
  constexpr int images = 8;
  const std::int64_t rows = scene.detector.slow_pixels;
  std::vector<float> plain, image(static_cast<std::size_t>(scene.detector.active_pixels));
  std::vector<double> kernel_seconds, plain_seconds;
  for (int repeat = 0; repeat < repeats; ++repeat) {
    double start = thread_cpu_seconds();
    plain = plain::render(scene, 0);
    plain_seconds.push_back(thread_cpu_seconds() - start);
    engine.start_image(0);
    start = thread_cpu_seconds();
    for (int i = 0; i < images; ++i) engine.compute_rows(0, rows);
    kernel_seconds.push_back((thread_cpu_seconds() - start) / images);
  }
  engine.copy_photons(image.data());
  KBRAGG_REQUIRE(difference(plain, image) < 1e-5,
                 "the kernel and the plain evaluation compute different images");
  const double ns_per_step = 1e9 / scene.pixel_steps();
  return {median(kernel_seconds) * ns_per_step, median(plain_seconds) * ns_per_step};
}

bool check(const Demand& demand, const std::string& backend, const model::HklTable& table) {
  SceneChoice choice;
  choice.shape = demand.shape;
  choice.interpolation = demand.interpolation;
  choice.precision = demand.precision;
  choice.pixels = 64;
  if (demand.many_orientations) {
    choice.mosaic_domains = 10;
    choice.phi_steps = 5;
  } else {
    choice.oversample = 4;
  }
  const model::Scene scene = make_scene(choice, table);
  const auto engine = kernels::make_engine(backend, scene, model::PixelType::float32);
  const Result result = measure(scene, *engine);
  const double least = demanded(demand);
  const std::string name = std::string(demand.shape) + " " + demand.interpolation + " " +
                           demand.precision + ", " +
                           (demand.many_orientations ? "50 orientations" : "16 sub-pixels");
  std::printf("%-40s %-7s kernel %6.2f ns, plain %6.2f ns per pixel-step, ratio %5.1f",
              name.c_str(), backend.c_str(), result.kernel_ns, result.plain_ns, result.ratio());
  if (least > 0)
    std::printf(", at least %.1f\n", least);
  else
    std::printf(", no ratio demanded of a build without optimisation\n");
  if (result.ratio() >= least) return true;
  std::fprintf(
      stderr,
      "perf_vector_check: the kernel for %s of the %s backend is only %.1f times as fast as "
      "the plain evaluation, which must be %.1f times for %s: its lane loop is not "
      "vectorised any more.\n",
      name.c_str(), backend.c_str(), result.ratio(), least, name_of(instruction_set()).c_str());
  return false;
}

int run() {
  const kernels::Runtime runtime(1);
  const model::HklTable table = make_table(1.5);
  bool passed = true;
  for (const std::string& backend : kernels::backend_names()) {
    // The work of a GPU does not show in the CPU time of a thread.
    if (backend == "cuda") continue;
    for (const Demand& demand : demands) passed = check(demand, backend, table) && passed;
  }
  return passed ? 0 : 1;
}

}  // namespace

}  // namespace kbragg::perf

int main() {
  try {
    return kbragg::perf::run();
  } catch (const std::exception& error) {
    std::fprintf(stderr, "perf_vector_check: %s\n", error.what());
    return 1;
  }
}
