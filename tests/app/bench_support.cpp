// SPDX-License-Identifier: BSD-3-Clause
#include "bench_support.hpp"

#include <algorithm>
#include <cstring>
#include <filesystem>

namespace kbragg::app_test {

namespace fs = std::filesystem;

Spawn BenchTest::spawn(const std::vector<std::string>& more) const {
  Spawn s;
  s.directory = m_directory.path();
  s.arguments = {"bench", "--outdir", "topic"};
  if (std::find(more.begin(), more.end(), "--tests") == more.end())
    s.arguments.insert(s.arguments.end(), {"--tests", "none"});
  s.arguments.insert(s.arguments.end(), more.begin(), more.end());
  return s;
}

Outcome BenchTest::run(const std::vector<std::string>& more) const {
  return run_program(spawn(more));
}

Outcome BenchTest::run_flat(std::vector<std::string> more) const {
  for (const std::string& word :
       {std::string("--preset"), std::string("flat"), std::string("--sizes"),
        std::to_string(flat_edge), std::string("--backend"), std::string("serial"),
        std::string("--iterations"), std::string("2")})
    more.push_back(word);
  return run(more);
}

std::set<std::string> BenchTest::stamps() const {
  std::set<std::string> names;
  if (!m_directory.has("topic")) return names;
  for (const auto& entry : fs::directory_iterator(m_directory.file("topic")))
    names.insert(entry.path().filename().string());
  return names;
}

std::string BenchTest::latest(const std::string& file) const {
  const std::set<std::string> all = stamps();
  return all.empty() ? "topic/none" : "topic/" + *all.rbegin() + "/" + file;
}

nlohmann::json BenchTest::results() const {
  const std::string file = text("benchmark_results.json");
  EXPECT_NE(file, "");
  return nlohmann::json::parse(file);
}

std::vector<float> BenchTest::pixels(const std::string& file) const {
  const std::string bytes = text(file);
  EXPECT_NE(bytes, "") << file;
  std::vector<float> values(bytes.size() / sizeof(float));
  std::memcpy(values.data(), bytes.data(), values.size() * sizeof(float));
  return values;
}

std::string BenchTest::script(const std::string& name, const std::string& body) const {
  m_directory.write(name, "#!/bin/sh\n" + body + "\n");
  fs::permissions(m_directory.file(name), fs::perms::owner_all);
  return name;
}

std::vector<std::string> flat_flags() {
  const std::string edge = std::to_string(flat_edge);
  return {"-default_F", "100",         "-cell",    "100",        "100",       "100",    "90",
          "90",         "90",          "-lambda",  "6.2",        "-distance", "100",    "-N",
          "5",          "-oversample", "1",        "-detpixels", edge,        "-pixel", "0.1",
          "-nonoise",   "-nopgm",      "-intfile", "/dev/null"};
}

}  // namespace kbragg::app_test
