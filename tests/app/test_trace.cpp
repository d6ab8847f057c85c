// SPDX-License-Identifier: BSD-3-Clause
// kbragg trace: its last value against the image that kbragg run writes, its lines, its exit codes.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <sstream>

#include "images.hpp"
#include "inputs.hpp"
#include "program.hpp"

namespace kbragg::app_test {
namespace {

bool has(const std::string& text, const std::string& words) {
  return text.find(words) != std::string::npos;
}

class Trace : public testing::Test {
 protected:
  Outcome run(const std::vector<std::string>& arguments) const {
    return run_program(arguments, m_directory.path());
  }
  Outcome run(std::initializer_list<const char*> first,
              const std::vector<std::string>& more) const {
    std::vector<std::string> arguments(first.begin(), first.end());
    arguments.insert(arguments.end(), more.begin(), more.end());
    return run(arguments);
  }
  /// The trace of a pixel of run.yaml.
  std::string trace(std::int64_t slow, std::int64_t fast,
                    const std::vector<std::string>& more = {}) const {
    std::vector<std::string> arguments{"trace", "run.yaml", "--pixel", std::to_string(slow),
                                       std::to_string(fast)};
    arguments.insert(arguments.end(), more.begin(), more.end());
    const Outcome outcome = run(arguments);
    EXPECT_EQ(outcome.code, 0) << outcome.err;
    EXPECT_EQ(outcome.err, "");
    return outcome.out;
  }
  void expect_code(int code, const std::vector<std::string>& arguments,
                   const std::string& words) const {
    const auto before = m_directory.names();
    const Outcome outcome = run(arguments);
    EXPECT_EQ(outcome.code, code) << outcome.err;
    EXPECT_TRUE(has(outcome.err, words)) << outcome.err;
    EXPECT_EQ(std::count(outcome.err.begin(), outcome.err.end(), '\n'), code == 0 ? 0 : 1);
    EXPECT_EQ(m_directory.names(), before);
  }
  /// What follows the key in its last line.
  static std::string last_value(const std::string& trace, const std::string& key) {
    const std::string mark = "TRACE " + key + " ";
    const std::size_t start = trace.rfind(mark);
    if (start == std::string::npos) return "";
    const std::size_t from = start + mark.size();
    return trace.substr(from, trace.find('\n', from) - from);
  }
  static std::vector<std::string> keys_of(const std::string& trace) {
    std::vector<std::string> keys;
    std::istringstream lines(trace);
    for (std::string line; std::getline(lines, line);)
      if (line.starts_with("TRACE ")) keys.push_back(line.substr(6, line.find(' ', 6) - 6));
    return keys;
  }

  Directory m_directory;
};

TEST_F(Trace, LastValueIsThePixelOfTheImage) {
  const std::array<int, 2> pixels[] = {{1, 2}, {26, 33}, {52, 66}};  // slow, fast
  for (const std::string backend : {"serial", "openmp", "cuda"}) {
    if (!has_backend(backend)) continue;
    for (const std::string precision : {"double", "mixed"})
      for (const std::string type : {"float32", "float64"}) {
        prepare_run(m_directory,
                    rich_run_text({{"backend: serial", "backend: " + backend},
                                   {"file: out.h5", "file: out.h5\n  pixel_type: " + type}}));
        const std::vector<std::string> more{"--precision", precision};
        const Images images = run_images(m_directory, backend + precision + type + ".h5", more);
        for (const auto& [slow, fast] : pixels) {
          const std::string text = trace(slow, fast, more);
          const double pixel = images.photons[static_cast<std::size_t>(slow * 67 + fast)];
          EXPECT_GT(pixel, 0);
          // See Engine::trace_tolerance; the last digit of float32 may turn with the last of
          // double.
          const bool coarse = precision == "mixed" || type == "float32";
          const double apart = backend != "cuda" ? 0 : coarse ? 1e-6 : 1e-12;
          EXPECT_NEAR(std::stod(last_value(text, "i_final")), pixel, apart * pixel)
              << backend << " " << precision << " " << type << " " << slow << " " << fast;
        }
      }
  }
}

TEST_F(Trace, LinesComeInTheOrderOfTheComputation) {
  prepare_run(m_directory, rich_run_text());
  const std::string text = trace(20, 30);
  std::vector<std::string> keys = keys_of(text);
  const auto number = [&](const char* key) { return std::count(keys.begin(), keys.end(), key); };
  EXPECT_EQ(keys.front(), "convention");
  EXPECT_EQ(keys.back(), "i_final");
  EXPECT_EQ(number("pix0_m"), 1);
  EXPECT_EQ(number("index_ss_ff_layer"), 4);
  EXPECT_EQ(number("index_source") % 4, 0);
  EXPECT_EQ(number("index_phi_mos"), 15 * number("index_source"));
  EXPECT_EQ(std::to_string(number("hkl")), last_value(text, "steps"));
  EXPECT_EQ(last_value(text, "hrad2"), "NA");
  EXPECT_EQ(last_value(text, "index_phi_mos"), "2 4");
  EXPECT_EQ(last_value(text, "i_before_scale"), last_value(text, "i_accum"));
  EXPECT_EQ(keys_of(trace(20, 30, {"--steps", "last"})), keys_of(trace(20, 31, {"--steps", "17"})));
  // One line sequence for all shapes.
  EXPECT_EQ(keys_of(trace(20, 30, {"--set", "crystal.shape=gauss"})), keys);
  EXPECT_TRUE(has(text, "# config_sha256 "));
  EXPECT_FALSE(has(text, m_directory.path()));
}

TEST_F(Trace, TheHashIsThatOfTheCase) {
  m_directory.write("run.yaml", run_text());
  const auto hash = [&](const std::vector<std::string>& more) {
    const std::string text = trace(3, 4, more);
    const std::size_t start = text.find("# config_sha256 ");
    return text.substr(start, text.find('\n', start) - start);
  };
  EXPECT_EQ(hash({}), hash({"--precision", "mixed"}));
  EXPECT_NE(hash({}), hash({"--set", "crystal.cells=[5, 5, 6]"}));
}

TEST_F(Trace, ManySteps) {
  m_directory.write("run.yaml", run_text());
  const std::string text = trace(3, 4, {"--set", "sampling.oversample=101"});
  EXPECT_TRUE(has(text, "\nTRACE truncated 10199\n"));
  EXPECT_EQ(keys_of(text).size(), keys_of(trace(3, 4)).size() + 1 + 7 + 7 + 17);
  EXPECT_EQ(last_value(text, "index_ss_ff_layer"), "100 100 0");
}

TEST_F(Trace, MaskedAndDarkPixels) {
  prepare_run(m_directory, rich_run_text());
  const std::string masked = trace(0, 13);
  EXPECT_TRUE(masked.ends_with("TRACE skipped mask\n"));
  EXPECT_FALSE(has(masked, "index_source"));
  EXPECT_TRUE(has(masked, "capture_fraction"));
  m_directory.write("run.yaml", run_text());
  EXPECT_TRUE(has(trace(0, 0, {"--set", "sampling.dmin=50 A"}), "# the pixel is 0: beyond dmin"));
  EXPECT_TRUE(has(trace(0, 0, {"--set", "structure_factors.constant=0 e"}),
                  "# the pixel is 0: F_cell is 0"));
}

TEST_F(Trace, OtherImagesOfASeries) {
  m_directory.write("run.yaml", run_text());
  const std::vector<std::string> scan{"--set", "scan={oscillation: 1 deg, images: 3, steps: 2}",
                                      "--image", "2"};
  const Images images = run_images(m_directory, "o.h5", {scan[0], scan[1]});
  EXPECT_EQ(std::stod(last_value(trace(20, 21, scan), "i_final")),
            image_of(images, 2)[20 * 40 + 21]);
}

TEST_F(Trace, ImagesOfAnEnsemble) {
  m_directory.write("run.yaml", run_text());
  const std::vector<std::string> ensemble{
      "--set",
      "ensemble={images: 3, seed: 1, cell_scale: 1 %, cells: {low: 0.5, high: 2}, "
      "wavelength_jitter: 1 %, fluence: 0.5}",
      "--image", "2"};
  const Images images = run_images(m_directory, "o.h5", {ensemble[0], ensemble[1]});
  EXPECT_EQ(std::stod(last_value(trace(20, 21, ensemble), "i_final")),
            image_of(images, 2)[20 * 40 + 21]);
}

// Photons of a pixel, before the point-spread function gives them to others too.
TEST_F(Trace, IsThatOfThePhotonsBeforeTheySpread) {
  m_directory.write("run.yaml", run_text());
  const std::string plain = trace(20, 21);
  const std::vector<std::string> psf{"--set", "detector.psf={kind: gaussian, fwhm: 2 mm}"};
  EXPECT_EQ(last_value(trace(20, 21, psf), "i_final"), last_value(plain, "i_final"));
  const Images without = run_images(m_directory, "plain.h5"),
               with = run_images(m_directory, "spread.h5", psf);
  EXPECT_EQ(std::stod(last_value(plain, "i_final")), without.photons[20 * 40 + 21]);
  EXPECT_NE(with.photons[20 * 40 + 21], without.photons[20 * 40 + 21]);
}

TEST_F(Trace, BadArguments) {
  m_directory.write("run.yaml", run_text());
  const auto trace = [](std::vector<std::string> more) {
    more.insert(more.begin(), {"trace", "run.yaml"});
    return more;
  };
  expect_code(1, trace({}), "--pixel");
  expect_code(1, trace({"--pixel", "32", "0"}), "computed are slow 0 to 31, fast 0 to 39");
  expect_code(1, trace({"--pixel", "0", "-1"}), "computed are");
  expect_code(1, trace({"--pixel", "0", "0", "--image", "1"}), "--image 1");
  expect_code(1, trace({"--pixel", "0", "0", "--steps", "1"}), "here from 0 to 0");
  expect_code(1, trace({"--pixel", "0", "0", "--steps", "some"}), "first, last, all");
  expect_code(1, trace({"--pixel", "0", "0", "--out", "run.yaml"}), "it is an input");
  expect_code(1, {"trace", "--pixel", "0", "0"}, "give a run file");
  expect_code(5, trace({"--pixel", "0", "0", "--out", "no/t.txt"}), "does not exist");
  expect_code(8, trace({"--pixel", "0", "0", "--backend", "abacus"}), "no backend 'abacus'");
  const std::string help = run({"trace", "--help"}).out;
  for (const char* code : {"0 done", "1 wrong", "3 the", "5 a file", "8 no such"})
    EXPECT_TRUE(has(help, code)) << code;
}

TEST_F(Trace, TheReferencePrintsTheSame) {
  m_directory.write("console.txt", content_of(KBRAGG_SOURCE_DIRECTORY "/tests/data/console.txt"));
  std::vector<std::string> classic{"classic", "--emit-yaml"};
  std::istringstream flags(
      "-cell 74 80 34 90 95 90 -default_F 100 -N 10 -lambda 1 -distance 100 -detpixels 64 -pixel 1 "
      "-misset 5 10 15 -oversample 2 -mosaic_spread 0.5 -mosaic_domains 3 -mosaic_seed -12345 "
      "-dispersion 1 -dispsteps 2 -detector_thick 500 -detector_thicksteps 2 -detector_abs 300 "
      "-nonoise -nopgm -phi 10 -osc 1 -phistep 0.5 -polar 0.3");
  for (std::string word; flags >> word;) classic.push_back(word);
  m_directory.write("run.yaml", run(classic).out);
  trace(20, 33, {"--out", "kbragg.trace"});
  ASSERT_EQ(run({"trace", "--from-reference", "console.txt", "--pixel", "20", "33", "--out",
                 "reference.trace"},
                {})
                .code,
            0);
  const Outcome same = run({"trace-diff", "reference.trace", "kbragg.trace", "--all"}, {});
  EXPECT_EQ(same.code, 0) << same.out;
  EXPECT_TRUE(has(same.out, "block G: 7 compared, 0 depart")) << same.out;
  EXPECT_TRUE(has(same.out, "block H: 5 compared, 0 depart")) << same.out;
  // Another crystal than the reference had.
  trace(20, 33, {"--set", "crystal.cells=[10, 11, 10]", "--out", "kbragg.trace"});
  const Outcome other = run({"trace-diff", "reference.trace", "kbragg.trace"}, {});
  EXPECT_EQ(other.code, 3);
  EXPECT_TRUE(has(other.out, "first divergence, its inputs agree: ncells ")) << other.out;
  expect_code(5, {"trace", "--from-reference", "console.txt", "--pixel", "33", "20"},
              "holds no printout of the pixel slow 33, fast 20");
}

}  // namespace
}  // namespace kbragg::app_test
