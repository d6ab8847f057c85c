// SPDX-License-Identifier: BSD-3-Clause
// What a user of the installed package does, in its smallest form: a run file in a string, its
// scene, one image, compared with its double. The beam goes through the centre of a pixel, where
// reflection 0 0 0 is: I = F^2 (Na Nb Nc)^2 omega, with fluence * r_e^2 = 1 by default.
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <kbragg/base/error.hpp>
#include <kbragg/classic/flags.hpp>
#include <kbragg/config/run_config.hpp>
#include <kbragg/io/hkl_text.hpp>
#include <kbragg/kernels/engine.hpp>
#include <kbragg/metrics/comparison.hpp>
#include <kbragg/model/scene.hpp>
#include <string>
#include <vector>

namespace {

const char* const run_file = R"(
schema: 1
beam: {wavelength: 1 A}
crystal:
  cell: {a: 50 A, b: 60 A, c: 70 A}
  cells: [5, 5, 5]
structure_factors: {constant: 100 e}
detector:
  convention: dials
  pixels: [17, 15]
  pixel_size: 0.1 mm
  distance: 100 mm
  closest_point: [8.5 px, 7.5 px]
sampling: {oversample: 1}
)";

/// The message of reading a file that is not there.
std::string message_of_missing_file() {
  try {
    kbragg::io::read_hkl_text("no_such_file.hkl");
  } catch (const kbragg::Error& error) {
    return error.what();
  }
  return "";
}

std::vector<double> simulate() {
  const auto config = kbragg::config::read_run_text(run_file, "run.yaml", ".");
  kbragg::model::SceneInputs inputs;
  inputs.hkl = kbragg::model::constant_hkl_table(100);
  const auto scene = kbragg::model::make_scene(config, inputs);
  const auto engine = kbragg::kernels::make_engine(kbragg::kernels::backend_names().front(), scene,
                                                   kbragg::config::PixelType::float64);
  std::vector<double> pixels(17 * 15);
  engine->start_image(0);
  engine->compute_rows(0, 15);
  engine->copy_photons(pixels.data());
  return pixels;
}

/// Whether the metrics see that twice the image is twice the image.
bool doubled_is_seen(const std::vector<double>& pixels) {
  std::vector<double> twice = pixels;
  for (double& pixel : twice) pixel *= 2;
  const auto comparison = kbragg::metrics::compare(kbragg::kernels::backend_names().front(),
                                                   {pixels.data(), twice.data(), 15, 17});
  std::printf("sum ratio %.10g, expected 2\n", comparison.sum_ratio.value.value_or(0));
  return std::abs(comparison.sum_ratio.value.value_or(0) - 2) < 1e-12;
}

bool flags_are_read() { return kbragg::classic::parse_flags({"-N", "7"}).flags.cells[2] == 7; }

}  // namespace

int main() {
  const kbragg::kernels::Runtime runtime(1);
  const std::vector<double> pixels = simulate();
  const auto peak = std::max_element(pixels.begin(), pixels.end());
  const double expected = 100.0 * 100.0 * std::pow(125.0, 2) * 1e-6;
  std::printf("peak %.10g photons at pixel %ld, expected %.10g at %d\n", *peak,
              static_cast<long>(peak - pixels.begin()), expected, 7 * 17 + 8);
  const std::string message = message_of_missing_file();
  std::printf("%s\n", message.c_str());
  const bool good = peak - pixels.begin() == 7 * 17 + 8 &&
                    std::abs(*peak - expected) < 1e-9 * expected && !message.empty() &&
                    doubled_is_seen(pixels) && flags_are_read();
  return good ? 0 : 1;
}
