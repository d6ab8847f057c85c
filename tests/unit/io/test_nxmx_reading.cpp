// SPDX-License-Identifier: BSD-3-Clause
// Images, geometry and configuration come back as they were written.
#include <fstream>

#include "io/image_reader.hpp"
#include "nxmx_support.hpp"

namespace kbragg::io::test {
namespace {

class ImageReading : public ::testing::Test {
 protected:
  void SetUp() override {
    write_sample(path, sample_metadata(), {PixelType::float32, Compression::gzip, true, true});
  }
  Folder folder;
  std::string path = folder.file("a.h5");
};

TEST_F(ImageReading, Names) {
  EXPECT_EQ(parse_image_name("a.h5").file, "a.h5");
  EXPECT_EQ(parse_image_name("a.h5").dataset, "");
  const ImageName full = parse_image_name("dir/a.h5:/x/y:12");
  EXPECT_EQ(full.file, "dir/a.h5");
  EXPECT_EQ(full.dataset, "/x/y");
  EXPECT_EQ(full.image, 12);
  for (const char* bad :
       {"a.h5:/x:", "a.h5:/x:-1", "a.h5:/x:1.5", "a.h5:/x:99999999999999999999", ":/x", ""}) {
    EXPECT_THROW(parse_image_name(bad), Error) << bad;
  }
}

TEST_F(ImageReading, ExpectedPhotonsUnlessCountsArePreferred) {
  const ImageReader photons(path);
  EXPECT_EQ(photons.dataset(), "/entry/kbragg/expected/photons");
  EXPECT_EQ(photons.shape().images, 2);
  EXPECT_EQ(photons.shape().slow, 3);
  EXPECT_EQ(photons.shape().fast, 4);
  EXPECT_EQ(photons.read_double(1), sample_pixels(1));
  EXPECT_EQ(photons.read_float(0)[3], 3.5f);
  const ImageReader counts(path, DefaultImage::counts);
  EXPECT_EQ(counts.dataset(), "/entry/data/data");
  EXPECT_EQ(counts.read_double(1)[3], 103);
}

TEST_F(ImageReading, ExpectedPhotonsThatAreNotThereAreMissed) {
  const std::string counts = folder.file("counts.h5");
  write_sample(counts, sample_metadata(), {PixelType::float32, Compression::gzip, true, false});
  EXPECT_EQ(ImageReader(counts).dataset(), "/entry/data/data");
  KBRAGG_EXPECT_HAS(
      sentence_of([&] { ImageReader reader(counts, DefaultImage::expected_photons); }),
      "counts.h5: it holds no expected photons (/entry/kbragg/expected/photons); kbragg stores "
      "them "
      "beside counts with output.expected: true");
}

TEST_F(ImageReading, DatasetAndImageByName) {
  const ImageReader reader(path + ":/entry/data/data:1");
  EXPECT_EQ(reader.file(), path);
  EXPECT_EQ(reader.image(), 1);
  EXPECT_EQ(reader.read_double(reader.image())[11], 111);
  const ImageReader mask(path + ":/entry/instrument/detector/pixel_mask");
  EXPECT_EQ(mask.shape().images, 1);
  EXPECT_EQ(mask.read_float(0), std::vector<float>(12, 0));
}

TEST_F(ImageReading, BadNamesGiveOneSentence) {
  std::ofstream(folder.file("text.h5")) << "not HDF5 at all";
  const std::vector<std::pair<std::string, std::string>> cases = {
      {folder.file("none.h5"), "No such file"},
      {folder.file("text.h5"), "not an HDF5 file"},
      {path + ":/nothing/here", "holds no /nothing/here"},
      {path + ":/entry/data", "is a group"},
      {path + ":/entry/title", "is not an image"},
      {path + ":/entry/sample/transformations/phi", "is not an image"},
      {path + ":/entry/data/data:2", "no image 2"},
  };
  for (const auto& [name, word] : cases) {
    testing::internal::CaptureStderr();
    const std::string sentence = sentence_of([&, &n = name] { ImageReader reader(n); });
    KBRAGG_EXPECT_HAS(sentence, word);
    EXPECT_EQ(testing::internal::GetCapturedStderr(), "");
  }
  const ImageReader reader(path);
  KBRAGG_EXPECT_HAS(sentence_of([&] { reader.read_float(2); }), "no image 2");
}

TEST_F(ImageReading, CutFileIsAnErrorAndNotACrash) {
  const auto size = std::filesystem::file_size(path);
  for (const auto length : {size / 8, size / 2, size - 100}) {
    const std::string cut = folder.file("cut.h5");
    std::filesystem::copy_file(path, cut, std::filesystem::copy_options::overwrite_existing);
    std::filesystem::resize_file(cut, length);
    EXPECT_THROW(ImageReader(cut).read_double(0), Error) << length;
  }
}

TEST_F(ImageReading, GeometryAndConfiguration) {
  const NxmxMetadata metadata = sample_metadata();
  const ImageGeometry g = read_geometry(path);
  EXPECT_NEAR(g.wavelength, 0.9768e-10, 1e-24);
  EXPECT_NEAR(g.pixel_size, 0.172e-3, 1e-18);
  EXPECT_NEAR(g.distance, 0.18, 1e-15);
  EXPECT_NEAR(norm(g.pix0 - metadata.geometry.pix0), 0, 1e-16);
  EXPECT_EQ(norm(g.slow - metadata.geometry.slow), 0);
  EXPECT_EQ(norm(g.fast - metadata.geometry.fast), 0);
  EXPECT_EQ(norm(g.beam - metadata.geometry.beam), 0);
  EXPECT_FALSE(g.curved);
  EXPECT_EQ(read_stored_config(path), metadata.config_yaml);
}

TEST_F(ImageReading, ForeignFileHasNoGeometryAndNoConfiguration) {
  const std::string foreign = folder.file("foreign.h5");
  const hid_t file = H5Fcreate(foreign.c_str(), H5F_ACC_TRUNC, H5P_DEFAULT, H5P_DEFAULT);
  H5Fclose(file);
  KBRAGG_EXPECT_HAS(sentence_of([&] { read_geometry(foreign); }), "/entry/kbragg/geometry");
  KBRAGG_EXPECT_HAS(sentence_of([&] { read_stored_config(foreign); }), "no configuration");
  KBRAGG_EXPECT_HAS(sentence_of([&] { ImageReader reader(foreign); }), "name the dataset");
}

}  // namespace
}  // namespace kbragg::io::test
