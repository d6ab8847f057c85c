// SPDX-License-Identifier: BSD-3-Clause
// The part of hdf5.hpp that copies from file to file.
#include <algorithm>

#include "base/error.hpp"
#include "io/hdf5.hpp"

namespace kbragg::io::h5 {

namespace {

/// The type of a dataset or attribute in memory; `get` asks for that in the file.
Handle native_type(hid_t id, hid_t (*get)(hid_t)) {
  const Handle stored(get(id), H5Tclose);
  return {H5Tget_native_type(stored.get(), H5T_DIR_ASCEND), H5Tclose};
}

herr_t add_name(hid_t, const char* name, const H5L_info_t*, void* names) {
  static_cast<std::vector<std::string>*>(names)->emplace_back(name);
  return 0;
}

}  // namespace

std::vector<std::string> Object::names() const {
  std::vector<std::string> names;
  hsize_t next = 0;
  if (H5Literate(id(), H5_INDEX_NAME, H5_ITER_INC, &next, add_name, &names) < 0)
    fail(m_path, "cannot list");
  return names;
}

bool Object::is_group(const std::string& name) const {
  return H5Iget_type(open(name).id()) == H5I_GROUP;
}

std::optional<std::string> Object::link_target(const std::string& name) const {
  H5L_info_t info{};
  if (H5Lget_info(id(), name.c_str(), &info, H5P_DEFAULT) < 0) fail(name, "cannot read the link");
  if (info.type != H5L_TYPE_SOFT) return std::nullopt;
  std::string target(info.u.val_size, '\0');
  if (H5Lget_val(id(), name.c_str(), target.data(), target.size(), H5P_DEFAULT) < 0)
    fail(name, "cannot read the link");
  return target.substr(0, target.find('\0'));
}

void Object::copy_attributes(const Object& to) const {
  const auto count = static_cast<hsize_t>(H5Aget_num_attrs(id()));
  for (hsize_t i = 0; i < count; ++i) {
    const Handle from(
        H5Aopen_by_idx(id(), ".", H5_INDEX_NAME, H5_ITER_INC, i, H5P_DEFAULT, H5P_DEFAULT),
        H5Aclose);
    const Handle type(H5Aget_type(from.get()), H5Tclose);
    const Handle space(H5Aget_space(from.get()), H5Sclose);
    std::string name(1 + static_cast<std::size_t>(H5Aget_name(from.get(), 0, nullptr)), '\0');
    H5Aget_name(from.get(), name.size(), name.data());
    if (H5Tdetect_class(type.get(), H5T_VLEN) > 0 || H5Tis_variable_str(type.get()) > 0)
      kbragg::fail(*m_file + ": the attribute " + m_path + "@" + name.c_str() +
                   " was not written by kbragg.");
    std::vector<unsigned char> value(
        H5Tget_size(type.get()) *
        static_cast<std::size_t>(H5Sget_simple_extent_npoints(space.get())));
    const Handle copy(
        H5Acreate2(to.id(), name.c_str(), type.get(), space.get(), H5P_DEFAULT, H5P_DEFAULT),
        H5Aclose);
    if (H5Aread(from.get(), type.get(), value.data()) < 0 || copy.get() < 0 ||
        H5Awrite(copy.get(), type.get(), value.data()) < 0)
      fail(m_path + "@" + name.c_str(), "cannot copy the attribute");
  }
}

void Object::replace_attribute(const char* name, std::string_view value) const {
  if (H5Adelete(id(), name) < 0) fail(m_path + "@" + name, "cannot replace the attribute");
  attribute(name, value);
}

Object Object::create_group_like(const std::string& name, const Object& model) const {
  Object group = checked(H5Gcreate2(id(), name.c_str(), H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT),
                         H5Gclose, name, "cannot create the group");
  model.copy_attributes(group);
  return group;
}

void Object::copy(const std::string& name, const Object& to) const {
  if (H5Ocopy(id(), name.c_str(), to.id(), name.c_str(), H5P_DEFAULT, H5P_DEFAULT) < 0)
    to.fail(to.m_path + "/" + name, "cannot write");
}

Object Object::create_like(const std::string& name, const Object& model,
                           hsize_t first_extent) const {
  Dims extent = model.dims(), most = extent;
  const Handle old_space(H5Dget_space(model.id()), H5Sclose);
  H5Sget_simple_extent_dims(old_space.get(), nullptr, most.data());
  extent.at(0) = first_extent;
  most.at(0) = std::max(most.at(0), first_extent);  // its chunks fit into what it could become
  const Handle space(H5Screate_simple(static_cast<int>(extent.size()), extent.data(), most.data()),
                     H5Sclose);
  const Handle type(H5Dget_type(model.id()), H5Tclose);
  const Handle creation(H5Dget_create_plist(model.id()), H5Pclose);
  const Handle access(H5Pcreate(H5P_DATASET_ACCESS), H5Pclose);
  H5Pset_chunk_cache(access.get(), 0, 0, H5D_CHUNK_CACHE_W0_DEFAULT);
  Object dataset = checked(H5Dcreate2(id(), name.c_str(), type.get(), space.get(), H5P_DEFAULT,
                                      creation.get(), access.get()),
                           H5Dclose, name, "cannot create the dataset");
  model.copy_attributes(dataset);
  return dataset;
}

Dims Object::chunk() const {
  const Handle creation(H5Dget_create_plist(id()), H5Pclose);
  if (H5Pget_layout(creation.get()) != H5D_CHUNKED) return {};
  Dims extent = dims();
  H5Pget_chunk(creation.get(), static_cast<int>(extent.size()), extent.data());
  return extent;
}

std::size_t Object::element_size() const {
  return H5Tget_size(native_type(id(), H5Dget_type).get());
}

void Object::read_native(void* data) const {
  if (H5Dread(id(), native_type(id(), H5Dget_type).get(), H5S_ALL, H5S_ALL, H5P_DEFAULT, data) < 0)
    fail(m_path, "cannot read");
}

void Object::write_native(const void* data) const {
  if (H5Dwrite(id(), native_type(id(), H5Dget_type).get(), H5S_ALL, H5S_ALL, H5P_DEFAULT, data) < 0)
    fail(m_path, "cannot write");
}

void Object::read_chunk(const Dims& start, std::vector<unsigned char>& bytes) const {
  hsize_t size = 0;
  if (H5Dget_chunk_storage_size(id(), start.data(), &size) < 0) fail(m_path, "cannot read");
  bytes.resize(size);
  if (size == 0) return;
  std::uint32_t left_out = 0;
  if (H5Dread_chunk(id(), H5P_DEFAULT, start.data(), &left_out, bytes.data()) < 0)
    fail(m_path, "cannot read");
  if (left_out != 0)
    kbragg::fail(*m_file + ": " + m_path + " was not written by kbragg: filters are left out.");
}

}  // namespace kbragg::io::h5
