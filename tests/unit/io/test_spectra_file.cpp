// SPDX-License-Identifier: BSD-3-Clause
// Spectra of an ensemble from HDF5 files, good ones and bad ones.
#include <hdf5.h>

#include <cmath>
#include <limits>
#include <vector>

#include "io/spectra_file.hpp"
#include "temporary_file.hpp"

namespace kbragg::io {
namespace {

struct Set {
  const char* name;
  std::vector<hsize_t> dims;
  std::vector<double> values;
};

/// A file with these datasets of float64.
class SpectraFile : public TemporaryFile {
 public:
  explicit SpectraFile(const std::vector<Set>& sets) : TemporaryFile("spectra.h5") {
    const hid_t file = H5Fcreate(path().c_str(), H5F_ACC_TRUNC, H5P_DEFAULT, H5P_DEFAULT);
    for (const Set& s : sets) {
      const hid_t space = H5Screate_simple(static_cast<int>(s.dims.size()), s.dims.data(), nullptr);
      const hid_t set =
          H5Dcreate2(file, s.name, H5T_IEEE_F64LE, space, H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT);
      EXPECT_GE(H5Dwrite(set, H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, s.values.data()),
                0);
      H5Dclose(set);
      H5Sclose(space);
    }
    H5Fclose(file);
  }
};

const Set weights{"weight", {2, 3}, {1, 2, 1, 0, 0, 5}};

TEST(SpectraFile, WavelengthsOfAllImages) {
  const SpectraFile file({weights, {"wavelength", {3}, {0.9, 1, 1.1}}});
  const model::Spectra s = read_spectra(file.path());
  EXPECT_EQ(s.columns, 3u);
  EXPECT_EQ(s.rows(), 2u);
  EXPECT_EQ(s.weight, weights.values);
  ASSERT_EQ(s.wavelength.size(), 3u);
  EXPECT_NEAR(s.wavelength[2], 1.1e-10, 1e-25);
}

TEST(SpectraFile, EnergiesOfEachImage) {
  const SpectraFile file(
      {weights, {"energy", {2, 3}, {9000, 9500, 10000, 12398.42, 12398.42, 12398.42}}});
  const model::Spectra s = read_spectra(file.path());
  ASSERT_EQ(s.wavelength.size(), 6u);
  EXPECT_NEAR(s.wavelength[0], 1.3776022222e-10, 1e-19);
  EXPECT_NEAR(s.wavelength[5], 1e-10, 1e-25);
}

TEST(SpectraFile, BadOnesGiveOneSentence) {
  const Set wavelengths{"wavelength", {3}, {0.9, 1, 1.1}};
  const double nan = std::numeric_limits<double>::quiet_NaN();
  struct Case {
    std::vector<Set> sets;
    const char* words;
  };
  const Case cases[] = {
      {{wavelengths}, "need the datasets /weight and either"},
      {{weights}, "/wavelength (angstrom) or /energy (eV)"},
      {{weights, wavelengths, {"energy", {3}, {9000, 9000, 9000}}}, "either /wavelength"},
      {{{"weight", {3}, {1, 1, 1}}, wavelengths}, "/weight has the shape (3)"},
      {{weights, {"wavelength", {2}, {1, 1}}}, "/wavelength (2); they must be"},
      {{weights, {"wavelength", {3, 3}, std::vector<double>(9, 1)}}, "/wavelength (3, 3)"},
      {{weights, {"wavelength", {1, 1, 3}, {1, 1, 1}}}, "has 3 dimensions"},
      {{weights, {"wavelength", {3}, {1e-10, 1e-10, 1e-10}}}, "outside 0.01 to 10000 angstrom"},
      {{weights, {"wavelength", {3}, {1, nan, 1}}}, "/wavelength holds nan"},
      {{weights, {"energy", {3}, {9000, 0, 9000}}}, "/energy holds 0"},
      {{{"weight", {2, 3}, {1, 1, 1, 1, -1, 1}}, wavelengths}, "spectrum 1, sample 1 is -1"},
      {{{"weight", {2, 3}, {1, 1, 1, 1, 1, nan}}, wavelengths}, "spectrum 1, sample 2 is nan"},
      {{{"weight", {2, 3}, {0, 0, 0, 1, 1, 1}}, wavelengths}, "spectrum 0 sum up to 0"},
  };
  for (const Case& c : cases) {
    const SpectraFile file(c.sets);
    const std::string sentence = error_of([&] { read_spectra(file.path()); });
    EXPECT_NE(sentence.find(c.words), std::string::npos) << sentence;
    EXPECT_EQ(sentence.find(file.path()), 0u) << sentence;
  }
  const TemporaryFile text("spectra.h5", "not HDF5");
  EXPECT_NE(error_of([&] { read_spectra(text.path()); }).find("not an HDF5 file"),
            std::string::npos);
}

}  // namespace
}  // namespace kbragg::io
