// SPDX-License-Identifier: BSD-3-Clause
// Files of images computed alone or by ranks, joined to one.
#include <gtest/gtest.h>

#include <memory>
#include <vector>

#include "datasets.hpp"
#include "images.hpp"
#include "inputs.hpp"

namespace kbragg::app_test {
namespace {

constexpr int images = 4;

/// Counts, sub-pixels, mosaic domains; images differ in all that they may.
std::string ensemble_text(const Edit& edit = {}) {
  return rich_run_text(
      {edit,
       {"  misset: [10 deg, 20 deg, 30 deg]\n", ""},
       {"scan:\n  start: 15 deg\n  oscillation: 0.5 deg\n  steps: 3\n",
        "ensemble:\n  images: 4\n  seed: 9\n  cell_scale: 1 %\n  wavelength_jitter: 1 %\n"}});
}

std::string scan_text() {
  return rich_run_text({{"steps: 3\nsampling", "steps: 3\n  images: 4\nsampling"}});
}

/// A directory with whole.h5, and each image alone in a file of its own.
struct Parts {
  explicit Parts(const std::string& text, const std::vector<std::string>& more = {}) {
    prepare_run(directory, text);
    run_images(directory, "out.h5", more);
    for (int k = 0; k < images; ++k) {
      // The same command line in a directory of its own: the run file that is stored is the same.
      folders.push_back(std::make_unique<Directory>());
      prepare_run(*folders.back(), text);
      std::vector<std::string> alone = more;
      alone.insert(alone.end(), {"--image", std::to_string(k)});
      run_images(*folders.back(), "out.h5", alone);
    }
  }
  std::string part(int k) const { return folders[static_cast<std::size_t>(k)]->file("out.h5"); }
  std::string whole() const { return directory.file("out.h5"); }
  Outcome merge(const std::vector<std::string>& files, const char* output = "merged.h5") const {
    std::vector<std::string> words{"merge", "-o", output};
    words.insert(words.end(), files.begin(), files.end());
    return run_program(words, directory.path());
  }
  void expect_refused(const std::vector<std::string>& files,
                      const std::vector<std::string>& words) const {
    const Outcome outcome = merge(files);
    EXPECT_EQ(outcome.code, 1);
    for (const std::string& word : words)
      EXPECT_NE(outcome.err.find(word), std::string::npos) << word << " in " << outcome.err;
    EXPECT_EQ(outcome.err.find('\n'), outcome.err.size() - 1) << outcome.err;
    EXPECT_FALSE(directory.has("merged.h5"));
  }

  Directory directory;
  std::vector<std::unique_ptr<Directory>> folders;
};

void expect_whole(const std::string& text, const std::vector<std::string>& more = {}) {
  const Parts parts(text, more);
  const Outcome outcome = parts.merge({parts.part(2), parts.part(0), parts.part(3), parts.part(1)});
  ASSERT_EQ(outcome.code, 0) << outcome.err;
  EXPECT_NE(outcome.out.find("wrote merged.h5: 4 images of 4 files"), std::string::npos);
  const std::string merged = parts.directory.file("merged.h5");
  EXPECT_EQ(differences(parts.whole(), merged), std::vector<std::string>{});
  EXPECT_NE(differences(parts.part(0), merged), std::vector<std::string>{});
  const char* data = "/entry/data/data";
  EXPECT_EQ(storage_of(merged, data).filters, storage_of(parts.whole(), data).filters);
}

TEST(Merge, JoinsImagesOfAnEnsemble) { expect_whole(ensemble_text()); }

TEST(Merge, JoinsImagesOfAScan) { expect_whole(scan_text()); }

TEST(Merge, JoinsExpectedPhotonsWithoutCompression) {
  expect_whole(ensemble_text({"noise:\n  kind: poisson\n  seed: 11\n", ""}),
               {"--set", "output.compression=none"});
}

TEST(Merge, KeepsACommonWavelengthOneNumber) {
  expect_whole(ensemble_text(), {"--set", "ensemble.wavelength_jitter=0 %"});
}

TEST(Merge, JoinsRangesOfImages) {
  const Directory directory;
  prepare_run(directory, scan_text());
  run_images(directory, "whole.h5");
  run_images(directory, "end.h5", {"--images", "1-3"});
  run_images(directory, "begin.h5", {"--images", "0-0"});
  ASSERT_EQ(run_program({"merge", "-o", "merged.h5", "end.h5", "begin.h5"}, directory.path()).code,
            0);
  EXPECT_EQ(differences(directory.file("whole.h5"), directory.file("merged.h5")),
            std::vector<std::string>{});
  for (const char* range : {"0-4", "2-1", "-1-2", "1", "1-", "1-2-3", "a-b"}) {
    const Outcome outcome = run_program(
        {"run", "run.yaml", "-o", "bad.h5", std::string("--images=") + range}, directory.path());
    EXPECT_EQ(outcome.code, 1) << range;
    EXPECT_EQ(outcome.err,
              std::string("kbragg: --images ") + range + ": must be FIRST-LAST from 0-3\n");
  }
  EXPECT_FALSE(directory.has("bad.h5"));
}

TEST(Merge, RefusesWhatDoesNotBelongTogether) {
  const Parts parts(ensemble_text());
  const Directory other;
  prepare_run(other, ensemble_text());
  run_images(other, "out.h5", {"--image", "3", "--set", "ensemble.seed=10"});
  parts.expect_refused({parts.part(0), parts.part(1), parts.part(2), other.file("out.h5")},
                       {"ensemble.seed is 10, but 9 in", "do not belong together"});
  parts.expect_refused({parts.part(0), parts.part(1), parts.part(2)},
                       {"1 of 4 images are in none of the files: 3;", "--resume"});
  parts.expect_refused({parts.part(0)}, {"3 of 4 images are in none of the files: 1, 2, 3;"});
  parts.expect_refused({parts.part(0), parts.part(1), parts.part(0)}, {"image 0 is in", "once"});
  parts.expect_refused({parts.part(0), parts.directory.file("run.yaml")}, {"not an HDF5 file"});
  parts.expect_refused({parts.part(0), parts.directory.file("none.h5")}, {"none.h5"});
  parts.directory.write("cut.h5", content_of(parts.part(1)).substr(0, 5000));
  parts.expect_refused({parts.part(0), parts.directory.file("cut.h5")}, {"cut.h5"});
}

TEST(Merge, DoesNotWriteOverItsInput) {
  const Parts parts(ensemble_text());
  const Outcome outcome = parts.merge({parts.whole()}, "out.h5");
  EXPECT_EQ(outcome.code, 1);
  EXPECT_NE(outcome.err.find("it is an input"), std::string::npos) << outcome.err;
}

TEST(Merge, OfOneWholeFileIsACopy) {
  const Parts parts(scan_text());
  ASSERT_EQ(parts.merge({parts.whole()}).code, 0);
  EXPECT_EQ(differences(parts.whole(), parts.directory.file("merged.h5")),
            std::vector<std::string>{});
}

}  // namespace
}  // namespace kbragg::app_test
