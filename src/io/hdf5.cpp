// SPDX-License-Identifier: BSD-3-Clause
#include "io/hdf5.hpp"

#include <system_error>

#include "base/error.hpp"

namespace kbragg::io::h5 {

namespace {

/// HDF5 calls this from the innermost message outwards.
herr_t pick_message(unsigned n, const H5E_error2_t* error, void* data) {
  auto& reason = *static_cast<std::string*>(data);
  const std::string text = error->desc == nullptr ? "" : error->desc;
  static constexpr std::string_view marker = "error message = '";
  const auto begin = text.find(marker);
  if (begin != std::string::npos) {
    const auto end = text.find('\'', begin + marker.size());
    reason = text.substr(begin + marker.size(), end - begin - marker.size());
    return 1;  // the system's own words: no need to look further
  }
  if (n == 0) reason = text;
  return 0;
}

std::string joined(const std::string& path, const std::string& name) {
  if (!name.empty() && name.front() == '/') return name;
  return path == "/" ? path + name : path + "/" + name;
}

}  // namespace

Handle space_of(const Dims& dims) {
  return {dims.empty() ? H5Screate(H5S_SCALAR)
                       : H5Screate_simple(static_cast<int>(dims.size()), dims.data(), nullptr),
          H5Sclose};
}

void silence() { H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr); }

std::string error_reason() {
  std::string reason;
  H5Ewalk2(H5E_DEFAULT, H5E_WALK_UPWARD, pick_message, &reason);
  return reason.empty() ? "HDF5 gives no reason" : reason;
}

void Object::fail(const std::string& object, const std::string& what) const {
  kbragg::fail(*m_file + ": " + what + " " + object + ": " + error_reason() + ".");
}

Object Object::checked(hid_t id, Handle::Close close, const std::string& name,
                       const char* what) const {
  const std::string path = joined(m_path, name);
  if (id < 0) fail(path, what);
  return {Handle(id, close), m_file, path};
}

bool Object::exists(const std::string& path) const {
  // Every part of the path must be asked for on its own, else a missing group is an error.
  if (path == "/") return true;
  for (std::size_t end = path.find('/', 1);; end = path.find('/', end + 1)) {
    const std::string part = path.substr(0, end);
    if (H5Lexists(id(), part.c_str(), H5P_DEFAULT) <= 0) return false;
    if (H5Oexists_by_name(id(), part.c_str(), H5P_DEFAULT) <= 0) return false;
    if (end == std::string::npos) return true;
  }
}

Object Object::open(const std::string& path) const {
  const std::string full = joined(m_path, path);
  if (!exists(path)) kbragg::fail(*m_file + ": it holds no " + full + ".");
  return checked(H5Oopen(id(), path.c_str(), H5P_DEFAULT), H5Oclose, path, "cannot open");
}

Dims Object::dims() const {
  if (H5Iget_type(id()) != H5I_DATASET) {
    kbragg::fail(*m_file + ": " + m_path + " is a group; a dataset is needed.");
  }
  const Handle space(H5Dget_space(id()), H5Sclose);
  const int rank = H5Sget_simple_extent_ndims(space.get());
  if (rank < 0) fail(m_path, "cannot read the shape of");
  Dims dims(static_cast<std::size_t>(rank));
  H5Sget_simple_extent_dims(space.get(), dims.data(), nullptr);
  return dims;
}

H5T_class_t Object::type_class() const {
  const Handle type(H5Dget_type(id()), H5Tclose);
  return H5Tget_class(type.get());
}

void Object::read(hid_t type, const Dims& start, const Dims& count, void* data) const {
  const Handle space(H5Dget_space(id()), H5Sclose);
  const Handle memory = space_of(count);
  if (!start.empty() && H5Sselect_hyperslab(space.get(), H5S_SELECT_SET, start.data(), nullptr,
                                            count.data(), nullptr) < 0) {
    fail(m_path, "cannot select a part of");
  }
  if (H5Dread(id(), type, memory.get(), space.get(), H5P_DEFAULT, data) < 0) {
    fail(m_path, "cannot read");
  }
}

std::vector<double> Object::numbers(const std::string& path, std::size_t count) const {
  const Object dataset = open(path);
  const Dims shape = dataset.dims();
  hsize_t size = 1;
  for (const hsize_t n : shape) size *= n;
  const H5T_class_t kind = dataset.type_class();
  if (size != count || (kind != H5T_FLOAT && kind != H5T_INTEGER)) {
    kbragg::fail(*m_file + ": " + dataset.path() + " must hold " + std::to_string(count) +
                 (count == 1 ? " number." : " numbers."));
  }
  std::vector<double> values(count);
  dataset.read(H5T_NATIVE_DOUBLE, Dims(shape.size(), 0), shape, values.data());
  return values;
}

std::string Object::text(const std::string& path) const {
  const Object dataset = open(path);
  const Dims shape = dataset.dims();
  if (dataset.type_class() != H5T_STRING || !(shape.empty() || shape == Dims{1})) {
    kbragg::fail(*m_file + ": " + dataset.path() + " must hold one text.");
  }
  const Handle type(H5Dget_type(dataset.id()), H5Tclose);
  if (H5Tis_variable_str(type.get()) > 0) {
    char* value = nullptr;
    if (H5Dread(dataset.id(), type.get(), H5S_ALL, H5S_ALL, H5P_DEFAULT, &value) < 0) {
      dataset.fail(dataset.path(), "cannot read");
    }
    std::string copy = value == nullptr ? "" : value;
    H5free_memory(value);
    return copy;
  }
  std::string value(H5Tget_size(type.get()), '\0');
  if (H5Dread(dataset.id(), type.get(), H5S_ALL, H5S_ALL, H5P_DEFAULT, value.data()) < 0) {
    dataset.fail(dataset.path(), "cannot read");
  }
  return value.substr(0, value.find('\0'));
}

Object open_file(const std::string& file) {
  silence();
  std::error_code error;
  const Handle access(H5Pcreate(H5P_FILE_ACCESS), H5Pclose);
  H5Pset_fclose_degree(access.get(), H5F_CLOSE_WEAK);
  const Handle opened(H5Fopen(file.c_str(), H5F_ACC_RDONLY, access.get()), H5Fclose);
  if (opened.get() < 0) {
    const std::string reason = error_reason();
    KBRAGG_REQUIRE(reason != "file signature not found", file + ": not an HDF5 file.");
    kbragg::fail("cannot read " + file + ": " + reason + ".");
  }
  Handle root(H5Oopen(opened.get(), "/", H5P_DEFAULT), H5Oclose);
  KBRAGG_REQUIRE(root.get() >= 0, "cannot read " + file + ": " + error_reason() + ".");
  return {std::move(root), std::make_shared<const std::string>(file), "/"};
}

}  // namespace kbragg::io::h5
