// SPDX-License-Identifier: BSD-3-Clause
// Checks S1 to S12, S15 and S16 of the specification of structure factors, from classic flags. The
// table of indices, S13 and S14 are in tests/unit/kernels.
#include <gtest/gtest.h>

#include <cstring>

#include "classic.hpp"
#include "inputs.hpp"
#include "support/near.hpp"

namespace kbragg::checks {
namespace {

using test::close;

const std::string common =
    "-cell 10 11 12 85 95 105 -misset 5 7 11 -lambda 1 -distance 100 -pixel 1 -detpixels 4 "
    "-Xbeam -30 -Ybeam -40 -oversample 1 -nonoise -nopgm ";

/// The lists of the specification, in a directory of their own.
class StructureFactorChecks : public testing::Test {
 protected:
  void SetUp() override {
    m_directory.write("P.hkl", polynomial_list(8, -8));
    m_directory.write("P4.hkl", polynomial_list(4, -4));
    m_directory.write("Pk.hkl", polynomial_list(8, -4));
    m_directory.write("Ps.hkl", "-8 -8 -8 1\n8 8 8 1\n-2 -2 4 200\n");
    m_directory.write("Pd.hkl", "-2 -2 4 10\n-2 -2 4 20\n-2 -2 5 30\n");
    m_directory.write("x.stol", "0 10\n0.1 8\n0.3 4\n");
  }

  /// Pixels (0,0), (3,0), (0,3), (3,3) as (fast, slow).
  std::vector<float> corners(const std::string& flags,
                             const std::string& backend = "serial --threads 1") {
    run_classic(m_directory, common + flags, backend);
    const std::vector<float> p = float_image(m_directory);
    return p.size() == 16 ? std::vector<float>{p[0], p[3], p[12], p[15]} : std::vector<float>{};
  }

  Directory m_directory;
};

struct Row {
  const char* number;
  const char* flags;
  std::vector<double> corners;
};

TEST_F(StructureFactorChecks, Lookup) {
  const Row rows[] = {
      {"S1 nearest",
       "-hkl P.hkl -N 1 -nointerpolate",
       {0.927342117, 0.976179004, 0.900698304, 0.948735476}},
      {"S2 auto tricubic", "-hkl P.hkl -N 1", {0.968802631, 0.940221131, 0.956159055, 0.928549707}},
      {"S3 auto none", "-hkl P.hkl -N 3", {0.0342029929, 20.1080151, 0.362910956, 20.6529312}},
      {"S4 forced tricubic",
       "-hkl P.hkl -N 3 -interpolate",
       {0.0357321762, 19.3673306, 0.385257304, 20.2135086}},
      {"S5 one short axis",
       "-hkl P.hkl -Na 5 -Nb 5 -Nc 2",
       {48.1027374, 0.0626979992, 2.78548169, 0.00618084287}},
      {"S6 out of box",
       "-hkl P4.hkl -N 1 -nointerpolate -default_F 55",
       {0.927342117, 0.187485367, 0.900698304, 0.182214558}},
      {"S8 sparse", "-hkl Ps.hkl -N 1 -nointerpolate", {2.57595038, 0, 2.50193977, 0}},
      {"S8 sparse + default",
       "-hkl Ps.hkl -N 1 -nointerpolate -default_F 30",
       {2.57595038, 0.0557807721, 2.50193977, 0.0542125963}},
      {"S9 duplicate",
       "-hkl Pd.hkl -N 1 -nointerpolate",
       {0.0257595032, 0.0557807721, 0.025019398, 0.0542125963}},
      {"S11 stol ignored",
       "-hkl P.hkl -N 1 -nointerpolate -stol x.stol",
       {0.927342117, 0.976179004, 0.900698304, 0.948735476}},
  };
  for (const Row& row : rows)
    EXPECT_TRUE(same(corners(row.flags), row.corners, 1e-6)) << row.number;
}

// S7: row 0 is interpolated, rows 1 to 3 are not, on every backend and with any number of threads.
TEST_F(StructureFactorChecks, FallbackInTheMiddleOfTheImage) {
  const std::string present = app_test::run_program({"info"}, m_directory.path()).out;
  for (const std::string backend :
       {"serial --threads 1", "openmp --threads 1", "openmp --threads 2", "cuda"}) {
    if (present.find(backend.substr(0, backend.find(' '))) == std::string::npos) continue;
    EXPECT_TRUE(same(corners("-hkl Pk.hkl -N 1 -default_F 55", backend),
                     {0.968802631, 0.940221131, 0.900698304, 0.948735476}, 1e-6))
        << backend;
  }
}

// S10: a dump is read when it is asked for, and gives the image of its list.
TEST_F(StructureFactorChecks, DumpOnly) {
  corners("-hkl P.hkl -N 1 -nointerpolate -dump Fdump.bin");
  std::filesystem::remove(m_directory.file("P.hkl"));
  EXPECT_TRUE(same(corners("-N 1 -nointerpolate -dump Fdump.bin"),
                   {0.927342117, 0.976179004, 0.900698304, 0.948735476}, 1e-6));
}

TEST_F(StructureFactorChecks, LayoutOfTheDump) {  // S12
  corners("-hkl P.hkl -N 1 -dump Fdump.bin");
  const std::string bytes = m_directory.read("Fdump.bin");
  const std::string header = "-8 8 -8 8 -8 8\n\f";
  ASSERT_EQ(bytes.size(), 46672u);
  EXPECT_EQ(bytes.substr(0, header.size()), header);
  const auto at = [&](int h, int k, int l) {
    const int number = ((h + 8) * 18 + (k + 8)) * 18 + (l + 8);
    double value;
    std::memcpy(&value, bytes.data() + header.size() + static_cast<std::size_t>(number) * 8, 8);
    return value;
  };
  EXPECT_EQ(at(-8, -8, -8), 45);
  EXPECT_EQ(at(-8, -8, -7), 52);
  EXPECT_EQ(at(-2, -2, 4), 120);
  for (int h = -8; h <= 9; ++h)
    for (int k = -8; k <= 9; ++k)
      for (int l = -8; l <= 9; ++l) {
        const bool padding = h == 9 || k == 9 || l == 9;
        ASSERT_EQ(at(h, k, l), padding ? 0 : polynomial_amplitude(h, k, l))
            << h << " " << k << " " << l;
      }
}

// S15: the reference stores nothing and goes on; here an index with a decimal point is an error
// that names file and line, and nothing is written.
TEST_F(StructureFactorChecks, IndexWithADecimalPoint) {
  m_directory.write("Pf.hkl", "0.0 0 0 50\n1 1 1 2\n");
  const auto before = m_directory.names();
  const Outcome outcome = start_classic(m_directory, common + "-hkl Pf.hkl -default_F 3 -N 1");
  EXPECT_EQ(outcome.code, 9);
  EXPECT_NE(outcome.err.find("Pf.hkl:1"), std::string::npos) << outcome.err;
  EXPECT_EQ(m_directory.names(), before);
}

// S16: 50 um of water; the single cell adds 1e4 to 2.76e16. Point pixel (0, 0) is 0.0125 m^2 away.
TEST(WaterChecks, StartOfThePixel) {
  const auto pixels = float_image_of(
      "-cell 100 100 100 90 90 90 -default_F 100 -lambda 1 -distance 100 -pixel 1 -detpixels 4 "
      "-Xbeam -30 -Ybeam -40 -nonoise -nopgm -N 1 -oversample 1 -nopolar -point_pixel -water 50");
  ASSERT_EQ(pixels.size(), 16u);
  const double intensity = static_cast<double>(pixels[0]) * 0.0125;
  EXPECT_TRUE(close(intensity, 2.7622e16, 2e-5));  // as printed
  const double molecules = 50e-6 * 50e-6 * 50e-6 * 1e6 * 6.02214179e23 / 18.0;
  EXPECT_TRUE(close(intensity, 2.57 * 2.57 * molecules, 1e-7));
}

}  // namespace
}  // namespace kbragg::checks
