// SPDX-License-Identifier: BSD-3-Clause
// Files of ranks, made by the writer in this process, joined to one.
#include <algorithm>

#include "io/nxmx_merge.hpp"
#include "nxmx_support.hpp"

namespace kbragg::io::test {
namespace {

constexpr const char* photons = "/entry/kbragg/expected/photons";
constexpr const char* wavelength = "/entry/instrument/beam/incident_wavelength";

NxmxMetadata rank_metadata() {
  NxmxMetadata metadata = sample_metadata();
  metadata.shape.images = 5;
  metadata.run = {{"backend", std::string("serial")},
                  {"precision", std::string("double")},
                  {"rank", std::int64_t{1}}};
  metadata.structure_factors.table_sha256 = "abc";
  metadata.config_yaml = "schema: 1\n";
  return metadata;
}

void write(const std::string& path, const std::vector<std::int64_t>& numbers,
           const MetadataList& results = {}, const NxmxMetadata& metadata = rank_metadata(),
           const NxmxOptions& options = {}) {
  NxmxWriter writer(path, metadata, options);
  for (const std::int64_t k : numbers) {
    writer.write_photons(k, sample_pixels(k).data());
    if (options.counts)
      writer.write_counts(k, std::vector<std::int32_t>(12, static_cast<std::int32_t>(k)).data());
    writer.end_image(k);
  }
  writer.finish({{"load", 1.5}, {"simulate", 2}}, results);
}

void merge(const Folder& folder, const std::vector<std::string>& names, std::int64_t images = 5) {
  std::vector<RankFile> files;
  for (const std::string& name : names) files.push_back(read_rank_file(folder.file(name)));
  merge_files(folder.file("all.h5"), files, images, [] {});
}

std::vector<double> pixels_of_all(std::int64_t images) {
  std::vector<double> all;
  for (std::int64_t k = 0; k < images; ++k) {
    const std::vector<double> one = sample_pixels(k);
    all.insert(all.end(), one.begin(), one.end());
  }
  return all;
}

void expect_ordered(const NxmxOptions& options) {
  const Folder folder;
  write(folder.file("a.h5"), {4, 0, 2}, {}, rank_metadata(), options);
  write(folder.file("b.h5"), {3, 1}, {}, rank_metadata(), options);
  merge(folder, {"a.h5", "b.h5"});
  EXPECT_EQ(folder.listing(), (std::vector<std::string>{"a.h5", "all.h5", "b.h5"}));
  const H5File all(folder.file("all.h5")), a(folder.file("a.h5"));
  EXPECT_EQ(all.numbers(photons), pixels_of_all(5));
  EXPECT_EQ(all.filters(photons), a.filters(photons));
  EXPECT_EQ(all.chunk(photons), a.chunk(photons));
  EXPECT_EQ(all.numbers("/entry/kbragg/images/number"), (std::vector<double>{0, 1, 2, 3, 4}));
  EXPECT_EQ(all.numbers("/entry/sample/transformations/phi"),
            (std::vector<double>{10, 10.5, 11, 11.5, 12}));
  EXPECT_EQ(all.attribute("/entry/sample/transformations/phi", "transformation_type"), "rotation");
  EXPECT_EQ(all.attribute("/", "file_name"), "all.h5");
  EXPECT_EQ(all.link("/entry/instrument/detector/data"), "/entry/data/data");
  EXPECT_EQ(all.numbers("/entry/data/data")[12 * 3], options.counts ? 3 : 300.5);
}

TEST(NxmxMerge, OrdersImages) {
  expect_ordered({});
  expect_ordered({PixelType::float64, Compression::none, true, true});
}

TEST(NxmxMerge, OrdersImagesOfSeveralChunks) {
  const Folder folder;
  NxmxMetadata metadata = rank_metadata();
  metadata.shape = {2, 1001, 600};
  for (const std::int64_t k : {1, 0}) {
    NxmxWriter writer(folder.file(std::to_string(k) + ".h5"), metadata, {});
    writer.write_photons(k, std::vector<float>(1001 * 600, static_cast<float>(k + 1)).data());
    writer.end_image(k);
    writer.finish({{"load", 1}});
  }
  merge(folder, {"1.h5", "0.h5"}, 2);
  const std::vector<double> stored = H5File(folder.file("all.h5")).numbers(photons);
  ASSERT_EQ(stored.size(), 2u * 1001 * 600);
  EXPECT_EQ(std::count(stored.begin(), stored.begin() + 1001 * 600, 1), 1001 * 600);
  EXPECT_EQ(std::count(stored.begin() + 1001 * 600, stored.end(), 2), 1001 * 600);
}

TEST(NxmxMerge, SumsWhatTellsOfTheRun) {
  const Folder folder;
  const auto end = [](std::int64_t image, std::int64_t fallbacks) {
    return MetadataList{{"interpolation_fallbacks", fallbacks},
                        {"interpolation_end_image", image},
                        {"interpolation_end_slow", image + 10},
                        {"interpolation_end_fast", image + 20}};
  };
  write(folder.file("a.h5"), {4, 0, 2}, end(2, 30));
  write(folder.file("b.h5"), {1}, end(1, 7));
  write(folder.file("c.h5"), {3}, {{"interpolation_fallbacks", std::int64_t{0}}});
  merge(folder, {"c.h5", "a.h5", "b.h5"});
  const H5File all(folder.file("all.h5"));
  const std::string run = "/entry/kbragg/run/";
  EXPECT_EQ(all.number(run + "interpolation_fallbacks"), 37);
  EXPECT_EQ(all.number(run + "interpolation_end_image"), 1);
  EXPECT_EQ(all.number(run + "interpolation_end_fast"), 21);
  EXPECT_EQ(all.number("/entry/kbragg/timing/load"), 4.5);
  EXPECT_EQ(all.text(run + "backend"), "serial");
  EXPECT_FALSE(all.has(run + "rank"));
}

TEST(NxmxMerge, WavelengthsBecomeAListWhereFilesDiffer) {
  const Folder folder;
  NxmxMetadata metadata = rank_metadata();
  metadata.rotation = false;
  metadata.ensemble = true;
  metadata.image = [](std::int64_t number) {
    NxmxImage image;
    image.wavelength = number == 1 ? 2e-10 : 1e-10;
    return image;
  };
  write(folder.file("a.h5"), {4, 0, 2}, {}, metadata);
  write(folder.file("b.h5"), {3, 1}, {}, metadata);
  EXPECT_EQ(H5File(folder.file("a.h5")).number(wavelength), 1);
  merge(folder, {"a.h5", "b.h5"});
  EXPECT_EQ(H5File(folder.file("all.h5")).numbers(wavelength),
            (std::vector<double>{1, 2, 1, 1, 1}));
  EXPECT_EQ(H5File(folder.file("all.h5")).attribute(wavelength, "units"), "angstrom");
}

TEST(NxmxMerge, RefusesWhatIsNotAWholeRun) {
  const Folder folder;
  write(folder.file("a.h5"), {4, 0, 2});
  write(folder.file("b.h5"), {3});
  write(folder.file("c.h5"), {1, 0});
  NxmxMetadata other = rank_metadata();
  other.run[1].second = std::string("mixed");
  write(folder.file("d.h5"), {3, 1}, {}, other);
  const auto before = folder.listing();
  const auto sentence = [&](const std::vector<std::string>& names, std::int64_t images = 5) {
    return sentence_of([&] { merge(folder, names, images); });
  };
  KBRAGG_EXPECT_HAS(sentence({"a.h5", "b.h5"}), "1 of 5 images are in none of the files: 1;");
  KBRAGG_EXPECT_HAS(sentence({"a.h5", "b.h5"}, 20), "1, 5, 6, 7, 8, ...;");
  KBRAGG_EXPECT_HAS(sentence({"a.h5", "b.h5", "c.h5"}), "image 0 is in");
  KBRAGG_EXPECT_HAS(sentence({"a.h5"}, 3), "it holds image 4, but the run has 3");
  KBRAGG_EXPECT_HAS(sentence({"a.h5", "d.h5"}), "/entry/kbragg/run/precision is mixed");
  EXPECT_EQ(folder.listing(), before);
}

TEST(NxmxMerge, CanBeEndedBetweenImages) {
  const Folder folder;
  write(folder.file("a.h5"), {1, 0});
  int images = 0;
  const auto stop = [&] {
    if (++images == 2) fail("stopped");
  };
  EXPECT_EQ(sentence_of([&] {
              merge_files(folder.file("all.h5"), {read_rank_file(folder.file("a.h5"))}, 2, stop);
            }),
            "stopped");
  EXPECT_EQ(folder.listing(), std::vector<std::string>{"a.h5"});
}

}  // namespace
}  // namespace kbragg::io::test
