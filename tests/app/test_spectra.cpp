// SPDX-License-Identifier: BSD-3-Clause
// Ensembles whose images have a spectrum each, from a file.
#include <gtest/gtest.h>
#include <hdf5.h>

#include "images.hpp"
#include "inputs.hpp"

namespace kbragg::app_test {
namespace {

const char* const tables = "/entry/kbragg/images/";
const std::vector<double> wavelengths{0.99, 1, 1.02};
// Of the third image only the middle counts; the last one belongs to no image.
const std::vector<double> weights{1, 1, 2, 3, 0, 1, 0, 5, 0, 1, 1, 1};

void add_dataset(hid_t file, const char* name, const std::vector<hsize_t>& dims,
                 const std::vector<double>& values) {
  const hid_t space = H5Screate_simple(static_cast<int>(dims.size()), dims.data(), nullptr);
  const hid_t set =
      H5Dcreate2(file, name, H5T_IEEE_F64LE, space, H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT);
  EXPECT_GE(H5Dwrite(set, H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data()), 0);
  H5Dclose(set);
  H5Sclose(space);
}

std::string ensemble_text(const std::string& more = "") {
  return run_text(
      {{"sampling:", "ensemble: {images: 3, seed: 4, spectra: spectra.h5" + more + "}\nsampling:"},
       {"file: out.h5", "file: out.h5\n  pixel_type: float64"}});
}

class Spectra : public testing::Test {
 protected:
  void SetUp() override {
    const hid_t file =
        H5Fcreate(m_directory.file("spectra.h5").c_str(), H5F_ACC_TRUNC, H5P_DEFAULT, H5P_DEFAULT);
    add_dataset(file, "wavelength", {3}, wavelengths);
    add_dataset(file, "weight", {4, 3}, weights);
    H5Fclose(file);
  }
  Images run(const std::string& text, const std::vector<std::string>& more = {}) {
    m_directory.write("run.yaml", text);
    return run_images(m_directory, "out.h5", more);
  }
  std::vector<double> table(const char* name) const {
    return numbers_of(m_directory.file("out.h5"), std::string(tables) + name);
  }
  Directory m_directory;
};

TEST_F(Spectra, EachImageHasItsOwn) {
  const Images images = run(ensemble_text());
  const std::vector<double> mean{1.0075, 0.9975, 1};
  for (std::size_t k = 0; k < 3; ++k) EXPECT_NEAR(table("wavelength")[k], mean[k], 1e-12);
  EXPECT_EQ(recorded_text(m_directory.file("out.h5"), "options/spectra_sha256").size(), 64u);

  // The image is the sum of those of its wavelengths alone.
  std::vector<std::vector<double>> alone;
  for (const char* wavelength : {"0.99 A", "1 A", "1.02 A"}) {
    const Images one = run(run_text({{"sampling:", "ensemble: {images: 3, seed: 4}\nsampling:"},
                                     {"wavelength: 1 A", std::string("wavelength: ") + wavelength},
                                     {"file: out.h5", "file: out.h5\n  pixel_type: float64"}}));
    alone.push_back(one.photons);
  }
  const std::size_t size = 40 * 32;
  for (std::size_t k = 0; k < 3; ++k) {
    const double total = weights[3 * k] + weights[3 * k + 1] + weights[3 * k + 2];
    for (std::size_t i = k * size; i < (k + 1) * size; ++i) {
      double sum = 0;
      for (std::size_t l = 0; l < 3; ++l) sum += weights[3 * k + l] / total * alone[l][i];
      ASSERT_NEAR(images.photons[i], sum, 1e-9 * sum) << k << " " << i;
    }
  }
}

TEST_F(Spectra, OfAnImageAloneAreTheSame) {
  const std::string text =
      ensemble_text(", wavelength_jitter: 1 %") + "noise: {kind: poisson, seed: 2}\n";
  const Images all = run(text, {"--set", "output.expected=true"});
  const std::vector<double> wavelength = table("wavelength");
  const Images one = run(text, {"--set", "output.expected=true", "--image", "1"});
  EXPECT_EQ(one.photons, image_of(all, 1));
  EXPECT_EQ(table("wavelength"), std::vector<double>{wavelength[1]});
  if (!has_backend("openmp")) return;
  const Images threads =
      run(text, {"--set", "output.expected=true", "--backend", "openmp", "--threads", "2"});
  EXPECT_TRUE(same_pixels(threads, all));
}

TEST_F(Spectra, MeetEachDirectionOfADivergentBeam) {
  const std::string divergence =
      "wavelength: 1 A\n  divergence: {horizontal: 2 mrad, steps: [2, 1]}";
  const std::string text = ensemble_text();
  const std::size_t at = text.find("wavelength: 1 A");
  const Images images = run(std::string(text).replace(at, 15, divergence));
  // Of the third image only the middle wavelength counts.
  const Images plain = run(run_text({{"wavelength: 1 A", divergence},
                                     {"sampling:", "ensemble: {images: 3, seed: 4}\nsampling:"},
                                     {"file: out.h5", "file: out.h5\n  pixel_type: float64"}}));
  const std::vector<double> found = image_of(images, 2), expected = image_of(plain, 2);
  for (std::size_t i = 0; i < expected.size(); ++i)
    ASSERT_NEAR(found[i], expected[i], 1e-9 * expected[i]) << i;
}

TEST_F(Spectra, AreRefusedWhereTheyDoNotFit) {
  struct Case {
    std::vector<std::string> settings;
    const char* words;
  };
  const Case cases[] = {
      {{"--set", "ensemble.images=5"}, "spectra.h5 holds 4 spectra, fewer than the 5 images"},
      {{"--set", "beam.dispersion={range: 1 %, steps: 3}"}, "given beside beam.dispersion"},
      {{"--set", "beam.sources=[{direction: [-1, 0, 0]}]"}, "given beside beam.sources"},
      {{"--set", "ensemble.spectra=none.h5"}, "none.h5"},
      {{"-o", "spectra.h5"}, "is an input of this run"},
  };
  m_directory.write("run.yaml", ensemble_text());
  const std::string before = m_directory.read("spectra.h5");
  for (const Case& c : cases) {
    std::vector<std::string> arguments{"run", "run.yaml"};
    arguments.insert(arguments.end(), c.settings.begin(), c.settings.end());
    const Outcome outcome = run_program(arguments, m_directory.path());
    EXPECT_EQ(outcome.code, 1);
    EXPECT_NE(outcome.err.find(c.words), std::string::npos) << outcome.err;
  }
  EXPECT_EQ(m_directory.read("spectra.h5"), before);
}

}  // namespace
}  // namespace kbragg::app_test
