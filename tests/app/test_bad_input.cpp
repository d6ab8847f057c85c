// SPDX-License-Identifier: BSD-3-Clause
// Every wrong input ends with one sentence that helps, a non-zero exit code, and nothing left.
#include <algorithm>

#include "bad_input.hpp"
#include "program.hpp"

namespace kbragg::app_test {

TEST_P(BadInputs, EndWithOneSentence) {
  const BadInput& input = GetParam();
  const Directory directory;
  directory.write("run.yaml", run_text(input.edits));
  input.prepare(directory);
  const auto before = directory.names();

  Spawn spawn;
  spawn.arguments = input.arguments;
  spawn.directory = directory.path();
  spawn.address_limit = input.address_limit;
  spawn.timeout = 10;
  const Outcome outcome = run_program(spawn);

  EXPECT_FALSE(outcome.timed_out);
  EXPECT_EQ(outcome.signal, 0);
  EXPECT_EQ(outcome.code, 1);
  EXPECT_EQ(outcome.out, "");
  EXPECT_EQ(outcome.err.rfind("kbragg: ", 0), 0u) << outcome.err;
  EXPECT_EQ(std::count(outcome.err.begin(), outcome.err.end(), '\n'), 1) << outcome.err;
  for (const std::string& word : input.words)
    EXPECT_NE(outcome.err.find(word), std::string::npos)
        << "'" << word << "' is missing in: " << outcome.err;
  EXPECT_EQ(directory.names(), before) << "files were left or taken away";
  RecordProperty("sentence", outcome.err);
}

}  // namespace kbragg::app_test
