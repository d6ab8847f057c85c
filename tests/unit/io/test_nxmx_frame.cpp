// SPDX-License-Identifier: BSD-3-Clause
// The rotation into the NeXus frame for every convention, and the vectors it puts in the file.
#include <cmath>

#include "math/rotation.hpp"
#include "nxmx_support.hpp"

namespace kbragg::io::test {
namespace {

void expect_near(const Vec3& found, const Vec3& wanted, const std::string& what) {
  EXPECT_NEAR(found.x, wanted.x, 1e-14) << what;
  EXPECT_NEAR(found.y, wanted.y, 1e-14) << what;
  EXPECT_NEAR(found.z, wanted.z, 1e-14) << what;
}

struct Row {
  const char* convention;
  Vec3 beam, fast, slow, spindle;  // simulator's frame
  Vec3 nexus_x, nexus_y, nexus_z;  // where its x, y, z axes go
  Vec3 nexus_fast, nexus_slow, nexus_spindle;
};

const Vec3 x{1, 0, 0}, y{0, 1, 0}, z{0, 0, 1};
const Row rows[] = {
    {"mosflm", x, z, -y, z, z, y, -x, -x, -y, -x}, {"denzo", x, z, -y, z, z, y, -x, -x, -y, -x},
    {"xds", z, x, y, x, -x, -y, z, -x, -y, -x},    {"dials", z, x, y, y, -x, -y, z, -x, -y, -y},
    {"adxv", z, x, -y, x, x, y, z, x, -y, x},
};

TEST(NxmxFrame, NamedConventions) {
  for (const Row& row : rows) {
    const Mat3 R = nexus_rotation(row.beam, row.fast, row.slow);
    expect_near(R * x, row.nexus_x, row.convention);
    expect_near(R * y, row.nexus_y, row.convention);
    expect_near(R * z, row.nexus_z, row.convention);
    expect_near(R * row.fast, row.nexus_fast, row.convention);
    expect_near(R * row.slow, row.nexus_slow, row.convention);
    expect_near(R * row.spindle, row.nexus_spindle, row.convention);
    expect_near(R * row.beam, z, row.convention);
  }
}

TEST(NxmxFrame, CustomFrameGivesAProperRotation) {
  const Vec3 axis = unit(Vec3{1, -2, 3});
  const Vec3 beam = rotate_axis(x, axis, 0.7),
             slow = rotate_axis(unit(Vec3{0.2, -1, 0.1}), axis, 0.7);
  const Mat3 R = nexus_rotation(beam, rotate_axis(z, axis, 0.7), slow);
  EXPECT_NEAR(dot(cross(R.rows[0], R.rows[1]), R.rows[2]), 1, 1e-14);
  for (int i = 0; i < 3; ++i) EXPECT_NEAR(norm(R.rows[i]), 1, 1e-14);
  expect_near(R * beam, z, "beam");
  EXPECT_NEAR((R * slow).x, 0, 1e-14) << "slow lies in the plane of y and the beam";
  EXPECT_LT((R * slow).y, 0) << "rows grow downwards";
}

TEST(NxmxFrame, SlowAxisAlongTheBeamLeavesTheFastAxis) {
  const Mat3 R = nexus_rotation(x, z, x);
  expect_near(R * z, -x, "fast");
  expect_near(R * x, z, "beam");
  EXPECT_NEAR(dot(cross(R.rows[0], R.rows[1]), R.rows[2]), 1, 1e-14);
}

TEST(NxmxFrame, BothAxesAlongTheBeamAreRefused) {
  const std::string sentence = sentence_of([] { nexus_rotation(x, x, -x); });
  KBRAGG_EXPECT_HAS(sentence, "along the beam");
}

TEST(NxmxFrame, TiltedDetectorKeepsFrameAndCorner) {
  const Folder folder;
  for (const Row& row : rows) {
    NxmxMetadata metadata = sample_metadata();
    NxmxGeometry& g = metadata.geometry;
    const auto tilt = [](const Vec3& v) { return rotate_xyz(v, {0.1, -0.2, 0.3}); };
    g.convention = row.convention;
    g.beam = row.beam;
    g.untilted_fast = row.fast;
    g.untilted_slow = row.slow;
    g.spindle = row.spindle;
    g.fast = tilt(row.fast);
    g.slow = tilt(row.slow);
    g.pix0 = tilt(0.18 * row.beam - 0.05 * row.fast - 0.04 * row.slow);
    const std::string path = folder.file(std::string(row.convention) + ".h5");
    write_sample(path, metadata, {});
    const H5File file(path);
    const Mat3 R{{row.nexus_x, row.nexus_y, row.nexus_z}};  // rows and columns exchanged
    const auto to_nexus = [&](const Vec3& v) {
      return v.x * R.rows[0] + v.y * R.rows[1] + v.z * R.rows[2];
    };
    const std::string module = "/entry/instrument/detector/module/";
    const auto vector = [&](const std::string& name) {
      const auto v = file.attribute_numbers(name, "vector");
      EXPECT_NEAR(norm(Vec3{v[0], v[1], v[2]}), 1, 1e-14) << name;
      return Vec3{v[0], v[1], v[2]};
    };
    expect_near(vector(module + "fast_pixel_direction"), to_nexus(g.fast), row.convention);
    expect_near(vector(module + "slow_pixel_direction"), to_nexus(g.slow), row.convention);
    expect_near(vector("/entry/sample/transformations/phi"), row.nexus_spindle, row.convention);
    const double det_z = file.numbers("/entry/instrument/detector/transformations/det_z")[0];
    const Vec3 corner =
        det_z * z + file.number(module + "module_offset") * vector(module + "module_offset");
    expect_near(1e-3 * corner, to_nexus(g.pix0), row.convention);
    const auto stored = file.numbers("/entry/kbragg/geometry/R");
    expect_near({stored[0], stored[3], stored[6]}, row.nexus_x, row.convention);
  }
}

TEST(NxmxFrame, CornerOnTheBeamHasOffsetZeroWithAUnitVector) {
  const Folder folder;
  NxmxMetadata metadata = sample_metadata();
  metadata.geometry.pix0 = {0.18, 0, 0};
  write_sample(folder.file("a.h5"), metadata, {});
  const H5File file(folder.file("a.h5"));
  const std::string offset = "/entry/instrument/detector/module/module_offset";
  EXPECT_NEAR(file.number(offset), 0, 1e-12);  // mm; not exactly 0 where products are fused
  const auto v = file.attribute_numbers(offset, "vector");
  EXPECT_NEAR(norm(Vec3{v[0], v[1], v[2]}), 1, 1e-14);
}

}  // namespace
}  // namespace kbragg::io::test
