// SPDX-License-Identifier: BSD-3-Clause
#include "app/resume.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <optional>
#include <utility>

#include "base/error.hpp"
#include "base/version.hpp"
#include "config/yaml_tree.hpp"
#include "io/checksum.hpp"

namespace kbragg::app {

namespace {

using config::Node;

std::string text_of(const Node& node) {
  std::string text;
  const auto add = [&](const std::string& part) { text += (text.empty() ? "" : ", ") + part; };
  switch (node.kind) {
    case Node::Kind::null:
      return "null";
    case Node::Kind::scalar:
      return node.text;
    case Node::Kind::list:
      for (const Node& item : node.items) add(text_of(item));
      return "[" + text + "]";
    case Node::Kind::map:
      for (const config::Member& member : node.members)
        add(member.name + ": " + text_of(member.value));
      return "{" + text + "}";
  }
  return text;
}

using Values = std::map<std::string, std::string>;

/// What does not bear on the content of the file.
bool may_differ(const std::string& key) {
  return key == "run.threads" || key == "output.file" || key == "output.preview";
}

void collect(const Node& node, const std::string& key, Values& values) {
  if (may_differ(key)) return;
  if (node.kind != Node::Kind::map) {
    values[key] = text_of(node);
    return;
  }
  for (const config::Member& member : node.members)
    collect(member.value, config::join(key, member.name), values);
}

Values values_of(const std::string& yaml, const std::string& origin) {
  Values values;
  collect(config::parse_yaml(yaml, origin), "", values);
  return values;
}

std::string value_of(const Values& values, const std::string& key) {
  const auto found = values.find(key);
  return found == values.end() ? "not given" : found->second;
}

/// In what the run that made `file` differs from this one; empty: in nothing that matters.
std::string difference(const LoadedRun& run, const io::StoredRun& stored, const std::string& file) {
  const Values now = values_of(config::to_yaml(run.config), "this run");
  const Values before = values_of(stored.config_yaml, file);
  Values all = now;
  all.insert(before.begin(), before.end());
  for (const auto& [key, ignored] : all) {
    const std::string x = value_of(before, key), y = value_of(now, key);
    if (x != y) return fmt::format("{} was {} and is now {}", key, x, y);
  }
  if (stored.version != version)
    return fmt::format("the version of kbragg was {} and is now {}", stored.version, version);
  const std::string checksum = io::sha256_of_table(run.scene.hkl);
  if (stored.table_sha256 != checksum)
    return fmt::format("the structure factors had the checksum {} and have now {}",
                       stored.table_sha256, checksum);
  return {};
}

bool holds_all(const LoadedRun& run, const io::StoredRun& stored) {
  return stored.is_finished &&
         static_cast<std::int64_t>(stored.numbers.size()) == run.images.count &&
         std::all_of(stored.numbers.begin(), stored.numbers.end(),
                     [&](std::int64_t number) { return run.images.holds(number); });
}

}  // namespace

RemainingDealer::RemainingDealer(const ImageRange& images, std::vector<std::int64_t> stored)
    : m_all(images), m_stored(std::move(stored)) {
  std::sort(m_stored.begin(), m_stored.end());
}

std::optional<std::int64_t> RemainingDealer::next() {
  std::optional<std::int64_t> image = m_all.next();
  while (image && std::binary_search(m_stored.begin(), m_stored.end(), *image))
    image = m_all.next();
  return image;
}

io::OpenedRun open_output(const LoadedRun& run, bool resume) {
  const std::string& path = run.config.output.file;
  if (!resume) return {io::begin_run_file(path), std::nullopt};
  io::OpenedRun opened = io::open_run_file(path);
  if (!opened.stored) return opened;
  const std::string& partial = opened.file->partial_path();
  const std::string differs = difference(run, *opened.stored, partial);
  KBRAGG_REQUIRE(differs.empty(),
                 fmt::format("--resume: {} is of another run: {}; restore that, or remove the file "
                             "to begin again",
                             partial, differs));
  return opened;
}

bool is_complete(const LoadedRun& run) {
  const std::string& path = run.config.output.file;
  if (path.empty()) return false;
  const io::OpenedRun opened = io::open_run_file(path);
  if (opened.stored) {
    const std::string& partial = opened.file->partial_path();
    if (!holds_all(run, *opened.stored) || !difference(run, *opened.stored, partial).empty())
      return false;
    opened.file->commit();
    return true;
  }
  const std::optional<io::StoredRun> finished = io::read_stored_run(path);
  return finished && holds_all(run, *finished) && difference(run, *finished, path).empty();
}

std::string advice(const LoadedRun& run, std::int64_t stored, const std::string& partial) {
  return fmt::format(
      "{} of {} images are stored in {}; run the same command with --resume to go on", stored,
      run.images.count, partial);
}

}  // namespace kbragg::app
