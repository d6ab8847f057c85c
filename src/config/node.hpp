// SPDX-License-Identifier: BSD-3-Clause
// A parsed YAML document as plain data, every value with the place where it stands.
#ifndef KBRAGG_CONFIG_NODE_HPP
#define KBRAGG_CONFIG_NODE_HPP

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace kbragg::config {

/// A position in a file, or a `--set` of the command line (line 0).
struct Place {
  std::shared_ptr<const std::string> origin;  ///< file name, or "--set key.path"
  int line = 0;                               ///< from 1
  int column = 0;                             ///< in characters, from 1

  /// "run.yaml:12:13" or "--set key.path".
  std::string text() const;
};

struct Member;

struct Node {
  enum class Kind { null, scalar, list, map };
  Kind kind = Kind::null;
  bool quoted = false;  ///< a scalar in quotes is text, never a number or a truth value
  std::string text;     ///< of a scalar
  std::vector<Node> items;
  std::vector<Member> members;
  Place place;

  const Member* find(std::string_view name) const;
  Member* find(std::string_view name);
};

struct Member {
  std::string name;
  Place place;  ///< of the key
  Node value;
};

/// "PLACE: key.path", without the path where the place already names it.
std::string at(const Place& place, std::string_view path);

/// `path.name`, or `name` at the top.
std::string join(std::string_view path, std::string_view name);

/// Text of the user fit for a message: in quotes, without control characters, not too long.
std::string quoted(std::string_view text);

/// What stands at a node, for a message: "'250 mm'", "a list of 2 values", "a section".
std::string found(const Node& node);

/// "a, b or c".
std::string enumerate(const std::vector<std::string>& words, std::string_view last = "or");

}  // namespace kbragg::config

#endif
