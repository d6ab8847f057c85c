// SPDX-License-Identifier: BSD-3-Clause
// Expected photons beside counts are stored on request, and who reads them says when they are not.
#include <gtest/gtest.h>

#include "images.hpp"
#include "inputs.hpp"

namespace kbragg::app_test {
namespace {

const char* const photons = "/entry/kbragg/expected/photons";
const std::vector<std::string> without{"--set", "output.expected=false"};

bool has(const std::string& text, const std::string& words) {
  return text.find(words) != std::string::npos;
}

class Expected : public testing::Test {
 protected:
  void SetUp() override { prepare_run(m_directory, rich_run_text()); }
  void expect_failure(const std::vector<std::string>& arguments, int code,
                      const std::string& words) const {
    const auto before = m_directory.names();
    const Outcome outcome = run_program(arguments, m_directory.path());
    EXPECT_EQ(outcome.code, code);
    EXPECT_TRUE(has(outcome.err, words)) << outcome.err;
    EXPECT_EQ(m_directory.names(), before);
  }
  Directory m_directory;
};

TEST_F(Expected, AreStoredOnlyWhenAskedFor) {
  const Images both = run_images(m_directory, "both.h5");
  const Images counts = run_images(m_directory, "counts.h5", without);
  EXPECT_TRUE(storage_of(m_directory.file("both.h5"), photons).exists);
  EXPECT_FALSE(storage_of(m_directory.file("counts.h5"), photons).exists);
  EXPECT_EQ(counts.data, both.data);
  EXPECT_EQ(counts.photons, both.data);  // what stands for the image
  EXPECT_NE(both.photons, both.data);
}

TEST_F(Expected, AreTheImagesWithoutNoise) {
  prepare_run(m_directory, rich_run_text({{"noise:\n  kind: poisson\n  seed: 11\n", ""}}));
  const Images with = run_images(m_directory, "with.h5");
  const Images same = run_images(m_directory, "without.h5", without);
  EXPECT_TRUE(storage_of(m_directory.file("without.h5"), photons).is_float);
  EXPECT_TRUE(same_pixels(with, same));
}

// They are summed up all the same.
TEST_F(Expected, AreReportedInAnyCase) {
  const std::string both = run_program({"run", "run.yaml"}, m_directory.path()).out;
  std::vector<std::string> arguments{"run", "run.yaml"};
  arguments.insert(arguments.end(), without.begin(), without.end());
  const std::string counts = run_program(arguments, m_directory.path()).out;
  const auto line = [](const std::string& text) {
    const std::size_t begin = text.find("expected photons: ");
    return begin == std::string::npos ? "none" : text.substr(begin, text.find('\n', begin) - begin);
  };
  EXPECT_EQ(line(counts), line(both));
  EXPECT_TRUE(has(line(both), "in the brightest pixel"));
}

TEST_F(Expected, AreMissedByThePreviewThatShowsThem) {
  run_images(m_directory, "counts.h5", without);
  expect_failure({"preview", "counts.h5", "--expected"}, 1, "output.expected: true");
  EXPECT_EQ(run_program({"preview", "counts.h5"}, m_directory.path()).code, 0);
}

TEST_F(Expected, AreNotComparedWithCounts) {
  run_images(m_directory, "both.h5");
  run_images(m_directory, "counts.h5", without);
  for (const bool first : {true, false})
    expect_failure({"compare", first ? "both.h5" : "counts.h5", first ? "counts.h5" : "both.h5"}, 5,
                   "both.h5 holds expected photons, but counts.h5 does not");
  const std::vector<std::string> alike{"--max-rel-error", "0"};
  for (std::vector<std::string> pair :
       {std::vector<std::string>{"compare", "counts.h5", "counts.h5"},
        std::vector<std::string>{"compare", "both.h5:/entry/data/data", "counts.h5"}}) {
    pair.insert(pair.end(), alike.begin(), alike.end());
    const Outcome outcome = run_program(pair, m_directory.path());
    EXPECT_EQ(outcome.code, 0) << outcome.err;
  }
}

}  // namespace
}  // namespace kbragg::app_test
