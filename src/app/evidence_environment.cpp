// SPDX-License-Identifier: BSD-3-Clause
// What a figure depends on: program, machine, environment, and the tests of its build.
#include <fmt/format.h>
#include <sched.h>
#include <stdlib.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <thread>

#include "app/comparison.hpp"
#include "app/evidence_folder.hpp"
#include "base/error.hpp"
#include "base/version.hpp"
#include "io/atomic_file.hpp"
#include "io/text_file.hpp"
#include "io/versions.hpp"
#include "kernels/engine.hpp"

namespace kbragg::app {

using Json = nlohmann::ordered_json;
namespace fs = std::filesystem;

namespace {

Json processor_model() {
  std::ifstream file("/proc/cpuinfo");
  for (std::string line; std::getline(file, line);) {
    const std::size_t colon = line.find(": ");
    if (line.starts_with("model name") && colon != std::string::npos) return line.substr(colon + 2);
  }
  return nullptr;
}

Json variables() {
  Json listed = Json::object();
  for (char** variable = environ; *variable; ++variable) {
    const std::string text = *variable;
    const std::size_t equals = text.find('=');
    for (const char* start :
         {"OMP_", "GOMP_", "KOKKOS_", "CUDA_VISIBLE_DEVICES=", "CUDA_DEVICE_ORDER=", "HDF5_"})
      if (text.starts_with(start))
        listed[text.substr(0, equals)] = without_directories(text.substr(equals + 1));
  }
  return listed;
}

Json load_average() {
  double average = 0;
  return getloadavg(&average, 1) == 1 ? Json(average) : Json(nullptr);
}

/// The build tree that holds this program in its folder bin, or nothing.
std::string own_build_tree() {
  std::error_code error;
  const fs::path program = fs::read_symlink("/proc/self/exe", error);
  const fs::path tree = program.parent_path().parent_path();
  return !error && fs::exists(tree / "CTestTestfile.cmake", error) ? tree.string() : "";
}

/// The path of a program that is found as a shell finds it.
std::string find_program(const std::string& name) {
  const char* path = getenv("PATH");
  std::string rest = path ? path : "";
  while (!rest.empty()) {
    const std::size_t end = rest.find(':');
    const std::string candidate = rest.substr(0, end) + "/" + name;
    if (access(candidate.c_str(), X_OK) == 0) return candidate;
    rest = end == std::string::npos ? "" : rest.substr(end + 1);
  }
  return "";
}

}  // namespace

int usable_cores() {
  cpu_set_t set;
  int cores = sched_getaffinity(0, sizeof set, &set) == 0
                  ? CPU_COUNT(&set)
                  : static_cast<int>(std::thread::hardware_concurrency());
  std::ifstream quota("/sys/fs/cgroup/cpu.max");
  double time = 0, period = 0;
  if (quota >> time >> period && period > 0)  // not so for "max"
    cores = std::min(cores, static_cast<int>(std::ceil(time / period)));
  return std::max(cores, 1);
}

Json environment_json() {
  return {{"program",
           {{"version", version},
            {"commit", commit},
            {"compiler", compiler},
            {"compiler_flags", without_directories(compiler_flags)}}},
          {"kokkos", kernels::kokkos_version()},
          {"backends", kernels::backend_names()},
          {"libraries", io::library_versions()},
          {"host", {{"cpu_model", processor_model()}, {"usable_cores", usable_cores()}}},
          {"load", {{"average_1min", load_average()}}},
          {"environment", variables()}};
}

void write_test_list(EvidenceFolder& folder, const std::string& directory) {
  const std::string tree = directory.empty() ? own_build_tree() : directory;
  const std::string ctest = find_program("ctest"), log = folder.file("test_collect.log");
  if (tree.empty() || tree == "none" || (directory.empty() && ctest.empty())) {
    io::write_file(log, "There is no list of tests: no build tree was named or found.\n");
    return;
  }
  KBRAGG_REQUIRE(!ctest.empty(), "--tests needs the program ctest, which is not there");
  ChildCommand command;
  command.program = ctest;
  command.arguments = {"-N"};
  command.directory = tree;
  command.log = log;
  const ChildOutcome outcome = folder.run(command, "ctest -N");
  const std::string text = without_directories(io::read_text_file(log, "list of tests"));
  io::write_file(log, fmt::format("{}exit code {}\n", text, outcome.exit_code));
  if (!outcome.is_success())
    throw ExitError(exit_code::child, "ctest -N " + outcome.description() +
                                          ": without a list of its tests the build is no evidence; "
                                          "give --tests none to do without");
}

}  // namespace kbragg::app
