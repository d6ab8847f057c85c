// SPDX-License-Identifier: BSD-3-Clause
// Pixels of an NXmx file: where they are, with which type, and which are refused.
#include <algorithm>
#include <fstream>
#include <iterator>
#include <limits>

#include "io/nxmx_tree.hpp"
#include "nxmx_support.hpp"

namespace kbragg::io::test {
namespace {

constexpr const char* data = "/entry/data/data";
constexpr const char* photons = "/entry/kbragg/expected/photons";

std::string content(const std::string& path) {
  std::ifstream stream(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

TEST(NxmxWriting, WithCountsBothImagesAreStored) {
  const Folder folder;
  write_sample(folder.file("a.h5"), sample_metadata(),
               {PixelType::float32, Compression::gzip, true, true});
  const H5File file(folder.file("a.h5"));
  EXPECT_TRUE(file.has_type(data, H5T_STD_I32LE));
  EXPECT_TRUE(file.has_type(photons, H5T_IEEE_F32LE));
  EXPECT_EQ(file.link(photons), "");
  for (const char* path : {data, photons}) {
    EXPECT_EQ(file.dims(path), (std::vector<hsize_t>{2, 3, 4}));
    EXPECT_EQ(file.chunk(path), (std::vector<hsize_t>{1, 3, 4}));
    EXPECT_EQ(file.filters(path),
              (std::vector<H5Z_filter_t>{H5Z_FILTER_SHUFFLE, H5Z_FILTER_DEFLATE}));
    EXPECT_EQ(file.attribute(path, "interpretation"), "image");
  }
  EXPECT_EQ(file.attribute(data, "units"), "counts");
  EXPECT_EQ(file.attribute(data, "long_name"), "counts");
  EXPECT_EQ(file.attribute(photons, "units"), "photons");
  EXPECT_EQ(file.attribute("/entry/kbragg/expected", "signal"), "photons");
  EXPECT_EQ(file.number("/entry/instrument/detector/bit_depth_readout"), 32);
  EXPECT_EQ(file.number("/entry/instrument/detector/saturation_value"), 2147483645);
  EXPECT_EQ(file.numbers(data)[12 + 7], 107);
  EXPECT_EQ(file.numbers(photons)[12 + 7], 107.5);
}

TEST(NxmxWriting, WithCountsAloneTheExpectedPhotonsAreOnlyCheckedAndSummedUp) {
  const Folder folder;
  const NxmxOptions options{PixelType::float32, Compression::gzip, true, false};
  write_sample(folder.file("a.h5"), sample_metadata(), options);
  const H5File file(folder.file("a.h5"));
  EXPECT_FALSE(file.has("/entry/kbragg/expected"));
  EXPECT_FALSE(file.has_attribute("/entry/kbragg", "default"));
  EXPECT_TRUE(file.has_type(data, H5T_STD_I32LE));
  EXPECT_EQ(file.numbers(data)[12 + 7], 107);

  NxmxWriter writer(folder.file("b.h5"), sample_metadata(), options);
  std::vector<double> pixels = sample_pixels(0);
  writer.write_photons(0, pixels.data());
  const std::vector<std::int32_t> counts(12, 1);
  writer.write_counts(0, counts.data());
  writer.end_image(0);
  EXPECT_TRUE(writer.all_stored(std::chrono::minutes(1)));
  EXPECT_EQ(writer.results().photons.total, 72);
  EXPECT_EQ(writer.results().photons.brightest, 11.5);
  pixels[5] = std::numeric_limits<double>::quiet_NaN();
  KBRAGG_EXPECT_HAS(sentence_of([&] { writer.write_photons(1, pixels.data()); }),
                    "image 1, pixel (slow 1, fast 1) is NaN");
}

TEST(NxmxWriting, WithoutCountsTheImageIsTheExpectedPhotons) {
  const Folder folder;
  write_sample(folder.file("a.h5"), sample_metadata(),
               {PixelType::float64, Compression::none, false});
  const H5File file(folder.file("a.h5"));
  EXPECT_TRUE(file.has_type(data, H5T_IEEE_F64LE));
  EXPECT_TRUE(file.filters(data).empty());
  EXPECT_EQ(file.link(photons), data);
  EXPECT_EQ(file.numbers(photons)[11], 11.5);
  EXPECT_FALSE(file.has("/entry/instrument/detector/bit_depth_readout"));
  EXPECT_FALSE(file.has("/entry/instrument/detector/saturation_value"));
}

TEST(NxmxWriting, BothFloatTypesCanBeGiven) {
  const Folder folder;
  NxmxMetadata metadata = sample_metadata();
  NxmxWriter writer(folder.file("a.h5"), metadata, {PixelType::float64, Compression::gzip, false});
  const std::vector<double> wide = sample_pixels(0);
  const std::vector<float> narrow(wide.begin(), wide.end());
  writer.write_photons(1, narrow.data());
  writer.end_image(1);
  writer.write_photons(0, wide.data());
  writer.end_image(0);
  writer.finish({});
  const H5File file(folder.file("a.h5"));
  const std::vector<double> stored = file.numbers(data);
  EXPECT_TRUE(std::equal(wide.begin(), wide.end(), stored.begin()));
  EXPECT_TRUE(std::equal(wide.begin(), wide.end(), stored.begin() + 12));
  // In the order in which they came, which the tables follow.
  EXPECT_EQ(file.numbers("/entry/kbragg/images/number"), (std::vector<double>{1, 0}));
  EXPECT_EQ(file.numbers("/entry/sample/transformations/phi"), (std::vector<double>{10.5, 10}));
}

TEST(NxmxWriting, ChunksAreEqualBandsOfUpToOneMebibyte) {
  EXPECT_EQ(image_chunk({9, 512, 512}, 4), (h5::Dims{1, 512, 512}));
  EXPECT_EQ(image_chunk({9, 4096, 4096}, 4), (h5::Dims{1, 64, 4096}));
  EXPECT_EQ(image_chunk({9, 513, 512}, 4), (h5::Dims{1, 257, 512}));
  EXPECT_EQ(image_chunk({9, 1000000, 1000000}, 8), (h5::Dims{1, 1, 1000000}));
}

TEST(NxmxWriting, EqualInputGivesEqualBytes) {
  const Folder first, second;
  for (const Folder* folder : {&first, &second}) {
    write_sample(folder->file("a.h5"), sample_metadata(),
                 {PixelType::float32, Compression::gzip, true, true});
  }
  const std::string bytes = content(first.file("a.h5"));
  EXPECT_GT(bytes.size(), 1000u);
  EXPECT_TRUE(bytes == content(second.file("a.h5")));
}

TEST(NxmxWriting, BadPixelsAreRefusedWithTheirPlace) {
  const Folder folder;
  const double infinity = std::numeric_limits<double>::infinity();
  const std::vector<std::pair<double, std::string>> cases = {
      {std::numeric_limits<double>::quiet_NaN(), "NaN"},
      {infinity, "infinity"},
      {-infinity, "-infinity"},
      {-0.25, "-0.25"},
      {1e39, "float32"}};
  for (const auto& [bad, word] : cases) {
    NxmxWriter writer(folder.file("a.h5"), sample_metadata(), {});
    std::vector<double> pixels = sample_pixels(0);
    pixels[6] = bad;
    const std::string sentence = sentence_of([&] { writer.write_photons(1, pixels.data()); });
    KBRAGG_EXPECT_HAS(sentence, "image 1, pixel (slow 1, fast 2)");
    KBRAGG_EXPECT_HAS(sentence, word);
  }
  EXPECT_TRUE(folder.listing().empty());
}

TEST(NxmxWriting, NegativeAndReservedCountsAreRefused) {
  for (const std::int32_t bad : {-1, 2147483646, 2147483647}) {
    const Folder folder;
    NxmxWriter writer(folder.file("a.h5"), sample_metadata(),
                      {PixelType::float32, Compression::gzip, true, true});
    std::vector<std::int32_t> counts(12, 2147483645);
    writer.write_photons(0, sample_pixels(0).data());
    writer.write_counts(0, counts.data());
    writer.end_image(0);
    counts[11] = bad;
    writer.write_photons(1, sample_pixels(1).data());
    const std::string sentence = sentence_of([&] { writer.write_counts(1, counts.data()); });
    KBRAGG_EXPECT_HAS(sentence, "(slow 2, fast 3) is " + std::to_string(bad));
  }
}

TEST(NxmxWriting, WrongUseIsRefused) {
  const Folder folder;
  NxmxWriter writer(folder.file("a.h5"), sample_metadata(), {});
  const std::vector<double> pixels = sample_pixels(0);
  const std::vector<std::int32_t> counts(12, 1);
  KBRAGG_EXPECT_HAS(sentence_of([&] { writer.write_photons(-1, pixels.data()); }), "image -1");
  KBRAGG_EXPECT_HAS(sentence_of([&] { writer.write_counts(0, counts.data()); }), "without counts");
  writer.write_photons(0, pixels.data());
  KBRAGG_EXPECT_HAS(sentence_of([&] { writer.write_photons(1, pixels.data()); }),
                    "image 0 has not been ended");
  KBRAGG_EXPECT_HAS(sentence_of([&] { writer.finish({}); }), "image 0 has not been ended");
  writer.end_image(0);
  writer.write_photons(1, pixels.data());
  writer.end_image(1);
  KBRAGG_EXPECT_HAS(sentence_of([&] { writer.write_photons(2, pixels.data()); }),
                    "image 2 is one more than the 2");
  NxmxWriter counting(folder.file("b.h5"), sample_metadata(),
                      {PixelType::float32, Compression::gzip, true});
  KBRAGG_EXPECT_HAS(sentence_of([&] { counting.write_counts(0, counts.data()); }),
                    "image 0 has not been written");
  counting.write_photons(0, pixels.data());
  KBRAGG_EXPECT_HAS(sentence_of([&] { counting.finish({}); }), "image 0 has not been written");
}

TEST(NxmxWriting, FewerImagesThanThereIsRoomFor) {
  const Folder folder;
  NxmxWriter writer(folder.file("a.h5"), sample_metadata(),
                    {PixelType::float32, Compression::gzip, true, true});
  writer.write_photons(7, sample_pixels(7).data());
  const std::vector<std::int32_t> counts(12, 5);
  writer.write_counts(7, counts.data());
  writer.end_image(7);
  writer.finish({});
  const H5File file(folder.file("a.h5"));
  for (const char* path : {data, photons})
    EXPECT_EQ(file.dims(path), (std::vector<hsize_t>{1, 3, 4}));
  EXPECT_EQ(file.numbers(photons)[3], 703.5);
  EXPECT_EQ(file.numbers("/entry/kbragg/images/number"), std::vector<double>{7});
  EXPECT_EQ(file.dims("/entry/sample/transformations/phi"), std::vector<hsize_t>{1});
}

TEST(NxmxWriting, ContradictoryMetadataAreRefused) {
  struct Case {
    const char* word;
    void (*spoil)(NxmxMetadata&);
  };
  const Case cases[] = {
      {"0 x 4", [](NxmxMetadata& m) { m.shape.slow = 0; }},
      {"2000000", [](NxmxMetadata& m) { m.shape.fast = 2000000; }},
      {"of their own is not given", [](NxmxMetadata& m) { m.image = nullptr; }},
      {"wavelength", [](NxmxMetadata& m) { m.beam.wavelength = 0; }},
      {"pixel size", [](NxmxMetadata& m) { m.geometry.pixel_size = -1; }},
      {"fast axis",
       [](NxmxMetadata& m) {
         m.geometry.fast = {0, 0, 2};
       }},
      {"pix0",
       [](NxmxMetadata& m) { m.geometry.pix0.x = std::numeric_limits<double>::infinity(); }},
      {"'Ge'",
       [](NxmxMetadata& m) {
         m.sensor = NxmxSensor{"Ge", 1e-3, 1e-3};
       }},
      {"saturation", [](NxmxMetadata& m) { m.saturation = 0; }},
      {"spectrum", [](NxmxMetadata& m) { m.spectrum.weight.clear(); }},
      {"'a/b' in run",
       [](NxmxMetadata& m) {
         m.run = {{"a/b", 1.0}};
       }},
      {"in seeds",
       [](NxmxMetadata& m) {
         m.seeds = {{"a", 1.0}, {"a", 2.0}};
       }},
  };
  const Folder folder;
  for (const Case& c : cases) {
    NxmxMetadata metadata = sample_metadata();
    c.spoil(metadata);
    KBRAGG_EXPECT_HAS(sentence_of([&] { NxmxWriter(folder.file("a.h5"), metadata, {}); }), c.word);
  }
  const NxmxOptions level{PixelType::float32, Compression::gzip, false, false, 10};
  KBRAGG_EXPECT_HAS(sentence_of([&] { NxmxWriter(folder.file("a.h5"), sample_metadata(), level); }),
                    "gzip level 10");
  EXPECT_TRUE(folder.listing().empty());
}

}  // namespace
}  // namespace kbragg::io::test
