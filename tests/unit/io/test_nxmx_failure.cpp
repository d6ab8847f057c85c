// SPDX-License-Identifier: BSD-3-Clause
// Files appear only when complete: paths that cannot be written, full disks, interrupted runs.
#include <sys/resource.h>

#include <csignal>
#include <fstream>
#include <iterator>

#include "io/atomic_file.hpp"
#include "io/preview.hpp"
#include "nxmx_support.hpp"

namespace kbragg::io::test {
namespace {

/// Lets this process write files of at most `bytes`, as a full disk would.
class FileSizeLimit {
 public:
  explicit FileSizeLimit(rlim_t bytes) {
    m_handler = std::signal(SIGXFSZ, SIG_IGN);
    getrlimit(RLIMIT_FSIZE, &m_before);
    const rlimit limit{bytes, m_before.rlim_max};
    setrlimit(RLIMIT_FSIZE, &limit);
  }
  ~FileSizeLimit() {
    setrlimit(RLIMIT_FSIZE, &m_before);
    std::signal(SIGXFSZ, m_handler);
  }

 private:
  rlimit m_before{};
  void (*m_handler)(int) = nullptr;
};

/// Three images of 64 x 512 pixels that do not compress: 128 KiB each.
void write_large(const std::string& path, bool counts, int threads = 1) {
  NxmxMetadata metadata = sample_metadata();
  metadata.shape = {3, 64, 512};
  metadata.rotation = false;
  NxmxWriter writer(path, metadata, {PixelType::float32, Compression::gzip, counts, 1, threads});
  std::uint32_t random = 1;
  for (int image = 0; image < 3; ++image) {
    std::vector<float> pixels(64 * 512);
    for (float& pixel : pixels) {
      random = random * 1664525u + 1013904223u;
      pixel = static_cast<float>(random);
    }
    writer.write_photons(image, pixels.data());
    const std::vector<std::int32_t> values(pixels.size(), image);
    if (counts) writer.write_counts(image, values.data());
    writer.end_image(image);
  }
  writer.finish({{"total", 1}});
}

// Nothing but the images of the last checkpoint: from a limit on, one image has its place.
TEST(NxmxFailure, FullDiskGivesOneSentenceAndLeavesNothingElse) {
  for (const rlim_t limit : {0, 1, 500, 2000, 10000, 40000, 60000, 150000, 250000, 320000}) {
    for (const bool counts : {false, true}) {
      const Folder folder;
      testing::internal::CaptureStderr();
      std::string sentence;
      {
        const FileSizeLimit full(limit);
        const int threads = counts ? 3 : 1;
        sentence = sentence_of([&] { write_large(folder.file("a.h5"), counts, threads); });
      }
      EXPECT_EQ(testing::internal::GetCapturedStderr(), "") << limit;
      EXPECT_EQ(sentence, "cannot write " + folder.file("a.h5") + ": File too large.") << limit;
      std::vector<std::string> left;
      if (limit >= 250000) left = {"a.h5.partial", "a.h5.partial-journal"};
      EXPECT_EQ(folder.listing(), left) << limit;
    }
  }
  const Folder folder;  // and HDF5 still works afterwards
  write_large(folder.file("a.h5"), true);
  EXPECT_EQ(folder.listing(), std::vector<std::string>{"a.h5"});
}

TEST(NxmxFailure, DestructionWithoutFinishLeavesNothing) {
  const Folder folder;
  {
    NxmxWriter writer(folder.file("a.h5"), sample_metadata(), {});
    writer.write_photons(0, sample_pixels(0).data());
    EXPECT_EQ(folder.listing(), (std::vector<std::string>{"a.h5.partial", "a.h5.partial-journal"}));
  }
  EXPECT_TRUE(folder.listing().empty());
}

TEST(NxmxFailure, AnOlderFileSurvivesAFailure) {
  const Folder folder;
  write_sample(folder.file("a.h5"), sample_metadata(), {});
  { NxmxWriter writer(folder.file("a.h5"), sample_metadata(), {}); }
  EXPECT_EQ(H5File(folder.file("a.h5")).numbers("/entry/data/data")[3], 3.5);
  write_large(folder.file("a.h5"), false);
  EXPECT_EQ(H5File(folder.file("a.h5")).dims("/entry/data/data")[1], 64u);
  EXPECT_EQ(folder.listing(), std::vector<std::string>{"a.h5"});
}

TEST(NxmxFailure, UnusablePathsFailAtOnce) {
  const Folder folder;
  std::ofstream(folder.file("plain")) << "text";
  const std::vector<std::pair<std::string, std::string>> cases = {
      {folder.file("none/a.h5"), "does not exist"},
      {folder.file("plain/a.h5"), "is not a directory"},
      {folder.file(""), "is a directory"},
      {"/dev/null", "not a regular file"},
      {"", "empty"},
      {folder.file(std::string(300, 'x')), "too long"},
  };
  for (const auto& c : cases) {
    const auto& path = c.first;  // clang 14 captures no structured binding
    const auto& word = c.second;
    KBRAGG_EXPECT_HAS(sentence_of([&] { NxmxWriter(path, sample_metadata(), {}); }), word);
    KBRAGG_EXPECT_HAS(sentence_of([&] { require_writable(path); }), word);
  }
  require_writable(folder.file("good"));
  EXPECT_EQ(folder.listing(), std::vector<std::string>{"plain"});
}

TEST(AtomicFile, ReplacesTheTargetOfALink) {
  const Folder folder;
  write_file(folder.file("real"), "old");
  std::filesystem::create_symlink("real", folder.file("link"));
  write_file(folder.file("link"), "new");
  EXPECT_TRUE(std::filesystem::is_symlink(folder.file("link")));
  std::ifstream stream(folder.file("real"));
  EXPECT_EQ(std::string(std::istreambuf_iterator<char>(stream), {}), "new");
}

TEST(AtomicFile, TwoWritersOfOneNameDoNotMeet) {
  const Folder folder;
  AtomicFile first(folder.file("a")), second(folder.file("a"));
  first.write("first", 5);
  second.write("second", 6);
  second.commit();
  first.commit();
  EXPECT_EQ(std::filesystem::file_size(folder.file("a")), 5u);
  EXPECT_EQ(folder.listing(), std::vector<std::string>{"a"});
}

TEST(AtomicFile, FullDiskKeepsTheOldContent) {
  const Folder folder;
  write_file(folder.file("a"), "old");
  {
    const FileSizeLimit full(10);
    KBRAGG_EXPECT_HAS(sentence_of([&] { write_file(folder.file("a"), std::string(100, 'x')); }),
                      "File too large");
    KBRAGG_EXPECT_HAS(sentence_of([&] {
                        write_png(folder.file("b.png"), {4, 4, 1, std::vector<std::uint8_t>(16)});
                      }),
                      "File too large");
  }
  EXPECT_EQ(std::filesystem::file_size(folder.file("a")), 3u);
  EXPECT_EQ(folder.listing(), std::vector<std::string>{"a"});
}

}  // namespace
}  // namespace kbragg::io::test
