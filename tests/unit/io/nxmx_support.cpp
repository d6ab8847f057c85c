// SPDX-License-Identifier: BSD-3-Clause
#include "nxmx_support.hpp"

#include <unistd.h>

#include <algorithm>
#include <cstring>

namespace kbragg::io::test {

namespace fs = std::filesystem;

Folder::Folder() {
  static int count = 0;
  m_path = fs::temp_directory_path() /
           ("kbragg-test-io-" + std::to_string(::getpid()) + "-" + std::to_string(++count));
  fs::create_directories(m_path);
}

Folder::~Folder() {
  std::error_code ignored;
  fs::remove_all(m_path, ignored);
}

std::vector<std::string> Folder::listing() const {
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(m_path)) {
    names.push_back(entry.path().filename().string());
  }
  std::sort(names.begin(), names.end());
  return names;
}

H5File::H5File(const std::string& file)
    : m_file(H5Fopen(file.c_str(), H5F_ACC_RDONLY, H5P_DEFAULT)) {
  EXPECT_GE(m_file, 0) << file;
}

H5File::~H5File() { H5Fclose(m_file); }

bool H5File::has(const std::string& path) const {
  for (std::size_t end = path.find('/', 1);; end = path.find('/', end + 1)) {
    if (H5Lexists(m_file, path.substr(0, end).c_str(), H5P_DEFAULT) <= 0) return false;
    if (end == std::string::npos) return true;
  }
}

std::vector<hsize_t> H5File::dims(const std::string& path) const {
  const hid_t dataset = H5Dopen2(m_file, path.c_str(), H5P_DEFAULT);
  EXPECT_GE(dataset, 0) << path;
  const hid_t space = H5Dget_space(dataset);
  std::vector<hsize_t> dims(static_cast<std::size_t>(H5Sget_simple_extent_ndims(space)));
  H5Sget_simple_extent_dims(space, dims.data(), nullptr);
  H5Sclose(space);
  H5Dclose(dataset);
  return dims;
}

std::string H5File::text(const std::string& path) const {
  const hid_t dataset = H5Dopen2(m_file, path.c_str(), H5P_DEFAULT);
  EXPECT_GE(dataset, 0) << path;
  EXPECT_TRUE(dims(path).empty()) << path << " must be a scalar";
  const hid_t type = H5Dget_type(dataset);
  EXPECT_EQ(H5Tget_class(type), H5T_STRING) << path;
  std::string value(H5Tget_size(type), '\0');
  H5Dread(dataset, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, value.data());
  H5Tclose(type);
  H5Dclose(dataset);
  return value.c_str();
}

std::vector<double> H5File::numbers(const std::string& path) const {
  std::size_t size = 1;
  for (const hsize_t n : dims(path)) size *= n;
  std::vector<double> values(size);
  const hid_t dataset = H5Dopen2(m_file, path.c_str(), H5P_DEFAULT);
  EXPECT_GE(H5Dread(dataset, H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data()), 0)
      << path;
  H5Dclose(dataset);
  return values;
}

double H5File::number(const std::string& path) const {
  EXPECT_TRUE(dims(path).empty()) << path << " must be a scalar";
  return numbers(path).at(0);
}

std::vector<hsize_t> H5File::chunk(const std::string& path) const {
  const hid_t dataset = H5Dopen2(m_file, path.c_str(), H5P_DEFAULT);
  const hid_t creation = H5Dget_create_plist(dataset);
  std::vector<hsize_t> chunk(dims(path).size());
  H5Pget_chunk(creation, static_cast<int>(chunk.size()), chunk.data());
  H5Pclose(creation);
  H5Dclose(dataset);
  return chunk;
}

std::vector<H5Z_filter_t> H5File::filters(const std::string& path) const {
  const hid_t dataset = H5Dopen2(m_file, path.c_str(), H5P_DEFAULT);
  const hid_t creation = H5Dget_create_plist(dataset);
  std::vector<H5Z_filter_t> filters;
  for (int i = 0; i < H5Pget_nfilters(creation); ++i) {
    unsigned flags = 0, config = 0;
    std::size_t values = 0;
    filters.push_back(H5Pget_filter2(creation, static_cast<unsigned>(i), &flags, &values, nullptr,
                                     0, nullptr, &config));
  }
  H5Pclose(creation);
  H5Dclose(dataset);
  return filters;
}

bool H5File::has_type(const std::string& path, hid_t type) const {
  const hid_t dataset = H5Dopen2(m_file, path.c_str(), H5P_DEFAULT);
  const hid_t found = H5Dget_type(dataset);
  const bool equal = H5Tequal(found, type) > 0;
  H5Tclose(found);
  H5Dclose(dataset);
  return equal;
}

bool H5File::has_attribute(const std::string& path, const char* name) const {
  return H5Aexists_by_name(m_file, path.c_str(), name, H5P_DEFAULT) > 0;
}

std::string H5File::attribute(const std::string& path, const char* name) const {
  if (!has_attribute(path, name)) {
    ADD_FAILURE() << path << " has no attribute " << name;
    return "";
  }
  const hid_t attribute = H5Aopen_by_name(m_file, path.c_str(), name, H5P_DEFAULT, H5P_DEFAULT);
  const hid_t type = H5Aget_type(attribute), space = H5Aget_space(attribute);
  const auto count = static_cast<std::size_t>(H5Sget_simple_extent_npoints(space));
  const std::size_t size = H5Tget_size(type);
  std::string packed(count * size, '\0'), joined;
  H5Aread(attribute, type, packed.data());
  for (std::size_t i = 0; i < count; ++i) {
    const std::string part = packed.substr(i * size, size);
    if (i > 0) joined += ' ';
    joined += part.substr(0, part.find('\0'));
  }
  H5Sclose(space);
  H5Tclose(type);
  H5Aclose(attribute);
  return joined;
}

std::vector<double> H5File::attribute_numbers(const std::string& path, const char* name) const {
  EXPECT_TRUE(has_attribute(path, name)) << path << " has no attribute " << name;
  const hid_t attribute = H5Aopen_by_name(m_file, path.c_str(), name, H5P_DEFAULT, H5P_DEFAULT);
  const hid_t space = H5Aget_space(attribute);
  std::vector<double> values(static_cast<std::size_t>(H5Sget_simple_extent_npoints(space)));
  H5Aread(attribute, H5T_NATIVE_DOUBLE, values.data());
  H5Sclose(space);
  H5Aclose(attribute);
  return values;
}

std::string H5File::link(const std::string& path) const {
  H5L_info_t info;
  if (H5Lget_info(m_file, path.c_str(), &info, H5P_DEFAULT) < 0 || info.type != H5L_TYPE_SOFT) {
    return "";
  }
  std::string target(info.u.val_size, '\0');
  H5Lget_val(m_file, path.c_str(), target.data(), target.size(), H5P_DEFAULT);
  return target.c_str();
}

NxmxMetadata sample_metadata() {
  static constexpr double degree = 0.017453292519943295;
  NxmxMetadata m;
  m.shape = {2, 3, 4};
  m.title = "two images";
  m.start_time = "2024-05-06T07:08:09Z";
  m.end_time_estimated = "2024-05-06T07:08:11Z";
  m.rotation = true;
  m.image = [](std::int64_t number) {
    NxmxImage image;
    image.phi_start = (10 + 0.5 * static_cast<double>(number)) * degree;
    image.phi_end = (10.5 + 0.5 * static_cast<double>(number)) * degree;
    return image;
  };
  m.beam.wavelength = 0.9768e-10;
  m.beam.fluence = 1e22;
  m.beam.size = 0.1e-3;
  m.beam.exposure = 0.5;
  m.beam.dispersion = 0.01;
  m.beam.polarization = 0.9;
  NxmxGeometry& g = m.geometry;
  g.convention = "mosflm";
  g.beam = {1, 0, 0};
  g.fast = g.untilted_fast = {0, 0, 1};
  g.slow = g.untilted_slow = {0, -1, 0};
  g.spindle = g.polarization = {0, 0, 1};
  g.pix0 = {0.18, 0.000258, -0.000344};
  g.distance = 0.18;
  g.pixel_size = 0.172e-3;
  g.beam_center_fast = 2;
  g.beam_center_slow = 1.5;
  m.version = "1.2.3";
  m.commit = "0123abc";
  m.date = "2024-05-06T07:08:09Z";
  m.config_yaml = "schema: 1\nbeam:\n  wavelength: 0.9768 A\n";
  m.run = {{"backend", std::string("openmp")}, {"threads", std::int64_t{4}}};
  m.seeds = {{"noise", std::int64_t{7}}};
  m.options = {{"polarization", std::string("per subpixel")}};
  m.structure_factors = {"lyso.hkl", "00ff", 1234, 2.5, "hkl text", "ff00"};
  m.crystal = NxmxCrystal{{50, 60, 70, 90, 90, 90},
                          {2e8, 0, 0},
                          {0, 1e8, 0},
                          {0, 0, 5e7},
                          degree / 2,
                          10,
                          11,
                          12,
                          "gauss"};
  m.spectrum = {{0.97e-10, 0.98e-10}, {1, 3}, {{-1, 0, 0}, {-1, 0, 0}}};
  return m;
}

std::vector<double> sample_pixels(std::int64_t image) {
  std::vector<double> pixels(12);
  for (std::size_t i = 0; i < pixels.size(); ++i) {
    pixels[i] = static_cast<double>(image) * 100 + static_cast<double>(i) + 0.5;
  }
  return pixels;
}

void write_sample(const std::string& path, const NxmxMetadata& metadata,
                  const NxmxOptions& options) {
  NxmxWriter writer(path, metadata, options);
  for (std::int64_t image = 0; image < metadata.shape.images; ++image) {
    const std::vector<double> pixels = sample_pixels(image);
    writer.write_photons(image, pixels.data());
    if (options.counts) {
      const std::vector<std::int32_t> counts(pixels.begin(), pixels.end());
      writer.write_counts(image, counts.data());
    }
    writer.end_image(image);
  }
  writer.finish({{"total", 1.5}}, {{"interpolation_fallbacks", std::int64_t{42}}});
}

}  // namespace kbragg::io::test
