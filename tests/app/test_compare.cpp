// SPDX-License-Identifier: BSD-3-Clause
// kbragg compare: what its metrics and gates say, and the exit codes.
#include <cmath>
#include <limits>

#include "compare_support.hpp"
#include "images.hpp"

namespace kbragg::app_test {
namespace {

using Json = nlohmann::json;

constexpr float nan = std::numeric_limits<float>::quiet_NaN();
constexpr float inf = std::numeric_limits<float>::infinity();

bool has(const std::string& text, const std::string& words) {
  return text.find(words) != std::string::npos;
}

const std::vector<std::string> all_gates{"--min-correlation", "0.999", "--max-sum-error", "1e-3",
                                         "--max-rel-error",   "0.01"};

std::vector<std::string> gated(std::vector<std::string> files) {
  files.insert(files.end(), all_gates.begin(), all_gates.end());
  return files;
}

TEST_F(CompareTest, IdenticalImages) {
  put("a.bin", spots(64, 64));
  put("b.bin", spots(64, 64));
  const Json report = this->report(0, gated({"a.bin", "b.bin"}));
  const Json& c = report["full_frame"];
  EXPECT_EQ(c["identical"], true);
  EXPECT_EQ(c["correlation"], 1.0);
  EXPECT_EQ(c["sum_ratio"], 1.0);
  EXPECT_EQ(c["max_rel"], 0.0);
  EXPECT_EQ(c["n_pixels"], 4096);
  EXPECT_EQ(c["tiles"].size(), 64u);
  EXPECT_EQ(report["gate"], "pass");
  ASSERT_EQ(report["gates"].size(), 3u);
  for (const Json& gate : report["gates"]) EXPECT_EQ(gate["verdict"], "pass");
}

TEST_F(CompareTest, WithoutAGateItSaysSo) {
  put("a.bin", spots(64, 64));
  put("b.bin", times(spots(64, 64), 3));
  const Outcome outcome = run({"a.bin", "b.bin"});
  EXPECT_EQ(outcome.code, 0);
  EXPECT_EQ(outcome.err, "");
  EXPECT_TRUE(has(outcome.out, "no gate was given")) << outcome.out;
  EXPECT_EQ(report(0, {"a.bin", "b.bin"})["gate"], "none");
}

TEST_F(CompareTest, Factor225) {
  put("a.bin", spots(64, 64));
  put("b.bin", times(spots(64, 64), 225));
  const Json report = this->report(3, gated({"a.bin", "b.bin"}));
  EXPECT_EQ(report["gate"], "fail");
  EXPECT_NEAR(report["full_frame"]["correlation"], 1, 1e-14);
  EXPECT_NEAR(report["full_frame"]["sum_ratio"], 225, 1e-10);
  EXPECT_EQ(report["gates"][0]["verdict"], "pass");
  EXPECT_EQ(report["gates"][1]["verdict"], "fail");
  EXPECT_EQ(report["gates"][2]["verdict"], "fail");
  EXPECT_TRUE(has(said(), "|sum ratio - 1| <= 0.001 is not met: it is 224")) << said();
  EXPECT_TRUE(has(said(), "worst relative error <= 0.01 is not met")) << said();
  EXPECT_EQ(run({"a.bin", "b.bin", "--min-correlation", "0.999"}).code, 0);
  EXPECT_EQ(run({"a.bin", "b.bin", "--max-sum-error", "1e-3"}).code, 3);
}

TEST_F(CompareTest, ShiftByOnePixel) {
  put("a.bin", spots(64, 64));
  put("b.bin", spots(64, 64, 1));
  const Json c = report(3, {"a.bin", "b.bin", "--min-correlation", "0.99"})["full_frame"];
  EXPECT_EQ(c["n_peaks_matched"], 20);
  EXPECT_NEAR(c["peak_shift_max"], 1, 1e-12);
  EXPECT_NEAR(c["peak_shift_mean"], 1, 1e-12);
  EXPECT_NEAR(c["peak_shift_mean_fast"], 1, 1e-12);
  EXPECT_NEAR(c["peak_shift_mean_slow"], 0, 1e-12);
}

/// Worse than a gate that is not met, and told also when all gates are met.
TEST_F(CompareTest, OneNaN) {
  Pixels b = spots(64, 64);
  b[64 * 33 + 21] = nan;
  b[64 * 40 + 2] = -inf;
  put("a.bin", spots(64, 64));
  put("b.bin", b);
  const Json report = this->report(6, {"a.bin", "b.bin"});
  const Json& c = report["full_frame"];
  EXPECT_EQ(c["n_nonfinite_a"], 0);
  EXPECT_EQ(c["first_nonfinite_a"], nullptr);
  EXPECT_EQ(c["n_nonfinite_b"], 2);
  EXPECT_EQ(c["first_nonfinite_b"], Json({{"slow", 33}, {"fast", 21}}));
  EXPECT_EQ(c["n_pixels"], 4094);
  EXPECT_TRUE(
      has(said(), "the test image has 2 pixels with NaN or Inf, the first at slow 33, fast 21"))
      << said();
  EXPECT_EQ(this->report(6, gated({"a.bin", "b.bin"}))["gate"], "undefined");
  this->report(6, gated({"b.bin", "a.bin"}));
  EXPECT_TRUE(has(said(), "the reference has 2 pixels with NaN or Inf")) << said();
  EXPECT_EQ(run({"a.bin", "b.bin", "--roi", "0", "20", "0", "39"}).code, 0);
}

TEST_F(CompareTest, AllProblemsAreListed) {
  Pixels b = times(spots(64, 64), 2);
  b[5] = nan;
  put("a.bin", spots(64, 64));
  put("b.bin", b);
  const Json report = this->report(6, gated({"a.bin", "b.bin"}));
  EXPECT_EQ(report["problems"].size(), 3u);
  EXPECT_TRUE(has(said(), "NaN")) << said();
  EXPECT_TRUE(has(said(), "|sum ratio - 1|")) << said();
  EXPECT_TRUE(has(said(), "worst relative error")) << said();
}

TEST_F(CompareTest, ConstantImage) {
  put("a.bin", spots(64, 64));
  put("b.bin", Pixels(4096, 3));
  EXPECT_EQ(run({"a.bin", "b.bin"}).code, 0);
  EXPECT_EQ(run({"a.bin", "b.bin", "--max-rel-error", "1"}).code, 0);
  const Json report = this->report(6, gated({"a.bin", "b.bin"}));
  EXPECT_EQ(report["full_frame"]["correlation"], nullptr);
  EXPECT_EQ(report["full_frame"]["correlation_reason"], "the test image is constant");
  EXPECT_EQ(report["gates"][0]["verdict"], "undefined");
  EXPECT_EQ(report["gates"][0]["value"], nullptr);
  EXPECT_TRUE(has(said(), "correlation >= 0.999 cannot be judged: the test image is constant"))
      << said();
  EXPECT_TRUE(has(said(), "|sum ratio - 1|")) << said();
}

TEST_F(CompareTest, BothConstant) {
  put("a.bin", Pixels(4096, 3));
  put("b.bin", Pixels(4096, 3));
  const Json report = this->report(6, gated({"a.bin", "b.bin"}));
  EXPECT_EQ(report["full_frame"]["identical"], true);
  EXPECT_EQ(report["problems"].size(), 1u);
  EXPECT_EQ(run({"a.bin", "b.bin", "--max-sum-error", "0"}).code, 0);
}

TEST_F(CompareTest, AllZero) {
  put("a.bin", spots(64, 64));
  put("zero.bin", Pixels(4096, 0));
  EXPECT_EQ(run({"zero.bin", "zero.bin"}).code, 0);
  EXPECT_EQ(report(3, {"a.bin", "zero.bin", "--max-sum-error", "0.1"})["full_frame"]["sum_ratio"],
            0.0);
  const Json c = report(6, {"zero.bin", "a.bin", "--max-sum-error", "0.1"})["full_frame"];
  EXPECT_EQ(c["sum_ratio"], nullptr);
  EXPECT_EQ(c["sum_ratio_reason"], "the sum of the reference is 0");
}

TEST_F(CompareTest, ShapesDiffer) {
  put("a.bin", spots(64, 64));
  put("b.bin", spots(32, 32));
  std::vector<std::string> arguments = gated({"a.bin", "b.bin"});
  arguments.insert(arguments.end(), {"--png", "pictures"});
  const Json report = this->report(4, arguments);
  EXPECT_TRUE(has(said(), "64 x 64")) << said();
  EXPECT_TRUE(has(said(), "32 x 32")) << said();
  EXPECT_EQ(report["full_frame"], nullptr);
  EXPECT_EQ(report["gate"], "undefined");
  EXPECT_EQ(report["gates"].size(), 3u);
  EXPECT_EQ(report["inputs"]["b"]["fast"], 32);
  EXPECT_EQ(report["problems"].size(), 1u);
  EXPECT_FALSE(m_directory.has("pictures"));
}

/// What lies outside shows in the full frame; the gate looks inside.
TEST_F(CompareTest, Roi) {
  Pixels b = spots(64, 64);
  b[64 * 50 + 50] += 10;
  put("a.bin", spots(64, 64));
  put("b.bin", b);
  std::vector<std::string> arguments = gated({"a.bin", "b.bin", "--roi", "10", "40", "0", "63"});
  const Json report = this->report(0, arguments);
  EXPECT_EQ(report["gate_region"], "inside_roi");
  EXPECT_EQ(report["inside_roi"]["n_pixels"], 31 * 64);
  EXPECT_EQ(report["inside_roi"]["identical"], true);
  EXPECT_EQ(report["full_frame"]["n_pixels"], 4096);
  EXPECT_EQ(report["full_frame"]["identical"], false);
  EXPECT_EQ(report["full_frame"]["max_abs_diff"], 10.0);
  EXPECT_EQ(report["full_frame"]["max_abs_diff_pixel"], Json({{"slow", 50}, {"fast", 50}}));
  arguments[4] = "50";
  EXPECT_EQ(this->report(3, arguments)["inside_roi"]["max_abs_diff"], 10.0);
}

TEST_F(CompareTest, RoiWithoutPixels) {
  put("a.bin", spots(64, 64));
  const std::vector<std::vector<std::string>> rois{
      {"5", "4", "0", "9"}, {"0", "9", "5", "4"}, {"64", "70", "0", "9"}, {"0", "9", "-7", "-1"}};
  for (const std::vector<std::string>& roi : rois) {
    std::vector<std::string> arguments{"a.bin", "a.bin", "--png", "p", "--roi"};
    arguments.insert(arguments.end(), roi.begin(), roi.end());
    const Json report = this->report(6, arguments);
    EXPECT_EQ(report["inside_roi"]["n_pixels"], 0);
    EXPECT_EQ(report["inside_roi"]["region"], nullptr);
    EXPECT_EQ(report["inside_roi"]["correlation"], nullptr);
    EXPECT_EQ(report["full_frame"]["identical"], true);
    EXPECT_TRUE(has(said(), "the ROI holds no pixel of the images")) << said();
  }
}

TEST_F(CompareTest, BackendsAgree) {
  Pixels b = spots(128, 128);
  for (std::size_t i = 0; i < b.size(); ++i) b[i] *= 1 + 0.001f * static_cast<float>(i % 17);
  put("a.bin", spots(128, 128));
  put("b.bin", b);
  const Json serial = report(0, {"a.bin", "b.bin", "--backend", "serial"});
  EXPECT_EQ(serial["backend"], "serial");
  EXPECT_EQ(run_program({"compare", "a.bin", "b.bin"}, m_directory.path()).code, 0);
  if (!has_backend("openmp")) return;
  for (const char* threads : {"1", "2", "4"}) {
    const Json openmp = report(0, {"a.bin", "b.bin", "--backend", "openmp", "--threads", threads});
    EXPECT_EQ(openmp["backend"], "openmp");
    for (const char* key : {"correlation", "log_correlation", "sum_a", "sum_b", "sum_ratio", "mse",
                            "rmse", "max_abs_diff", "max_rel", "peak_shift_max"}) {
      const double expected = serial["full_frame"][key];
      EXPECT_NEAR(openmp["full_frame"][key], expected, 1e-12 * std::fabs(expected)) << key;
    }
  }
}

TEST_F(CompareTest, HelpListsTheExitCodes) {
  const Outcome outcome = run({"--help"});
  for (const char* words : {"Exit codes: 0 done", "1 wrong command line", "3 a gate",
                            "4 the shapes", "5 a file", "6 NaN"})
    EXPECT_TRUE(has(outcome.out, words)) << words << " is missing in " << outcome.out;
}

}  // namespace
}  // namespace kbragg::app_test
