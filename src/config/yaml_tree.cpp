// SPDX-License-Identifier: BSD-3-Clause
// The only user of yaml-cpp: builds the tree of nodes from its parser's events, which, unlike its
// own nodes, keep duplicate keys and the place of every key.
#include "config/yaml_tree.hpp"

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/mark.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <map>
#include <memory>
#include <optional>
#include <sstream>
#include <utility>

#include "base/error.hpp"

namespace kbragg::config {

namespace {

// Far above any run file, and low enough that no input exhausts memory or the stack (aliases of
// aliases grow exponentially).
constexpr std::size_t most_nodes = 2000000;
constexpr std::size_t deepest = 32;
constexpr std::size_t most_keys = 1000;

class Positions {
 public:
  Positions(const std::string& text, const std::string& origin)
      : m_text(text), m_origin(std::make_shared<const std::string>(origin)), m_lines{0} {
    for (std::size_t i = 0; i < text.size(); ++i)
      if (text[i] == '\n') m_lines.push_back(i + 1);
  }

  // yaml-cpp counts bytes from 0, editors count characters from 1.
  Place place(const YAML::Mark& mark) const {
    if (mark.is_null()) return {m_origin, 1, 1};
    const auto line = static_cast<std::size_t>(std::max(mark.line, 0));
    int column = 1;
    if (line < m_lines.size()) {
      const std::size_t begin = m_lines[line];
      const std::size_t end =
          std::min(m_text.size(), begin + static_cast<std::size_t>(std::max(mark.column, 0)));
      for (std::size_t i = begin; i < end; ++i)
        if ((static_cast<unsigned char>(m_text[i]) & 0xc0) != 0x80) ++column;
    }
    return {m_origin, static_cast<int>(line) + 1, column};
  }

  Place place_of_byte(std::size_t byte) const {
    const auto next = std::upper_bound(m_lines.begin(), m_lines.end(), byte);
    YAML::Mark mark;
    mark.line = static_cast<int>(next - m_lines.begin()) - 1;
    mark.column = static_cast<int>(byte - m_lines[static_cast<std::size_t>(mark.line)]);
    return place(mark);
  }

  // Byte of the first tab that indents a line, up to and including `last_line` (from 1).
  std::optional<std::size_t> indenting_tab(int last_line) const {
    for (std::size_t line = 0; line < m_lines.size() && static_cast<int>(line) < last_line; ++line)
      for (std::size_t i = m_lines[line]; i < m_text.size(); ++i) {
        if (m_text[i] == '\t') return i;
        if (m_text[i] != ' ') break;
      }
    return std::nullopt;
  }

 private:
  const std::string& m_text;
  std::shared_ptr<const std::string> m_origin;
  std::vector<std::size_t> m_lines;  // byte at which each line begins
};

class TreeBuilder final : public YAML::EventHandler {
 public:
  explicit TreeBuilder(const Positions& positions) : m_positions(positions) {}

  Node take() { return std::move(m_root); }

  void OnDocumentStart(const YAML::Mark&) override {}
  void OnDocumentEnd() override {}

  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    Node node;
    node.place = m_positions.place(mark);
    remember(anchor, node, 1, 0);
    add(std::move(node), 0);
  }

  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override {
    Node node;
    node.kind = Node::Kind::scalar;
    node.place = m_positions.place(mark);
    check_tag(tag, node.place);
    node.quoted = tag == "!" || tag == "tag:yaml.org,2002:str";
    node.text = value;
    remember(anchor, node, 1, 0);
    add(std::move(node), 0);
  }

  void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    const Place place = m_positions.place(mark);
    const auto it = m_anchors.find(anchor);
    if (it == m_anchors.end()) fail(at(place, "") + ": this alias stands inside its own anchor");
    count(it->second.size, place);
    Node node = it->second.node;
    node.place = place;
    add(std::move(node), it->second.height);
  }

  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value) override {
    open(Node::Kind::list, mark, tag, anchor);
  }
  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value) override {
    open(Node::Kind::map, mark, tag, anchor);
  }
  void OnSequenceEnd() override { close(); }
  void OnMapEnd() override { close(); }

 private:
  struct Level {
    Node node;
    YAML::anchor_t anchor = 0;
    std::size_t first_count = 0;  // m_count when it was opened
    std::size_t height = 1;       // levels of lists and maps, this one included
    bool has_key = false;
    std::string key;
    Place key_place;
  };
  struct Anchored {
    Node node;
    std::size_t size = 1;  // nodes in it
    std::size_t height = 0;
  };

  void check_tag(const std::string& tag, const Place& place) const {
    if (tag.empty() || tag == "?" || tag == "!" || tag.starts_with("tag:yaml.org,2002:")) return;
    fail(at(place, "") + ": found the tag " + quoted(tag) + ", tags are not allowed");
  }

  void count(std::size_t nodes, const Place& place) {
    m_count += nodes;
    if (m_count > most_nodes)
      fail(at(place, "") + ": more than " + std::to_string(most_nodes) +
           " values, long lists belong into a file of their own (beam.source_file)");
  }

  void remember(YAML::anchor_t anchor, const Node& node, std::size_t size, std::size_t height) {
    if (anchor != 0) m_anchors[anchor] = {node, size, height};
  }

  void open(Node::Kind kind, const YAML::Mark& mark, const std::string& tag,
            YAML::anchor_t anchor) {
    Level level;
    level.node.kind = kind;
    level.node.place = m_positions.place(mark);
    level.anchor = anchor;
    level.first_count = m_count;
    check_tag(tag, level.node.place);
    if (m_levels.size() >= deepest) too_deep(level.node.place);
    m_levels.push_back(std::move(level));
  }

  [[noreturn]] void too_deep(const Place& place) const {
    fail(at(place, "") + ": nested deeper than " + std::to_string(deepest) + " levels");
  }

  void close() {
    Level level = std::move(m_levels.back());
    m_levels.pop_back();
    remember(level.anchor, level.node, m_count - level.first_count + 1, level.height);
    add(std::move(level.node), level.height);
  }

  void add(Node node, std::size_t height) {
    count(1, node.place);
    if (m_levels.empty()) {
      m_root = std::move(node);
      return;
    }
    Level& level = m_levels.back();
    if (m_levels.size() + height > deepest) too_deep(node.place);
    level.height = std::max(level.height, height + 1);
    if (level.node.kind == Node::Kind::list) {
      level.node.items.push_back(std::move(node));
    } else if (!level.has_key) {
      set_key(level, node);
    } else {
      // An empty value has no text of its own: its place is where the parser noticed.
      if (node.kind == Node::Kind::null) node.place = level.key_place;
      level.node.members.push_back({level.key, level.key_place, std::move(node)});
      level.has_key = false;
    }
  }

  void set_key(Level& level, const Node& node) {
    if (node.kind != Node::Kind::scalar)
      fail(at(node.place, "") + ": found " + found(node) + " as a key, a key is a name");
    if (const Member* first = level.node.find(node.text))
      fail(at(node.place, "") + ": the key " + quoted(node.text) + " is given twice, first at " +
           first->place.text());
    if (level.node.members.size() >= most_keys)
      fail(at(node.place, "") + ": more than " + std::to_string(most_keys) +
           " keys in one section");
    level.has_key = true;
    level.key = node.text;
    level.key_place = node.place;
  }

  const Positions& m_positions;
  std::vector<Level> m_levels;
  std::map<YAML::anchor_t, Anchored> m_anchors;
  std::size_t m_count = 0;
  Node m_root;
};

class SecondDocument final : public YAML::EventHandler {
 public:
  explicit SecondDocument(const Positions& positions) : m_positions(positions) {}
  void OnDocumentStart(const YAML::Mark& mark) override {
    fail(at(m_positions.place(mark), "") +
         ": a second YAML document begins here, a run file holds one");
  }
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark&, YAML::anchor_t) override {}
  void OnAlias(const YAML::Mark&, YAML::anchor_t) override {}
  void OnScalar(const YAML::Mark&, const std::string&, YAML::anchor_t,
                const std::string&) override {}
  void OnSequenceStart(const YAML::Mark&, const std::string&, YAML::anchor_t,
                       YAML::EmitterStyle::value) override {}
  void OnSequenceEnd() override {}
  void OnMapStart(const YAML::Mark&, const std::string&, YAML::anchor_t,
                  YAML::EmitterStyle::value) override {}
  void OnMapEnd() override {}

 private:
  const Positions& m_positions;
};

// Length of the UTF-8 character at byte i, or 0 if there is none (or a NUL byte).
std::size_t character_length(const std::string& text, std::size_t i) {
  const auto lead = static_cast<unsigned char>(text[i]);
  if (lead != 0 && lead < 0x80) return 1;
  const std::size_t length = lead >= 0xf0 && lead < 0xf5   ? 4
                             : lead >= 0xe0 && lead < 0xf0 ? 3
                             : lead >= 0xc2 && lead < 0xe0 ? 2
                                                           : 0;
  if (length == 0 || i + length > text.size()) return 0;
  for (std::size_t k = 1; k < length; ++k)
    if ((static_cast<unsigned char>(text[i + k]) & 0xc0) != 0x80) return 0;
  return length;
}

void check_text(const std::string& text, const std::string& origin, const Positions& positions) {
  if (text.size() > longest_file)
    fail(origin + ": longer than " + std::to_string(longest_file >> 20) +
         " MiB, which no run file is");
  for (std::size_t i = 0; i < text.size();) {
    const std::size_t length = character_length(text, i);
    if (length == 0)
      fail(at(positions.place_of_byte(i), "") +
           ": found a byte that is not UTF-8 text, expected a run file in YAML");
    i += length;
  }
}

}  // namespace

Node parse_yaml(const std::string& file_text, const std::string& origin) {
  const std::string text = file_text.starts_with("\xef\xbb\xbf") ? file_text.substr(3) : file_text;
  const Positions positions(text, origin);
  check_text(text, origin, positions);
  try {
    std::istringstream stream(text);
    YAML::Parser parser(stream);
    TreeBuilder builder(positions);
    if (!parser.HandleNextDocument(builder)) return {};
    SecondDocument second(positions);
    parser.HandleNextDocument(second);
    return builder.take();
  } catch (const YAML::Exception& e) {
    const Place place = positions.place(e.mark);
    if (const auto tab = positions.indenting_tab(place.line))
      fail(at(positions.place_of_byte(*tab), "") +
           ": found a tab in the indentation, YAML allows only spaces there");
    fail(at(place, "") + ": not valid YAML: " + e.msg +
         ", check the indentation, colons, quotes and brackets up to here");
  }
}

}  // namespace kbragg::config
