// SPDX-License-Identifier: BSD-3-Clause
// The report of kbragg compare for programs.
#include <filesystem>
#include <nlohmann/json.hpp>

#include "app/comparison.hpp"
#include "app/json_text.hpp"
#include "app/metrics_json.hpp"
#include "base/version.hpp"
#include "io/checksum.hpp"

namespace kbragg::app {

namespace {

using Json = nlohmann::ordered_json;
using metrics::Comparison;

constexpr int json_version = 1;

Json tiles(const Comparison& c) {
  Json rows = Json::array();
  for (int s = 0; s < metrics::tile_edge; ++s) {
    for (int f = 0; f < metrics::tile_edge; ++f) {
      const metrics::Tile& tile = c.tiles[static_cast<std::size_t>(s * metrics::tile_edge + f)];
      Json entry = {{"slow", s}, {"fast", f}};
      put(entry, "sum_ratio", tile.sum_ratio);
      put(entry, "correlation", tile.correlation);
      rows.push_back(entry);
    }
  }
  return rows;
}

Json json(const std::optional<Comparison>& comparison) {
  if (!comparison) return nullptr;
  Json object = json_of(*comparison);
  object["tiles"] = tiles(*comparison);
  return object;
}

const char* name_of(ShapeOrigin origin) {
  switch (origin) {
    case ShapeOrigin::file:
      return "file";
    case ShapeOrigin::option:
      return "option";
    case ShapeOrigin::other_image:
      return "other image";
    case ShapeOrigin::guess:
      break;
  }
  return "guess";
}

/// Without directories: a report must not tell where its maker keeps his files.
Json json(const ComparedImage& image) {
  Json object = {
      {"role", image.role},
      {"file", std::filesystem::path(image.image.file).filename().string()},
      {"format", io::name_of(image.image.kind)},
      {"dataset", image.image.dataset.empty() ? Json(nullptr) : Json(image.image.dataset)},
      {"image", image.image.dataset.empty() ? Json(nullptr) : Json(image.image.image)},
      {"fast", image.shape.fast},
      {"slow", image.shape.slow},
      {"shape_from", name_of(image.origin)},
      {"shape_guessed", image.origin == ShapeOrigin::guess},
      {"sha256", io::sha256_of_file(image.image.file)}};
  return object;
}

Json json(const Gate& gate) {
  Json object = {{"metric", gate.metric}, {"condition", gate.condition}, {"limit", gate.limit}};
  put(object, "value", gate.value);
  object["verdict"] = name_of(gate.verdict);
  return object;
}

Json json(const std::optional<io::ComparisonPictures>& pictures) {
  if (!pictures) return nullptr;
  return {{"scale", "linear"},
          {"white", pictures->white},
          {"difference_scale", pictures->difference_scale},
          {"pixels_per_dot", pictures->block}};
}

/// The verdict of all gates together; a NaN in the data leaves it open whatever the others say.
const char* overall(const CompareResult& result) {
  if (result.gates.empty()) return "none";
  const int code = exit_code_of(result.problems);
  return code == 0 ? "pass" : code == exit_code::gate ? "fail" : "undefined";
}

}  // namespace

std::string comparison_json(const CompareResult& result) {
  Json report;
  report["schema"] = {{"name", "kbragg.compare"}, {"version", json_version}};
  report["program"] = {{"version", version}, {"commit", commit}};
  report["backend"] = result.backend;
  report["inputs"] = {{"a", json(result.images[0])}, {"b", json(result.images[1])}};
  report["roi"] = result.roi ? json_of(*result.roi) : Json(nullptr);
  report["full_frame"] = json(result.whole);
  if (!result.whole) report["full_frame_reason"] = "the shapes differ";
  report["inside_roi"] = json(result.inside);
  report["gate"] = overall(result);
  report["gate_region"] = result.inside ? "inside_roi" : "full_frame";
  report["gates"] = Json::array();
  for (const Gate& gate : result.gates) report["gates"].push_back(json(gate));
  report["pictures"] = json(result.pictures);
  report["problems"] = Json::array();
  for (const Problem& problem : result.problems)
    report["problems"].push_back({{"exit_code", problem.code}, {"text", problem.sentence}});
  report["exit_code"] = exit_code_of(result.problems);
  return json_text(report);
}

}  // namespace kbragg::app
