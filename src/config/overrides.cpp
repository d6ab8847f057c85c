// SPDX-License-Identifier: BSD-3-Clause
#include "config/overrides.hpp"

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <memory>
#include <utility>

#include "base/error.hpp"
#include "config/yaml_tree.hpp"

namespace kbragg::config {

namespace {

constexpr std::size_t longest_path = 200;
constexpr std::size_t deepest_path = 16;

std::vector<std::string> split(const std::string& path) {
  std::vector<std::string> names(1);
  for (const char c : path)
    if (c == '.') {
      names.emplace_back();
    } else {
      names.back() += c;
    }
  const bool bad =
      std::any_of(names.begin(), names.end(), [](const std::string& name) { return name.empty(); });
  if (bad || path.size() > longest_path || names.size() > deepest_path)
    fail("--set: found the key path " + quoted(path) +
         ", expected names with dots between them, such as crystal.mosaic.spread");
  return names;
}

void place_at(Node& node, const Place& place) {
  node.place = place;
  for (Node& item : node.items) place_at(item, place);
  for (Member& member : node.members) {
    member.place = place;
    place_at(member.value, place);
  }
}

Node& element(Node& list, const std::string& name, const std::string& path, const Place& place) {
  std::size_t index = 0;
  const char* end = name.data() + name.size();
  const auto [rest, error] = std::from_chars(name.data(), end, index);
  if (error == std::errc() && rest == end && index < list.items.size()) return list.items[index];
  fail(place.text() + ": found " + quoted(name) + " as element of " + path + ", which has " +
       std::to_string(list.items.size()) + ", numbered from 0");
}

Node& child(Node& node, const std::string& name, const std::string& path, const Place& place) {
  if (node.kind == Node::Kind::list) return element(node, name, path, place);
  if (node.kind == Node::Kind::scalar)
    fail(place.text() + ": " + path + " is the single value " + found(node) + ", it has no key " +
         quoted(name));
  node.kind = Node::Kind::map;
  if (Member* member = node.find(name)) return member->value;
  Node missing;
  missing.place = place;
  node.members.push_back({name, place, std::move(missing)});
  return node.members.back().value;
}

void remove(Node& root, const std::vector<std::string>& names, const Place& place) {
  Node* node = &root;
  for (std::size_t i = 0; i < names.size(); ++i) {
    Member* member = node->find(names[i]);
    if (member == nullptr) fail(place.text() + ": the run file has no such key to remove");
    if (i + 1 < names.size()) node = &member->value;
  }
  std::erase_if(node->members, [&](const Member& m) { return m.name == names.back(); });
}

}  // namespace

void apply_override(Node& root, const Override& change) {
  const std::string origin = "--set " + change.key_path;
  const std::vector<std::string> names = split(change.key_path);
  Node value = parse_yaml(change.value, origin);
  const Place place{std::make_shared<const std::string>(origin), 0, 0};
  place_at(value, place);
  if (value.kind == Node::Kind::null && (change.value == "null" || change.value == "~")) {
    remove(root, names, place);
    return;
  }
  Node* node = &root;
  std::string path;
  for (std::size_t i = 0; i + 1 < names.size(); ++i) {
    node = &child(*node, names[i], path, place);
    path = join(path, names[i]);
  }
  child(*node, names.back(), path, place) = std::move(value);
  if (node->kind == Node::Kind::map) node->find(names.back())->place = place;
}

}  // namespace kbragg::config
