// SPDX-License-Identifier: BSD-3-Clause
// Tables of mistakes in a run file and of what is said about them.
#ifndef KBRAGG_TESTS_CONFIG_BAD_INPUT_HPP
#define KBRAGG_TESTS_CONFIG_BAD_INPUT_HPP

#include "support.hpp"

namespace kbragg::test {

struct Row {
  std::string_view piece;  // of the minimal run file
  std::string_view by;     // what stands there instead
  std::string_view place;  // line:column
  std::string_view path;
  std::vector<std::string_view> words;
};

inline void expect_sentence(const std::string& message, const std::string& begin,
                            const std::vector<std::string_view>& words) {
  EXPECT_TRUE(message.starts_with(begin)) << message << "\n  does not begin with " << begin;
  for (const std::string_view word : words)
    EXPECT_NE(message.find(word), std::string::npos) << message << "\n  lacks " << word;
  EXPECT_EQ(message.find('\n'), std::string::npos) << message;
  EXPECT_LT(message.size(), 600u) << message;
}

inline void check(const std::vector<Row>& rows) {
  for (const Row& row : rows) {
    SCOPED_TRACE(std::string(row.by));
    const std::string path = row.path.empty() ? "" : std::string(row.path) + ": ";
    expect_sentence(refusal(minimal_with(row.piece, row.by)),
                    "run.yaml:" + std::string(row.place) + ": " + path, row.words);
  }
}

}  // namespace kbragg::test

#endif
