// SPDX-License-Identifier: BSD-3-Clause
// Sources and fluence, first as the reference makes them, then as run files do.
#include <gtest/gtest.h>

#include "base/error.hpp"
#include "model/beam.hpp"
#include "model/detector.hpp"
#include "model/reference_rules.hpp"
#include "support/near.hpp"
#include "support/scene_builder.hpp"

namespace kbragg::model {
namespace {

using test::close;

constexpr double none = -1, mrad = 1e-3, lambda = 1e-10;

/// Sources of the reference for MOSFLM flags: counts, ranges and steps, -1 for "not given".
struct Flags {
  std::int64_t hn = -1, vn = -1, dn = -1;
  double hw = none, vw = none, hs = none, vs = none, dw = 0;
  bool round = true;
};
std::vector<Source> reference_sources(const Flags& f) {
  SourceFan fan;
  fan.horizontal = reference_samples(f.hn, f.hw, f.hs);
  fan.vertical = reference_samples(f.vn, f.vw, f.vs);
  fan.dispersion = reference_samples(f.dn, f.dw, none);
  fan.round = f.round;
  return make_fan({1, 0, 0}, {0, 0, 1}, lambda, fan);
}

TEST(ReferenceFan, Counts) {
  const auto divergence = [](double mr, std::int64_t steps, bool round) {
    Flags f;
    f.hw = f.vw = mr * mrad;
    f.hn = f.vn = steps;
    f.round = round;
    return reference_sources(f).size();
  };
  EXPECT_EQ(divergence(2, 5, true), 13u);
  EXPECT_EQ(divergence(2, 5, false), 25u);
  EXPECT_EQ(divergence(2, 4, true), 12u);
  EXPECT_EQ(divergence(2, -1, true), 4u);
  const auto horizontal = [](double range, double step) {
    Flags f;
    f.hw = range < 0 ? none : range / 1000;
    f.hs = step < 0 ? none : step / 1000;
    return reference_sources(f).size();
  };
  EXPECT_EQ(horizontal(2, none), 2u);
  EXPECT_EQ(horizontal(2, 0.5), 4u);
  EXPECT_EQ(horizontal(0.3, 0.1), 3u);
  EXPECT_EQ(horizontal(none, 3), 2u);
}

TEST(ReferenceFan, DirectionsAndWavelengths) {
  Flags f;
  f.hw = 2 * mrad;
  f.hn = 3;
  f.vw = 3 * mrad;
  f.vn = 4;
  f.dw = 0.01;
  f.dn = 2;
  const auto s = reference_sources(f);
  ASSERT_EQ(s.size(), 16u);
  EXPECT_TRUE(
      close(s[0].direction, {-0.99999937500010672, 0.0004999999791666669, 0.00099999970833336517}));
  EXPECT_TRUE(close(s[0].wavelength, 9.95e-11));
  EXPECT_TRUE(close(s[1].direction, s[0].direction));
  EXPECT_TRUE(close(s[1].wavelength, 1.005e-10));
  EXPECT_TRUE(close(s[4].direction, {-0.9999988750002109, 0.0014999994375000632, 0}));
  EXPECT_TRUE(close(s[15].direction,
                    {-0.99999937500010672, -0.0004999999791666669, -0.00099999970833336517}));
  EXPECT_TRUE(close(s[15].wavelength, 1.005e-10));
}

TEST(ReferenceFan, SquareAndRound) {
  Flags f;
  f.hw = f.vw = 2 * mrad;
  f.hn = f.vn = 5;
  EXPECT_TRUE(
      close(reference_sources(f)[0].direction, {-0.99999950000004179, 0, 0.00099999983333334168}));
  f.round = false;
  EXPECT_TRUE(close(reference_sources(f)[5].direction,
                    {-0.99999937500010672, 0.00099999983333334146, 0.00049999972916669815}));
}

TEST(ReferenceFan, RangeAndStepMissTheUpperEnd) {
  Flags f;
  f.hw = 2 * mrad;
  f.hs = 0.5 * mrad;
  const auto s = reference_sources(f);
  const double expected[] = {0.00099999983333334168, 0.0004999999791666669, 0,
                             -0.0004999999791666669};
  for (std::size_t i = 0; i < 4; ++i) EXPECT_NEAR(s[i].direction.z, expected[i], 1e-18);
}

TEST(ReferenceFan, CountAloneIsARadian) {
  Flags f;
  f.hn = 3;
  const auto s = reference_sources(f);
  const double expected[] = {-0.87758256189037276, -0.98614323156292494, -0.98614323156292516};
  for (std::size_t i = 0; i < 3; ++i) EXPECT_TRUE(close(s[i].direction.x, expected[i]));
}

TEST(ReferenceFan, Dispersion) {
  const auto wavelengths = [](double range, std::int64_t steps) {
    Flags f;
    f.dw = range;
    f.dn = steps;
    std::vector<double> result;
    for (const Source& s : reference_sources(f)) result.push_back(s.wavelength);
    return result;
  };
  const auto check = [](const std::vector<double>& found, const std::vector<double>& expected) {
    ASSERT_EQ(found.size(), expected.size());
    for (std::size_t i = 0; i < found.size(); ++i) EXPECT_TRUE(close(found[i], expected[i]));
  };
  check(wavelengths(0.02, -1), {9.9e-11, 1.01e-10});
  check(wavelengths(0.02, 5), {9.9e-11, 9.95e-11, 1e-10, 1.005e-10, 1.01e-10});
  check(wavelengths(-0.01, 4), {5e-11, 7.5e-11, 1e-10, 1.25e-10});
}

TEST(Beam, EnergyAndWavelength) {
  const auto c = test::config({{"beam", "{energy: 9000 eV}"}});
  EXPECT_TRUE(close(make_beam(c, {}).wavelength, 1.3776022222222221e-10));
}

TEST(Beam, Fluence) {
  EXPECT_TRUE(close(fluence_of(1e12, 2, 0.05e-3), 8e20));
  const auto fluence = [](const std::string& beam) {
    return make_beam(test::config({{"beam", beam}}), {}).fluence;
  };
  EXPECT_TRUE(
      close(fluence("{wavelength: 1 A, flux: 1e12 /s, exposure: 1 s, size: 0.1 mm}"), 1e20));
  EXPECT_TRUE(close(fluence("{wavelength: 1 A, fluence: 3e20 /m^2}"), 3e20));
  EXPECT_TRUE(close(fluence("{wavelength: 1 A}") * 7.94079248018965e-30, 1, 1e-12));
}

TEST(Beam, SourceRows) {
  const auto c = test::config({{"beam.source_file", "s.txt"}});
  const Beam b = make_beam(c, {{{-10, 0, 0}, 2.0, 1e-10},
                               {{-10, 0.01, 0}, 0.5, 1.02e-10},
                               {{-5, 0, 0.01}, 1.0, std::nullopt}});
  ASSERT_EQ(b.sources.size(), 3u);
  EXPECT_TRUE(close(b.sources[0].direction, {-1, 0, 0}));
  EXPECT_TRUE(close(b.sources[1].direction, {-0.99999950000037485, 0.00099999950000037498, 0}));
  EXPECT_TRUE(close(b.sources[2].direction, {-0.99999800000600003, 0, 0.0019999960000120004}));
  EXPECT_TRUE(close(b.sources[1].wavelength, 1.02e-10));
  EXPECT_TRUE(close(b.sources[2].wavelength, 1e-10));
  EXPECT_TRUE(close(b.sources[0].weight, 2 / 3.5));
}

std::string source_failure(const char* use, const std::vector<double>& weights) {
  const auto c = test::config({{"beam.source_file", "s.txt"}, {"beam.source_weights", use}});
  std::vector<SourceRow> rows;
  for (const double weight : weights) rows.push_back({{-10, 0, 0}, weight, std::nullopt});
  try {
    for (const Source& s : make_beam(c, rows).sources)
      EXPECT_TRUE(close(s.weight, 1 / static_cast<double>(weights.size())));
  } catch (const Error& error) {
    return error.what();
  }
  return "";
}

TEST(Beam, WeightsThatCannotBeNormalised) {
  const std::pair<std::vector<double>, const char*> cases[] = {
      {{0, 0}, "all source weights are 0"},
      {{2, -1}, "source 2 has a negative weight"},
      {{1e308, 1e308}, "the source weights are too large"}};
  for (const auto& [weights, words] : cases) {
    const std::string sentence = source_failure("normalised", weights);
    EXPECT_NE(sentence.find(std::string("beam.source_file: ") + words), std::string::npos)
        << sentence;
    EXPECT_EQ(source_failure("equal", weights), "") << words;
  }
}

TEST(Beam, SamplesLieAtBinCentres) {
  const auto c = test::config({{"beam.divergence",
                                "{horizontal: 2 mrad, vertical: 1 mrad, "
                                "steps: [4, 2], shape: square}"},
                               {"beam.dispersion", "{range: 1 %, steps: 2}"}});
  const auto s = make_beam(c, {}).sources;
  ASSERT_EQ(s.size(), 16u);
  EXPECT_NEAR(s[0].wavelength, 0.9975e-10, 1e-24);
  EXPECT_NEAR(s[1].wavelength, 1.0025e-10, 1e-24);
  Vec3 mean;
  double weight = 0;
  for (const Source& source : s) {
    mean = mean + source.weight * source.direction;
    weight += source.weight;
  }
  EXPECT_TRUE(close(weight, 1));
  EXPECT_NEAR(mean.y, 0, 1e-17);
  EXPECT_NEAR(mean.z, 0, 1e-17);
  EXPECT_NEAR(std::asin(std::fabs(s[0].direction.z)), 0.75e-3, 1e-9);
}

TEST(Beam, RoundDivergenceKeepsTheEllipse) {
  const auto count = [](const char* shape) {
    return make_beam(test::config({{"beam.divergence", std::string("{horizontal: 2 mrad, vertical: "
                                                                   "1 mrad, steps: [10, 10], "
                                                                   "shape: ") +
                                                           shape + "}"}}),
                     {})
        .sources.size();
  };
  EXPECT_EQ(count("square"), 100u);
  EXPECT_EQ(count("round"), 80u);  // bin centres inside the circle of a 10 x 10 grid
}

TEST(Beam, PolarizationAxisAlongTheBeamIsRefused) {
  const auto c = test::config({{"beam.polarization", "{axis: [1, 0, 0]}"}});
  EXPECT_THROW(make_beam(c, {}), Error);
}

}  // namespace
}  // namespace kbragg::model
