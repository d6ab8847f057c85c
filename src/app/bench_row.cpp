// SPDX-License-Identifier: BSD-3-Clause
// One row of kbragg bench in its own process.
#include <time.h>

#include <fstream>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <utility>

#include "app/bench.hpp"
#include "app/json_text.hpp"
#include "app/load.hpp"
#include "app/memory.hpp"
#include "app/profile_session.hpp"
#include "base/error.hpp"
#include "classic/flags.hpp"
#include "classic/import.hpp"
#include "io/atomic_file.hpp"
#include "io/checksum.hpp"
#include "io/text_file.hpp"
#include "kernels/engine.hpp"
#include "plain/image.hpp"
#include "profile/recorder.hpp"

namespace kbragg::app {

using Json = nlohmann::ordered_json;
using Clock = std::chrono::steady_clock;

namespace {

/// Cuts the time into phases without gaps.
class Phases {
 public:
  explicit Phases(Clock::time_point start) : m_start(start), m_last(start) {}
  /// Stores the time since the last end as NAME_s.
  void end(Json& times, const std::string& name, Clock::time_point now = Clock::now()) {
    times[name + "_s"] = seconds(std::exchange(m_last, now), now);
  }
  /// Does `what` as a region of a profile, then end().
  template <class What>
  void run(Json& times, const std::string& name, const char* label, What&& what) {
    {
      const profile::Region region(label);
      what();
    }
    end(times, name);
  }
  void total(Json& times) const { times["total_s"] = seconds(m_start, m_last); }

 private:
  static double seconds(Clock::time_point from, Clock::time_point to) {
    return std::chrono::duration<double>(to - from).count();
  }
  Clock::time_point m_start, m_last;
};

/// CPU time of this process, s.
double cpu_seconds() {
  timespec t{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
  return static_cast<double>(t.tv_sec) + 1e-9 * static_cast<double>(t.tv_nsec);
}

config::RunConfig read_request(const Json& request) {
  if (!request["config"].is_null())
    return config::read_run_file(request["config"],
                                 {{"run.backend", request["backend"]},
                                  {"run.precision", request["precision"]},
                                  {"run.threads", request["load_threads"].dump()}});
  const std::vector<std::string> flags = request["flags"];
  const classic::CommandLine line = classic::take_program_options(
      {"--backend", request["backend"], "--precision", request["precision"], "--threads",
       request["load_threads"].dump()});
  return classic::make_run_config(classic::parse_flags(flags).flags, line.options, {}).config;
}

/// As the reference does, without waiting for the disk.
void write_image(const std::string& name, const model::Detector& d, const float* pixels) {
  std::ofstream file(name, std::ios::binary | std::ios::trunc);
  file.write(reinterpret_cast<const char*>(pixels),
             static_cast<std::streamsize>(d.fast_pixels * d.slow_pixels) *
                 static_cast<std::streamsize>(sizeof(float)));
  file.close();
  KBRAGG_REQUIRE(file, "bench: cannot write " + name);
}

/// The first image of the run once more; what the engine holds stays in place.
void compute_image(kernels::Engine& engine, const model::Detector& d, const std::string& file,
                   Phases& phases, Json& times) {
  const std::int64_t first = d.region.slow_first, rows = d.region.slow_last + 1 - first;
  phases.run(times, "setup", "kbragg::app::set_up", [&] { engine.start_image(0); });
  phases.run(times, "simulate", "kbragg::app::simulate_rows",
             [&] { engine.compute_rows(first, rows); });
  const float* pixels = nullptr;
  phases.run(times, "copy_back", "kbragg::app::copy_back",
             [&] { pixels = engine.host_rows(first, rows).single; });
  phases.run(times, "write", "kbragg::app::write", [&] { write_image(file, d, pixels); });
  phases.total(times);
}

/// Cold and warm images; all must have the bytes of the first.
void compute_images(const LoadedRun& run, const Json& request, Phases& phases, Json& result) {
  std::optional<kernels::Runtime> runtime;
  std::unique_ptr<kernels::Engine> engine;
  {
    const profile::Region region("kbragg::app::start_kokkos");
    runtime.emplace(static_cast<int>(*run.config.run.threads.value));
  }
  {
    const profile::Region region("kbragg::app::set_up");
    engine =
        kernels::make_engine(*run.config.run.backend.value, run.scene, model::PixelType::float32);
  }
  const model::Detector& d = run.scene.detector;
  compute_image(*engine, d, "cold.bin", phases, result["cold"]);
  result["cold_cpu_s"] = cpu_seconds();
  result["threads"] = engine->concurrency();
  result["warm_samples"] = Json::array();
  const int iterations = request["iterations"];
  const std::string hash = iterations > 0 ? io::sha256_of_file("cold.bin") : "";
  bool identical = true;
  for (int i = 0; i < iterations; ++i) {
    Json sample;
    Phases warm(Clock::now());
    compute_image(*engine, d, "warm.bin", warm, sample);
    result["warm_samples"].push_back(sample);
    identical = identical && io::sha256_of_file("warm.bin") == hash;
  }
  result["images_identical_cold_warm"] = identical;
}

void compute_plain(const LoadedRun& run, const Json& request, Phases& phases, Json& result) {
  std::vector<float> photons;
  try {
    photons = plain::render(run.scene, 0, request["threads"]);
  } catch (const Error& error) {
    throw ExitError(exit_code::unsupported, error.what());
  }
  phases.end(result["cold"], "simulate");
  write_image("cold.bin", run.scene.detector, photons.data());
  phases.end(result["cold"], "write");
}

/// What was executed, as the scene and the files tell it.
void describe(LoadedRun& run, Json& result) {
  const model::Detector& d = run.scene.detector;
  result["backend"] = *run.config.run.backend.value;
  result["precision"] = name_of(run.scene.precision);
  result["fast_pixels"] = d.fast_pixels;
  result["slow_pixels"] = d.slow_pixels;
  result["pixels"] = d.active_pixels;
  result["pixel_steps"] = run.scene.pixel_steps();
  result["bytes_written"] =
      d.fast_pixels * d.slow_pixels * static_cast<std::int64_t>(sizeof(float));
  const auto entries = static_cast<double>(run.scene.hkl.values.size());
  result["estimated_bytes"] = estimate_memory(run.config, entries).total();
  run.config.run = {};  // the same case for all rows
  io::write_file("case.yaml", without_directories(config::to_yaml(run.config)));
  result["case_sha256"] = io::sha256_of_file("case.yaml");
}

}  // namespace

void compute_bench_row(Clock::time_point spawned, Clock::time_point entry) {
  Phases phases(spawned);
  Json result;
  Json& cold = result["cold"];
  phases.end(cold, "start", entry);
  const Json request = Json::parse(io::read_text_file("request.json", "request"));
  config::RunConfig config = read_request(request);
  phases.end(cold, "config");
  std::optional<ProfileSession> session;
  if (request["profile"]) session.emplace("profile");
  require_memory(config, estimate_memory(config, 0));
  LoadedRun run = load_run(std::move(config));
  phases.end(cold, "load");
  if (request["builtin"])
    compute_plain(run, request, phases, result);
  else
    compute_images(run, request, phases, result);
  if (session) session->finish(profiled_run(run.config, run.scene.pixel_steps()));
  describe(run, result);
  io::write_file("result.json", json_text(result));
}

}  // namespace kbragg::app
