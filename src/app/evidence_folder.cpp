// SPDX-License-Identifier: BSD-3-Clause
#include "app/evidence_folder.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <ctime>
#include <filesystem>
#include <regex>
#include <system_error>
#include <thread>

#include "app/comparison.hpp"
#include "app/signals.hpp"
#include "base/error.hpp"

namespace kbragg::app {

namespace fs = std::filesystem;

namespace {

std::string stamp(const char* format) {
  return fmt::format(fmt::runtime(format), fmt::gmtime(std::time(nullptr)));
}

bool is_stamp(const std::string& name) {
  static const std::regex form("[0-9]{8}T[0-9]{6}Z");
  return std::regex_match(name, form);
}

void require_topic(const std::string& topic) {
  std::error_code error;
  if (!fs::exists(topic, error)) return;
  const std::string end = "; give a folder that holds nothing but evidence, or a new one";
  if (!fs::is_directory(topic, error))
    throw ExitError(exit_code::refused, "--outdir " + topic + " is a file" + end);
  for (const auto& entry : fs::directory_iterator(topic, error)) {
    const std::string name = entry.path().filename().string();
    if (!entry.is_directory() || !is_stamp(name))
      throw ExitError(exit_code::refused, "--outdir " + topic + " holds " + name + end);
  }
  if (error)
    throw ExitError(exit_code::files, "cannot read --outdir " + topic + ": " + error.message());
}

[[noreturn]] void fail_to_make(const std::string& folder, const std::error_code& error) {
  throw ExitError(exit_code::files, "cannot make the folder " + folder + ": " + error.message());
}

}  // namespace

std::string without_directories(const std::string& text) {
  static const std::regex directories("(^|[^A-Za-z0-9_.)\\]/*-])(/[^/\\s'\"]+)*/(?=[^/\\s'\"]+)");
  std::string result;
  for (std::size_t begin = 0; begin < text.size();) {  // by lines: the recursion of regex is deep
    const std::size_t end = std::min(text.find('\n', begin), text.size() - 1) + 1;
    result += std::regex_replace(text.substr(begin, end - begin), directories, "$1");
    begin = end;
  }
  return result;
}

std::string utc_now() { return stamp("{:%Y-%m-%dT%H:%M:%SZ}"); }

EvidenceFolder::EvidenceFolder(const std::string& topic) : m_topic(topic) {
  while (m_topic.size() > 1 && m_topic.ends_with('/')) m_topic.pop_back();
  require_topic(m_topic);
  std::error_code error;
  m_made_topic = fs::create_directories(m_topic, error);
  if (error) fail_to_make(m_topic, error);
  for (;;) {
    m_path = m_topic + "/" + stamp("{:%Y%m%dT%H%M%SZ}");
    if (fs::create_directory(m_path, error)) return;  // one process alone makes it
    if (error) fail_to_make(m_path, error);
    check_interrupted();
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  }
}

EvidenceFolder::~EvidenceFolder() {
  std::error_code ignored;
  if (m_kept) return;
  fs::remove_all(m_path, ignored);
  if (m_made_topic) fs::remove(m_topic, ignored);  // unless another process has a folder there
}

std::string EvidenceFolder::make(const std::string& name) const {
  std::error_code error;
  fs::create_directories(file(name), error);
  if (error) fail_to_make(file(name), error);
  return file(name);
}

ChildOutcome EvidenceFolder::run(const ChildCommand& command, const std::string& shown) {
  const std::string start = utc_now();
  const ChildOutcome outcome = run_child(command);
  std::string variables;
  for (const auto& [name, value] : command.environment) variables += name + "=" + value + " ";
  const std::string where = fs::path(command.directory).lexically_relative(m_path).string();
  note_command(fmt::format("{} in {}: {}{}  # {}, {:.3f} s", start,
                           where.empty() || where.starts_with("..") ? "the build tree" : where,
                           variables, shown, outcome.description(), outcome.wall_s));
  return outcome;
}

void EvidenceFolder::note_command(const std::string& line) {
  m_commands += without_directories(line) + "\n";
}

}  // namespace kbragg::app
