// SPDX-License-Identifier: BSD-3-Clause
#include "app/files.hpp"

#include <filesystem>
#include <system_error>

#include "io/checksum.hpp"
#include "io/image_reader.hpp"

namespace kbragg::app {

bool same_file(const std::string& x, const std::string& y) {
  std::error_code ignored;
  const auto name = [&](const std::string& file) {
    return std::filesystem::weakly_canonical(std::filesystem::absolute(file, ignored), ignored);
  };
  return std::filesystem::equivalent(x, y, ignored) || name(x) == name(y);
}

std::vector<std::string> input_files(const config::RunConfig& config, const std::string& run_file) {
  std::vector<std::string> files;
  if (!run_file.empty()) files.push_back(run_file);
  const auto add = [&](const std::string& name) { files.push_back(config.resolve(name)); };
  const auto& f = config.structure_factors;
  if (f.hkl_file) add(*f.hkl_file);
  if (f.dump_file) add(*f.dump_file);
  if (f.mtz) add(f.mtz->file);
  if (f.structure) add(f.structure->file);
  if (config.crystal.matrix_file) add(*config.crystal.matrix_file);
  if (config.beam.source_file) add(*config.beam.source_file);
  if (config.ensemble && config.ensemble->spectra) add(*config.ensemble->spectra);
  if (config.detector.mask_file)  // without the name of its dataset
    files.push_back(io::parse_image_name(config.resolve(*config.detector.mask_file)).file);
  return files;
}

std::string checksums_of_inputs(const config::RunConfig& config) {
  std::string list;
  const auto add = [&](const char* key, const std::string& file) {
    list += (list.empty() ? "" : "; ") + std::string(key) + " " + io::sha256_of_file(file);
  };
  if (config.beam.source_file) add("beam.source_file", config.resolve(*config.beam.source_file));
  if (config.crystal.matrix_file)
    add("crystal.matrix_file", config.resolve(*config.crystal.matrix_file));
  if (config.detector.mask_file)
    add("detector.mask_file",
        io::parse_image_name(config.resolve(*config.detector.mask_file)).file);
  if (config.ensemble && config.ensemble->spectra)
    add("ensemble.spectra", config.resolve(*config.ensemble->spectra));
  return list;
}

}  // namespace kbragg::app
