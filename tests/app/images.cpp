// SPDX-License-Identifier: BSD-3-Clause
#include "images.hpp"

#include <hdf5.h>

#include <algorithm>

#include "inputs.hpp"

namespace kbragg::app_test {

namespace {

/// Opens a dataset of /entry/kbragg for `read`.
template <class Read>
void read_record(const std::string& file, const std::string& name, Read&& read) {
  const hid_t opened = H5Fopen(file.c_str(), H5F_ACC_RDONLY, H5P_DEFAULT);
  const hid_t set = H5Dopen2(opened, ("/entry/kbragg/" + name).c_str(), H5P_DEFAULT);
  ASSERT_GE(set, 0) << file << " holds no " << name;
  read(set);
  H5Dclose(set);
  H5Fclose(opened);
}

std::vector<double> read_all(const io::ImageReader& reader) {
  std::vector<double> all;
  for (std::int64_t i = 0; i < reader.shape().images; ++i) {
    const std::vector<double> one = reader.read_double(i);
    all.insert(all.end(), one.begin(), one.end());
  }
  return all;
}

}  // namespace

Images read_images(const std::string& file) {
  const io::ImageReader photons(file);
  return {photons.shape(), read_all(photons),
          read_all(io::ImageReader(file + ":/entry/data/data"))};
}

std::vector<double> image_of(const Images& images, std::int64_t number) {
  const std::int64_t size = images.shape.slow * images.shape.fast;
  const auto first = images.photons.begin() + number * size;
  return {first, first + size};
}

bool same_pixels(const Images& x, const Images& y) {
  return !x.photons.empty() && x.photons == y.photons && x.data == y.data;
}

double largest(const std::vector<double>& values) {
  return values.empty() ? 0 : *std::max_element(values.begin(), values.end());
}

std::vector<double> numbers_of(const std::string& file, const std::string& dataset) {
  const hid_t opened = H5Fopen(file.c_str(), H5F_ACC_RDONLY, H5P_DEFAULT);
  const hid_t set = H5Dopen2(opened, dataset.c_str(), H5P_DEFAULT);
  std::vector<double> values;
  if (set < 0) {
    ADD_FAILURE() << file << " holds no " << dataset;
  } else {
    const hid_t space = H5Dget_space(set);
    values.resize(static_cast<std::size_t>(H5Sget_simple_extent_npoints(space)));
    H5Dread(set, H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data());
    H5Sclose(space);
    H5Dclose(set);
  }
  H5Fclose(opened);
  return values;
}

Storage storage_of(const std::string& file, const std::string& dataset) {
  Storage storage;
  const hid_t opened = H5Fopen(file.c_str(), H5F_ACC_RDONLY, H5P_DEFAULT);
  if (opened < 0) return storage;
  const hid_t set = H5Oexists_by_name(opened, dataset.c_str(), H5P_DEFAULT) > 0
                        ? H5Dopen2(opened, dataset.c_str(), H5P_DEFAULT)
                        : -1;
  if (set >= 0) {
    const hid_t type = H5Dget_type(set), creation = H5Dget_create_plist(set);
    storage = {true, H5Tget_class(type) == H5T_FLOAT, H5Tget_size(type), H5Pget_nfilters(creation)};
    H5Pclose(creation);
    H5Tclose(type);
    H5Dclose(set);
  }
  H5Fclose(opened);
  return storage;
}

std::vector<Chunk> chunks_of(const std::string& file, const std::string& dataset) {
  std::vector<Chunk> chunks;
  const hid_t opened = H5Fopen(file.c_str(), H5F_ACC_RDONLY, H5P_DEFAULT);
  const hid_t set = H5Dopen2(opened, dataset.c_str(), H5P_DEFAULT), space = H5Dget_space(set);
  hsize_t count = 0;
  EXPECT_GE(H5Dget_num_chunks(set, space, &count), 0) << file;
  for (hsize_t i = 0; i < count; ++i) {
    hsize_t start[3] = {};
    unsigned skipped_filters = 0;
    haddr_t offset = 0;
    hsize_t size = 0;
    EXPECT_GE(H5Dget_chunk_info(set, space, i, start, &skipped_filters, &offset, &size), 0);
    chunks.push_back({offset, size});
  }
  H5Sclose(space);
  H5Dclose(set);
  H5Fclose(opened);
  return chunks;
}

std::string recorded_text(const std::string& file, const std::string& name) {
  std::string text;
  read_record(file, name, [&](hid_t set) {
    const hid_t type = H5Dget_type(set);
    text.resize(H5Tget_size(type));
    EXPECT_GE(H5Dread(set, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, text.data()), 0) << name;
    H5Tclose(type);
  });
  return text.substr(0, text.find('\0'));
}

std::int64_t recorded_number(const std::string& file, const std::string& name) {
  std::int64_t number = -1;
  read_record(file, name, [&](hid_t set) {
    EXPECT_GE(H5Dread(set, H5T_NATIVE_INT64, H5S_ALL, H5S_ALL, H5P_DEFAULT, &number), 0) << name;
  });
  return number;
}

void prepare_run(const Directory& directory, const std::string& text) {
  directory.write("run.yaml", text);
  constexpr int fast = 67, slow = 53;
  std::vector<int> mask(fast * slow);
  for (int i = 0; i < fast * slow; i += 13) mask[static_cast<std::size_t>(i)] = 1;
  write_hdf5(directory.file("mask.h5"), "/mask", {slow, fast}, mask);
}

Images run_images(const Directory& directory, const std::string& output,
                  const std::vector<std::string>& more) {
  std::vector<std::string> arguments{"run", "run.yaml", "-o", output};
  arguments.insert(arguments.end(), more.begin(), more.end());
  const Outcome outcome = run_program(arguments, directory.path());
  EXPECT_EQ(outcome.code, 0) << outcome.err;
  EXPECT_EQ(outcome.err, "");
  if (outcome.code != 0) return {};
  return read_images(directory.file(output));
}

Images images_of_run(const std::string& text, const std::vector<std::string>& more) {
  const Directory directory;
  prepare_run(directory, text);
  return run_images(directory, "out.h5", more);
}

bool has_backend(const std::string& name) {
  const Directory directory;
  const std::string text = run_program({"info"}, directory.path()).out;
  const std::size_t begin = text.find("backends: ");
  if (begin == std::string::npos) return false;
  return text.substr(begin, text.find('\n', begin) - begin).find(name) != std::string::npos;
}

}  // namespace kbragg::app_test
