// SPDX-License-Identifier: BSD-3-Clause
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <bit>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <memory>

#include "app/commands.hpp"
#include "app/comparison.hpp"
#include "app/files.hpp"
#include "app/load.hpp"
#include "app/memory.hpp"
#include "app/trace_reference.hpp"
#include "app/trace_text.hpp"
#include "base/error.hpp"
#include "base/version.hpp"
#include "io/atomic_file.hpp"
#include "io/checksum.hpp"
#include "kernels/engine.hpp"
#include "model/ensemble.hpp"

namespace kbragg::app {

namespace {

constexpr std::int64_t most_steps = 10000;  // of one trace

struct TraceArguments {
  ConfigArguments config;
  std::array<std::int64_t, 2> pixel{0, 0};  // slow, fast
  std::int64_t image = 0;
  std::string steps = "all", out, console;
};

/// Which steps of `total` are listed, and how many of them are left out as too many.
struct StepList {
  kernels::StepChoice choice;
  std::int64_t omitted = 0;
};

StepList step_list(const std::string& wanted, std::int64_t total) {
  if (wanted == "first") return {{0, 0}};
  if (wanted == "last") return {{total - 1, total - 1}};
  if (wanted == "all" && total > most_steps) return {{0, total - 1, true}, total - 2};
  if (wanted == "all") return {{0, total - 1}};
  std::int64_t step = -1;
  const char* end = wanted.data() + wanted.size();
  const auto [stop, error] = std::from_chars(wanted.data(), end, step);
  KBRAGG_REQUIRE(error == std::errc() && stop == end && step >= 0 && step < total,
                 fmt::format("trace: --steps {}: allowed are first, last, all, and the number of a "
                             "step, here from 0 to {}",
                             wanted, total - 1));
  return {{step, step}};
}

void check_backend(const config::RunConfig& config) {
  const std::vector<std::string> present = kernels::backend_names();
  const auto& backend = config.run.backend.value;
  if (backend && std::find(present.begin(), present.end(), *backend) == present.end())
    throw ExitError(exit_code::unavailable,
                    fmt::format("trace: this program has no backend '{}', it has: {}", *backend,
                                fmt::join(present, ", ")));
}

void check_pixel(const TraceArguments& a, const model::Scene& scene) {
  const auto [slow, fast] = a.pixel;
  const model::Region& r = scene.detector.region;
  KBRAGG_REQUIRE(
      slow >= r.slow_first && slow <= r.slow_last && fast >= r.fast_first && fast <= r.fast_last,
      fmt::format("trace: --pixel {} {}: computed are slow {} to {}, fast {} to {}", slow, fast,
                  r.slow_first, r.slow_last, r.fast_first, r.fast_last));
  KBRAGG_REQUIRE(
      a.image >= 0 && a.image < scene.scan.images,
      fmt::format("trace: --image {}: the run has {}, counted from 0", a.image, scene.scan.images));
}

/// A pixel as the backend computes it for an image, and how it comes there.
struct TracedPixel {
  kernels::PixelTrace trace;
  double rendered = 0;   ///< before it is rounded to the pixel type of the output
  double tolerance = 0;  ///< see kernels::Engine

  bool is_same() const {
    return std::bit_cast<std::uint64_t>(rendered) ==
           std::bit_cast<std::uint64_t>(trace.result.photons);
  }
  bool is_close() const {
    return is_same() || std::fabs(trace.result.photons - rendered) <= tolerance * rendered;
  }
  std::string verdict() const {
    if (is_same()) return "equals";
    return is_close() ? fmt::format("is within {:g} of", tolerance) : "differs from";
  }
};

TracedPixel trace_pixel(const LoadedRun& run, const TraceArguments& a,
                        const kernels::StepChoice& choice) {
  const model::Scene& scene = run.scene;
  const auto [slow, fast] = a.pixel;
  const auto entries = static_cast<double>(scene.hkl.values.size());
  require_memory(run.config, estimate_memory(run.config, entries, Loaded::inputs));
  const kernels::Runtime runtime(static_cast<int>(run.config.run.threads.value.value_or(0)));
  const auto engine =
      kernels::make_engine(*run.config.run.backend.value, scene, model::PixelType::float64);
  engine->start_image(a.image);
  // Whether a pixel is interpolated may depend on all those before it.
  const bool in_order = scene.interpolation == model::Interpolation::tricubic_until_outside;
  const std::int64_t first = in_order ? scene.detector.region.slow_first : slow;
  engine->compute_rows(first, slow - first + 1);
  TracedPixel traced;
  traced.rendered = engine->host_rows(slow, 1).full[slow * scene.detector.fast_pixels + fast];
  traced.trace = engine->trace(slow, fast, choice);
  traced.tolerance = engine->trace_tolerance();
  return traced;
}

bool is_masked(const TraceArguments& a, const model::Detector& d) {
  return !d.mask.empty() &&
         d.mask[static_cast<std::size_t>(a.pixel[0] * d.fast_pixels + a.pixel[1])] != 0;
}

/// The hash of what decides the image: not how it is computed and where it goes.
std::string hash_of(config::RunConfig config) {
  config.run = {};
  config.output = {};
  return io::sha256_of_text(config::to_yaml(config));
}

std::string header(const TraceArguments& a, const LoadedRun& run) {
  return fmt::format(
      "# kbragg trace 1\n# version {} {}\n# config_sha256 {}\n# backend {}\n# precision {}\n"
      "# image {}\n# pixel_slow_fast {} {}\n",
      version, commit, hash_of(run.config), *run.config.run.backend.value,
      name_of(*run.config.run.precision.value), a.image, a.pixel[0], a.pixel[1]);
}

/// Why a pixel without intensity has none, as far as the listed steps tell.
std::string reason_of_zero(const model::HklTable& table, const kernels::PixelTrace& trace) {
  const auto all = [&](auto&& holds) {
    return std::all_of(trace.steps.begin(), trace.steps.end(), holds);
  };
  if (all([](const auto& s) { return !s.is_visible; })) return "beyond dmin";
  if (table.reflections > 0 && all([](const auto& s) { return s.F_cell == 0 && !s.in_bounds; }))
    return "outside the table of structure factors";
  if (all([](const auto& s) { return s.F_cell == 0; })) return "F_cell is 0";
  return "a factor is 0";
}

std::string text_of(const TraceArguments& a, const LoadedRun& run, const TracedPixel& traced,
                    std::int64_t omitted) {
  const bool masked = is_masked(a, run.scene.detector);
  std::string text = header(a, run) + trace_of_run(run.config, run.scene) +
                     trace_of_steps(run.scene, traced.trace, omitted, masked);
  if (masked) return text;
  const double photons = run.config.output.pixel_type == config::PixelType::float32
                             ? static_cast<double>(static_cast<float>(traced.rendered))
                             : traced.rendered;
  text += trace_of_result(traced.trace.result, photons);
  if (traced.rendered == 0)
    text += "# the pixel is 0: " + reason_of_zero(run.scene.hkl, traced.trace) + "\n";
  return text + fmt::format("# recorded sum {} the pixel of the image: {} {}\n", traced.verdict(),
                            trace_number(traced.trace.result.photons),
                            trace_number(traced.rendered));
}

void write(const std::string& out, const std::string& text) {
  if (out.empty()) {
    fmt::print("{}", text);
    return;
  }
  try {
    io::write_file(out, text);
  } catch (const Error& error) {
    throw ExitError(exit_code::files, std::string("trace: ") + error.what());
  }
  fmt::print("wrote {}\n", out);
}

void trace_run(const TraceArguments& a) {
  config::RunConfig config = read_config(a.config);
  check_backend(config);
  for (const std::string& input : input_files(config, a.config.config))
    KBRAGG_REQUIRE(a.out.empty() || !same_file(input, a.out),
                   "trace: cannot write " + a.out + ": it is an input; give another name");
  LoadedRun run = load_run(std::move(config));
  run.scene.psf.reset();  // the trace is that of the photons before they spread
  check_pixel(a, run.scene);
  run.scene = model::scene_of_image(std::move(run.scene), a.image);
  const StepList steps = step_list(a.steps, run.scene.steps_per_pixel());
  const TracedPixel traced = trace_pixel(run, a, steps.choice);
  write(a.out, text_of(a, run, traced, steps.omitted));
  if (!is_masked(a, run.scene.detector) && !traced.is_close())
    throw ExitError(
        exit_code::gate,
        fmt::format("trace: the recorded pixel is {}, but that of the image {}",
                    trace_number(traced.trace.result.photons), trace_number(traced.rendered)));
}

void trace(const TraceArguments& a) {
  if (a.console.empty()) {
    KBRAGG_REQUIRE(!a.config.config.empty(), "trace: give a run file, or --from-reference FILE");
    return trace_run(a);
  }
  KBRAGG_REQUIRE(a.config.config.empty(), "trace: --from-reference takes no run file");
  KBRAGG_REQUIRE(a.out.empty() || !same_file(a.console, a.out),
                 "trace: cannot write " + a.out + ": it is an input; give another name");
  std::string text;
  try {
    text = trace_of_console(a.console, a.pixel[0], a.pixel[1]);
  } catch (const Error& error) {
    throw ExitError(exit_code::files, std::string("trace: ") + error.what());
  }
  write(a.out, text);
}

}  // namespace

void add_trace_command(CLI::App& app) {
  CLI::App* command =
      app.add_subcommand("trace", "Print every value on the way to one pixel of an image");
  command->footer(
      "One TRACE line per value, in the order of the computation; units are in the names.\n"
      "Exit codes: 0 done, and the recorded sum is bitwise the pixel of the image; 1 wrong "
      "command\n"
      "line or run file, pixel outside the region; 3 the recorded sum is not that pixel; 5 a file\n"
      "cannot be read or written; 8 no such backend.\n"
      "Examples:\n"
      "  kbragg trace quickstart.yaml --pixel 120 340 --steps last\n"
      "  kbragg trace --from-reference console.txt --pixel 120 340 --out reference.trace");
  auto a = std::make_shared<TraceArguments>();
  command->add_option("config", a->config.config, "Run file (YAML)");
  command->add_option("--pixel", a->pixel, "The pixel, from 0")->required()->type_name("SLOW FAST");
  command->add_option("--image", a->image, "Number of the image, from 0");
  command
      ->add_option("--steps", a->steps,
                   "Steps to list: first, last, all (of more than 10000 the first and the last), "
                   "or the number of one, from 0")
      ->capture_default_str();
  command->add_option("--out", a->out, "File to write instead of standard output")
      ->type_name("FILE");
  command
      ->add_option("--from-reference", a->console,
                   "Convert what nanoBragg -printout_pixel FAST SLOW printed")
      ->type_name("FILE");
  add_override_options(*command, a->config);
  command->callback([a] { trace(*a); });
}

}  // namespace kbragg::app
