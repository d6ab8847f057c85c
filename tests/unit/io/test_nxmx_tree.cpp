// SPDX-License-Identifier: BSD-3-Clause
// Everything that programs of the field read from an NXmx file is there, with type and units.
#include <algorithm>

#include "nxmx_support.hpp"

namespace kbragg::io::test {
namespace {

class NxmxTree : public ::testing::Test {
 protected:
  std::string write(const NxmxMetadata& metadata, const NxmxOptions& options) {
    const std::string path = folder.file("image.h5");
    write_sample(path, metadata, options);
    return path;
  }
  Folder folder;
  NxmxOptions with_counts{PixelType::float32, Compression::gzip, true};
  NxmxOptions without_counts{PixelType::float32, Compression::gzip, false};
};

TEST_F(NxmxTree, GroupsHaveTheirClasses) {
  const H5File file(write(sample_metadata(), with_counts));
  const std::vector<std::pair<std::string, std::string>> classes = {
      {"/", "NXroot"},
      {"/entry", "NXentry"},
      {"/entry/source", "NXsource"},
      {"/entry/instrument", "NXinstrument"},
      {"/entry/instrument/beam", "NXbeam"},
      {"/entry/instrument/detector", "NXdetector"},
      {"/entry/instrument/detector/transformations", "NXtransformations"},
      {"/entry/instrument/detector/module", "NXdetector_module"},
      {"/entry/sample", "NXsample"},
      {"/entry/sample/transformations", "NXtransformations"},
      {"/entry/data", "NXdata"},
      {"/entry/kbragg", "NXprocess"},
      {"/entry/kbragg/config", "NXnote"},
      {"/entry/kbragg/expected", "NXdata"},
  };
  for (const auto& [path, name] : classes)
    EXPECT_EQ(file.attribute(path, "NX_class"), name) << path;
}

TEST_F(NxmxTree, RootAndEntry) {
  const H5File file(write(sample_metadata(), with_counts));
  EXPECT_EQ(file.attribute("/", "default"), "entry");
  EXPECT_EQ(file.attribute("/", "file_name"), "image.h5");
  EXPECT_EQ(file.attribute("/", "file_time"), "2024-05-06T07:08:09Z");
  EXPECT_EQ(file.attribute("/", "creator"), "kbragg 1.2.3");
  EXPECT_TRUE(file.has_attribute("/", "HDF5_Version"));
  EXPECT_EQ(file.attribute("/entry", "default"), "data");
  EXPECT_EQ(file.attribute("/entry", "version"), "1.0");
  EXPECT_EQ(file.text("/entry/definition"), "NXmx");
  EXPECT_EQ(file.text("/entry/start_time"), "2024-05-06T07:08:09Z");
  EXPECT_EQ(file.text("/entry/end_time_estimated"), "2024-05-06T07:08:11Z");
  EXPECT_EQ(file.text("/entry/title"), "two images");
  EXPECT_EQ(file.text("/entry/source/name"), "kbragg simulation");
  EXPECT_EQ(file.attribute("/entry/instrument/name", "short_name"), "kbragg");
}

TEST_F(NxmxTree, Beam) {
  const H5File file(write(sample_metadata(), with_counts));
  const std::string beam = "/entry/instrument/beam/";
  EXPECT_EQ(file.number(beam + "incident_wavelength"), 0.9768);
  EXPECT_TRUE(file.has_type(beam + "incident_wavelength", H5T_IEEE_F64LE));
  EXPECT_EQ(file.attribute(beam + "incident_wavelength", "units"), "angstrom");
  EXPECT_DOUBLE_EQ(file.number(beam + "flux"), 2e18);
  EXPECT_EQ(file.attribute(beam + "flux", "units"), "1/s/cm^2");
  EXPECT_DOUBLE_EQ(file.number(beam + "total_flux"), 2e14);
  EXPECT_EQ(file.attribute(beam + "total_flux", "units"), "Hz");
  EXPECT_EQ(file.numbers(beam + "incident_beam_size"), (std::vector<double>{0.1, 0.1}));
  EXPECT_EQ(file.attribute(beam + "incident_beam_size", "units"), "mm");
  EXPECT_DOUBLE_EQ(file.number(beam + "incident_wavelength_spread"), 0.009768);
  EXPECT_EQ(file.dims(beam + "incident_polarisation_stokes"), (std::vector<hsize_t>{1, 4}));
  EXPECT_EQ(file.numbers(beam + "incident_polarisation_stokes"),
            (std::vector<double>{1, 0.9, 0, 0}));
}

TEST_F(NxmxTree, VerticalPolarisationIsNegativeQ) {
  NxmxMetadata metadata = sample_metadata();
  metadata.geometry.polarization = {0, 1, 0};
  const H5File file(write(metadata, with_counts));
  EXPECT_EQ(file.numbers("/entry/instrument/beam/incident_polarisation_stokes"),
            (std::vector<double>{1, -0.9, 0, 0}));
}

TEST_F(NxmxTree, Detector) {
  NxmxMetadata metadata = sample_metadata();
  metadata.pixel_mask = [](std::int64_t slow, std::uint32_t* row) {
    for (int fast = 0; fast < 4; ++fast) row[fast] = slow == 1 && fast == 1 ? 256 : 0;
  };
  const H5File file(write(metadata, with_counts));
  const std::string detector = "/entry/instrument/detector/";
  EXPECT_EQ(file.link(detector + "data"), "/entry/data/data");
  EXPECT_EQ(file.text(detector + "depends_on"), "/entry/instrument/detector/transformations/det_z");
  EXPECT_EQ(file.text(detector + "sensor_material"), "Si");
  EXPECT_EQ(file.number(detector + "sensor_thickness"), 1e-6);
  for (const char* name : {"sensor_thickness", "distance", "x_pixel_size", "y_pixel_size"}) {
    EXPECT_EQ(file.attribute(detector + name, "units"), "mm") << name;
  }
  EXPECT_EQ(file.attribute(detector + "beam_center_x", "units"), "pixel");
  EXPECT_EQ(file.number(detector + "beam_center_x"), 2);
  EXPECT_EQ(file.number(detector + "beam_center_y"), 1.5);
  EXPECT_EQ(file.number(detector + "distance"), 180);
  EXPECT_EQ(file.number(detector + "x_pixel_size"), 0.172);
  EXPECT_EQ(file.attribute(detector + "count_time", "units"), "s");
  EXPECT_EQ(file.attribute(detector + "frame_time", "units"), "s");
  EXPECT_EQ(file.number(detector + "frame_time"), 0.5);
  EXPECT_EQ(file.number(detector + "underload_value"), 0);
  EXPECT_TRUE(file.has_type(detector + "pixel_mask", H5T_STD_U32LE));
  EXPECT_EQ(file.dims(detector + "pixel_mask"), (std::vector<hsize_t>{3, 4}));
  EXPECT_EQ(file.numbers(detector + "pixel_mask"),
            (std::vector<double>{0, 0, 0, 0, 0, 256, 0, 0, 0, 0, 0, 0}));
}

TEST_F(NxmxTree, SensorAndSaturationAsGiven) {
  NxmxMetadata metadata = sample_metadata();
  metadata.sensor = NxmxSensor{"CdTe", 0.75e-3, 0.2e-3};
  metadata.saturation = 60000;
  for (const bool counts : {true, false}) {
    const H5File file(write(metadata, counts ? with_counts : without_counts));
    EXPECT_EQ(file.text("/entry/instrument/detector/sensor_material"), "CdTe");
    EXPECT_EQ(file.number("/entry/instrument/detector/sensor_thickness"), 0.75);
    EXPECT_EQ(file.number("/entry/instrument/detector/saturation_value"), counts ? 60000 : 60001);
    EXPECT_EQ(file.number("/entry/kbragg/sensor/attenuation_depth"), 0.2);
  }
}

TEST_F(NxmxTree, Module) {
  const H5File file(write(sample_metadata(), with_counts));
  const std::string module = "/entry/instrument/detector/module/";
  const std::string det_z = "/entry/instrument/detector/transformations/det_z";
  EXPECT_EQ(file.numbers(module + "data_origin"), (std::vector<double>{0, 0}));
  EXPECT_EQ(file.numbers(module + "data_size"), (std::vector<double>{3, 4}));
  EXPECT_TRUE(file.has_type(module + "data_size", H5T_STD_I64LE));
  EXPECT_EQ(file.dims(det_z), (std::vector<hsize_t>{1}));
  EXPECT_EQ(file.numbers(det_z), (std::vector<double>{180}));
  EXPECT_EQ(file.attribute(det_z, "depends_on"), ".");
  EXPECT_EQ(file.attribute_numbers(det_z, "vector"), (std::vector<double>{0, 0, 1}));
  EXPECT_EQ(file.attribute(module + "module_offset", "depends_on"), det_z);
  EXPECT_EQ(file.number(module + "fast_pixel_direction"), 0.172);
  for (const std::string& axis : {det_z, module + "module_offset", module + "fast_pixel_direction",
                                  module + "slow_pixel_direction"}) {
    EXPECT_EQ(file.attribute(axis, "transformation_type"), "translation") << axis;
    EXPECT_EQ(file.attribute(axis, "units"), "mm") << axis;
    EXPECT_EQ(file.attribute(axis, "offset_units"), "mm") << axis;
    EXPECT_EQ(file.attribute_numbers(axis, "offset"), (std::vector<double>{0, 0, 0})) << axis;
  }
  for (const char* axis : {"fast_pixel_direction", "slow_pixel_direction"}) {
    EXPECT_EQ(file.attribute(module + axis, "depends_on"), module + "module_offset");
  }
}

TEST_F(NxmxTree, RotationSeries) {
  const H5File file(write(sample_metadata(), with_counts));
  const std::string phi = "/entry/sample/transformations/phi";
  EXPECT_EQ(file.text("/entry/sample/depends_on"), phi);
  EXPECT_TRUE(file.has("/entry/sample/name"));
  EXPECT_TRUE(file.has_type(phi, H5T_IEEE_F64LE));
  EXPECT_EQ(file.numbers(phi), (std::vector<double>{10, 10.5}));
  EXPECT_EQ(file.numbers(phi + "_end"), (std::vector<double>{10.5, 11}));
  EXPECT_EQ(file.number(phi + "_increment_set"), 0.5);
  EXPECT_EQ(file.attribute(phi, "transformation_type"), "rotation");
  EXPECT_EQ(file.attribute(phi, "depends_on"), ".");
  EXPECT_EQ(file.attribute_numbers(phi, "vector"), (std::vector<double>{-1, 0, 0}));
  for (const char* name : {"", "_end", "_increment_set"}) {
    EXPECT_EQ(file.attribute(phi + name, "units"), "deg");
  }
  EXPECT_EQ(file.attribute("/entry/data", "signal"), "data");
  EXPECT_EQ(file.attribute("/entry/data", "axes"), "phi . .");
  EXPECT_EQ(file.attribute_numbers("/entry/data", "phi_indices"), (std::vector<double>{0}));
  EXPECT_EQ(file.link("/entry/data/phi"), phi);
}

TEST_F(NxmxTree, OneImageOfARotationSeriesHasPhiOfLengthOne) {
  NxmxMetadata metadata = sample_metadata();
  metadata.shape.images = 1;
  const H5File file(write(metadata, with_counts));
  EXPECT_EQ(file.dims("/entry/sample/transformations/phi"), (std::vector<hsize_t>{1}));
  EXPECT_EQ(file.dims("/entry/sample/transformations/phi_end"), (std::vector<hsize_t>{1}));
}

TEST_F(NxmxTree, StillsHaveNoAxis) {
  NxmxMetadata metadata = sample_metadata();
  metadata.rotation = false;
  metadata.phi_zero = 0.5;
  const H5File file(write(metadata, with_counts));
  EXPECT_EQ(file.text("/entry/sample/depends_on"), ".");
  EXPECT_FALSE(file.has("/entry/sample/transformations"));
  EXPECT_FALSE(file.has("/entry/data/phi"));
  EXPECT_FALSE(file.has_attribute("/entry/data", "axes"));
  EXPECT_EQ(file.attribute("/entry/data", "signal"), "data");
  EXPECT_NEAR(file.number("/entry/kbragg/geometry/phi_zero"), 28.64788975654116, 1e-12);
}

TEST_F(NxmxTree, ProcessGroupSaysHowTheImagesWereMade) {
  NxmxMetadata metadata = sample_metadata();
  metadata.config_yaml += std::string(100000, '#');  // longer than any attribute may be
  const H5File file(write(metadata, with_counts));
  const std::string group = "/entry/kbragg/";
  EXPECT_EQ(file.attribute("/entry/kbragg", "default"), "expected");
  EXPECT_EQ(file.text(group + "program"), "kbragg");
  EXPECT_EQ(file.text(group + "version"), "1.2.3");
  EXPECT_EQ(file.text(group + "commit"), "0123abc");
  EXPECT_EQ(file.text(group + "date"), "2024-05-06T07:08:09Z");
  EXPECT_EQ(file.text(group + "config/type"), "application/yaml");
  EXPECT_EQ(file.text(group + "config/data"), metadata.config_yaml);
  EXPECT_EQ(file.text(group + "run/backend"), "openmp");
  EXPECT_EQ(file.number(group + "run/threads"), 4);
  EXPECT_EQ(file.number(group + "run/interpolation_fallbacks"), 42);
  EXPECT_EQ(file.number(group + "seeds/noise"), 7);
  EXPECT_EQ(file.text(group + "options/polarization"), "per subpixel");
  EXPECT_EQ(file.text(group + "structure_factors/file_name"), "lyso.hkl");
  EXPECT_EQ(file.text(group + "structure_factors/sha256"), "00ff");
  EXPECT_EQ(file.text(group + "structure_factors/table_sha256"), "ff00");
  EXPECT_EQ(file.number(group + "structure_factors/n"), 1234);
  EXPECT_EQ(file.number(group + "structure_factors/default_F"), 2.5);
  EXPECT_EQ(file.numbers(group + "crystal/cell"), (std::vector<double>{50, 60, 70, 90, 90, 90}));
  // Columns are a*, b*, c* in 1/angstrom; (x, y, z) of mosflm is (z, y, -x) seen from NeXus.
  const std::vector<double> matrix = file.numbers(group + "crystal/A_matrix");
  const std::vector<double> expected = {0, 0, -0.005, 0, 0.01, 0, 0.02, 0, 0};
  ASSERT_EQ(matrix.size(), expected.size());
  for (std::size_t i = 0; i < matrix.size(); ++i) EXPECT_DOUBLE_EQ(matrix[i], expected[i]) << i;
  EXPECT_EQ(file.number(group + "crystal/mosaic_spread"), 0.5);
  EXPECT_EQ(file.attribute(group + "crystal/mosaic_spread", "units"), "deg");
  EXPECT_EQ(file.number(group + "crystal/Nc"), 12);
  EXPECT_EQ(file.text(group + "geometry/convention"), "mosflm");
  EXPECT_EQ(file.numbers(group + "geometry/slow"), (std::vector<double>{0, -1, 0}));
  EXPECT_EQ(file.numbers(group + "spectrum/wavelength"), (std::vector<double>{0.97, 0.98}));
  EXPECT_EQ(file.numbers(group + "spectrum/weight"), (std::vector<double>{1, 3}));
  EXPECT_EQ(file.dims(group + "spectrum/source"), (std::vector<hsize_t>{2, 3}));
  EXPECT_EQ(file.number(group + "timing/total"), 1.5);
  EXPECT_EQ(file.attribute(group + "timing/total", "units"), "s");
}

}  // namespace
}  // namespace kbragg::io::test
