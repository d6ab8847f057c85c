// SPDX-License-Identifier: BSD-3-Clause
#include "config/suggest.hpp"

#include <algorithm>

#include "config/node.hpp"
#include "config/run_config.hpp"

namespace kbragg::config {

namespace {

constexpr std::size_t most_paths = 3;

void collect(const Entry& section, std::vector<const Entry*>& all) {
  for (const Entry& entry : section.entries) {
    all.push_back(&entry);
    collect(entry, all);
  }
}

std::vector<std::string> paths_of(const std::vector<const Entry*>& all, std::string_view name) {
  std::vector<std::string> paths;
  for (const Entry* entry : all)
    if (entry->name == name && paths.size() < most_paths) paths.push_back(quoted(entry->path));
  return paths;
}

}  // namespace

std::string suggestion(std::string_view unknown, const Entry& section) {
  std::vector<const Entry*> all;
  collect(catalog(), all);
  // The same name elsewhere is a key in the wrong section, which beats a similar name here.
  std::vector<std::string> paths = paths_of(all, unknown);
  if (!paths.empty()) return "did you mean " + enumerate(paths) + "?";

  const std::string here = nearest(unknown, section.names());
  if (!here.empty()) return "did you mean " + quoted(section.find(here)->path) + "?";

  std::vector<std::string> names;
  for (const Entry* entry : all) names.push_back(entry->name);
  const std::string elsewhere = nearest(unknown, names);
  std::string allowed = "allowed here are " + enumerate(section.names(), "and");
  if (elsewhere.empty()) return allowed;
  return "did you mean " + enumerate(paths_of(all, elsewhere)) + "?";
}

}  // namespace kbragg::config
