// SPDX-License-Identifier: BSD-3-Clause
// Masks from HDF5 and SMV: what counts as out, and every way in which a mask can be wrong.
#include <cstdint>
#include <fstream>

#include "io/mask_reader.hpp"
#include "io/smv.hpp"
#include "nxmx_support.hpp"

namespace kbragg::io::test {
namespace {

/// Writes `values` with the given memory and file type as dataset /m of a new file.
void write_dataset(const std::string& path, hid_t type, const std::vector<hsize_t>& dims,
                   const void* values) {
  const hid_t file = H5Fcreate(path.c_str(), H5F_ACC_TRUNC, H5P_DEFAULT, H5P_DEFAULT);
  const hid_t space = H5Screate_simple(static_cast<int>(dims.size()), dims.data(), nullptr);
  const hid_t set = H5Dcreate2(file, "m", type, space, H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT);
  H5Dwrite(set, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, values);
  H5Dclose(set);
  H5Sclose(space);
  H5Fclose(file);
}

const std::vector<std::uint8_t> wanted = {0, 1, 1, 0, 0, 1};  // 2 slow x 3 fast

class Mask : public ::testing::Test {
 protected:
  /// An SMV file of 3 x 2 pixels with these header lines.
  std::string smv(const std::string& lines, const std::string& pixels) {
    const std::string path = folder.file("mask.img");
    std::string header = "{\nHEADER_BYTES=512;\nDIM=2;\n" + lines + "}\n\f";
    header.resize(512, ' ');
    std::ofstream(path, std::ios::binary) << header << pixels;
    return path;
  }
  Folder folder;
  const std::string good = "BYTE_ORDER=little_endian;\nTYPE=unsigned_short;\nSIZE1=3;\nSIZE2=2;\n";
  const std::string six = std::string("\1\0\0\0\0\0\0\1\1\1\0\0", 12);
};

TEST_F(Mask, IntegerTypesOfHdf5) {
  const std::string path = folder.file("m.h5");
  const std::int64_t wide[] = {0, -1, std::int64_t{1} << 40, 0, 0, 256};
  write_dataset(path, H5T_NATIVE_INT64, {2, 3}, wide);
  EXPECT_EQ(read_mask(path + ":/m", 3, 2).out, wanted);
  const std::uint32_t flags[] = {0, 1, 0xffffffff, 0, 0, 256};
  write_dataset(path, H5T_NATIVE_UINT32, {1, 2, 3}, flags);
  EXPECT_EQ(read_mask(path + ":/m", 3, 2).out, wanted);
  const std::uint8_t bytes[] = {0, 1, 255, 0, 0, 128};
  write_dataset(path, H5T_STD_U8BE, {2, 3}, bytes);
  const PixelMask mask = read_mask(path + ":/m", 3, 2);
  EXPECT_EQ(mask.out, wanted);
  EXPECT_EQ(mask.fast, 3);
  EXPECT_EQ(mask.slow, 2);
}

TEST_F(Mask, BooleansOfH5py) {
  const std::string path = folder.file("m.h5");
  const hid_t type = H5Tenum_create(H5T_NATIVE_INT8);
  const std::int8_t no = 0, yes = 1;
  H5Tenum_insert(type, "FALSE", &no);
  H5Tenum_insert(type, "TRUE", &yes);
  const std::int8_t values[] = {0, 1, 1, 0, 0, 1};
  write_dataset(path, type, {2, 3}, values);
  H5Tclose(type);
  EXPECT_EQ(read_mask(path + ":/m", 3, 2).out, wanted);
}

TEST_F(Mask, BadHdf5Masks) {
  const std::string path = folder.file("m.h5");
  const double real[6] = {};
  write_dataset(path, H5T_NATIVE_DOUBLE, {2, 3}, real);
  KBRAGG_EXPECT_HAS(sentence_of([&] { read_mask(path + ":/m", 3, 2); }), "whole numbers");
  KBRAGG_EXPECT_HAS(sentence_of([&] { read_mask(path, 3, 2); }), "name of its dataset");
  KBRAGG_EXPECT_HAS(sentence_of([&] { read_mask(path + ":/x", 3, 2); }), "holds no /x");
  KBRAGG_EXPECT_HAS(sentence_of([&] { read_mask(path + ":/", 3, 2); }), "is a group");
  const std::int32_t whole[6] = {};
  write_dataset(path, H5T_NATIVE_INT32, {2, 3}, whole);
  const std::string sentence = sentence_of([&] { read_mask(path + ":/m", 2, 3); });
  KBRAGG_EXPECT_HAS(sentence, "mask has 3 x 2");
  KBRAGG_EXPECT_HAS(sentence, "detector 2 x 3");
  write_dataset(path, H5T_NATIVE_INT32, {2, 3, 1}, whole);
  KBRAGG_EXPECT_HAS(sentence_of([&] { read_mask(path + ":/m", 3, 2); }), "(1, slow, fast)");
}

TEST_F(Mask, SmvZeroIsOut) { EXPECT_EQ(read_mask(smv(good, six), 3, 2).out, wanted); }

TEST_F(Mask, SmvByteOrderAndKeys) {
  const SmvImage little =
      read_smv(smv(good + "CLOSE_DISTANCE=5;\nORIGIN=1,2,3\nDISTANCE=7.5;", six));
  EXPECT_EQ(little.pixels, (std::vector<std::uint16_t>{1, 0, 0, 256, 257, 0}));
  EXPECT_EQ(little.header.number("DISTANCE"), 7.5);
  EXPECT_EQ(little.header.find("ORIGIN"), "1,2,3");
  EXPECT_FALSE(little.header.find("ORGX"));
  const SmvImage big =
      read_smv(smv("BYTE_ORDER=big_endian;TYPE=unsigned_short;SIZE1=3;\n SIZE2= 2 ;\n", six));
  EXPECT_EQ(big.pixels, (std::vector<std::uint16_t>{256, 0, 0, 1, 257, 0}));
}

TEST_F(Mask, BadSmvImages) {
  const auto type = "TYPE=unsigned_short;\n";
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"TYPE=long_integer;\nSIZE1=3;\nSIZE2=2;\n", "allowed is unsigned_short"},
      {"SIZE1=3;\nSIZE2=2;\n", "TYPE is missing"},
      {std::string(type) + "SIZE2=2;\n", "no SIZE1"},
      {std::string(type) + "SIZE1=three;\nSIZE2=2;\n", "SIZE1='three'"},
      {std::string(type) + "SIZE1=-3;\nSIZE2=2;\n", "SIZE1=-3"},
      {std::string(type) + "SIZE1=1000000;\nSIZE2=1000000;\n", "too few"},
      {std::string(type) + "SIZE1=3;\nSIZE2=3;\n", "too few"},
      {std::string(type) + "BYTE_ORDER=middle;\nSIZE1=3;\nSIZE2=2;\n", "BYTE_ORDER=middle"},
      {std::string(type) + "SIZE1=2;\nSIZE2=3;\n", "mask has 2 x 3"},
      {"HEADER_BYTES=99999999;\n" + good, "HEADER_BYTES=99999999"},
      {"HEADER_BYTES=4096;\n" + good, "cut off"},
  };
  for (const auto& [lines, word] : cases) {
    const std::string path = smv(lines, six);
    KBRAGG_EXPECT_HAS(sentence_of([&] { read_mask(path, 3, 2); }), word);
  }
  const std::string path = smv(good, six);
  KBRAGG_EXPECT_HAS(sentence_of([&] { read_mask(path + ":/m", 3, 2); }), "no datasets");
}

TEST_F(Mask, OtherFiles) {
  std::ofstream(folder.file("text")) << "just text";
  std::ofstream(folder.file("empty")) << "";
  KBRAGG_EXPECT_HAS(sentence_of([&] { read_mask(folder.file("text"), 3, 2); }), "neither");
  KBRAGG_EXPECT_HAS(sentence_of([&] { read_mask(folder.file("empty"), 3, 2); }), "neither");
  KBRAGG_EXPECT_HAS(sentence_of([&] { read_mask(folder.file("none"), 3, 2); }), "No such file");
  KBRAGG_EXPECT_HAS(sentence_of([&] { read_mask(folder.file(""), 3, 2); }), "directory");
  EXPECT_FALSE(is_smv(folder.file("none")));
  KBRAGG_EXPECT_HAS(sentence_of([&] { read_smv_header(folder.file("none")); }), "No such file");
  KBRAGG_EXPECT_HAS(sentence_of([&] { read_smv_header(folder.file("text")); }), "not an SMV");
}

}  // namespace
}  // namespace kbragg::io::test
