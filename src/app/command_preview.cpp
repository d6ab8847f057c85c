// SPDX-License-Identifier: BSD-3-Clause
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>

#include "app/commands.hpp"
#include "app/files.hpp"
#include "app/signals.hpp"
#include "base/error.hpp"
#include "io/image_reader.hpp"
#include "io/preview.hpp"

namespace kbragg::app {

namespace {

struct PreviewArguments {
  std::string input, output;
  std::optional<std::int64_t> image;
  bool expected = false, linear = false, beam_center = false, rings = false;
  double percentile = 99.9;
  std::string colors = "inverted";
  std::vector<double> ring_angstrom;
};

void preview(const PreviewArguments& a) {
  const io::ImageReader reader(
      a.input, a.expected ? io::DefaultImage::expected_photons : io::DefaultImage::counts);
  const io::ImageShape shape = reader.shape();
  io::PreviewOptions options;
  options.scale = a.linear ? io::PreviewScale::linear : io::PreviewScale::log;
  const std::map<std::string, io::ColorMap> colors{{"gray", io::ColorMap::gray},
                                                   {"inverted", io::ColorMap::inverted},
                                                   {"heat", io::ColorMap::heat}};
  options.colors = colors.at(a.colors);
  options.percentile = a.percentile;
  options.beam_center = a.beam_center;
  std::optional<io::ImageGeometry> geometry;
  if (a.beam_center || a.rings || !a.ring_angstrom.empty())
    geometry = io::read_geometry(reader.file());
  if (a.rings) options.rings = io::default_rings(*geometry, shape.slow, shape.fast);
  for (const double d : a.ring_angstrom) options.rings.push_back(d * 1e-10);
  const std::vector<float> pixels = reader.read_float(a.image.value_or(reader.image()));
  std::string output = a.output;
  if (output.empty()) {
    std::filesystem::path name = std::filesystem::path(reader.file()).filename();
    output = name.replace_extension(".png").string();
  }
  KBRAGG_REQUIRE(!same_file(output, reader.file()),
                 "cannot write " + output + ": it is the input; give another name");
  const io::Picture picture =
      io::render_preview(pixels.data(), shape.slow, shape.fast, options, geometry);
  install_signal_handlers();  // the last steps are short: finish them rather than leave a part
  io::write_png(output, picture);
  fmt::print("wrote {}\n", output);
}

}  // namespace

void add_preview_command(CLI::App& app) {
  CLI::App* command = app.add_subcommand("preview", "Make a PNG picture of an image in a file");
  command->footer(
      "Examples:\n"
      "  kbragg preview quickstart.h5\n"
      "  kbragg preview series.h5 --image 3 -o third.png --rings --beam-center --colors gray\n"
      "  kbragg preview other.h5:/entry/data/data:0 --linear --percentile 99");
  auto a = std::make_shared<PreviewArguments>();
  command->add_option("file", a->input, "FILE.h5, FILE.h5:/dataset or FILE.h5:/dataset:IMAGE")
      ->required();
  command->add_option("-o,--output", a->output, "PNG file; default: the name with .png, here")
      ->type_name("FILE");
  command->add_option("--image", a->image, "Number of the image, from 0");
  command->add_flag("--expected", a->expected,
                    "Show the expected photons also when the file holds counts");
  command->add_flag("--linear", a->linear, "Linear instead of logarithmic scale");
  command->add_option("--percentile", a->percentile, "Percentile shown as the end of the scale")
      ->check(CLI::Range(1.0, 100.0))
      ->capture_default_str();
  command->add_option("--colors", a->colors, "gray, inverted or heat")
      ->check(CLI::IsMember({"gray", "inverted", "heat"}))
      ->capture_default_str();
  command->add_flag("--beam-center", a->beam_center, "Mark the beam centre");
  command->add_flag("--rings", a->rings, "Draw resolution rings at five d spacings");
  command->add_option("--ring", a->ring_angstrom, "Draw a ring at this d spacing in Angstrom")
      ->check(CLI::Range(0.01, 10000.0))
      ->allow_extra_args(false)
      ->type_name("D");
  command->callback([a] { preview(*a); });
}

}  // namespace kbragg::app
