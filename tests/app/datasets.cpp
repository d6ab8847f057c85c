// SPDX-License-Identifier: BSD-3-Clause
#include "datasets.hpp"

#include <hdf5.h>

#include <map>
#include <stdexcept>
#include <vector>

namespace kbragg::app_test {

namespace {

/// Path to what stands there, as text that is equal only where all is equal.
using Contents = std::map<std::string, std::string>;

std::string content_of_dataset(hid_t dataset) {
  const hid_t stored = H5Dget_type(dataset), space = H5Dget_space(dataset);
  const hid_t type = H5Tget_native_type(stored, H5T_DIR_ASCEND);
  std::vector<hsize_t> dims(static_cast<std::size_t>(H5Sget_simple_extent_ndims(space)));
  H5Sget_simple_extent_dims(space, dims.data(), nullptr);
  std::string text = std::to_string(H5Tget_class(type)) + " " + std::to_string(H5Tget_size(type));
  for (const hsize_t n : dims) text += " x " + std::to_string(n);
  const std::size_t head = text.size(),
                    bytes = static_cast<std::size_t>(H5Sget_simple_extent_npoints(space)) *
                            H5Tget_size(type);
  text.resize(head + bytes);
  const bool read = H5Dread(dataset, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, text.data() + head) >= 0;
  H5Tclose(type);
  H5Tclose(stored);
  H5Sclose(space);
  if (!read) throw std::runtime_error("cannot read a dataset");
  return text;
}

herr_t add_object(hid_t file, const char* name, const H5O_info_t* info, void* contents) {
  if (info->type != H5O_TYPE_DATASET) return 0;
  const hid_t dataset = H5Dopen2(file, name, H5P_DEFAULT);
  (*static_cast<Contents*>(contents))[std::string("/") + name] = content_of_dataset(dataset);
  H5Dclose(dataset);
  return 0;
}

herr_t add_link(hid_t file, const char* name, const H5L_info_t* info, void* contents) {
  if (info->type != H5L_TYPE_SOFT) return 0;
  std::string target(info->u.val_size, '\0');
  H5Lget_val(file, name, target.data(), target.size(), H5P_DEFAULT);
  (*static_cast<Contents*>(contents))[std::string("/") + name] = "link to " + target;
  return 0;
}

Contents contents_of(const std::string& file) {
  const hid_t opened = H5Fopen(file.c_str(), H5F_ACC_RDONLY, H5P_DEFAULT);
  if (opened < 0) throw std::runtime_error("cannot open " + file);
  Contents contents;
#if H5_VERSION_GE(1, 12, 0)
  H5Ovisit3(opened, H5_INDEX_NAME, H5_ITER_INC, add_object, &contents, H5O_INFO_BASIC);
#else
  H5Ovisit(opened, H5_INDEX_NAME, H5_ITER_INC, add_object, &contents);
#endif
  H5Lvisit(opened, H5_INDEX_NAME, H5_ITER_INC, add_link, &contents);
  H5Fclose(opened);
  return contents;
}

}  // namespace

std::set<std::string> different_datasets(const std::string& first, const std::string& second) {
  const Contents x = contents_of(first), y = contents_of(second);
  if (x.empty()) throw std::runtime_error(first + " is empty");
  std::set<std::string> paths;
  for (const auto& [path, content] : x)
    if (const auto other = y.find(path); other == y.end() || other->second != content)
      paths.insert(path);
  for (const auto& [path, content] : y)
    if (x.count(path) == 0) paths.insert(path);
  return paths;
}

std::set<std::string> unexpected_differences(const std::string& first, const std::string& second) {
  std::set<std::string> paths = different_datasets(first, second);
  for (const char* allowed :
       {"/entry/start_time", "/entry/end_time_estimated", "/entry/kbragg/date",
        "/entry/kbragg/run/command_line", "/entry/kbragg/run/threads", "/entry/kbragg/run/ranks",
        "/entry/kbragg/timing/load", "/entry/kbragg/timing/simulate", "/entry/kbragg/timing/write"})
    paths.erase(allowed);
  return paths;
}

}  // namespace kbragg::app_test
