// SPDX-License-Identifier: BSD-3-Clause
// The visitor that fills a RunConfig from a parsed run file.
#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <optional>
#include <type_traits>
#include <utility>

#include "base/error.hpp"
#include "config/catalog.hpp"
#include "config/node.hpp"
#include "config/overrides.hpp"
#include "config/run_config.hpp"
#include "config/suggest.hpp"
#include "config/value_reader.hpp"
#include "config/yaml_tree.hpp"

namespace kbragg::config {

namespace {

using Locations = std::map<std::string, std::string, std::less<>>;

void read(const Value& value, bool& out) { out = read_boolean(value); }
void read(const Value& value, std::int64_t& out) { out = read_integer(value); }
void read(const Value& value, double& out) { out = read_real(value); }
void read(const Value& value, std::string& out) { out = read_text(value); }

template <Dimension D>
void read(const Value& value, Quantity<D>& out) {
  NumberAndUnit q = read_quantity(value);
  out.value = q.number;
  out.unit = std::move(q.unit);
}

template <class E>
requires std::is_enum_v<E>
void read(const Value& value, E& out) { out = EnumNames<E>::choices[read_choice(value)].value; }

template <class T>
void read(const Value& value, AutoOr<T>& out) {
  out.value.reset();
  if (!is_auto(value)) read(value, out.value.emplace());
}

template <class List>
void read_items(const Value& value, List& out) {
  for (std::size_t i = 0; i < value.node.items.size(); ++i)
    read(
        {value.node.items[i], join(value.path, std::to_string(i)), value.type, value.bounds, false},
        out[i]);
}

template <class T, std::size_t N>
void read(const Value& value, std::array<T, N>& out) {
  if (value.node.kind != Node::Kind::list || value.node.items.size() != N) fail_value(value);
  read_items(value, out);
}

template <class T>
void read(const Value& value, std::vector<T>& out) {
  if (value.node.kind != Node::Kind::list) fail_value(value);
  out.assign(value.node.items.size(), T{});
  read_items(value, out);
}

template <class T>
void read(const Value& value, std::optional<T>& out) {
  read(value, out.emplace());
}

// Reads one section: `node` is its map, `place` stands for it in messages.
class Reader {
 public:
  Reader(const Node& node, const Place& place, std::string path, const Entry& entry,
         Locations& locations)
      : m_node(node),
        m_place(place),
        m_path(std::move(path)),
        m_entry(entry),
        m_locations(locations) {
    if (m_node.kind != Node::Kind::map)
      fail(at(m_node.place, m_path) + ": found " + found(m_node) + ", expected " +
           (m_path.empty() ? "a run file with the sections " : "a section with the keys ") +
           enumerate(m_entry.names(), "and"));
    for (const Member& member : m_node.members)
      if (m_entry.find(member.name) == nullptr)
        fail(at(member.place, join(m_path, member.name.substr(0, 80))) + ": unknown key, " +
             suggestion(member.name, m_entry));
  }

  template <class T>
  void key(std::string_view name, T& out, std::string_view, Bounds bounds = any()) {
    const Member* member = m_node.find(name);
    if (member == nullptr) return;
    const std::string path = join(m_path, name);
    note(path, member->value.place);
    read({member->value, path, m_entry.find(name)->type, bounds}, out);
  }

  template <class S>
  void section(std::string_view name, S& out, std::string_view) {
    const Member* member = m_node.find(name);
    if (member == nullptr) return;
    const std::string path = join(m_path, name);
    note(path, member->place);
    Reader inner(member->value, member->place, path, *m_entry.find(name), m_locations);
    describe(inner, out);
  }

  template <class S>
  void section(std::string_view name, std::optional<S>& out, std::string_view doc) {
    if (m_node.find(name) != nullptr) section(name, out.emplace(), doc);
  }

  template <class S>
  void list(std::string_view name, std::vector<S>& out, std::string_view) {
    const Member* member = m_node.find(name);
    if (member == nullptr) return;
    const std::string path = join(m_path, name);
    const Entry& entry = *m_entry.find(name);
    const Node& node = member->value;
    note(path, node.place);
    if (node.kind != Node::Kind::list || node.items.empty())
      fail(at(node.place, path) + ": found " + found(node) +
           ", expected a list of sections with the keys " + enumerate(entry.names(), "and"));
    out.assign(node.items.size(), S{});
    for (std::size_t i = 0; i < node.items.size(); ++i) {
      const Node& item = node.items[i];
      Reader inner(item, item.place, join(path, std::to_string(i)), entry, m_locations);
      describe(inner, out[i]);
    }
  }

  void exclusive(std::initializer_list<std::string_view> names, Need need) {
    std::vector<const Member*> given;
    for (const Member& member : m_node.members)
      if (std::find(names.begin(), names.end(), member.name) != names.end())
        given.push_back(&member);
    const std::vector<std::string> all(names.begin(), names.end());
    if (given.size() > 1)
      fail(at(given[1]->place, join(m_path, given[1]->name)) + ": given beside " +
           join(m_path, given[0]->name) + " (" + given[0]->place.text() + "), but only one of " +
           enumerate(all, "and") + " is allowed");
    if (given.empty() && need == Need::required)
      fail(at(m_place, m_path) + ": found none of " + enumerate(all, "and") +
           ", one of them must be given");
  }

  void together(std::string_view name, std::initializer_list<std::string_view> needs) {
    const Member* member = m_node.find(name);
    if (member == nullptr) return;
    for (const std::string_view need : needs)
      if (m_node.find(need) == nullptr)
        fail(at(member->place, join(m_path, name)) + ": found without " + join(m_path, need) +
             ", " + std::string(name) + " needs " + enumerate({needs.begin(), needs.end()}, "and"));
  }

  void required(std::string_view name) {
    if (m_node.find(name) != nullptr) return;
    const Entry& entry = *m_entry.find(name);
    fail(at(m_place, join(m_path, name)) + ": missing, expected " +
         (entry.kind == Entry::Kind::value
              ? expected_text(entry.type, entry.bounds)
              : "a section with the keys " + enumerate(entry.names(), "and")));
  }

 private:
  void note(const std::string& path, const Place& place) { m_locations[path] = place.text(); }

  const Node& m_node;
  const Place m_place;
  const std::string m_path;
  const Entry& m_entry;
  Locations& m_locations;
};

// A file of another version has other keys: this is said before anything else.
void check_schema(const Node& root) {
  const Member* member = root.find("schema");
  if (member == nullptr || member->value.kind != Node::Kind::scalar) return;
  const Entry& entry = *catalog().find("schema");
  const Bounds no_bounds;
  const std::int64_t version = read_integer({member->value, "schema", entry.type, no_bounds});
  if (version != schema_version)
    fail(at(member->value.place, "schema") + ": found version " + std::to_string(version) +
         " of the run file, this program reads version " + std::to_string(schema_version));
}

std::string read_file(const std::string& path) {
  std::error_code error;
  if (std::filesystem::is_directory(path, error))
    fail(path + ": is a directory, expected a run file in YAML");
  errno = 0;
  std::ifstream file(path, std::ios::binary);
  if (!file) {
    const std::string reason = errno != 0 ? std::strerror(errno) : "unknown reason";
    fail((path.empty() ? "''" : path) + ": the run file cannot be opened: " + reason);
  }
  // One byte more than allowed, so that the parser notices; an endless device ends here.
  std::string text(longest_file + 1, '\0');
  file.read(text.data(), static_cast<std::streamsize>(text.size()));
  if (file.bad()) fail(path + ": the run file cannot be read");
  text.resize(static_cast<std::size_t>(file.gcount()));
  return text;
}

}  // namespace

RunConfig read_run_text(const std::string& text, const std::string& name,
                        const std::string& base_directory, const std::vector<Override>& overrides) {
  Node root = parse_yaml(text, name);
  if (root.kind == Node::Kind::null) fail(name + ": the run file is empty, expected YAML sections");
  if (root.kind == Node::Kind::map)
    for (const Override& change : overrides) apply_override(root, change);
  check_schema(root);
  RunConfig config;
  config.file_name = name;
  config.base_directory = base_directory;
  Reader reader(root, root.place, "", catalog(), config.locations);
  describe(reader, config);
  return config;
}

RunConfig read_run_file(const std::string& path, const std::vector<Override>& overrides) {
  const std::string directory = std::filesystem::path(path).parent_path().string();
  return read_run_text(read_file(path), path, directory, overrides);
}

std::string RunConfig::where(std::string_view key_path) const {
  const auto it = locations.find(key_path);
  std::string location = it == locations.end() ? file_name : it->second;
  if (location == "--set " + std::string(key_path)) return location;
  return location + ": " + std::string(key_path);
}

std::string RunConfig::resolve(const std::string& name) const {
  const std::filesystem::path path(name);
  if (path.is_absolute() || base_directory.empty()) return name;
  return (std::filesystem::path(base_directory) / path).string();
}

}  // namespace kbragg::config
