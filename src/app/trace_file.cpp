// SPDX-License-Identifier: BSD-3-Clause
#include "app/trace_file.hpp"

#include <filesystem>

#include "base/error.hpp"
#include "io/text_file.hpp"

namespace kbragg::app {

namespace {

/// Lines that tell of the trace itself.
bool is_remark(std::string_view key) { return key == "truncated" || key == "skipped"; }

void add_header(TraceFile& trace, std::string_view line) {
  line.remove_prefix(1);
  const std::string key(io::next_token(line, io::blanks));
  const std::size_t start = line.find_first_not_of(io::blanks);
  if (start != std::string_view::npos) trace.header.emplace(key, line.substr(start));
}

void add_entry(TraceFile& trace, std::string_view line, const std::string& where,
               std::string& indices) {
  KBRAGG_REQUIRE(io::next_token(line, io::blanks) == "TRACE",
                 where + "is no line of a trace, which begins with TRACE or #");
  const std::string_view name = io::next_token(line, io::blanks);
  if (is_remark(name)) return;
  const TraceKey* key = find_trace_key(name);
  KBRAGG_REQUIRE(key, where + "unknown key " + io::in_quotes(name));
  TraceEntry entry{key, outer_indices(indices, index_depth(key->block)), {}};
  std::string joined;
  for (std::string_view token = io::next_token(line, io::blanks); !token.empty();
       token = io::next_token(line, io::blanks)) {
    entry.values.emplace_back(token);
    joined += (joined.empty() ? "" : " ") + entry.values.back();
  }
  KBRAGG_REQUIRE(!joined.empty(), where + std::string(name) + " has no value");
  if (name.starts_with("index_")) {
    const std::string outer = outer_indices(indices, index_depth(key->block) - 1);
    indices = outer.empty() ? joined : outer + "/" + joined;
    return;
  }
  const bool is_new =
      trace.places.emplace(std::pair(std::string(name), entry.indices), trace.entries.size())
          .second;
  KBRAGG_REQUIRE(is_new, where + std::string(name) + " is there twice");
  trace.entries.push_back(std::move(entry));
}

}  // namespace

std::size_t index_depth(char block) { return block >= 'E' && block <= 'G' ? block - 'D' : 0; }

std::string outer_indices(const std::string& indices, std::size_t depth) {
  std::size_t end = 0;
  for (; depth > 0 && end < indices.size(); --depth) {
    const std::size_t slash = indices.find('/', end == 0 ? 0 : end + 1);
    end = slash == std::string::npos ? indices.size() : slash;
  }
  return indices.substr(0, end);
}

const TraceEntry* TraceFile::find(std::string_view key, const std::string& indices) const {
  const auto place = places.find({std::string(key), indices});
  return place == places.end() ? nullptr : &entries[place->second];
}

TraceFile read_trace(const std::string& path) {
  const std::string text = io::read_text_file(path, "trace");
  TraceFile trace;
  trace.name = std::filesystem::path(path).filename().string();
  std::string indices;
  std::string_view rest = text;
  for (std::size_t number = 1; !rest.empty(); ++number) {
    const std::size_t end = rest.find('\n');
    const std::string_view line = rest.substr(0, end);
    rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
    if (line.starts_with('#'))
      add_header(trace, line);
    else if (!line.empty())
      add_entry(trace, line, io::at_line(path, number), indices);
  }
  KBRAGG_REQUIRE(!trace.entries.empty(), path + ": holds no trace");
  return trace;
}

}  // namespace kbragg::app
