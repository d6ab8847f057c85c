// SPDX-License-Identifier: BSD-3-Clause
#include "datasets.hpp"

#include <hdf5.h>

#include <map>
#include <stdexcept>

namespace kbragg::app_test {

namespace {

using Contents = std::map<std::string, std::string>;

std::string dims_of(hid_t space) {
  hsize_t dims[H5S_MAX_RANK] = {};
  const int rank = H5Sget_simple_extent_dims(space, dims, nullptr);
  std::string text = "shape";
  for (int i = 0; i < rank; ++i) text += " " + std::to_string(dims[i]);
  return text + "\n";
}

std::string type_of(hid_t type) {
  return "class " + std::to_string(H5Tget_class(type)) + " bytes " +
         std::to_string(H5Tget_size(type)) + "\n";
}

/// Shape, type and bytes of what `read` reads.
template <class Read>
std::string content_of(hid_t space, hid_t type, Read&& read) {
  const auto count = static_cast<std::size_t>(H5Sget_simple_extent_npoints(space));
  std::string bytes(count * H5Tget_size(type), '\0');
  if (count > 0 && read(bytes.data()) < 0) bytes = "cannot be read";
  const std::string content = dims_of(space) + type_of(type) + bytes;
  H5Tclose(type);
  H5Sclose(space);
  return content;
}

struct Visit {
  Contents contents;
  std::string object;
};

herr_t visit_attribute(hid_t object, const char* name, const H5A_info_t*, void* data) {
  auto& visit = *static_cast<Visit*>(data);
  const hid_t attribute = H5Aopen(object, name, H5P_DEFAULT), type = H5Aget_type(attribute);
  visit.contents[visit.object + "@" + name] =
      content_of(H5Aget_space(attribute), H5Tcopy(type),
                 [&](char* bytes) { return H5Aread(attribute, type, bytes); });
  H5Tclose(type);
  H5Aclose(attribute);
  return 0;
}

herr_t visit_object(hid_t file, const char* name, const H5O_info_t* info, void* data) {
  auto& visit = *static_cast<Visit*>(data);
  visit.object = "/" + std::string(name);
  visit.contents[visit.object] = "a group";
  const hid_t object = H5Oopen(file, name, H5P_DEFAULT);
  if (info->type == H5O_TYPE_DATASET) {
    const hid_t type = H5Dget_type(object);
    visit.contents[visit.object] = content_of(
        H5Dget_space(object), H5Tcopy(type),
        [&](char* bytes) { return H5Dread(object, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, bytes); });
    H5Tclose(type);
  }
  H5Aiterate2(object, H5_INDEX_NAME, H5_ITER_INC, nullptr, visit_attribute, &visit);
  H5Oclose(object);
  return 0;
}

bool tells_of_the_course(const std::string& name) {
  const std::string config = "/entry/kbragg/config/data";  // has the threads and the output file
  for (const std::string& part :
       {std::string("/entry/kbragg/timing"), std::string("/entry/kbragg/date"), config,
        std::string("/entry/kbragg/run/command_line"), std::string("/entry/kbragg/run/threads"),
        std::string("/entry/kbragg/run/ranks"), std::string("/entry/start_time"),
        std::string("/entry/end_time_estimated"), std::string("/.@file_name"),
        std::string("/.@file_time")})
    if (name.rfind(part, 0) == 0) return true;
  return false;
}

Contents contents_of(const std::string& file) {
  Visit visit;
  const hid_t opened = H5Fopen(file.c_str(), H5F_ACC_RDONLY, H5P_DEFAULT);
  if (opened < 0) throw std::runtime_error("cannot open " + file);
#if H5_VERSION_GE(1, 12, 0)
  H5Ovisit3(opened, H5_INDEX_NAME, H5_ITER_INC, visit_object, &visit, H5O_INFO_BASIC);
#else
  H5Ovisit(opened, H5_INDEX_NAME, H5_ITER_INC, visit_object, &visit);
#endif
  H5Fclose(opened);
  return visit.contents;
}

}  // namespace

std::vector<std::string> differences(const std::string& x, const std::string& y) {
  Contents first = contents_of(x);
  const Contents second = contents_of(y);
  std::vector<std::string> names;
  if (first.size() < 50) names.emplace_back("too little to be the file of a run");
  for (const auto& [name, content] : second) {
    const auto found = first.find(name);
    if (!tells_of_the_course(name) && (found == first.end() || found->second != content))
      names.push_back(name);
    if (found != first.end()) first.erase(found);
  }
  for (const auto& [name, content] : first)
    if (!tells_of_the_course(name)) names.push_back(name);
  return names;
}

}  // namespace kbragg::app_test
