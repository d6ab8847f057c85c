// SPDX-License-Identifier: BSD-3-Clause
// The images of kbragg compare and their shapes.
#include <fmt/format.h>

#include <cmath>
#include <new>

#include "app/comparison.hpp"
#include "base/error.hpp"

namespace kbragg::app {

namespace {

std::string text(const io::Extent& shape) {
  return fmt::format("{} x {} (fast x slow)", shape.fast, shape.slow);
}

std::optional<ComparedImage> load(const char* role, const std::string& name,
                                  std::vector<Problem>& problems) {
  std::string reason;
  try {
    ComparedImage loaded{role, name, io::read_image_file(name), {}, ShapeOrigin::file};
    if (loaded.image.shape) loaded.shape = *loaded.image.shape;
    return loaded;
  } catch (const Error& error) {
    reason = error.what();
  } catch (const std::bad_alloc&) {
    reason = "cannot read " + name + ": not enough memory for its pixels";
  }
  while (reason.ends_with('.')) reason.pop_back();
  problems.push_back({exit_code::files, reason});
  return std::nullopt;
}

/// Of two files whose datasets were not named, one may hold expected photons and the other only
/// counts, whose comparison would say nothing.
void require_same_kind(const ComparedImage& a, const ComparedImage& b,
                       std::vector<Problem>& problems) {
  const auto is_named = [](const std::string& name) {
    return !io::parse_image_name(name).dataset.empty();
  };
  const bool both = a.image.kind == io::ImageKind::hdf5 && b.image.kind == io::ImageKind::hdf5;
  if (!both || a.image.dataset == b.image.dataset || is_named(a.name) || is_named(b.name)) return;
  const bool a_has_photons = a.image.dataset.ends_with("expected/photons");
  const std::string &photons = (a_has_photons ? a : b).name, &other = (a_has_photons ? b : a).name;
  problems.push_back(
      {exit_code::files,
       fmt::format("{} holds expected photons, but {} does not; run it with output.expected: true, "
                   "or name the datasets to compare, for example {}:/entry/data/data",
                   photons, other, photons)});
}

/// Gives a raw image its shape; a problem when the pixels are not those of any.
void give_shape(ComparedImage& raw, const ComparedImage& other, const CompareArguments& arguments,
                std::vector<Problem>& problems) {
  const auto pixels = static_cast<std::int64_t>(raw.image.pixels.size());
  std::string whose;
  if (!arguments.shape.empty()) {
    raw.shape = {arguments.shape[0], arguments.shape[1]};
    raw.origin = ShapeOrigin::option;
    whose = "of --shape";
  } else if (other.image.shape) {
    raw.shape = *other.image.shape;
    raw.origin = ShapeOrigin::other_image;
    whose = "of " + other.name;
  } else {
    const auto edge = std::llround(std::sqrt(static_cast<double>(pixels)));
    if (edge * edge != pixels) {
      problems.push_back(
          {exit_code::files,
           fmt::format(
               "{}: the shape of its {} pixels is not known and they are not a square; give "
               "--shape FAST SLOW",
               raw.name, pixels)});
    }
    raw.shape = {edge, edge};
    raw.origin = ShapeOrigin::guess;
    return;
  }
  if (raw.shape.pixels() != pixels) {
    problems.push_back({exit_code::files,
                        fmt::format("{}: it holds {} pixels, but the shape {}, {}, has {}",
                                    raw.name, pixels, whose, text(raw.shape), raw.shape.pixels())});
  }
}

}  // namespace

void load_images(const CompareArguments& arguments, CompareResult& result) {
  auto reference = load("reference", arguments.reference, result.problems);
  auto test = load("test", arguments.test, result.problems);
  if (!reference || !test) return;
  KBRAGG_REQUIRE(arguments.shape.empty() || !reference->image.shape || !test->image.shape,
                 "compare: --shape is for raw files, but both images know their shape; leave it "
                 "out");
  if (!reference->image.shape) give_shape(*reference, *test, arguments, result.problems);
  if (!test->image.shape) give_shape(*test, *reference, arguments, result.problems);
  require_same_kind(*reference, *test, result.problems);
  if (!result.problems.empty()) return;
  if (!(reference->shape == test->shape)) {
    result.problems.push_back(
        {exit_code::shapes, fmt::format("the shapes differ: the reference has {} pixels, the test "
                                        "image {}",
                                        text(reference->shape), text(test->shape))});
  }
  result.images.push_back(std::move(*reference));
  result.images.push_back(std::move(*test));
}

}  // namespace kbragg::app
