// SPDX-License-Identifier: BSD-3-Clause
// Text of a run file to a tree of nodes.
#ifndef KBRAGG_CONFIG_YAML_TREE_HPP
#define KBRAGG_CONFIG_YAML_TREE_HPP

#include <cstddef>
#include <string>

#include "config/node.hpp"

namespace kbragg::config {

inline constexpr std::size_t longest_file = std::size_t{16} << 20;  ///< bytes

/// Parses one YAML document; a null node if there is none. Throws kbragg::Error, one sentence with
/// line and column, for text that is not YAML, for duplicate keys, several documents, and sizes
/// beyond reason. `origin` stands for the file name.
Node parse_yaml(const std::string& text, const std::string& origin);

}  // namespace kbragg::config

#endif
