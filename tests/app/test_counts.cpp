// SPDX-License-Identifier: BSD-3-Clause
// Detector counts through the whole program: what is stored, and the statistics of flat images.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "images.hpp"
#include "inputs.hpp"

namespace kbragg::app_test {
namespace {

constexpr double pixels = 128 * 128;
const char* const detector = "/entry/instrument/detector/";
const char* const options = "/entry/kbragg/options/";

/// Water in front of a detector so small and far that every pixel expects the same photons, about
/// 40; `noise` and `detector` go into their sections.
std::string flat_run(const std::string& noise, const std::string& more_detector = "") {
  return run_text(
      {{"wavelength: 1 A", "wavelength: 1 A\n  fluence: 2.3e24 /m^2\n  size: 0.1 mm"},
       {"constant: 100 e", "constant: 1e-6 e"},
       {"[40, 32]", "[128, 128]"},
       {"pixel_size: 1 mm", "pixel_size: 1 um" + more_detector},
       {"sampling:", "background: {water: {thickness: 10 um}}\nnoise: {kind: poisson, seed: 5" +
                         noise + "}\nsampling:"},
       {"file: out.h5", "file: out.h5\n  expected: true"}});
}

struct Moments {
  double mean = 0, variance = 0;
};

Moments moments_of(const std::vector<double>& values) {
  const double n = static_cast<double>(values.size());
  Moments m;
  m.mean = std::accumulate(values.begin(), values.end(), 0.0) / n;
  for (const double v : values) m.variance += (v - m.mean) * (v - m.mean) / (n - 1);
  return m;
}

/// Five standard deviations of the mean, and of the variance of a distribution near to normal.
void expect_moments(const std::vector<double>& counts, double mean, double variance) {
  const Moments m = moments_of(counts);
  EXPECT_NEAR(m.mean, mean, 5 * std::sqrt(variance / pixels));
  EXPECT_NEAR(m.variance, variance, 5 * variance * std::sqrt(2.1 / pixels));
}

double number_of(const Directory& directory, const std::string& dataset) {
  const std::vector<double> numbers = numbers_of(directory.file("out.h5"), dataset);
  return numbers.size() == 1 ? numbers[0] : std::nan("");
}

class Counts : public testing::Test {
 protected:
  /// Photons that each pixel expects; the counts are in m_images.
  double run(const std::string& text) {
    prepare_run(m_directory, text);
    m_images = run_images(m_directory, "out.h5");
    const auto [low, high] = std::minmax_element(m_images.photons.begin(), m_images.photons.end());
    EXPECT_EQ(static_cast<double>(m_images.photons.size()), pixels);
    EXPECT_LT(*high / *low - 1, 1e-5);
    return *low;
  }
  Directory m_directory;
  Images m_images;
};

TEST_F(Counts, OfPhotonsArePoisson) {
  const double mean = run(flat_run(""));
  EXPECT_GT(mean, 10);
  EXPECT_LT(mean, 100);
  expect_moments(m_images.data, mean, mean);
  EXPECT_EQ(number_of(m_directory, std::string(detector) + "underload_value"), 0);
  EXPECT_EQ(number_of(m_directory, std::string(detector) + "saturation_value"), 2147483645);
  EXPECT_EQ(number_of(m_directory, std::string(options) + "gain"), 1);
}

TEST_F(Counts, HaveGainReadoutNoiseAndPedestal) {
  const double mean = run(flat_run(", gain: 2.5, readout: 3.5, pedestal: 100"));
  // Rounding to whole counts adds 1/12.
  expect_moments(m_images.data, 2.5 * mean + 100, 2.5 * 2.5 * mean + 3.5 * 3.5 + 1.0 / 12);
  EXPECT_EQ(number_of(m_directory, std::string(options) + "gain"), 2.5);
  EXPECT_EQ(number_of(m_directory, std::string(options) + "readout"), 3.5);
  EXPECT_EQ(number_of(m_directory, std::string(options) + "pedestal"), 100);
  EXPECT_EQ(number_of(m_directory, std::string(detector) + "underload_value"), 0);
}

TEST_F(Counts, OfAPedestalWithoutReadoutNoiseBeginThere) {
  const double mean = run(flat_run(", pedestal: 100"));
  expect_moments(m_images.data, mean + 100, mean);
  EXPECT_GE(*std::min_element(m_images.data.begin(), m_images.data.end()), 100);
  EXPECT_EQ(number_of(m_directory, std::string(detector) + "underload_value"), 100);
}

TEST_F(Counts, EndAtTheSaturation) {
  const double mean = run(flat_run(", pedestal: 100", "\n  saturation: 140"));
  EXPECT_EQ(largest(m_images.data), 140);
  const double clipped =
      static_cast<double>(std::count(m_images.data.begin(), m_images.data.end(), 140.0)) / pixels;
  double term = std::exp(-mean), below = 0;  // of the Poisson law, and its sum up to 39
  for (int k = 0; k < 40; ++k, term *= mean / k) below += term;
  EXPECT_NEAR(clipped, 1 - below, 5 * std::sqrt(below * (1 - below) / pixels));
  EXPECT_GT(below, 0.1);
  EXPECT_LT(below, 0.9);
  EXPECT_EQ(number_of(m_directory, std::string(detector) + "saturation_value"), 140);
  EXPECT_GT(m_images.photons[0], 0);
}

// Those of nanoBragg are clipped in the same way; the images of kbragg classic are not.
TEST_F(Counts, OfTheNanobraggStreamEndAtTheSaturation) {
  const std::string stream = ", stream: nanobragg";
  run(flat_run(stream));
  const Images free = m_images;
  const double limit = std::floor(moments_of(free.data).mean);
  run(flat_run(stream, "\n  saturation: " + std::to_string(static_cast<int>(limit))));
  ASSERT_EQ(free.data.size(), m_images.data.size());
  for (std::size_t i = 0; i < free.data.size(); ++i)
    ASSERT_EQ(m_images.data[i], std::min(free.data[i], limit)) << i;
}

// Photons are spread before they are counted: each count is still a Poisson number of its own.
TEST_F(Counts, OfSpreadPhotonsArePoisson) {
  const double mean = run(flat_run(""));
  const std::string psf = "\n  psf: {kind: gaussian, fwhm: 3 um}";
  prepare_run(m_directory, flat_run("", psf));
  const Images spread = run_images(m_directory, "out.h5");
  std::vector<double> inside;
  const int margin = 12;
  for (int s = margin; s < 128 - margin; ++s)
    for (int f = margin; f < 128 - margin; ++f) {
      const auto i = static_cast<std::size_t>(128 * s + f);
      EXPECT_NEAR(spread.photons[i], mean, 2e-5 * mean);
      inside.push_back(spread.data[i]);
    }
  const Moments m = moments_of(inside);
  const double n = static_cast<double>(inside.size());
  EXPECT_NEAR(m.mean, mean, 5 * std::sqrt(mean / n));
  EXPECT_NEAR(m.variance, mean, 5 * mean * std::sqrt(2.1 / n));
  const double cut_off = number_of(m_directory, std::string(options) + "psf_cut_off");
  EXPECT_GT(cut_off, 0);
  EXPECT_LE(cut_off, 1e-6);
  EXPECT_LT(number_of(m_directory, std::string(options) + "psf_radius"), margin);
  EXPECT_EQ(recorded_text(m_directory.file("out.h5"), "options/psf"), "gaussian");
}

// Everything that noise can be, in an ensemble with a point-spread function.
std::string noisy_ensemble() {
  return rich_run_text({{"  misset: [10 deg, 20 deg, 30 deg]\n", ""},
                        {"distance: 100 mm",
                         "distance: 100 mm\n  saturation: 500\n  psf: {kind: fibre, fwhm: 2 mm, "
                         "radius: 6}"},
                        {"scan:\n  start: 15 deg\n  oscillation: 0.5 deg\n  steps: 3\n",
                         "ensemble: {images: 5, seed: 9, fluence: 0.5}\n"},
                        {"seed: 11", "seed: 11\n  gain: 1.5\n  readout: 2\n  pedestal: 20"}});
}

TEST_F(Counts, OfOneImageAloneAreThoseOfTheEnsemble) {
  prepare_run(m_directory, noisy_ensemble());
  const Images all = run_images(m_directory, "all.h5");
  ASSERT_EQ(all.shape.images, 5);
  for (const std::int64_t k : {4, 1}) {
    const Images one = run_images(m_directory, "one.h5", {"--image", std::to_string(k)});
    const auto size = static_cast<std::ptrdiff_t>(one.data.size());
    EXPECT_EQ(one.data,
              std::vector<double>(all.data.begin() + k * size, all.data.begin() + (k + 1) * size));
    EXPECT_EQ(one.photons, image_of(all, k));
  }
}

TEST_F(Counts, AreTheSameOnAllHostBackendsAndThreads) {
  prepare_run(m_directory, noisy_ensemble());
  const Images serial = run_images(m_directory, "serial.h5");
  EXPECT_GT(largest(serial.data), 20);
  if (!has_backend("openmp")) return;
  for (const char* threads : {"1", "2"})
    EXPECT_TRUE(same_pixels(serial, run_images(m_directory, "openmp.h5",
                                               {"--backend", "openmp", "--threads", threads})))
        << threads;
}

}  // namespace
}  // namespace kbragg::app_test
