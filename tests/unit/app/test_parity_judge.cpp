// SPDX-License-Identifier: BSD-3-Clause
// kbragg parity: what its judge passes and what it does not, and what the reports say of it.
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>

#include "app/parity.hpp"

namespace kbragg::app {
namespace {

using Image = std::vector<double>;

constexpr std::int64_t slow = 24, fast = 40;
constexpr double peak = 1000;
constexpr std::size_t bright = 7 * fast + 30, middle = 11 * fast + 5, weak = 20 * fast + 17;

/// A peak, a pixel at half of it, a weak one, and a slope between 1 and 2.
Image image() {
  Image pixels(static_cast<std::size_t>(slow * fast));
  for (std::size_t i = 0; i < pixels.size(); ++i)
    pixels[i] = 1 + static_cast<double>(i) / static_cast<double>(pixels.size());
  pixels[bright] = peak;
  pixels[middle] = peak / 2;
  return pixels;
}

Image changed(std::size_t pixel, double difference) {
  Image pixels = image();
  pixels[pixel] += difference;
  return pixels;
}

PairJudgement judge(const Image& a, const Image& b, const ParityBound& bound) {
  return judge_pair({a.data(), b.data(), slow, fast}, bound, "serial");
}

TEST(ParityBounds, AreThoseOfThePrecisions) {
  using config::Precision;
  const Combination exact{"serial", Precision::double_}, mixed{"openmp", Precision::mixed};
  EXPECT_EQ(bound_of(exact, exact).tolerance, 1e-9);
  EXPECT_EQ(bound_of(exact, exact).text(), "1e-09 of the peak");
  for (const ParityBound& bound :
       {bound_of(exact, mixed), bound_of(mixed, exact), bound_of(mixed, mixed)})
    EXPECT_EQ(bound.text(), "1e-05 of the pixel or 1e-06 of the peak");
}

TEST(ParityJudge, DoubleWithin1e9OfThePeak) {
  for (const std::size_t pixel : {bright, middle, weak})
    for (const double sign : {1.0, -1.0}) {
      const PairJudgement good = judge(image(), changed(pixel, sign * 5e-10 * peak), double_bound);
      EXPECT_EQ(good.verdict, Verdict::pass);
      EXPECT_FALSE(good.bitwise);
      EXPECT_EQ(good.n_beyond, 0);
      const PairJudgement bad = judge(image(), changed(pixel, sign * 2e-9 * peak), double_bound);
      EXPECT_EQ(bad.verdict, Verdict::fail);
      EXPECT_EQ(bad.n_beyond, 1);
      EXPECT_NEAR(*bad.of_peak.value, 2e-9, 1e-15);
    }
}

TEST(ParityJudge, MixedWithin1e5OfThePixelOr1e6OfThePeak) {
  const auto verdict = [](std::size_t pixel, double difference) {
    return judge(image(), changed(pixel, difference), mixed_bound).verdict;
  };
  for (const double sign : {1.0, -1.0}) {
    EXPECT_EQ(verdict(bright, sign * 0.9e-5 * peak), Verdict::pass);
    EXPECT_EQ(verdict(bright, sign * 1.1e-5 * peak), Verdict::fail);
    EXPECT_EQ(verdict(middle, sign * 0.9e-5 * peak / 2), Verdict::pass);
    EXPECT_EQ(verdict(middle, sign * 1.1e-5 * peak / 2), Verdict::fail);
    EXPECT_EQ(verdict(weak, sign * 0.9e-6 * peak), Verdict::pass);
    EXPECT_EQ(verdict(weak, sign * 1.1e-6 * peak), Verdict::fail);
  }
}

/// Not the largest difference counts, but the one that is most beyond the bound.
TEST(ParityJudge, NamesTheWorstPixel) {
  Image b = changed(weak, 5e-6 * peak);
  b[bright] += 0.8e-5 * peak;
  b[middle] += 2e-5 * peak / 2;
  const PairJudgement j = judge(image(), b, mixed_bound);
  EXPECT_EQ(j.n_beyond, 2);
  ASSERT_TRUE(j.worst);
  EXPECT_EQ(j.worst->pixel.slow, 20);
  EXPECT_EQ(j.worst->pixel.fast, 17);
  EXPECT_EQ(j.worst->a, image()[weak]);
  EXPECT_EQ(j.worst->b, b[weak]);
  EXPECT_NEAR(j.worst->times_bound, 5, 1e-9);
  EXPECT_NEAR(*j.of_peak.value, 1e-5, 1e-12);
}

TEST(ParityJudge, EqualBytes) {
  const PairJudgement j = judge(image(), image(), double_bound);
  EXPECT_TRUE(j.bitwise);
  EXPECT_EQ(j.verdict, Verdict::pass);
  EXPECT_EQ(*j.of_peak.value, 0);
  EXPECT_TRUE(j.metrics.identical);
}

TEST(ParityJudge, EmptyImagesAreEqual) {
  const Image zero(image().size(), 0.0);
  const PairJudgement j = judge(zero, zero, double_bound);
  EXPECT_EQ(j.verdict, Verdict::pass);
  EXPECT_TRUE(j.bitwise);
  EXPECT_TRUE(j.empty);
  EXPECT_FALSE(j.worst);
}

TEST(ParityJudge, OneEmptyImageFails) {
  const Image zero(image().size(), 0.0);
  for (const ParityBound& bound : {double_bound, mixed_bound})
    for (const PairJudgement& j : {judge(zero, image(), bound), judge(image(), zero, bound)}) {
      EXPECT_EQ(j.verdict, Verdict::fail);
      EXPECT_FALSE(j.empty);
      EXPECT_EQ(*j.of_peak.value, 1);
      EXPECT_EQ(j.n_beyond, slow * fast);
    }
}

TEST(ParityJudge, WithoutVerdictForNaNAndInf) {
  for (const double value :
       {std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::infinity()}) {
    Image b = image();
    b[middle] = value;
    EXPECT_EQ(judge(image(), b, double_bound).reason,
              "the second image has 1 pixel with NaN or Inf, the first at 5 11 (fast slow)");
    EXPECT_EQ(judge(b, image(), double_bound).verdict, Verdict::undefined);
    EXPECT_EQ(judge(b, b, double_bound).verdict, Verdict::undefined);
  }
}

/// Two combinations and their images.
ParityRun run_of(const std::string& config, const Image& a, const Image& b) {
  ParityRun run;
  run.config = config;
  run.fast = fast;
  run.slow = slow;
  run.peak = peak;
  run.combinations = {{"openmp", config::Precision::double_, 2, 0.5},
                      {"serial", config::Precision::double_, 1, 0.75}};
  run.pairs.push_back({0, 1, double_bound, judge(a, b, double_bound)});
  return run;
}

bool has(const std::string& text, const std::string& words) {
  return text.find(words) != std::string::npos;
}

TEST(ParityReport, ExitCodes) {
  Image nan = image();
  nan[weak] = std::numeric_limits<double>::quiet_NaN();
  const ParityRun good = run_of("good.yaml", image(), changed(weak, 5e-10 * peak));
  const ParityRun bad = run_of("bad.yaml", image(), changed(weak, 2e-9 * peak));
  const ParityRun undefined = run_of("nan.yaml", image(), nan);
  EXPECT_EQ(conclude({good}).exit_code, 0);
  EXPECT_EQ(conclude({good, bad}).exit_code, 3);
  EXPECT_EQ(conclude({good, bad}).worst_run, 1u);
  EXPECT_EQ(conclude({bad, good}).worst_run, 0u);
  EXPECT_EQ(conclude({good, undefined, bad}).exit_code, 6);
  EXPECT_EQ(conclude({good, undefined, bad}).worst_run, 1u);
  const std::string sentence = conclude({good, bad}).sentence;
  EXPECT_TRUE(has(sentence, "fail, 2 run files, 2 pairs, 1 beyond the bound; worst in bad.yaml"))
      << sentence;
  EXPECT_TRUE(has(sentence, "pixel 17 20 (fast slow)")) << sentence;
  EXPECT_TRUE(has(conclude({undefined}).sentence, "1 without verdict"));
}

TEST(ParityReport, Table) {
  const std::string same = parity_table(run_of("a.yaml", image(), image()));
  EXPECT_TRUE(has(same, "a.yaml, image 0: 40 x 24 pixels (fast x slow), peak 1000 photons\n"));
  EXPECT_TRUE(has(same, "bitwise")) << same;
  EXPECT_TRUE(has(same,
                  "verdict: pass; worst: openmp double and serial double are equal in every "
                  "byte\n"))
      << same;
  const std::string bad = parity_table(run_of("a.yaml", image(), changed(bright, 3e-9 * peak)));
  EXPECT_TRUE(has(bad, "  3e-09!")) << bad;
  EXPECT_TRUE(has(bad,
                  "openmp double and serial double: 1 pixel beyond 1e-09 of the peak; pixel "
                  "30 7 (fast slow) is 1000 and 1000.000003"))
      << bad;
  EXPECT_TRUE(has(bad, "verdict: fail\n")) << bad;
  const Image zero(image().size(), 0.0);
  EXPECT_TRUE(has(parity_table(run_of("a.yaml", zero, zero)), "all images are empty"));
  EXPECT_TRUE(has(conclude({run_of("a.yaml", zero, zero)}).sentence, "1 run file with empty"));
}

TEST(ParityReport, JsonOfWhatHasNoValue) {
  Image nan = image();
  nan[weak] = std::numeric_limits<double>::quiet_NaN();
  const auto report =
      nlohmann::json::parse(parity_json({run_of("nan.yaml", image(), nan)}, std::nullopt));
  EXPECT_EQ(report["verdict"], "undefined");
  EXPECT_EQ(report["exit_code"], 6);
  const auto& pair = report["runs"][0]["pairs"][0];
  EXPECT_EQ(pair["verdict"], "undefined");
  EXPECT_EQ(pair["difference_of_peak"], nullptr);
  EXPECT_EQ(pair["difference_of_peak_reason"], pair["reason"]);
  EXPECT_EQ(pair["worst_pixel"], nullptr);
  EXPECT_EQ(pair["metrics"]["n_nonfinite_b"], 1);
}

}  // namespace
}  // namespace kbragg::app
