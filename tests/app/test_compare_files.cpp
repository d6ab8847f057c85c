// SPDX-License-Identifier: BSD-3-Clause
// Files of kbragg compare: kinds of images, shapes, what it writes, and what cannot be read.
#include <algorithm>

#include "compare_support.hpp"
#include "images.hpp"
#include "inputs.hpp"
#include "io/checksum.hpp"

namespace kbragg::app_test {
namespace {

using Json = nlohmann::json;

bool has(const std::string& text, const std::string& words) {
  return text.find(words) != std::string::npos;
}

/// The same 24 x 16 (fast x slow) pixels in every kind of file.
class CompareKinds : public CompareTest {
 protected:
  void SetUp() override {
    const Pixels pixels = spots(16, 24);
    put("raw.bin", pixels);
    m_directory.write("raw.bin.gz", gzipped(raw_bytes(pixels)));
    m_directory.write("image.img", smv_bytes(pixels, 24, 16));
    const std::vector<int> whole(pixels.begin(), pixels.end());
    write_hdf5(m_directory.file("flat.h5"), "/image", {16, 24}, whole);
    std::vector<int> stack(2 * 16 * 24, 0);
    std::copy(whole.begin(), whole.end(), stack.begin() + 16 * 24);
    write_hdf5(m_directory.file("stack.h5"), "/stack", {2, 16, 24}, stack, true);
  }
};

TEST_F(CompareKinds, AllAreRead) {
  const std::vector<std::pair<std::string, std::string>> kinds{{"raw.bin", "raw float32"},
                                                               {"raw.bin.gz", "raw float32"},
                                                               {"image.img", "SMV"},
                                                               {"flat.h5:/image", "HDF5"},
                                                               {"stack.h5:/stack:1", "HDF5"}};
  for (const auto& [name, kind] : kinds) {
    for (const bool first : {true, false}) {
      const std::string other = "image.img";
      const Json report = this->report(0, {first ? name : other, first ? other : name});
      const Json& input = report["inputs"][first ? "a" : "b"];
      EXPECT_EQ(report["full_frame"]["identical"], true) << name;
      EXPECT_EQ(input["format"], kind);
      EXPECT_EQ(input["fast"], 24);
      EXPECT_EQ(input["slow"], 16);
    }
  }
  EXPECT_EQ(report(0, {"stack.h5:/stack:0", "stack.h5:/stack:1"})["full_frame"]["identical"],
            false);
}

TEST_F(CompareKinds, WhereTheShapeComesFrom) {
  put("square.bin", spots(16, 16));
  const Json from_other = report(0, {"raw.bin", "image.img"});
  EXPECT_EQ(from_other["inputs"]["a"]["shape_from"], "other image");
  EXPECT_EQ(from_other["inputs"]["b"]["shape_from"], "file");
  const Json given = report(0, {"raw.bin", "raw.bin", "--shape", "24", "16"});
  EXPECT_EQ(given["inputs"]["a"]["shape_from"], "option");
  EXPECT_EQ(given["inputs"]["a"]["shape_guessed"], false);
  const Json guessed = report(0, {"square.bin", "square.bin"});
  EXPECT_EQ(guessed["inputs"]["b"]["shape_from"], "guess");
  EXPECT_EQ(guessed["inputs"]["b"]["shape_guessed"], true);
  EXPECT_TRUE(has(run({"square.bin", "square.bin"}).out, "shape guessed: a square"));
  // The option says what the raw file is; the other image is what it is.
  report(4, {"raw.bin", "image.img", "--shape", "16", "24"});
}

TEST_F(CompareKinds, TheReportNamesInputsButNoDirectory) {
  const std::string file = m_directory.file("image.img");
  const Json report = this->report(0, {file, "stack.h5:/stack:1"});
  EXPECT_EQ(report["schema"], Json({{"name", "kbragg.compare"}, {"version", 1}}));
  EXPECT_EQ(report["inputs"]["a"]["file"], "image.img");
  EXPECT_EQ(report["inputs"]["a"]["sha256"], io::sha256_of_file(file));
  EXPECT_EQ(report["inputs"]["b"]["dataset"], "/stack");
  EXPECT_EQ(report["inputs"]["b"]["image"], 1);
  EXPECT_FALSE(has(m_directory.read("report.json"), m_directory.path()));
}

TEST_F(CompareTest, NumbersHave17Digits) {
  put("a.bin", {0.1f, 1, 2, 3});
  put("b.bin", {0.1f, 1, 2, 4});
  report(0, {"a.bin", "b.bin"});
  // The sum of these floats is 6.1000000014901161...
  EXPECT_TRUE(has(m_directory.read("report.json"), "\"sum_a\": 6.1000000014901161,"))
      << m_directory.read("report.json");
}

TEST_F(CompareTest, Pictures) {
  put("a.bin", spots(64, 64));
  put("b.bin", times(spots(64, 64), 2));
  const Outcome outcome = run({"a.bin", "b.bin", "--png", "new"});
  EXPECT_EQ(outcome.code, 0) << outcome.err;
  for (const char* name : {"new/a.png", "new/b.png", "new/diff.png"}) {
    const std::string png = m_directory.read(name);
    EXPECT_EQ(png.substr(0, 8), "\x89PNG\r\n\x1a\n") << name;
    // 64 x 64 pixels of 8 bits, grey
    EXPECT_EQ(png.substr(16, 10), std::string("\0\0\0\x40\0\0\0\x40\x08\0", 10)) << name;
    EXPECT_TRUE(has(outcome.out, std::string("wrote ") + name)) << outcome.out;
  }
  EXPECT_NE(m_directory.read("new/a.png"), m_directory.read("new/b.png"));
  const Json pictures = report(0, {"a.bin", "b.bin", "--png", "new"})["pictures"];
  EXPECT_EQ(pictures["scale"], "linear");
  EXPECT_GT(pictures["white"], 0);
  EXPECT_EQ(pictures["pixels_per_dot"], 1);
}

TEST_F(CompareTest, PicturesOfImagesThatCannotBeJudged) {
  put("a.bin", Pixels(64, 0));
  put("b.bin", Pixels(64, std::numeric_limits<float>::quiet_NaN()));
  report(6, {"a.bin", "b.bin", "--png", "."});
  EXPECT_TRUE(m_directory.has("diff.png"));
}

struct Unusable {
  std::string name;
  std::vector<std::string> arguments, words;
};

/// Code 5: one sentence, no report, nothing left behind.
TEST_F(CompareKinds, UnusableFiles) {
  put("odd.bin", Pixels(24 * 16 - 1, 1));
  m_directory.write("bytes.bin", "12345");
  m_directory.write("empty.bin", "");
  m_directory.write("cut.gz", gzipped(raw_bytes(spots(16, 24))).substr(0, 60));
  m_directory.write("plain.gz", raw_bytes(spots(16, 24)));
  m_directory.write("smv.gz", gzipped(smv_bytes(spots(16, 24), 24, 16)));
  m_directory.write("cut.img", smv_bytes(spots(16, 24), 24, 16).substr(0, 700));
  write_hdf5(m_directory.file("line.h5"), "/line", {24}, std::vector<int>(24, 1));
  const std::vector<Unusable> rows{
      {"missing", {"none.h5", "raw.bin"}, {"none.h5", "does not exist"}},
      {"both_missing", {"none.h5", "nowhere.bin"}, {"none.h5", "nowhere.bin"}},
      {"directory", {".", "raw.bin"}, {"'.'", "directory"}},
      {"short",
       {"raw.bin", "odd.bin", "--shape", "24", "16"},
       {"odd.bin", "383", "24 x 16", "384"}},
      {"short_beside_smv", {"image.img", "odd.bin"}, {"odd.bin", "383", "of image.img", "384"}},
      {"no_square", {"odd.bin", "raw.bin"}, {"odd.bin", "raw.bin", "383", "384", "--shape"}},
      {"no_floats", {"bytes.bin", "image.img"}, {"bytes.bin", "5 bytes"}},
      {"empty", {"empty.bin", "image.img"}, {"empty.bin", "no bytes"}},
      {"cut_gzip", {"cut.gz", "image.img"}, {"cut.gz", "cut off"}},
      {"no_gzip", {"plain.gz", "image.img"}, {"plain.gz", "not packed with gzip"}},
      {"packed_smv", {"smv.gz", "image.img"}, {"smv.gz", "unpacked"}},
      {"cut_smv", {"cut.img", "image.img"}, {"cut.img", "too few"}},
      {"no_dataset", {"flat.h5:/none", "image.img"}, {"flat.h5", "/none"}},
      {"no_default", {"flat.h5", "image.img"}, {"flat.h5", "/entry/data/data"}},
      {"no_image", {"line.h5:/line", "image.img"}, {"/line", "not an image"}},
      {"no_such_image", {"stack.h5:/stack:2", "image.img"}, {"no image 2"}},
      {"dataset_of_raw", {"raw.bin:/image", "image.img"}, {"raw.bin", "not an HDF5 file"}},
      {"json_directory", {"raw.bin", "image.img", "--json", "none/r.json"}, {"none/r.json"}},
      {"json_is_directory", {"raw.bin", "image.img", "--json", "."}, {"directory"}},
      {"png_directory", {"raw.bin", "image.img", "--png", "none/new"}, {"none/new"}},
      {"png_is_file", {"raw.bin", "image.img", "--png", "raw.bin"}, {"raw.bin", "not a directory"}},
  };
  const auto before = m_directory.names();
  for (const Unusable& row : rows) {
    const Outcome outcome = run(row.arguments);
    EXPECT_EQ(outcome.code, 5) << row.name << ": " << outcome.err;
    EXPECT_EQ(outcome.err.rfind("kbragg: compare: ", 0), 0u) << outcome.err;
    EXPECT_EQ(std::count(outcome.err.begin(), outcome.err.end(), '\n'), 1) << outcome.err;
    for (const std::string& word : row.words)
      EXPECT_TRUE(has(outcome.err, word))
          << row.name << ": '" << word << "' is missing in " << outcome.err;
    EXPECT_EQ(m_directory.names(), before) << row.name;
  }
}

/// A file that cannot be written comes before a gate that is not met, and both are told.
TEST_F(CompareTest, UnwritableAndBelowTheGate) {
  put("a.bin", spots(64, 64));
  put("b.bin", spots(64, 64, 1));
  const auto before = m_directory.names();
  const Outcome outcome =
      run({"a.bin", "b.bin", "--min-correlation", "0.99", "--png", "none/p", "--json", "r.json"});
  EXPECT_EQ(outcome.code, 5);
  EXPECT_TRUE(has(outcome.err, "none/p")) << outcome.err;
  EXPECT_TRUE(has(outcome.err, "correlation >= 0.99")) << outcome.err;
  EXPECT_EQ(m_directory.names(), before);
}

TEST_F(CompareTest, ADirectoryMadeForNothingIsRemoved) {
  put("a.bin", spots(256, 256));
  Spawn spawn;
  spawn.arguments = {"compare", "a.bin", "a.bin", "--png", "new"};
  spawn.directory = m_directory.path();
  spawn.file_size_limit = 1024;  // what the OpenMP runtime of clang needs
  const auto before = m_directory.names();
  const Outcome outcome = run_program(spawn);
  EXPECT_EQ(outcome.code, 5) << outcome.err;
  EXPECT_TRUE(has(outcome.err, "new/a.png")) << outcome.err;
  EXPECT_EQ(m_directory.names(), before);
}

/// Too little for the images, for the lists of pixels, and for those of the backend.
TEST_F(CompareTest, NotEnoughMemory) {
  if (with_address_sanitizer()) return;  // it needs the address space itself
  put("a.bin", Pixels(4096 * 4096, 1));
  Spawn spawn;
  spawn.arguments = {"compare", "a.bin", "a.bin", "--backend", "serial", "--json", "r.json"};
  spawn.directory = m_directory.path();
  const auto before = m_directory.names();
  for (const std::uint64_t mebibytes : {300u, 500u, 750u}) {
    spawn.address_limit = mebibytes << 20;
    const Outcome outcome = run_program(spawn);
    EXPECT_EQ(outcome.code, 5) << outcome.err;
    EXPECT_TRUE(has(outcome.err, "not enough memory")) << outcome.err;
    EXPECT_EQ(m_directory.names(), before);
  }
}

TEST_F(CompareTest, AFileOfTheProgramIsItself) {
  prepare_run(m_directory, rich_run_text());
  run_images(m_directory, "out.h5");
  const Json report =
      this->report(0, {"out.h5", "out.h5:/entry/kbragg/expected/photons", "--max-rel-error", "0"});
  EXPECT_EQ(report["inputs"]["a"]["dataset"], "/entry/kbragg/expected/photons");
  EXPECT_EQ(report["full_frame"]["identical"], true);
}

}  // namespace
}  // namespace kbragg::app_test
