// SPDX-License-Identifier: BSD-3-Clause
// HDF5 objects that close themselves and report failures as kbragg::Error. Private to io: no other
// module includes this header. Every function throws kbragg::Error naming file, object and reason.
#ifndef KBRAGG_IO_HDF5_HPP
#define KBRAGG_IO_HDF5_HPP

#include <hdf5.h>

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "io/partial_file.hpp"

namespace kbragg::io::h5 {

/// Owns an identifier of HDF5; `close` is the function that releases this kind of identifier.
class Handle {
 public:
  using Close = herr_t (*)(hid_t);
  Handle() = default;
  Handle(hid_t id, Close close) : m_id(id), m_close(close) {}
  ~Handle() { reset(); }
  Handle(Handle&& other) noexcept
      : m_id(std::exchange(other.m_id, H5I_INVALID_HID)), m_close(other.m_close) {}
  Handle& operator=(Handle&& other) noexcept {
    if (this != &other) {
      reset();
      m_id = std::exchange(other.m_id, H5I_INVALID_HID);
      m_close = other.m_close;
    }
    return *this;
  }
  hid_t get() const { return m_id; }
  /// Closes now; false when HDF5 could not.
  bool reset() {
    const hid_t id = std::exchange(m_id, H5I_INVALID_HID);
    return id < 0 || m_close(id) >= 0;
  }

 private:
  hid_t m_id = H5I_INVALID_HID;
  Close m_close = nullptr;
};

/// The most useful line of HDF5's error stack: what the system said, else the innermost message.
std::string error_reason();

/// Turns off HDF5's own printing of errors in this thread.
void silence();

using Dims = std::vector<hsize_t>;

/// Dataspace of this shape; no dimensions: a scalar.
Handle space_of(const Dims& dims);

/// A filter of HDF5's pipeline by its registered number, with its parameters.
struct Filter {
  H5Z_filter_t id;
  std::vector<unsigned> parameters;
};

/// Whether HDF5 has the filter or finds a plugin that has it.
bool has_filter(H5Z_filter_t id);

/// A group or dataset, with the names that its error messages need.
class Object {
 public:
  Object() = default;
  Object(Handle handle, std::shared_ptr<const std::string> file, std::string path)
      : m_handle(std::move(handle)), m_file(std::move(file)), m_path(std::move(path)) {}

  hid_t id() const { return m_handle.get(); }
  const std::string& path() const { return m_path; }

  // Reading. Paths are relative to this object or absolute.
  bool exists(const std::string& path) const;
  Object open(const std::string& path) const;
  Dims dims() const;
  H5T_class_t type_class() const;
  /// Reads the box at `start` of extent `count` into `data` of memory type `type`.
  void read(hid_t type, const Dims& start, const Dims& count, void* data) const;
  /// Value of the dataset `path` below this object; `count` numbers.
  std::vector<double> numbers(const std::string& path, std::size_t count) const;
  std::string text(const std::string& path) const;

  // Writing. Texts are stored with fixed length, which keeps files of equal content equal.
  Object create_group(const std::string& name, const char* nx_class) const;
  Object create_text(const std::string& name, std::string_view value) const;
  Object create_number(const std::string& name, double value, const char* units = "") const;
  Object create_integer(const std::string& name, std::int64_t value) const;
  Object create_numbers(const std::string& name, const Dims& dims, const double* values,
                        const char* units = "") const;
  Object create_integers(const std::string& name, const Dims& dims,
                         const std::int64_t* values) const;
  /// Numbers to be written later, in parts.
  Object create_empty(const std::string& name, const Dims& dims, const char* units = "") const;
  /// Dataset in chunks, passed through `filters` in their order, zero where it is not written.
  Object create_chunked(const std::string& name, hid_t type, const Dims& dims, const Dims& chunk,
                        const std::vector<Filter>& filters) const;
  /// The same with no rows as yet (dimension 0) and at most `dims[0]` of them, see set_rows().
  Object create_growing(const std::string& name, hid_t type, const Dims& dims, const Dims& chunk,
                        const std::vector<Filter>& filters) const;
  void set_rows(hsize_t rows) const;
  void soft_link(const std::string& target, const std::string& name) const;
  void attribute(const char* name, std::string_view value) const;
  void attribute(const char* name, std::int64_t value) const;
  void attribute(const char* name, const std::array<double, 3>& value) const;
  void attribute(const char* name, const std::vector<std::string>& values) const;
  void write(hid_t type, const Dims& start, const Dims& count, const void* data) const;
  /// Stores the bytes of the chunk at `start`, which have been through all filters.
  void write_chunk(const Dims& start, const void* bytes, std::size_t size) const;

  // Copying from file to file.
  /// Names of the links in this group, sorted.
  std::vector<std::string> names() const;
  bool is_group(const std::string& name) const;
  /// Where the soft link `name` points to; nothing for other links.
  std::optional<std::string> link_target(const std::string& name) const;
  /// Gives `to` the attributes of this object.
  void copy_attributes(const Object& to) const;
  void replace_attribute(const char* name, std::string_view value) const;
  /// A group with the attributes of `model`.
  Object create_group_like(const std::string& name, const Object& model) const;
  /// Copies the object `name` with all it holds, as it is stored, into the group `to`.
  void copy(const std::string& name, const Object& to) const;
  /// An empty dataset like `model`, its attributes included, but for the extent of its first
  /// dimension.
  Object create_like(const std::string& name, const Object& model, hsize_t first_extent) const;
  /// Extent of the chunks of a dataset; empty: it is not stored in chunks.
  Dims chunk() const;
  /// Bytes of an element in memory, where it is of the type of the file in this machine's order.
  std::size_t element_size() const;
  void read_native(void* data) const;
  void write_native(const void* data) const;
  /// The bytes of the chunk at `start` as they are stored; none: it is not. Throws where a filter
  /// has been left out.
  void read_chunk(const Dims& start, std::vector<unsigned char>& bytes) const;

 private:
  [[noreturn]] void fail(const std::string& object, const std::string& what) const;
  Object checked(hid_t id, Handle::Close close, const std::string& name, const char* what) const;
  void write_attribute(const char* name, hid_t type, const Dims& dims, const void* data) const;
  Object create_chunks(const std::string& name, hid_t type, const Handle& space, const Dims& chunk,
                       const std::vector<Filter>& filters) const;
  Object create_dataset(const std::string& name, hid_t file_type, hid_t memory_type,
                        const Dims& dims, const void* data) const;

  Handle m_handle;
  std::shared_ptr<const std::string> m_file;
  std::string m_path;
};

/// Root group of an existing file, opened for reading. The file closes with its last object.
Object open_file(const std::string& file);

/// The HDF5 file inside a PartialFile, which must outlive it.
class OutputFile {
 public:
  /// A new file if there is nothing in it.
  explicit OutputFile(PartialFile& file);
  const Object& root() const { return m_root; }
  /// Brings what HDF5 holds back to the PartialFile.
  void flush();
  /// Throws when something could not be written since the file was opened, e.g. a full disk.
  void check() const;
  /// Closes all objects and the file.
  void close();

 private:
  std::shared_ptr<const std::string> m_name;
  std::unique_ptr<int> m_error;  // the driver keeps its address
  Handle m_file;                 // declared before m_root: closed after it
  Object m_root;
};

}  // namespace kbragg::io::h5

#endif
