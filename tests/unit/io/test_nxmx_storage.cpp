// SPDX-License-Identifier: BSD-3-Clause
// How images lie in an NXmx file: chunks, their compression and their order.
#include <cstdlib>
#include <fstream>
#include <iterator>

#include "nxmx_support.hpp"

namespace kbragg::io::test {
namespace {

constexpr const char* data = "/entry/data/data";

/// Images of 1001 x 600 pixels: three chunks, the last of which reaches beyond the image.
NxmxMetadata large_metadata() {
  NxmxMetadata metadata = sample_metadata();
  metadata.shape = {2, 1001, 600};
  metadata.rotation = false;
  return metadata;
}

std::vector<float> large_pixels(int image) {
  std::vector<float> pixels(1001 * 600);
  for (std::size_t i = 0; i < pixels.size(); ++i)
    pixels[i] = static_cast<float>((i * 2654435761u % 1000 + static_cast<unsigned>(image)) % 1000);
  return pixels;
}

/// Hands the rows of both images over in bands of `band`.
void write_large(const std::string& path, const NxmxOptions& options, std::int64_t band) {
  const std::vector<float> images[2] = {large_pixels(0), large_pixels(1)};
  const std::vector<std::int32_t> counts(images[0].begin(), images[0].end());
  NxmxWriter writer(path, large_metadata(), options);
  for (int image = 0; image < 2; ++image) {
    for (std::int64_t rows = band; rows < 1001 + band; rows += band)
      writer.add_photons(image, images[image].data(), std::min<std::int64_t>(rows, 1001));
    if (options.counts) writer.add_counts(image, counts.data(), 1001);
    writer.end_image(image);
  }
  EXPECT_TRUE(writer.all_stored(std::chrono::minutes(1)));
  EXPECT_EQ(writer.results().photons.brightest, 999);
  writer.finish({{"total", 1}});
}

void expect_large_images(const std::string& path) {
  const std::vector<double> stored = H5File(path).numbers(data);
  for (int image = 0; image < 2; ++image) {
    const std::vector<float> pixels = large_pixels(image);
    EXPECT_TRUE(std::equal(pixels.begin(), pixels.end(), stored.begin() + image * 1001 * 600));
  }
}

std::string content(const std::string& path) {
  std::ifstream stream(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

TEST(NxmxStorage, DoesNotDependOnThreadsAndBands) {
  for (const Compression compression : {Compression::none, Compression::gzip}) {
    std::string first;
    for (const int threads : {1, 2, 4})
      for (const std::int64_t band : {1001, 400, 7}) {
        const Folder folder;
        write_large(folder.file("a.h5"), {PixelType::float32, compression, true, 1, threads}, band);
        const std::string bytes = content(folder.file("a.h5"));
        if (first.empty()) first = bytes;
        EXPECT_TRUE(bytes == first) << threads << " " << band;
      }
    EXPECT_GT(first.size(), compression == Compression::none ? 9600000u : 100000u);
  }
}

TEST(NxmxStorage, EveryCompressionOfHdf5ItselfComesBack) {
  for (const auto& [compression, level, filters] : {std::tuple(Compression::none, 1, 0u),
                                                    {Compression::gzip, 1, 2u},
                                                    {Compression::gzip, 9, 2u}})
    for (const PixelType type : {PixelType::float32, PixelType::float64}) {
      const Folder folder;
      write_large(folder.file("a.h5"), {type, compression, false, level, 2}, 100);
      expect_large_images(folder.file("a.h5"));
      const H5File file(folder.file("a.h5"));
      EXPECT_EQ(file.filters(data).size(), filters);
      EXPECT_EQ(file.chunk(data),
                (std::vector<hsize_t>{1, type == PixelType::float32 ? 334u : 201u, 600}));
    }
}

// Whichever is the case on this machine: with the plugin a round trip, without it the sentence.
TEST(NxmxStorage, CompressionByAPlugin) {
  struct Case {
    Compression compression;
    H5Z_filter_t filter;
    const char* words;
  };
  const Case cases[] = {
      {Compression::lz4, 32004, "lz4 (filter 32004); install one (Debian: hdf5-filter-plugin)"},
      {Compression::bitshuffle, 32008,
       "bitshuffle (filter 32008); install one (Debian: bitshuffle)"}};
  for (const Case& c : cases) {
    const Folder folder;
    const std::string path = folder.file("a.h5");
    const auto write = [&] { write_large(path, {PixelType::float32, c.compression, false}, 50); };
    if (H5Zfilter_avail(c.filter) > 0) {
      write();
      expect_large_images(path);
      EXPECT_EQ(H5File(path).filters(data), std::vector<H5Z_filter_t>{c.filter});
    } else {
      EXPECT_EQ(sentence_of(write),
                "cannot write " + path + ": HDF5 finds no plugin for the compression " + c.words +
                    " and, if it lies elsewhere, name its folder in HDF5_PLUGIN_PATH, or choose "
                    "gzip.");
      EXPECT_TRUE(folder.listing().empty());
    }
  }
}

TEST(NxmxStorage, AnImageMustBeCompleteBeforeTheNextBegins) {
  const Folder folder;
  const std::vector<float> pixels = large_pixels(0);
  NxmxWriter writer(folder.file("a.h5"), large_metadata(), {});
  writer.add_photons(0, pixels.data(), 400);
  KBRAGG_EXPECT_HAS(sentence_of([&] { writer.add_photons(1, pixels.data(), 400); }),
                    "image 0 has not been written");
}

TEST(NxmxStorage, RowsAreStoredWhenTheirChunkIs) {
  const Folder folder;
  const std::vector<float> pixels = large_pixels(0);
  NxmxWriter writer(folder.file("a.h5"), large_metadata(), {});
  writer.add_photons(0, pixels.data(), 333);  // one row less than a chunk has
  EXPECT_TRUE(writer.photons_stored(0, 333, std::chrono::milliseconds(0))) << "nothing to wait for";
  writer.add_photons(0, pixels.data(), 700);
  EXPECT_TRUE(writer.photons_stored(0, 334, std::chrono::minutes(1)));
  EXPECT_TRUE(writer.photons_stored(0, 668, std::chrono::minutes(1)));
}

}  // namespace
}  // namespace kbragg::io::test
