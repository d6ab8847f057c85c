// SPDX-License-Identifier: BSD-3-Clause
// The commands other than run and compare: show, schema, info, preview, and help.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "images.hpp"
#include "inputs.hpp"

namespace kbragg::app_test {
namespace {

Outcome run_here(const std::vector<std::string>& arguments) {
  const Directory directory;
  return run_program(arguments, directory.path());
}

/// What a command that succeeds prints; nothing on stderr.
std::string said(const std::vector<std::string>& arguments, const Directory& directory) {
  const Outcome outcome = run_program(arguments, directory.path());
  EXPECT_EQ(outcome.code, 0) << outcome.err;
  EXPECT_EQ(outcome.err, "");
  return outcome.out;
}

TEST(Show, IsARunFileThatShowsTheSame) {
  const Directory directory;
  prepare_run(directory, rich_run_text());
  const std::string shown = said({"show", "run.yaml"}, directory);
  directory.write("shown.yaml", shown);
  EXPECT_EQ(said({"show", "shown.yaml"}, directory), shown);
  const Images first = run_images(directory, "first.h5");
  said({"run", "shown.yaml", "-o", "second.h5"}, directory);
  EXPECT_TRUE(same_pixels(first, read_images(directory.file("second.h5"))));
}

TEST(Show, IsWhatTheFileStores) {
  const Directory directory;
  prepare_run(directory, rich_run_text());
  run_images(directory, "out.h5");
  const std::string stored = io::read_stored_config(directory.file("out.h5"));
  EXPECT_EQ(said({"show", "run.yaml"}, directory).substr(0, stored.size()), stored);
}

TEST(Show, TellsWhatFollows) {
  const Directory directory;
  prepare_run(directory, run_text());
  const std::string shown = said({"show", "run.yaml"}, directory);
  for (const char* words :
       {"pix0 (100, ", "A matrix", "structure factors", "wavelength 1 A",
        "1.28 k pixel-steps each in double precision", "of memory", "40 x 32 pixels, 1280 active"})
    EXPECT_NE(shown.find(words), std::string::npos) << words << " is missing in\n" << shown;
}

TEST(Show, TakesOverrides) {
  const Directory directory;
  prepare_run(directory, run_text());
  const std::string shown = said({"show", "run.yaml", "--set", "detector.distance=0.2 m", "-o",
                                  "other.h5", "--backend", "serial"},
                                 directory);
  EXPECT_NE(shown.find("distance: 0.2 m\n"), std::string::npos) << shown;
  EXPECT_NE(shown.find("file: other.h5\n"), std::string::npos) << shown;
  EXPECT_FALSE(directory.has("other.h5"));
}

// A run for a larger machine can be looked at on a small one.
TEST(Show, EstimatesMemoryThatIsNotThere) {
  const Directory directory;
  prepare_run(directory, run_text({{"[40, 32]", "[1000000, 1000000]"}}));
  EXPECT_NE(said({"show", "run.yaml"}, directory).find("about 4 TB of memory"), std::string::npos);
}

TEST(Schema, IsJson) {
  const Directory directory;
  const auto schema = nlohmann::json::parse(said({"schema"}, directory));
  EXPECT_TRUE(schema.contains("$schema"));
  EXPECT_TRUE(schema.contains("properties"));
  EXPECT_TRUE(schema["properties"].contains("detector"));
}

TEST(Schema, MarkdownIsTheReferenceInTheDocumentation) {
  const Directory directory;
  const std::string markdown = said({"schema", "--markdown"}, directory);
  EXPECT_NE(markdown.find("detector"), std::string::npos);
  const std::string file = std::string(KBRAGG_SOURCE_DIRECTORY) + "/docs/config.md";
  EXPECT_TRUE(content_of(file) == markdown)
      << "docs/config.md is out of date; make it again: kbragg schema --markdown > docs/config.md";
}

TEST(Info, NamesVersionBackendsAndLibraries) {
  const Directory directory;
  const std::string text = said({"info"}, directory);
  for (const char* words : {"kbragg ", "backends: ", "serial", "Kokkos ", "HDF5 ", "gemmi "})
    EXPECT_NE(text.find(words), std::string::npos) << words << " is missing in\n" << text;
  const std::string version = said({"--version"}, directory);
  EXPECT_EQ(text.rfind("kbragg " + version.substr(0, version.find('\n')), 0), 0u) << version;
}

constexpr const char* all_commands[] = {"run",    "show",    "schema",    "info",
                                        "merge",  "preview", "compare",   "bench",
                                        "parity", "trace",   "trace-diff"};

TEST(Help, OfEachCommandHasExamples) {
  for (const char* command : all_commands) {
    const Outcome outcome = run_here({command, "--help"});
    EXPECT_EQ(outcome.code, 0) << command;
    EXPECT_EQ(outcome.err, "") << command;
    EXPECT_NE(outcome.out.find("Example"), std::string::npos) << command;
    EXPECT_NE(outcome.out.find(std::string("kbragg ") + command), std::string::npos) << command;
  }
  const Outcome all = run_here({"--help"});
  EXPECT_EQ(all.code, 0);
  EXPECT_NE(all.out.find("Exit codes: 0 done"), std::string::npos);
  for (const char* command : all_commands)
    EXPECT_NE(all.out.find(command), std::string::npos) << command;
}

TEST(Help, OfToolsThatGiveEvidenceListsTheirExitCodes) {
  for (const char* command : {"compare", "bench", "parity", "trace", "trace-diff"}) {
    const std::string text = run_here({command, "--help"}).out;
    const std::size_t codes = text.find("Exit codes: 0 ");
    ASSERT_NE(codes, std::string::npos) << command;
    for (const char* code : {"1 wrong command", "3 ", "5 a file"})
      EXPECT_NE(text.find(code, codes), std::string::npos) << command << ": " << code;
  }
}

class Preview : public testing::Test {
 protected:
  void SetUp() override {
    prepare_run(m_directory,
                rich_run_text({{"steps: 3\nsampling", "steps: 3\n  images: 2\nsampling"}}));
    run_images(m_directory, "out.h5");
  }

  /// The picture that `kbragg preview MORE... -o a.png` makes, after a look at its size.
  std::string picture(const std::vector<std::string>& more) {
    std::vector<std::string> arguments{"preview"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    arguments.insert(arguments.end(), {"-o", "a.png"});
    EXPECT_EQ(said(arguments, m_directory), "wrote a.png\n");
    const std::string png = m_directory.read("a.png");
    EXPECT_EQ(png.substr(0, 8), "\x89PNG\r\n\x1a\n");
    EXPECT_EQ(png.substr(16, 8), std::string("\0\0\0\x43\0\0\0\x35", 8)) << "not 67 x 53";
    return png;
  }

  Directory m_directory;
};

TEST_F(Preview, GetsTheNameOfTheFile) {
  EXPECT_EQ(said({"preview", "out.h5"}, m_directory), "wrote out.png\n");
  EXPECT_EQ(m_directory.read("out.png"), picture({"out.h5"}));
}

TEST_F(Preview, ShowsTheImageAskedFor) {
  const std::string counts = picture({"out.h5"});
  EXPECT_EQ(picture({"out.h5:/entry/data/data"}), counts);
  EXPECT_EQ(picture({"out.h5:/entry/data/data:0"}), counts);
  const std::string second = picture({"out.h5", "--image", "1"});
  EXPECT_NE(second, counts);
  EXPECT_EQ(picture({"out.h5:/entry/data/data:1"}), second);
  const std::string expected = picture({"out.h5", "--expected"});
  EXPECT_NE(expected, counts);
  EXPECT_EQ(picture({"out.h5:/entry/kbragg/expected/photons"}), expected);
}

TEST_F(Preview, DrawsAsAskedFor) {
  const std::string plain = picture({"out.h5", "--expected"});
  const std::vector<std::vector<std::string>> all{{"--rings"},          {"--ring", "3"},
                                                  {"--linear"},         {"--beam-center"},
                                                  {"--colors", "gray"}, {"--colors", "heat"}};
  for (std::vector<std::string> options : all) {
    const std::string name = options[0];
    options.insert(options.begin(), {"out.h5", "--expected"});
    EXPECT_NE(picture(options), plain) << name;
  }
  EXPECT_NE(picture({"out.h5", "--expected", "--linear", "--percentile", "60"}),
            picture({"out.h5", "--expected", "--linear", "--percentile", "99"}));
  EXPECT_EQ(picture({"out.h5", "--expected", "--colors", "inverted", "--percentile", "99.9"}),
            plain);
}

}  // namespace
}  // namespace kbragg::app_test
