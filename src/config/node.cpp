// SPDX-License-Identifier: BSD-3-Clause
// Places and values of a YAML document in the words of messages.
#include "config/node.hpp"

#include <algorithm>
#include <cstddef>

namespace kbragg::config {

namespace {

constexpr std::size_t longest_quote = 60;

const Member* find_member(const std::vector<Member>& members, std::string_view name) {
  const auto it = std::find_if(members.begin(), members.end(),
                               [&](const Member& member) { return member.name == name; });
  return it == members.end() ? nullptr : &*it;
}

}  // namespace

std::string Place::text() const {
  std::string name = origin ? *origin : "";
  if (line == 0) return name;
  return name + ":" + std::to_string(line) + ":" + std::to_string(column);
}

const Member* Node::find(std::string_view name) const { return find_member(members, name); }

Member* Node::find(std::string_view name) {
  return const_cast<Member*>(find_member(members, name));
}

std::string at(const Place& place, std::string_view path) {
  std::string location = place.text();
  if (path.empty() || location == "--set " + std::string(path)) return location;
  return location + ": " + std::string(path);
}

std::string join(std::string_view path, std::string_view name) {
  if (path.empty()) return std::string(name);
  return std::string(path) + "." + std::string(name);
}

std::string quoted(std::string_view text) {
  std::string out = "'";
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto c = static_cast<unsigned char>(text[i]);
    // A cut inside a multi-byte character would print garbage, so it waits for the next start.
    if (i >= longest_quote && (c & 0xc0) != 0x80) return out + "...'";
    out += c < 0x20 || c == 0x7f ? '?' : text[i];
  }
  return out + "'";
}

std::string found(const Node& node) {
  switch (node.kind) {
    case Node::Kind::null:
      return "nothing";
    case Node::Kind::scalar:
      return node.text.empty() ? "an empty text" : quoted(node.text);
    case Node::Kind::list:
      if (node.items.empty()) return "an empty list";
      return "a list of " + std::to_string(node.items.size()) +
             (node.items.size() == 1 ? " value" : " values");
    case Node::Kind::map:
      break;
  }
  return "a section (key: value)";
}

std::string enumerate(const std::vector<std::string>& words, std::string_view last) {
  std::string out;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (i > 0) out += i + 1 == words.size() ? " " + std::string(last) + " " : ", ";
    out += words[i];
  }
  return out;
}

}  // namespace kbragg::config
