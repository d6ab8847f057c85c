// SPDX-License-Identifier: BSD-3-Clause
// The reference's random streams and its rules for incomplete ranges, number for number.
#include <gtest/gtest.h>

#include <vector>

#include "math/constants.hpp"
#include "model/reference_random.hpp"
#include "model/reference_rules.hpp"
#include "support/near.hpp"

namespace kbragg::model {
namespace {

using test::close;

double deg(double angle) { return angle / constants::degrees_per_radian; }

TEST(ReferenceRandom, Uniform) {
  struct Row {
    std::int64_t word;
    std::vector<double> numbers;
  };
  const Row rows[] = {
      {-7, {0.122836500f, 0.428469986f, 0.643754244f, 0.467895657f, 0.688501418f}},
      {-42,
       {0.4719730019569397, 0.5390093922615051, 0.7370190024375916, 0.18827413022518158,
        0.9935095906257629, 0.5304490327835083}},
      {-12345678,
       {0.7659893035888672, 0.023453664034605026, 0.5897266268730164, 0.535101592540741,
        0.982231438f}},
      {-1, {0.4159993529319763, 0.09196489304304123, 0.7564104795455933, 0.5297002196311951}}};
  for (const Row& row : rows) {
    ReferenceRandom random;
    std::int64_t stream = row.word;
    for (const double expected : row.numbers)
      EXPECT_EQ(static_cast<double>(random.uniform(stream)), expected);
  }
}

TEST(ReferenceRandom, MosaicRotations) {
  ReferenceRandom random;
  std::int64_t stream = -12345678;
  const auto u = reference_mosaic_rotations(deg(1), 3, random, stream);
  EXPECT_TRUE(close(u[0].rows[0], {1, 0, 0}));
  EXPECT_TRUE(
      close(u[1].rows[0], {0.99986368592193575, -0.01594877166007503, 0.0042715637810345434}));
  EXPECT_TRUE(
      close(u[1].rows[1], {0.015952848100370585, 0.99987232016945238, -0.00092195251648568416}));
  EXPECT_TRUE(
      close(u[1].rows[2], {-0.0042563143783279477, 0.00098997044952826353, 0.99999045182762714}));
  EXPECT_TRUE(
      close(u[2].rows[0], {0.9999657443853005, 0.0056663083387967425, 0.0060334903465161967}));
  EXPECT_TRUE(
      close(u[2].rows[1], {-0.0057336742754520043, 0.99992075868632402, 0.011207199804992794}));
  EXPECT_TRUE(
      close(u[2].rows[2], {-0.0059695087951054712, -0.011241409963865434, 0.99991899455244349}));
}

TEST(ReferenceRandom, MosaicSeeds) {
  const auto first_row = [](std::int64_t word) {
    ReferenceRandom random;
    return reference_mosaic_rotations(deg(0.5), 3, random, word)[1].rows[0];
  };
  EXPECT_TRUE(close(first_row(-42),
                    {0.99996285683998731, -0.0086022540061112679, -0.00053494525462793538}));
  for (const std::int64_t word : {-1, 0, 42})  // user seeds 1, 0 and -42
    EXPECT_TRUE(close(first_row(word),
                      {0.99996364082808253, -0.0073722306604373563, 0.0042857014518984911}));
}

TEST(ReferenceRandom, RandomMisset) {
  ReferenceRandom random;
  std::int64_t stream = -7;
  const Vec3 angles = reference_random_misset(random, stream);
  EXPECT_TRUE(
      close(angles, {deg(22.076402235380854), deg(19.70333917507871), deg(8.2049767221656502)}));
}

TEST(ReferenceRandom, PoissonCountsAreWholeWithTheRightMean) {
  // Statistics only; test_noise.cpp compares whole noise images of the reference.
  ReferenceRandom random;
  std::int64_t stream = -7;
  EXPECT_EQ(random.poisson(stream, 0.0f), 0.0f);
  float largest = 0;
  double sum = 0;
  for (int i = 0; i < 20000; ++i) {
    const float n = random.poisson(stream, 37.5f);
    EXPECT_EQ(n, std::floor(n));
    sum += static_cast<double>(n);
    largest = std::fmax(largest, n);
  }
  EXPECT_NEAR(sum / 20000, 37.5, 5 * std::sqrt(37.5 / 20000));
  EXPECT_LT(largest, 90);
}

TEST(ReferenceRules, PhiSteps) {
  struct Row {
    std::int64_t count;
    double osc, step;
    std::vector<double> phis;
  };
  const double none = -1;
  const Row rows[] = {{-1, 1, 0.3, {0, 0.3, 0.6, 0.9}},
                      {-1, 1, none, {0, 0.5}},
                      {-1, none, 0.5, {0, 0.5}},
                      {4, none, none, {0, 0.25, 0.5, 0.75}},
                      {5, none, 0.1, {0, 0.1}},
                      {4, 1, 0.1, {0, 0.1, 0.2, 0.3}},
                      {-1, none, none, {0}},
                      {0, 2, none, {0}},
                      {-1, 0, none, {0, 0}},
                      {-1, 0.3, 0.1, {0, 0.1, 0.2}}};
  for (const Row& row : rows) {
    const PhiSteps p = reference_phi_steps(row.count, row.osc < 0 ? -1 : deg(row.osc),
                                           row.step < 0 ? -1 : deg(row.step));
    ASSERT_EQ(p.count, static_cast<std::int64_t>(row.phis.size())) << row.osc << " " << row.step;
    for (std::size_t i = 0; i < row.phis.size(); ++i)
      EXPECT_NEAR(p.step * static_cast<double>(i), deg(row.phis[i]), 1e-15);
  }
}

TEST(ReferenceRules, SensorLayers) {
  EXPECT_EQ(reference_sensor_layers(0, 5).count, 1);
  EXPECT_EQ(reference_sensor_layers(300e-6, -1).count, 2);
  EXPECT_DOUBLE_EQ(reference_sensor_layers(300e-6, -1).step, 150e-6);
  EXPECT_EQ(reference_sensor_layers(300e-6, 1).count, 2);
  EXPECT_DOUBLE_EQ(reference_sensor_layers(300e-6, 1).step, 300e-6);
  EXPECT_DOUBLE_EQ(reference_sensor_layers(300e-6, 5).step, 75e-6);
}

}  // namespace
}  // namespace kbragg::model
