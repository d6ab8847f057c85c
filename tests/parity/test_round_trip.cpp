// SPDX-License-Identifier: BSD-3-Clause
// `kbragg classic --emit-yaml` writes a run file that means the same: its image has the same bits.
#include <gtest/gtest.h>
#include <hdf5.h>

#include <cstring>
#include <map>

#include "io/image_reader.hpp"
#include "workplace.hpp"

namespace kbragg::parity {
namespace {

class RoundTrip : public testing::TestWithParam<Case> {};

std::string value_of(hid_t group, const std::string& name) {
  const hid_t set = H5Dopen2(group, name.c_str(), H5P_DEFAULT), type = H5Dget_type(set);
  const bool is_text = H5Tget_class(type) == H5T_STRING;
  std::string value(is_text ? H5Tget_size(type) : sizeof(double), '\0');
  EXPECT_GE(
      H5Dread(set, is_text ? type : H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, value.data()),
      0)
      << name;
  H5Tclose(type);
  H5Dclose(set);
  return value;
}

/// The choices of the physics that a file records; numbers as their bytes.
std::map<std::string, std::string> recorded_options(const std::string& file) {
  std::map<std::string, std::string> options;
  const hid_t opened = H5Fopen(file.c_str(), H5F_ACC_RDONLY, H5P_DEFAULT);
  const hid_t group = H5Gopen2(opened, "/entry/kbragg/options", H5P_DEFAULT);
  H5G_info_t info{};
  EXPECT_GE(H5Gget_info(group, &info), 0) << file;
  for (hsize_t i = 0; i < info.nlinks; ++i) {
    char name[64];
    H5Lget_name_by_idx(group, ".", H5_INDEX_NAME, H5_ITER_INC, i, name, sizeof name, H5P_DEFAULT);
    options[name] = value_of(group, name);
  }
  H5Gclose(group);
  H5Fclose(opened);
  return options;
}

std::string bytes_of(const std::vector<float>& pixels) {
  std::string bytes(pixels.size() * sizeof(float), '\0');
  std::memcpy(bytes.data(), pixels.data(), bytes.size());
  return bytes;
}

/// Not EXPECT_EQ, which would print both images.
void expect_same_bits(const std::string& file, const std::string& dataset,
                      const std::vector<float>& expected) {
  const io::ImageReader reader(file + ":" + dataset);
  EXPECT_EQ(reader.shape().images, 1);
  EXPECT_TRUE(bytes_of(reader.read_float(0)) == bytes_of(expected)) << file << " " << dataset;
}

TEST_P(RoundTrip, SameBits) {
  const Case& golden = GetParam();
  const Workplace place;
  const std::string yaml = place.classic(golden, {"--emit-yaml"}).out;
  EXPECT_EQ(place.outputs(), std::set<std::string>{});
  place.write_other("run.yaml", yaml);
  place.other({"run", "run.yaml", "-o", "run.h5", "--backend", "serial"});
  place.classic(golden, {"--backend", "serial", "-hdf5", "classic.h5"});

  const std::string run = place.other_directory() + "/run.h5";
  const std::string classic = place.case_directory() + "/classic.h5";
  const std::string image = place.output("floatimage.bin");
  const io::ImageReader photons(run);
  ASSERT_EQ(photons.shape().images, 1);
  EXPECT_EQ(photons.shape().fast, golden.fast);
  EXPECT_EQ(photons.shape().slow, golden.slow);
  EXPECT_TRUE(bytes_of(photons.read_float(0)) == image) << golden.id << ": " << photons.dataset();
  EXPECT_TRUE(bytes_of(io::ImageReader(classic).read_float(0)) == image) << golden.id;
  // With noise these are the counts.
  const io::ImageReader data(run + ":/entry/data/data");
  expect_same_bits(classic, "/entry/data/data", data.read_float(0));
  const std::map<std::string, std::string> options = recorded_options(run);
  EXPECT_GT(options.size(), 5U);
  EXPECT_EQ(recorded_options(classic), options) << golden.id;
}

std::string name_of(const testing::TestParamInfo<Case>& test) { return test_name(test.param.id); }

INSTANTIATE_TEST_SUITE_P(Golden, RoundTrip, testing::ValuesIn(read_cases()), name_of);

}  // namespace
}  // namespace kbragg::parity
