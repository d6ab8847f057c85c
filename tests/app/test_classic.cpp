// SPDX-License-Identifier: BSD-3-Clause
// kbragg classic: warnings, errors, files and what is left behind. Its images are the subject of
// tests/checks and tests/parity.
#include <gtest/gtest.h>

#include <filesystem>
#include <regex>
#include <sstream>

#include "directory.hpp"
#include "images.hpp"
#include "program.hpp"

namespace kbragg::app_test {
namespace {

constexpr int failed = 9;

class Classic : public testing::Test {
 protected:
  Outcome run(const std::string& flags) const {
    std::vector<std::string> arguments{"classic"};
    std::istringstream stream(base + flags);
    for (std::string word; stream >> word;) arguments.push_back(word);
    return run_program(arguments, m_directory.path());
  }
  /// Runs and expects one sentence with `words`, exit code 9 and no new file.
  void refuse(const std::string& flags, const std::string& words) const {
    const auto before = m_directory.names();
    const Outcome outcome = run(flags);
    EXPECT_EQ(outcome.code, failed) << flags;
    EXPECT_NE(outcome.err.find(words), std::string::npos) << flags << "\n" << outcome.err;
    EXPECT_EQ(m_directory.names(), before) << flags;
  }
  /// Runs to the end and returns standard output and error.
  Outcome succeed(const std::string& flags) const {
    Outcome outcome = run(flags);
    EXPECT_EQ(outcome.code, 0) << flags << "\n" << outcome.err;
    return outcome;
  }

  std::string base =
      "-cell 50 60 70 -default_F 100 -N 5 -detpixels 8 -distance 100 -oversample 1 --threads 1 ";
  Directory m_directory;
};

TEST_F(Classic, WritesItsFilesAndSaysSo) {
  const Outcome outcome = succeed("-seed 3 -oversample 2 -hdf5 o.h5");
  for (const char* name :
       {"floatimage.bin", "intimage.img", "image.pgm", "noiseimage.img", "o.h5"}) {
    EXPECT_TRUE(m_directory.has(name)) << name;
    EXPECT_NE(outcome.out.find(std::string("wrote ") + name), std::string::npos) << name;
  }
  EXPECT_EQ(outcome.err, "");
}

TEST_F(Classic, DiscardedFilesAreNotWritten) {
  const auto before = m_directory.names();
  succeed(
      "-floatfile /dev/null -intfile /dev/null -pgmfile /dev/null -noisefile /dev/null "
      "-hdf5 /dev/null");
  EXPECT_EQ(m_directory.names(), before);
}

TEST_F(Classic, SeedsOfTheClockArePrinted) {
  std::smatch found;
  const std::string first = succeed("").out;
  ASSERT_TRUE(std::regex_search(first, found, std::regex("# noise seed (\\d+)")));
  const std::string noise = m_directory.read("noiseimage.img");
  succeed("-seed " + found[1].str());
  EXPECT_EQ(m_directory.read("noiseimage.img"), noise);
  const std::string random = succeed("-misset random -nonoise").out;
  EXPECT_TRUE(std::regex_search(random, std::regex("# misset seed \\d+")));
}

TEST_F(Classic, WarnsOfWhatNanoBraggPassesOver) {
  for (const char* flags : {"-detectorabs 3", "-oversample_thick 0", "-h", "-osc", "-N five"}) {
    const Outcome outcome = succeed(std::string("-nonoise ") + flags);
    EXPECT_NE(outcome.err.find("warning"), std::string::npos) << flags;
  }
}

TEST_F(Classic, AnOutputThatCannotBeWrittenLeavesNothing) {
  std::filesystem::create_directory(m_directory.file("sub"));
  refuse("-intfile sub", "sub: it is a directory");
  refuse("-noisefile nowhere/a.img", "nowhere does not exist");
  refuse("-hdf5 nowhere/a.h5", "nowhere does not exist");
}

TEST_F(Classic, OutputsReplaceNoInputs) {
  succeed("-intfile header.img -nonoise -nopgm");
  m_directory.write("ice.stol", "0.1 2\n0.2 3\n");
  m_directory.write("list.hkl", "0 0 1 5\n1 0 0 7\n");
  refuse("-img header.img -intfile header.img", "header.img is an input");
  refuse("-mask header.img -noisefile ./header.img", "header.img is an input");
  refuse("-stol ice.stol -floatfile ice.stol", "ice.stol is an input");
  refuse("-hkl list.hkl -dump list.hkl", "list.hkl is an input");
  refuse("-floatfile a -intfile a", "a is the name of two output files");
}

TEST_F(Classic, PixelsBeyondSinglePrecisionAreAnError) {
  refuse("-fluence 1e70", "beyond the range of single precision");
}

TEST_F(Classic, DiskFullLeavesNothing) {
  const auto before = m_directory.names();
  Spawn spawn;
  spawn.arguments = {"classic", "-cell",      "50",  "60",          "70", "-default_F", "100", "-N",
                     "5",       "-detpixels", "200", "-oversample", "1",  "-seed",      "3"};
  spawn.directory = m_directory.path();
  spawn.file_size_limit = 100000;  // less than one image
  const Outcome outcome = run_program(spawn);
  EXPECT_EQ(outcome.code, failed);
  EXPECT_NE(outcome.err.find("cannot write"), std::string::npos) << outcome.err;
  EXPECT_EQ(m_directory.names(), before);
}

TEST_F(Classic, AxisThatIsNoUnitVectorGoesToHdf5AndBack) {
  const std::string flags =
      "-fdet_vector 0 0 1 -sdet_vector 0 -1 0 -twotheta_axis 0.6 0.1 0.9 -twotheta 10 -nonoise ";
  succeed(flags + "-hdf5 o.h5");
  const Outcome yaml = succeed(flags + "--emit-yaml");
  std::filesystem::create_directory(m_directory.file("other"));
  m_directory.write("other/run.yaml", yaml.out);
  const Outcome again = run_program({"run", "other/run.yaml", "-o", "again.h5", "--threads", "1"},
                                    m_directory.path());
  ASSERT_EQ(again.code, 0) << again.err;
  EXPECT_TRUE(same_pixels(read_images(m_directory.file("o.h5")),
                          read_images(m_directory.file("again.h5"))));
}

TEST_F(Classic, InterpolationThatEndsIsTold) {
  std::string list;
  for (int h = -3; h <= 3; ++h)
    for (int k = -3; k <= 3; ++k)
      for (int l = -3; l <= 3; ++l)
        list += std::to_string(h) + " " + std::to_string(k) + " " + std::to_string(l) + " " +
                std::to_string(100 + 10 * h + k) + "\n";
  m_directory.write("list.hkl", list);
  const std::string flags = "-hkl list.hkl -interpolate -pixel 10 -nonoise ";
  EXPECT_NE(succeed(flags).err.find("interpolation ended at pixel"), std::string::npos);
  // Behind that pixel the nearest reflection counts, a whole number here.
  const std::string last = succeed(flags + "-printout_pixel 7 7").out;
  std::smatch found;
  ASSERT_TRUE(std::regex_search(last, found, std::regex("F_cell (\\S+),")));
  EXPECT_EQ(found[1].str().find('.'), std::string::npos) << found[1];
  m_directory.write("run.yaml", succeed(flags + "--emit-yaml").out);
  const Outcome run = run_program({"run", "run.yaml", "-o", "o.h5"}, m_directory.path());
  EXPECT_NE(run.out.find("interpolation ended at pixel"), std::string::npos) << run.out;
}

TEST_F(Classic, EmitYamlNamesAnOutputAndRunsNothing) {
  const auto before = m_directory.names();
  const Outcome outcome = succeed("--emit-yaml -floatfile /dev/null");
  EXPECT_NE(outcome.out.find("file: floatimage.h5"), std::string::npos);
  EXPECT_EQ(m_directory.names(), before);
}

TEST_F(Classic, FullStandardOutputIsAnError) {
  Spawn spawn;
  spawn.arguments = {"classic", "-cell", "50", "-default_F", "1", "-detpixels", "4", "-nonoise"};
  spawn.directory = m_directory.path();
  spawn.standard_output = "/dev/full";
  EXPECT_EQ(run_program(spawn).code, failed);
}

}  // namespace
}  // namespace kbragg::app_test
