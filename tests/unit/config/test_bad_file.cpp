// SPDX-License-Identifier: BSD-3-Clause
// Files that are not a run file at all: no YAML, absurd sizes, not readable.
#include "bad_input.hpp"

namespace kbragg::test {
namespace {

TEST(BadFile, NotYaml) {
  check({
      {"{a: 79 A, b: 79 A, c: 38 A}", "{a: 79 A", "6:8", "", {"not valid YAML"}},
      {"  wavelength", "\twavelength", "3:1", "", {"found a tab in the indentation", "spaces"}},
      {"crystal:", "beam:", "4:1", "", {"the key 'beam' is given twice", "run.yaml:2:1"}},
      {"38 A", "38 A, a: 1 A", "5:37", "", {"the key 'a' is given twice", "run.yaml:5:10"}},
      {"detector:", "---\ndetector:", "9:1", "", {"a second YAML document"}},
      {"1 A", "!include other.yaml", "3:15", "", {"the tag '!include'"}},
      {"1 A", "*edge", "3:15", "", {"not valid YAML", "anchor"}},
      {"{a: 79 A, b: 79 A, c: 38 A}", "&c {a: *c}", "5:16", "", {"inside its own anchor"}},
      {"  wavelength: 1 A", "  ? [a]\n  : 1 A", "3:5", "", {"found a list of 1 value as a key"}},
      {"1 A", "1 \xff", "3:17", "", {"not UTF-8"}},
      {"1 A", std::string_view("1 \0A", 4), "3:17", "", {"not UTF-8"}},
  });
}

TEST(BadFile, WholeFiles) {
  const std::string_view empty[] = {"", "\n\n", "# only a comment\n", "---\n", "null\n"};
  for (const std::string_view text : empty)
    expect_sentence(refusal(std::string(text)), "run.yaml: the run file is empty", {});
  expect_sentence(refusal("- a\n- b\n"), "run.yaml:1:1: found a list of 2 values",
                  {"sections schema, beam"});
  expect_sentence(refusal("schema:1\n"), "run.yaml:1:1: found 'schema:1'", {});
}

TEST(BadFile, AbsurdSizes) {
  const auto repeated = [](std::string_view piece, int times) {
    std::string text;
    for (int i = 0; i < times; ++i) text += piece;
    return text;
  };
  const std::string brackets = repeated("[", 100000);
  const std::string braces = repeated("{a: ", 100000);
  const std::string long_text = std::string(100000, '9');
  expect_sentence(refusal(brackets), "run.yaml:1:", {"nested deeper than 32 levels"});
  expect_sentence(refusal(braces), "run.yaml:1:1", {"nested deeper"});
  expect_sentence(refusal(minimal_with("512", long_text)), "run.yaml:10:12: detector.pixels.0",
                  {"a text of 100000 characters"});
  expect_sentence(refusal("\"" + std::string(900, '9') + "\": 1\n"), "run.yaml:1:1: 99",
                  {"unknown key"});
  expect_sentence(refusal("a: " + std::string(std::size_t{17} << 20, 'x')),
                  "run.yaml: longer than 16 MiB", {});
  std::string keys;
  for (int i = 0; i < 2000; ++i) keys += "k" + std::to_string(i) + ": 1\n";
  expect_sentence(refusal(keys), "run.yaml:1001:1: more than 1000 keys", {});
  // Ten million values from nine lines, each a list of ten aliases of the line before.
  std::string bomb = "k0: &a0 [1,1,1,1,1,1,1,1,1,1]\n";
  for (int i = 1; i < 9; ++i) {
    const std::string before = "*a" + std::to_string(i - 1);
    bomb += "k" + std::to_string(i) + ": &a" + std::to_string(i) + " [" +
            repeated(before + " ,", 9) + before + "]\n";
  }
  expect_sentence(refusal(bomb), "run.yaml:", {"more than 2000000 values"});
}

TEST(BadFile, ControlCharactersDoNotReachTheTerminal) {
  const std::string message = refusal(minimal_with("1 A", "\"\\x1b[31m\\n1 A\""));
  expect_sentence(message, "run.yaml:3:15: beam.wavelength: found '?[31m?1 A'", {});
  expect_sentence(refusal(minimal_with("  pixels", "  mask_file: \"a\\x07\"\n  pixels")),
                  "run.yaml:10:14: detector.mask_file", {"control character"});
}

std::string file_refusal(const std::string& path) {
  try {
    config::read_run_file(path);
  } catch (const Error& error) {
    return error.what();
  }
  return "";
}

TEST(BadFile, Files) {
  const std::string directory = ::testing::TempDir();
  expect_sentence(file_refusal(directory), directory + ": is a directory", {"run file"});
  expect_sentence(file_refusal(directory + "no_such_kbragg.yaml"),
                  directory + "no_such_kbragg.yaml: the run file cannot be opened", {"No such"});
  expect_sentence(file_refusal(""), "'': the run file cannot be opened", {});
}

}  // namespace
}  // namespace kbragg::test
