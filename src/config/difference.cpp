// SPDX-License-Identifier: BSD-3-Clause
#include "config/difference.hpp"

#include <algorithm>
#include <array>

#include "config/yaml_tree.hpp"

namespace kbragg::config {

namespace {

constexpr std::array ignored{"run.threads", "output.file", "output.preview"};

std::string text_of(const Node* node) {
  if (node == nullptr) return "not given";
  if (node->kind == Node::Kind::null) return "null";
  if (node->kind == Node::Kind::scalar) return node->text;
  std::string list;
  const auto add = [&](const std::string& part) { list += (list.empty() ? "" : ", ") + part; };
  for (const Node& item : node->items) add(text_of(&item));
  for (const Member& member : node->members) add(member.name + ": " + text_of(&member.value));
  return node->kind == Node::Kind::list ? "[" + list + "]" : "{" + list + "}";
}

const Node* value_of(const Node& map, const std::string& name) {
  const Member* member = map.find(name);
  return member == nullptr ? nullptr : &member->value;
}

std::optional<Difference> compare(const std::string& path, const Node* x, const Node* y);

std::optional<Difference> compare_maps(const std::string& path, const Node& x, const Node& y) {
  const auto compare_keys = [&](const Node& named) -> std::optional<Difference> {
    for (const Member& member : named.members) {
      const std::string key = join(path, member.name);
      if (auto found = compare(key, value_of(x, member.name), value_of(y, member.name)))
        return found;
    }
    return std::nullopt;
  };
  auto found = compare_keys(x);
  return found ? found : compare_keys(y);  // keys of y alone
}

std::optional<Difference> compare_lists(const std::string& path, const Node& x, const Node& y) {
  for (std::size_t i = 0; i < x.items.size(); ++i) {
    const std::string key = path + "[" + std::to_string(i) + "]";
    if (auto found = compare(key, &x.items[i], &y.items[i])) return found;
  }
  return std::nullopt;
}

/// A null pointer: the key is not given.
std::optional<Difference> compare(const std::string& path, const Node* x, const Node* y) {
  if (std::find(ignored.begin(), ignored.end(), path) != ignored.end()) return std::nullopt;
  const Difference here{path, text_of(x), text_of(y)};
  if (x == nullptr || y == nullptr || x->kind != y->kind || x->items.size() != y->items.size())
    return here;
  if (x->kind == Node::Kind::map) return compare_maps(path, *x, *y);
  if (x->kind == Node::Kind::list) return compare_lists(path, *x, *y);
  return x->text == y->text ? std::nullopt : std::optional(here);
}

}  // namespace

std::optional<Difference> first_difference(const std::string& first, const std::string& second) {
  const Node x = parse_yaml(first, "first"), y = parse_yaml(second, "second");
  return compare("", &x, &y);
}

}  // namespace kbragg::config
