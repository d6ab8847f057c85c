// SPDX-License-Identifier: BSD-3-Clause
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cmath>
#include <filesystem>
#include <list>
#include <memory>
#include <new>
#include <system_error>

#include "app/commands.hpp"
#include "app/comparison.hpp"
#include "app/files.hpp"
#include "app/signals.hpp"
#include "base/error.hpp"
#include "io/image_reader.hpp"
#include "kernels/engine.hpp"

namespace kbragg::app {

namespace {

namespace fs = std::filesystem;

void check_correlation(const std::optional<double>& limit) {
  KBRAGG_REQUIRE(
      !limit || (*limit >= -1 && *limit <= 1),
      fmt::format("compare: --min-correlation {}: allowed are numbers from -1 to 1", *limit));
}

/// An infinite limit would gate nothing, and JSON cannot hold it.
void check_error(const char* option, const std::optional<double>& limit) {
  KBRAGG_REQUIRE(!limit || (*limit >= 0 && std::isfinite(*limit)),
                 fmt::format("compare: {} {}: allowed are finite numbers from 0", option, *limit));
}

void check_backend(CompareArguments& a) {
  const std::vector<std::string> present = kernels::backend_names();
  if (a.backend.empty()) a.backend = present.front();
  KBRAGG_REQUIRE(std::find(present.begin(), present.end(), a.backend) != present.end(),
                 fmt::format("compare: --backend: this program has no backend '{}', it has: {}",
                             a.backend, fmt::join(present, ", ")));
  KBRAGG_REQUIRE(a.backend == "openmp" || a.threads <= 1,
                 fmt::format("compare: --threads {}: the {} backend runs on one host thread",
                             a.threads, a.backend));
}

std::vector<std::string> picture_files(const CompareArguments& a) {
  if (a.png.empty()) return {};
  const fs::path directory = a.png;
  return {(directory / "a.png").string(), (directory / "b.png").string(),
          (directory / "diff.png").string()};
}

void check_outputs(const CompareArguments& a) {
  std::vector<std::string> outputs = picture_files(a);
  if (!a.json.empty()) outputs.push_back(a.json);
  for (const std::string& output : outputs)
    for (const std::string& input : {a.reference, a.test})
      KBRAGG_REQUIRE(!same_file(output, io::parse_image_name(input).file),
                     "compare: cannot write " + output + ": it is an input; give another name");
  for (const std::string& picture : picture_files(a))
    KBRAGG_REQUIRE(a.json.empty() || !same_file(a.json, picture),
                   "compare: --json " + a.json + " is also a picture of --png; give another name");
}

/// What is wrong with the command line is told before any file is read.
void check_arguments(CompareArguments& a) {
  for (const std::string& name : {a.reference, a.test}) io::parse_image_name(name);
  for (const std::int64_t edge : a.shape)
    KBRAGG_REQUIRE(edge >= 1 && edge <= 1000000,
                   fmt::format("compare: --shape {}: allowed are 1 to 1000000 pixels", edge));
  check_correlation(a.min_correlation);
  check_error("--max-sum-error", a.max_sum_error);
  check_error("--max-rel-error", a.max_rel_error);
  check_backend(a);
  check_outputs(a);
}

std::optional<metrics::Region> roi_of(const CompareArguments& a) {
  if (a.roi.empty()) return std::nullopt;
  return metrics::Region{a.roi[0], a.roi[1], a.roi[2], a.roi[3]};
}

/// A ROI without any pixel of the images is an undefined comparison; one that holds pixels beside
/// some that are not there is a mistake.
void check_roi(const metrics::Region& roi, const io::Extent& shape) {
  const metrics::Region inside{
      std::max<std::int64_t>(roi.fast_first, 0), std::min(roi.fast_last, shape.fast - 1),
      std::max<std::int64_t>(roi.slow_first, 0), std::min(roi.slow_last, shape.slow - 1)};
  const bool whole = inside.fast_first == roi.fast_first && inside.fast_last == roi.fast_last &&
                     inside.slow_first == roi.slow_first && inside.slow_last == roi.slow_last;
  KBRAGG_REQUIRE(inside.empty() || whole,
                 fmt::format("compare: --roi {} {} {} {} reaches beyond the images; allowed are "
                             "fast 0 to {}, slow 0 to {}",
                             roi.fast_first, roi.fast_last, roi.slow_first, roi.slow_last,
                             shape.fast - 1, shape.slow - 1));
}

/// What the scales of the pictures are taken from.
model::Region scale_region(const metrics::Region& r) {
  return {r.fast_first, r.fast_last, r.slow_first, r.slow_last};
}

void measure(const CompareArguments& a, CompareResult& result) {
  const ComparedImage &reference = result.images[0], &test = result.images[1];
  const io::Extent shape = reference.shape;
  if (result.roi) check_roi(*result.roi, shape);
  const metrics::ImagePair pair{reference.image.pixels.data(), test.image.pixels.data(), shape.slow,
                                shape.fast};
  try {
    const kernels::Runtime runtime(a.threads);
    result.whole = metrics::compare(a.backend, pair);
    if (result.roi) result.inside = metrics::compare(a.backend, pair, result.roi);
    if (!a.png.empty())
      result.pictures = io::render_comparison(pair.a, pair.b, pair.slow, pair.fast,
                                              scale_region(result.gated().region));
  } catch (const std::bad_alloc&) {
    throw ExitError(exit_code::files,
                    fmt::format("compare: not enough memory to compare images of {} x {} pixels",
                                shape.fast, shape.slow));
  }
}

/// A directory for output, made if it is not there; one that was made and stays empty is removed.
class OutputDirectory {
 public:
  explicit OutputDirectory(const std::string& path) {
    std::error_code error;
    if (path.empty() || fs::exists(path, error)) return;
    fs::create_directory(path, error);
    KBRAGG_REQUIRE(!error, "cannot create the directory " + path + ": " + error.message());
    m_made = path;
  }
  ~OutputDirectory() {
    std::error_code ignored;
    if (!m_made.empty()) fs::remove(m_made, ignored);  // removes no directory that holds a file
  }
  OutputDirectory(const OutputDirectory&) = delete;
  OutputDirectory& operator=(const OutputDirectory&) = delete;

 private:
  std::string m_made;
};

/// All files get their names at the end, when each is complete.
void write_reports(const CompareArguments& a, const CompareResult& result) {
  const OutputDirectory directory(result.pictures ? a.png : "");
  std::list<io::AtomicFile> files;
  if (!a.json.empty()) {
    const std::string json = comparison_json(result);
    files.emplace_back(a.json).write(json.data(), json.size());
  }
  if (result.pictures) {
    const auto& p = *result.pictures;
    const std::vector<std::string> names = picture_files(a);
    const io::Picture* const pictures[] = {&p.a, &p.b, &p.difference};
    for (std::size_t i = 0; i < names.size(); ++i)
      io::write_png(files.emplace_back(names[i]), *pictures[i]);
  }
  for (io::AtomicFile& file : files) file.close();
  for (io::AtomicFile& file : files) {
    file.commit();
    fmt::print("wrote {}\n", file.path());
  }
}

/// All problems in one sentence.
std::string sentence_of(const std::vector<Problem>& problems) {
  std::string sentence = "compare: ";
  for (const Problem& problem : problems)
    sentence += (&problem == &problems.front() ? "" : "; ") + problem.sentence;
  return sentence;
}

/// Runs `action`; an error there becomes a problem with a file.
template <class Action>
void try_files(CompareResult& result, Action&& action) {
  try {
    action();
  } catch (const Error& error) {
    std::string reason = error.what();
    while (reason.ends_with('.')) reason.pop_back();
    result.problems.push_back({exit_code::files, reason});
  }
}

void compare(CompareArguments arguments) {
  check_arguments(arguments);
  CompareResult result;
  result.backend = arguments.backend;
  result.roi = roi_of(arguments);
  if (!arguments.json.empty()) try_files(result, [&] { io::require_writable(arguments.json); });
  if (result.problems.empty()) load_images(arguments, result);
  if (!result.images.empty()) {
    if (result.problems.empty()) measure(arguments, result);
    judge(arguments, result);
    fmt::print("{}", comparison_table(result));
    install_signal_handlers();  // the last steps are short: finish them rather than leave a part
    try_files(result, [&] { write_reports(arguments, result); });
  }
  if (!result.problems.empty())
    throw ExitError(exit_code_of(result.problems), sentence_of(result.problems));
}

}  // namespace

void add_compare_command(CLI::App& app) {
  CLI::App* command = app.add_subcommand("compare", "Compare two images pixel by pixel");
  command->footer(
      "An image is FILE.h5, FILE.h5:/dataset or FILE.h5:/dataset:IMAGE, an SMV file, or raw\n"
      "little-endian float32 pixels, also packed with gzip (.gz). The shape of a raw file is that\n"
      "of --shape, else that of the other image, else a square.\n"
      "Exit codes: 0 done, and every gate that was given is met; 1 wrong command line;\n"
      "3 a gate is not met; 4 the shapes differ; 5 a file cannot be read or written, or not\n"
      "enough memory; 6 NaN or Inf in the data, an ROI without pixels, or a gate on a metric\n"
      "without value.\n"
      "Of several problems the exit code is the first of 5, 4, 6, 3; the sentence names all.\n"
      "Examples:\n"
      "  kbragg compare reference.h5 test.h5\n"
      "  kbragg compare float.bin test.h5 --min-correlation 0.9999 --max-sum-error 1e-4\n"
      "  kbragg compare a.bin b.bin --shape 1024 512 --roi 0 511 100 200 --json report.json");
  auto a = std::make_shared<CompareArguments>();
  command->add_option("reference", a->reference, "The image to compare with")->required();
  command->add_option("test", a->test, "The image to judge")->required();
  command->add_option("--shape", a->shape, "Pixels of raw files")
      ->expected(2)
      ->type_name("FAST SLOW");
  command->add_option("--roi", a->roi, "Compare only these pixels, bounds included, from 0")
      ->expected(4)
      ->type_name("F0 F1 S0 S1");
  command->add_option("--min-correlation", a->min_correlation, "Gate: correlation >= C")
      ->type_name("C");
  command->add_option("--max-sum-error", a->max_sum_error, "Gate: |sum ratio - 1| <= E")
      ->type_name("E");
  command->add_option("--max-rel-error", a->max_rel_error, "Gate: worst relative error <= R")
      ->type_name("R");
  command->add_option("--json", a->json, "Write all metrics to this file")->type_name("FILE");
  command->add_option("--png", a->png, "Write a.png, b.png and diff.png into this directory")
      ->type_name("DIR");
  command->add_option("--backend", a->backend, "Where to compute, see kbragg info")
      ->type_name("NAME");
  command->add_option("--threads", a->threads, "Number of threads of the openmp backend")
      ->check(CLI::Range(1, 65536))
      ->type_name("N");
  command->callback([a] { compare(*a); });
}

}  // namespace kbragg::app
