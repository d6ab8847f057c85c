// SPDX-License-Identifier: BSD-3-Clause
#include "cases.hpp"

#include <zlib.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <fstream>
#include <memory>
#include <nlohmann/json.hpp>
#include <ostream>
#include <sstream>
#include <stdexcept>

namespace kbragg::parity {

namespace {

std::vector<std::string> words_of(const std::string& line) {
  std::istringstream stream(line);
  std::vector<std::string> words;
  for (std::string word; stream >> word;) words.push_back(word);
  return words;
}

Case case_of(const nlohmann::json& entry) {
  const auto images = entry.at("images").get<std::vector<std::string>>();
  const auto holds = [&images](const char* image) {
    return std::find(images.begin(), images.end(), image) != images.end();
  };
  const auto shape = entry.at("fast_slow").get<std::array<std::int64_t, 2>>();
  Case golden;
  golden.id = entry.at("id");
  golden.covers = entry.at("covers");
  golden.flags = words_of(entry.at("flags"));
  golden.fast = shape[0];
  golden.slow = shape[1];
  golden.has_integer = holds("int");
  golden.has_noise = holds("noise");
  golden.advisory = entry.at("advisory");
  return golden;
}

/// The tests run on little-endian machines alone, as the program's own files do.
template <class Stored>
std::vector<double> pixels_of(const Case& golden, const std::string& bytes) {
  const auto count = static_cast<std::size_t>(golden.pixels());
  if (bytes.size() != count * sizeof(Stored))
    throw std::runtime_error(golden.id + ": an image has " + std::to_string(bytes.size()) +
                             " bytes instead of " + std::to_string(count * sizeof(Stored)));
  std::vector<Stored> stored(count);
  std::memcpy(stored.data(), bytes.data(), bytes.size());
  return {stored.begin(), stored.end()};
}

}  // namespace

std::vector<std::string> Case::complete_flags() const {
  std::vector<std::string> all = flags;
  all.push_back("-nopgm");
  if (!has_noise) all.push_back("-nonoise");
  return all;
}

void PrintTo(const Case& golden, std::ostream* stream) { *stream << golden.id; }

std::vector<Case> read_cases() {
  const std::string file = golden_path("cases.json");
  std::ifstream stream(file);
  if (!stream) throw std::runtime_error("cannot read " + file);
  std::vector<Case> cases;
  for (const nlohmann::json& entry : nlohmann::json::parse(stream)) cases.push_back(case_of(entry));
  return cases;
}

std::string golden_path(const std::string& name) {
  return std::string(KBRAGG_GOLDEN_DIRECTORY) + "/" + name;
}

std::string read_golden_gz(const std::string& name) {
  const std::string path = golden_path(name);
  const std::unique_ptr<gzFile_s, int (*)(gzFile)> file(gzopen(path.c_str(), "rb"), gzclose);
  if (!file) throw std::runtime_error("cannot read " + path);
  std::string content;
  std::array<char, 65536> buffer;
  int count = 0;
  while ((count = gzread(file.get(), buffer.data(), buffer.size())) > 0)
    content.append(buffer.data(), static_cast<std::size_t>(count));
  if (count < 0) throw std::runtime_error("cannot uncompress " + path);
  return content;
}

std::vector<double> float_pixels(const Case& golden, const std::string& bytes) {
  return pixels_of<float>(golden, bytes);
}

std::vector<double> integer_pixels(const Case& golden, const std::string& bytes) {
  return pixels_of<std::uint16_t>(golden, bytes);
}

std::string test_name(const std::string& id) {
  std::string name = id;
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
}

}  // namespace kbragg::parity
