// SPDX-License-Identifier: BSD-3-Clause
// A whole run file: what the user wrote, in user units, with defaults filled in.
#ifndef KBRAGG_CONFIG_RUN_CONFIG_HPP
#define KBRAGG_CONFIG_RUN_CONFIG_HPP

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "config/beam.hpp"
#include "config/crystal.hpp"
#include "config/detector.hpp"
#include "config/ensemble.hpp"
#include "config/run.hpp"
#include "config/structure_factors.hpp"

namespace kbragg::config {

/// Version of the run file that this program reads.
inline constexpr std::int64_t schema_version = 1;

/// What one process of several that share a run takes of its machine; not part of the file.
struct MachineShare {
  int threads = 0;    ///< that run.threads: auto stands for; 0: as many as the process may use
  int device = -1;    ///< number of the device among those of the machine; -1: the default one
  int processes = 1;  ///< of the run that take memory of the machine, this one with them
};

struct RunConfig {
  std::int64_t schema = schema_version;
  Beam beam;
  Crystal crystal;
  StructureFactors structure_factors;
  Detector detector;
  Scan scan;  ///< without effect beside an ensemble
  std::optional<Ensemble> ensemble;
  Sampling sampling;
  Background background;
  Noise noise;
  Run run;
  Output output;

  /// Where each given key stands ("detector.distance" -> "run.yaml:12:13"); not part of the file.
  std::map<std::string, std::string, std::less<>> locations;
  /// Name of the run file in messages.
  std::string file_name;
  MachineShare machine;
  /// Directory against which relative input file names resolve; not part of the file.
  std::string base_directory;

  /// "run.yaml:12:13: detector.distance", or without line when the key was not given.
  std::string where(std::string_view key_path) const;
  /// Number of images of the scan or ensemble.
  std::int64_t images() const { return ensemble ? ensemble->images : scan.images; }
  /// `name` itself if absolute, else inside base_directory.
  std::string resolve(const std::string& name) const;
};

template <class V>
void describe(V& v, RunConfig& c) {
  v.key("schema", c.schema, "Version of the format of this file.",
        between(schema_version, schema_version));
  v.section("beam", c.beam, "The X-ray beam.");
  v.section("crystal", c.crystal, "The crystal: cell, orientation, size and mosaicity.");
  v.section("structure_factors", c.structure_factors, "Where structure factors come from.");
  v.section("detector", c.detector, "The detector and where it stands.");
  // A file that is written holds one of the two; one that is read comes by `scan` first.
  if (!c.ensemble) v.section("scan", c.scan, "Rotation of the crystal; absent: one still image.");
  v.section("ensemble", c.ensemble, "Stills of random orientations in place of scan.");
  v.exclusive({"scan", "ensemble"}, Need::optional);
  v.section("sampling", c.sampling, "Numbers that trade accuracy for time.");
  v.section("background", c.background, "Scattering other than Bragg.");
  v.section("noise", c.noise, "Photon counting noise.");
  v.section("run", c.run, "How the image is computed.");
  v.section("output", c.output, "What is written.");
  v.required("schema");
  v.required("beam");
  v.required("crystal");
  v.required("structure_factors");
  v.required("detector");
}

/// One `--set key.path=value` of the command line; the value is YAML.
struct Override {
  std::string key_path;
  std::string value;
};

/// Reads and checks a run file. Throws kbragg::Error with one sentence: file:line:column, key
/// path, what was found, what is allowed, and the nearest valid key for an unknown one.
RunConfig read_run_file(const std::string& path, const std::vector<Override>& overrides = {});

/// The same from text; `name` stands for the file name in messages.
RunConfig read_run_text(const std::string& text, const std::string& name,
                        const std::string& base_directory,
                        const std::vector<Override>& overrides = {});

/// The complete run file, every default written out; read_run_text gives back an equal config.
std::string to_yaml(const RunConfig& config);

/// JSON Schema (draft 2020-12) of the run file, indented text.
std::string json_schema();

/// docs/config.md: reference of all keys in Markdown.
std::string config_reference();

/// The nearest of `candidates` to `word` by edit distance, or "" when none is near.
std::string nearest(std::string_view word, const std::vector<std::string>& candidates);

}  // namespace kbragg::config

#endif
