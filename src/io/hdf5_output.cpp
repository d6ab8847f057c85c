// SPDX-License-Identifier: BSD-3-Clause
// The writing half of hdf5.hpp.
#include <algorithm>
#include <system_error>

#include "base/error.hpp"
#include "io/hdf5.hpp"
#include "io/hdf5_driver.hpp"

namespace kbragg::io::h5 {

namespace {

Handle text_type(std::size_t size) {
  Handle type(H5Tcopy(H5T_C_S1), H5Tclose);
  H5Tset_size(type.get(), std::max<std::size_t>(size, 1));
  H5Tset_strpad(type.get(), H5T_STR_NULLPAD);
  H5Tset_cset(type.get(), H5T_CSET_UTF8);
  return type;
}

}  // namespace

Object Object::create_group(const std::string& name, const char* nx_class) const {
  Object group = checked(H5Gcreate2(id(), name.c_str(), H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT),
                         H5Gclose, name, "cannot create the group");
  group.attribute("NX_class", nx_class);
  return group;
}

Object Object::create_dataset(const std::string& name, hid_t file_type, hid_t memory_type,
                              const Dims& dims, const void* data) const {
  const Handle space = space_of(dims);
  const Handle creation(H5Pcreate(H5P_DATASET_CREATE), H5Pclose);
  H5Pset_obj_track_times(creation.get(), false);
  Object dataset = checked(H5Dcreate2(id(), name.c_str(), file_type, space.get(), H5P_DEFAULT,
                                      creation.get(), H5P_DEFAULT),
                           H5Dclose, name, "cannot create the dataset");
  if (data != nullptr &&
      H5Dwrite(dataset.id(), memory_type, H5S_ALL, H5S_ALL, H5P_DEFAULT, data) < 0) {
    fail(dataset.path(), "cannot write");
  }
  return dataset;
}

Object Object::create_text(const std::string& name, std::string_view value) const {
  const Handle type = text_type(value.size());
  const std::string copy(value.empty() ? std::string_view("\0", 1) : value);
  return create_dataset(name, type.get(), type.get(), {}, copy.data());
}

Object Object::create_number(const std::string& name, double value, const char* units) const {
  return create_numbers(name, {}, &value, units);
}

Object Object::create_integer(const std::string& name, std::int64_t value) const {
  return create_integers(name, {}, &value);
}

Object Object::create_numbers(const std::string& name, const Dims& dims, const double* values,
                              const char* units) const {
  Object dataset = create_dataset(name, H5T_IEEE_F64LE, H5T_NATIVE_DOUBLE, dims, values);
  if (*units != '\0') dataset.attribute("units", units);
  return dataset;
}

Object Object::create_empty(const std::string& name, const Dims& dims, const char* units) const {
  return create_numbers(name, dims, nullptr, units);
}

Object Object::create_integers(const std::string& name, const Dims& dims,
                               const std::int64_t* values) const {
  return create_dataset(name, H5T_STD_I64LE, H5T_NATIVE_INT64, dims, values);
}

Object Object::create_chunked(const std::string& name, hid_t type, const Dims& dims,
                              const Dims& chunk, const std::vector<Filter>& filters) const {
  return create_chunks(name, type, space_of(dims), chunk, filters);
}

Object Object::create_growing(const std::string& name, hid_t type, const Dims& dims,
                              const Dims& chunk, const std::vector<Filter>& filters) const {
  Dims empty = dims;
  empty[0] = 0;
  const Handle space(H5Screate_simple(static_cast<int>(dims.size()), empty.data(), dims.data()),
                     H5Sclose);
  return create_chunks(name, type, space, chunk, filters);
}

void Object::set_rows(hsize_t rows) const {
  Dims extent = dims();
  extent[0] = rows;
  if (H5Dset_extent(id(), extent.data()) < 0) fail(m_path, "cannot enlarge");
}

Object Object::create_chunks(const std::string& name, hid_t type, const Handle& space,
                             const Dims& chunk, const std::vector<Filter>& filters) const {
  const Handle creation(H5Pcreate(H5P_DATASET_CREATE), H5Pclose);
  H5Pset_obj_track_times(creation.get(), false);
  H5Pset_chunk(creation.get(), static_cast<int>(chunk.size()), chunk.data());
  for (const auto& [filter, parameters] : filters)
    H5Pset_filter(creation.get(), filter, H5Z_FLAG_MANDATORY, parameters.size(), parameters.data());
  // Chunks are written whole: a cache would only copy them.
  const Handle access(H5Pcreate(H5P_DATASET_ACCESS), H5Pclose);
  H5Pset_chunk_cache(access.get(), 0, 0, H5D_CHUNK_CACHE_W0_DEFAULT);
  return checked(
      H5Dcreate2(id(), name.c_str(), type, space.get(), H5P_DEFAULT, creation.get(), access.get()),
      H5Dclose, name, "cannot create the dataset");
}

void Object::soft_link(const std::string& target, const std::string& name) const {
  if (H5Lcreate_soft(target.c_str(), id(), name.c_str(), H5P_DEFAULT, H5P_DEFAULT) < 0) {
    fail(name + " in " + m_path, "cannot create the link");
  }
}

void Object::write_attribute(const char* name, hid_t type, const Dims& dims,
                             const void* data) const {
  const Handle space = space_of(dims);
  const Handle attribute(H5Acreate2(id(), name, type, space.get(), H5P_DEFAULT, H5P_DEFAULT),
                         H5Aclose);
  if (attribute.get() < 0 || H5Awrite(attribute.get(), type, data) < 0) {
    fail(m_path + "@" + name, "cannot write the attribute");
  }
}

void Object::attribute(const char* name, std::string_view value) const {
  const std::string copy(value.empty() ? std::string_view("\0", 1) : value);
  write_attribute(name, text_type(value.size()).get(), {}, copy.data());
}

void Object::attribute(const char* name, std::int64_t value) const {
  write_attribute(name, H5T_NATIVE_INT64, {}, &value);
}

void Object::attribute(const char* name, const std::array<double, 3>& value) const {
  write_attribute(name, H5T_NATIVE_DOUBLE, {3}, value.data());
}

void Object::attribute(const char* name, const std::vector<std::string>& values) const {
  std::size_t size = 1;
  for (const auto& value : values) size = std::max(size, value.size());
  std::string packed;
  for (const auto& value : values) packed += value + std::string(size - value.size(), '\0');
  write_attribute(name, text_type(size).get(), {values.size()}, packed.data());
}

void Object::write(hid_t type, const Dims& start, const Dims& count, const void* data) const {
  const Handle space(H5Dget_space(id()), H5Sclose);
  const Handle memory = space_of(count);
  if (H5Sselect_hyperslab(space.get(), H5S_SELECT_SET, start.data(), nullptr, count.data(),
                          nullptr) < 0 ||
      H5Dwrite(id(), type, memory.get(), space.get(), H5P_DEFAULT, data) < 0) {
    fail(m_path, "cannot write");
  }
}

void Object::write_chunk(const Dims& start, const void* bytes, std::size_t size) const {
  constexpr std::uint32_t all_filters_done = 0;
  if (H5Dwrite_chunk(id(), H5P_DEFAULT, all_filters_done, start.data(), size, bytes) < 0) {
    fail(m_path, "cannot write");
  }
}

bool has_filter(H5Z_filter_t id) {
  silence();
  return H5Zfilter_avail(id) > 0;
}

OutputFile::OutputFile(PartialFile& file)
    : m_name(std::make_shared<const std::string>(file.path())), m_error(std::make_unique<int>(0)) {
  silence();
  const char* name = m_name->c_str();
  const Handle access(H5Pcreate(H5P_FILE_ACCESS), H5Pclose);
  H5Pset_fclose_degree(access.get(), H5F_CLOSE_STRONG);
  H5Pset_libver_bounds(access.get(), H5F_LIBVER_EARLIEST, H5F_LIBVER_V18);
  const DriverTarget target{file.descriptor(), &file.pending(), m_error.get()};
  if (use_descriptor_driver(access.get(), target) >= 0)
    m_file = Handle(file.is_empty() ? H5Fcreate(name, H5F_ACC_TRUNC, H5P_DEFAULT, access.get())
                                    : H5Fopen(name, H5F_ACC_RDWR, access.get()),
                    H5Fclose);
  Handle root(m_file.get() < 0 ? -1 : H5Gopen2(m_file.get(), "/", H5P_DEFAULT), H5Gclose);
  KBRAGG_REQUIRE(root.get() >= 0, "cannot write " + *m_name + ": " + error_reason() + ".");
  m_root = Object(std::move(root), m_name, "/");
}

void OutputFile::flush() {
  const bool flushed = H5Fflush(m_file.get(), H5F_SCOPE_LOCAL) >= 0;
  const std::string reason = flushed ? "" : error_reason();
  check();
  KBRAGG_REQUIRE(flushed, "cannot write " + *m_name + ": " + reason + ".");
}

void OutputFile::check() const {
  KBRAGG_REQUIRE(*m_error == 0, "cannot write " + *m_name + ": " +
                                    std::generic_category().message(*m_error) + ".");
}

void OutputFile::close() {
  m_root = Object();
  const bool closed = m_file.reset();
  const std::string reason = closed ? "" : error_reason();
  check();
  KBRAGG_REQUIRE(closed, "cannot write " + *m_name + ": " + reason + ".");
}

}  // namespace kbragg::io::h5
