// SPDX-License-Identifier: BSD-3-Clause
// In what two run files differ.
#ifndef KBRAGG_CONFIG_DIFFERENCE_HPP
#define KBRAGG_CONFIG_DIFFERENCE_HPP

#include <optional>
#include <string>

namespace kbragg::config {

/// A key and what stands there.
struct Difference {
  std::string key_path, first, second;
};

/// The first key that decides about images and differs between two complete run files, as to_yaml()
/// writes them: run.threads, output.file and output.preview do not count.
std::optional<Difference> first_difference(const std::string& first, const std::string& second);

}  // namespace kbragg::config

#endif
