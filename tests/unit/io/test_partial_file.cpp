// SPDX-License-Identifier: BSD-3-Clause
// Files under way: whatever ends the program, what is found is the last checkpoint.
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <fstream>
#include <iterator>
#include <memory>
#include <random>

#include "io/partial_file.hpp"
#include "io/stored_run.hpp"
#include "nxmx_support.hpp"

namespace kbragg::io::test {
namespace {

namespace fs = std::filesystem;

std::string content(const std::string& path) {
  std::ifstream stream(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

void put(const std::string& path, const std::string& bytes) {
  std::ofstream(path, std::ios::binary) << bytes;
}

std::string overlaid(const PendingWrites& writes, std::string bytes) {
  writes.overlay(0, bytes.data(), bytes.size());
  return bytes;
}

TEST(PendingWrites, LaterBytesReplaceEarlierOnes) {
  PendingWrites writes;
  std::string expected(64, '.');
  std::mt19937 random(1);
  for (int i = 0; i < 500; ++i) {
    const std::size_t first = random() % 60, size = 1 + random() % (64 - first);
    if (i % 7 == 0) {
      writes.drop(first, size);
      expected.replace(first, size, size, '.');
    } else {
      const std::string bytes(size, static_cast<char>('a' + i % 26));
      writes.put(first, bytes.data(), size);
      expected.replace(first, size, bytes);
    }
    ASSERT_EQ(overlaid(writes, std::string(64, '.')), expected) << i;
    std::uint64_t end = 0;
    for (const auto& [address, part] : writes.parts()) {
      ASSERT_GE(address, end);
      ASSERT_FALSE(part.empty());
      end = address + part.size();
    }
  }
  std::string part(5, '.');  // of the middle alone
  writes.overlay(20, part.data(), part.size());
  EXPECT_EQ(part, expected.substr(20, 5));
}

void write_pending(PartialFile& file, std::uint64_t address, const std::string& bytes) {
  file.pending().put(address, bytes.data(), bytes.size());
}

void checkpoint(PartialFile& file) {
  file.begin_checkpoint();
  file.end_checkpoint();
}

/// Two checkpoints, of "first" and of "second!" at 0, and raw data behind the first; afterwards the
/// journal is `journal` bytes long, or all.
std::string after_a_crash(const Folder& folder, std::size_t journal, bool applied) {
  std::string before;
  {
    PartialFile file(folder.file("a"));
    write_pending(file, 0, "first..");
    checkpoint(file);
    before = content(file.partial_path());
    EXPECT_EQ(::pwrite(file.descriptor(), "raw", 3, 20), 3);
    write_pending(file, 0, "second!");
    write_pending(file, 10, "more");
    checkpoint(file);
  }
  const std::string name = folder.file("a.partial");
  if (!applied) put(name, before + std::string(13, '\0') + "raw");
  const std::string bytes = content(name + "-journal");
  EXPECT_LE(journal, bytes.size());
  put(name + "-journal", bytes.substr(0, journal));
  const PartialFile file(folder.file("a"));
  return content(name);
}

TEST(PartialFile, IsItsLastCheckpointWhereverTheJournalIsCut) {
  const std::string zeros(3, '\0'), gap(6, '\0');
  const std::string second = "second!" + zeros + "more" + gap + "raw";
  std::size_t complete = 0;
  {
    const Folder folder;
    EXPECT_EQ(after_a_crash(folder, 0, true), second) << "nothing to do";
    complete = content(folder.file("a.partial-journal")).size();
    EXPECT_EQ(complete, 0u);
  }
  {
    const Folder folder;
    PartialFile file(folder.file("a"));
    write_pending(file, 0, "second!");
    write_pending(file, 10, "more");
    checkpoint(file);
    complete = content(file.partial_path() + "-journal").size();
  }
  for (std::size_t size = 0; size <= complete; ++size) {
    const Folder folder;
    EXPECT_EQ(after_a_crash(folder, size, false),
              size == complete ? second : "first.." + std::string(13, '\0') + "raw")
        << size;
  }
}

TEST(PartialFile, ACheckpointThatDoesNotFitIntoTheFileIsMade) {
  const Folder folder;
  {
    PartialFile file(folder.file("a"));
    EXPECT_EQ(::pwrite(file.descriptor(), "raw", 3, 0), 3);
    write_pending(file, 1000000, "far");
    rlimit before{};
    getrlimit(RLIMIT_FSIZE, &before);
    const auto handler = std::signal(SIGXFSZ, SIG_IGN);
    const rlimit small{5000, before.rlim_max};
    setrlimit(RLIMIT_FSIZE, &small);
    file.begin_checkpoint();
    KBRAGG_EXPECT_HAS(sentence_of([&] { file.end_checkpoint(); }), "File too large");
    setrlimit(RLIMIT_FSIZE, &before);
    std::signal(SIGXFSZ, handler);
  }
  const PartialFile file(folder.file("a"));
  EXPECT_EQ(content(folder.file("a.partial")), "raw" + std::string(999997, '\0') + "far");
}

TEST(PartialFile, AJournalThatIsNotOneIsIgnored) {
  const Folder folder;
  put(folder.file("a.partial"), "content");
  for (const std::string& journal :
       {std::string("text"), std::string(1000, 'x'),
        "kbraggJ1" + std::string(8, '\xff') + std::string(100, '\0')}) {
    put(folder.file("a.partial-journal"), journal);
    const PartialFile file(folder.file("a"));
    EXPECT_EQ(content(folder.file("a.partial")), "content");
  }
}

TEST(PartialFile, GoesWithoutACheckpointAndStaysWithOne) {
  const Folder folder;
  { const PartialFile file(folder.file("a")); }
  EXPECT_TRUE(folder.listing().empty());
  const std::vector<std::string> both{"a.partial", "a.partial-journal"};
  {
    PartialFile file(folder.file("a"));
    checkpoint(file);
    write_pending(file, 0, "lost");
  }
  EXPECT_EQ(folder.listing(), both);
  EXPECT_EQ(content(folder.file("a.partial")), "");
  {
    PartialFile file(folder.file("a"));
    write_pending(file, 0, "new");
    file.commit();
  }
  EXPECT_EQ(folder.listing(), std::vector<std::string>{"a"});
  EXPECT_EQ(content(folder.file("a")), "new");
}

TEST(PartialFile, IsForOneProcess) {
  const Folder folder;
  PartialFile file(folder.file("a"));
  KBRAGG_EXPECT_HAS(sentence_of([&] { PartialFile second(folder.file("a")); }),
                    "another process is at work on " + folder.file("a.partial"));
  write_pending(file, 0, "first");
  file.commit();
  EXPECT_EQ(content(folder.file("a")), "first");
}

constexpr std::int64_t images = 40, edge = 64;

NxmxMetadata series_metadata() {
  NxmxMetadata metadata = sample_metadata();
  metadata.shape = {images, edge, edge};
  metadata.structure_factors.table_sha256 = "ff00";
  return metadata;
}

NxmxOptions series_options() {
  NxmxOptions options{PixelType::float32, Compression::gzip, true, true};
  options.image_result = "interpolation_fallbacks";
  options.checkpoint_interval = 0;
  options.threads = 2;
  return options;
}

std::vector<float> pixels_of(std::int64_t number) {
  std::vector<float> pixels(edge * edge);
  std::mt19937 random(static_cast<unsigned>(number));
  for (float& pixel : pixels) pixel = static_cast<float>(random() % 100000);
  return pixels;
}

/// Goes on with the series and ends it; returns how many images were there.
std::size_t go_on(const std::string& path) {
  OpenedRun run = open_run_file(path);
  const std::size_t there = run.stored ? run.stored->numbers.size() : 0;
  if (run.stored && run.stored->is_finished) {  // only its name was missing
    run.file->commit();
    return there;
  }
  NxmxWriter writer(std::move(run.file), series_metadata(), series_options());
  EXPECT_EQ(writer.images_kept(), static_cast<std::int64_t>(there));
  for (auto number = static_cast<std::int64_t>(there); number < images; ++number) {
    const std::vector<float> pixels = pixels_of(number);
    const std::vector<std::int32_t> counts(pixels.begin(), pixels.end());
    writer.write_photons(number, pixels.data());
    writer.write_counts(number, counts.data());
    writer.end_image(number, number % 3);
  }
  EXPECT_TRUE(writer.all_stored(std::chrono::minutes(1)));
  EXPECT_EQ(writer.results().sum, 39);
  const std::vector<float> seven = pixels_of(7);
  EXPECT_EQ(writer.read_image(7), std::vector<double>(seven.begin(), seven.end()));
  EXPECT_TRUE(writer.read_image(images).empty());
  writer.finish({{"total", 1}});
  return there;
}

void expect_series(const std::string& path) {
  const H5File file(path);
  std::vector<double> all, numbers, results;
  for (std::int64_t number = 0; number < images; ++number) {
    for (const float pixel : pixels_of(number)) all.push_back(pixel);
    numbers.push_back(static_cast<double>(number));
    results.push_back(static_cast<double>(number % 3));
  }
  EXPECT_TRUE(file.numbers("/entry/data/data") == all);
  EXPECT_TRUE(file.numbers("/entry/kbragg/expected/photons") == all);
  EXPECT_EQ(file.numbers("/entry/kbragg/images/number"), numbers);
  EXPECT_EQ(file.numbers("/entry/kbragg/images/interpolation_fallbacks"), results);
  const std::vector<double> phi = file.numbers("/entry/sample/transformations/phi");
  ASSERT_EQ(phi.size(), static_cast<std::size_t>(images));
  EXPECT_DOUBLE_EQ(phi.back(), 10 + 0.5 * 39);
  const std::vector<double> brightest = file.numbers("/entry/kbragg/images/expected_brightest");
  const std::vector<float> last = pixels_of(images - 1);
  EXPECT_EQ(brightest.back(), *std::max_element(last.begin(), last.end()));
}

/// Lets a child write the series and kills it after `microseconds`.
void kill_after(const std::string& path, useconds_t microseconds) {
  const pid_t child = fork();
  if (child == 0) {
    try {
      go_on(path);
    } catch (const std::exception&) {
      _exit(1);
    }
    _exit(0);
  }
  usleep(microseconds);
  kill(child, SIGKILL);
  int status = 0;
  waitpid(child, &status, 0);
  EXPECT_TRUE(WIFSIGNALED(status) || WEXITSTATUS(status) == 0);
}

TEST(PartialRun, GoesOnAfterSigkillAtAnyMoment) {
  std::mt19937 random(5);
  const Folder whole;
  const auto start = std::chrono::steady_clock::now();
  go_on(whole.file("a.h5"));
  const auto whole_time = std::chrono::duration_cast<std::chrono::microseconds>(
      std::chrono::steady_clock::now() - start);
  std::size_t most = 0, interrupted = 0;
  for (int i = 0; i < 15; ++i) {
    const Folder folder;
    for (int kills = 0; kills < 3 && !fs::exists(folder.file("a.h5")); ++kills)
      kill_after(folder.file("a.h5"), static_cast<useconds_t>(random() % whole_time.count()));
    if (!fs::exists(folder.file("a.h5"))) {
      const std::size_t there = go_on(folder.file("a.h5"));
      most = std::max(most, there);
      ++interrupted;
    }
    expect_series(folder.file("a.h5"));
    EXPECT_TRUE(fs::exists(folder.file("a.h5")));
    EXPECT_FALSE(fs::exists(folder.file("a.h5.partial")));
  }
  EXPECT_GT(most, 0u) << "none was killed after an image";
  EXPECT_GT(interrupted, 0u);
}

/// Every write of the journal and of the file is cut at some place by a limit on their size.
TEST(PartialRun, GoesOnAfterAFullDiskOfAnySize) {
  std::size_t resumed = 0;
  for (rlim_t limit = 10000; limit < 1500000; limit += 61111) {
    const Folder folder;
    const std::string path = folder.file("a.h5");
    rlimit before{};
    getrlimit(RLIMIT_FSIZE, &before);
    const auto handler = std::signal(SIGXFSZ, SIG_IGN);
    const rlimit small{limit, before.rlim_max};
    setrlimit(RLIMIT_FSIZE, &small);
    bool failed = false;
    try {
      go_on(path);
    } catch (const Error& error) {
      failed = true;
      KBRAGG_EXPECT_HAS(std::string(error.what()), "cannot write " + path + ": File too large");
    }
    setrlimit(RLIMIT_FSIZE, &before);
    std::signal(SIGXFSZ, handler);
    EXPECT_EQ(fs::exists(path), !failed);
    if (failed && go_on(path) > 0) ++resumed;
    expect_series(path);
    EXPECT_EQ(folder.listing(), std::vector<std::string>{"a.h5"});
  }
  EXPECT_GT(resumed, 5u);
}

TEST(PartialRun, OfAnotherRunOrProgramIsRefused) {
  const Folder folder;
  const std::string path = folder.file("a.h5");
  {
    NxmxWriter writer(path, series_metadata(), {});
    writer.write_photons(3, pixels_of(3).data());
    writer.end_image(3);
    writer.suspend();
    EXPECT_EQ(writer.images_kept(), 1);
  }
  const std::string bytes = content(path + ".partial");
  KBRAGG_EXPECT_HAS(sentence_of([&] { NxmxWriter(path, series_metadata(), {}); }),
                    path + ".partial holds 1 images of an earlier run");
  EXPECT_TRUE(content(path + ".partial") == bytes);
  put(path + ".partial", "something else");
  KBRAGG_EXPECT_HAS(sentence_of([&] { open_run_file(path); }), "was not left by a run of kbragg");
  EXPECT_EQ(content(path + ".partial"), "something else");
}

TEST(PartialRun, TellsWhatItHolds) {
  const Folder folder;
  const std::string path = folder.file("a.h5");
  EXPECT_FALSE(read_stored_run(path));
  {
    NxmxWriter writer(path, series_metadata(), {});
    for (const std::int64_t number : {3, 1}) {
      writer.write_photons(number, pixels_of(number).data());
      writer.end_image(number);
    }
    writer.suspend();
  }
  const auto part = read_stored_run(path + ".partial");
  ASSERT_TRUE(part);
  EXPECT_EQ(part->numbers, (std::vector<std::int64_t>{3, 1}));
  EXPECT_FALSE(part->is_finished);
  EXPECT_EQ(part->version, "1.2.3");
  EXPECT_EQ(part->config_yaml, series_metadata().config_yaml);
  EXPECT_EQ(part->table_sha256, "ff00");
  fs::remove(path + ".partial");
  write_sample(path, sample_metadata(), {});
  EXPECT_TRUE(read_stored_run(path)->is_finished);
}

}  // namespace
}  // namespace kbragg::io::test
