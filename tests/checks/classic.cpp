// SPDX-License-Identifier: BSD-3-Clause
#include "classic.hpp"

#include <hdf5.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <iomanip>
#include <iterator>
#include <optional>
#include <sstream>
#include <utility>

#include "io/matrix_file.hpp"

namespace kbragg::checks {

namespace {

std::vector<std::string> words(const std::string& line) {
  std::istringstream stream(line);
  return {std::istream_iterator<std::string>(stream), {}};
}

}  // namespace

Outcome start_classic(const Directory& directory, const std::string& flags) {
  std::vector<std::string> arguments = words(flags);
  arguments.insert(arguments.begin(), "classic");
  return app_test::run_program(arguments, directory.path());
}

std::string run_classic(const Directory& directory, const std::string& flags,
                        const std::string& backend) {
  const Outcome outcome = start_classic(directory, "--backend " + backend + " " + flags);
  EXPECT_EQ(outcome.code, 0) << flags << "\n" << outcome.err;
  return outcome.out;
}

Resolved resolve(const Directory& directory, const std::string& flags) {
  const std::string yaml = run_classic(directory, "--emit-yaml " + flags);
  Resolved resolved;
  resolved.config = config::read_run_text(yaml, "emitted.yaml", directory.path());
  model::SceneInputs inputs;
  if (resolved.config.crystal.matrix_file)
    inputs.matrix =
        io::read_matrix_file(resolved.config.resolve(*resolved.config.crystal.matrix_file));
  inputs.hkl = model::constant_hkl_table(100);
  resolved.scene = model::make_scene(resolved.config, std::move(inputs));
  return resolved;
}

model::Scene scene_of(const std::string& flags) { return resolve(Directory(), flags).scene; }

std::vector<float> float_image(const Directory& directory, const std::string& name) {
  const std::string bytes = directory.read(name);
  EXPECT_EQ(bytes.size() % sizeof(float), 0u) << name;
  std::vector<float> pixels(bytes.size() / sizeof(float));
  std::memcpy(pixels.data(), bytes.data(), pixels.size() * sizeof(float));
  return pixels;
}

std::vector<float> float_image_of(const std::string& flags) {
  const Directory directory;
  run_classic(directory, flags);
  return float_image(directory);
}

std::string SmvFile::value(const std::string& key) const {
  const std::size_t line = header.find("\n" + key + "=");
  if (line == std::string::npos) return "no " + key;
  const std::size_t begin = line + key.size() + 2;
  return header.substr(begin, header.find_first_of(";\n", begin) - begin);
}

SmvFile read_smv_file(const Directory& directory, const std::string& name) {
  const std::string bytes = directory.read(name);
  SmvFile file;
  file.header = bytes.substr(0, 512);
  for (std::size_t i = 512; i + 1 < bytes.size(); i += 2) {
    std::uint16_t pixel;
    std::memcpy(&pixel, bytes.data() + i, sizeof pixel);
    file.pixels.push_back(pixel);
  }
  return file;
}

std::vector<int> grey_image(const Directory& directory, const std::string& name) {
  const std::string bytes = directory.read(name);
  std::size_t begin = 0;
  for (int line = 0; line < 4; ++line) begin = std::min(bytes.size(), bytes.find('\n', begin)) + 1;
  std::vector<int> pixels;
  for (std::size_t i = begin; i < bytes.size(); ++i)
    pixels.push_back(static_cast<unsigned char>(bytes[i]));
  return pixels;
}

std::vector<double> dataset(const Directory& directory, const std::string& file,
                            const std::string& name) {
  const hid_t opened = H5Fopen(directory.file(file).c_str(), H5F_ACC_RDONLY, H5P_DEFAULT);
  const hid_t set = H5Dopen2(opened, name.c_str(), H5P_DEFAULT);
  EXPECT_GE(set, 0) << file << " holds no " << name;
  std::vector<double> values;
  if (set >= 0) {
    const hid_t space = H5Dget_space(set);
    values.resize(static_cast<std::size_t>(H5Sget_simple_extent_npoints(space)));
    EXPECT_GE(H5Dread(set, H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data()), 0);
    H5Sclose(space);
    H5Dclose(set);
  }
  if (opened >= 0) H5Fclose(opened);
  return values;
}

testing::AssertionResult same(const std::vector<float>& found, const std::vector<double>& expected,
                              double tolerance) {
  if (found.size() != expected.size())
    return testing::AssertionFailure() << found.size() << " pixels instead of " << expected.size();
  for (std::size_t i = 0; i < expected.size(); ++i) {
    const auto pixel = static_cast<double>(found[i]);
    if (!(std::fabs(pixel - expected[i]) <= tolerance * std::fabs(expected[i])))
      return testing::AssertionFailure() << std::setprecision(9) << "pixel " << i << " is " << pixel
                                         << ", expected " << expected[i];
  }
  return testing::AssertionSuccess();
}

}  // namespace kbragg::checks
