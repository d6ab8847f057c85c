// SPDX-License-Identifier: BSD-3-Clause
#include "io/hdf5_driver.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <limits>
#include <new>
#if H5_VERSION_GE(1, 13, 0)
#include <H5FDdevelop.h>
#endif

namespace kbragg::io::h5 {

namespace {

struct DriverFile {
  H5FD_t base{};  // HDF5's own part; must come first, as HDF5 knows only a pointer to it
  DriverTarget target;
  haddr_t end_allocated = 0, end_of_file = 0;
};

DriverFile* self(H5FD_t* file) { return reinterpret_cast<DriverFile*>(file); }
const DriverFile* self(const H5FD_t* file) { return reinterpret_cast<const DriverFile*>(file); }

H5FD_t* open_file(const char*, unsigned flags, hid_t fapl, haddr_t) {
  const auto* target = static_cast<const DriverTarget*>(H5Pget_driver_info(fapl));
  struct stat status {};
  if (target == nullptr || ::fstat(target->descriptor, &status) != 0) return nullptr;
  if ((flags & H5F_ACC_TRUNC) != 0) {
    if (::ftruncate(target->descriptor, 0) != 0) return nullptr;
    status.st_size = 0;
  }
  auto* file = new (std::nothrow) DriverFile;  // no exception may cross HDF5
  if (file == nullptr) return nullptr;
  file->target = *target;
  file->end_of_file = static_cast<haddr_t>(status.st_size);
  return &file->base;
}

herr_t close_file(H5FD_t* file) {
  delete self(file);
  return 0;
}

int compare(const H5FD_t* a, const H5FD_t* b) {
  return self(a)->target.descriptor - self(b)->target.descriptor;
}

herr_t query(const H5FD_t*, unsigned long* flags) {
  if (flags != nullptr) {
    // Gathering small objects in blocks that a flush cuts off would let their places depend on the
    // clock.
    *flags = 0;
  }
  return 0;
}

haddr_t get_end_allocated(const H5FD_t* file, H5FD_mem_t) { return self(file)->end_allocated; }

herr_t set_end_allocated(H5FD_t* file, H5FD_mem_t, haddr_t address) {
  self(file)->end_allocated = address;
  return 0;
}

/// Without it the end would go back over freed metadata, of which a checkpoint may still tell, and
/// raw data would be written there.
herr_t free_space(H5FD_t*, H5FD_mem_t, hid_t, haddr_t, hsize_t) { return 0; }

haddr_t get_end_of_file(const H5FD_t* file, H5FD_mem_t) { return self(file)->end_of_file; }

herr_t read(H5FD_t* file, H5FD_mem_t, hid_t, haddr_t address, size_t size, void* buffer) {
  const haddr_t first = address;
  const size_t wanted = size;
  char* next = static_cast<char*>(buffer);
  while (size > 0) {
    const ssize_t count =
        ::pread(self(file)->target.descriptor, next, size, static_cast<off_t>(address));
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return -1;
    if (count == 0) {  // beyond the end of the file, HDF5 expects zeros
      std::memset(next, 0, size);
      break;
    }
    next += count;
    address += static_cast<haddr_t>(count);
    size -= static_cast<size_t>(count);
  }
  self(file)->target.pending->overlay(first, buffer, wanted);
  return 0;
}

/// Of metadata.
void keep(DriverFile& file, haddr_t address, size_t size, const void* buffer) {
  try {
    file.target.pending->put(address, buffer, size);
  } catch (const std::bad_alloc&) {  // no exception may cross HDF5
    *file.target.error = ENOMEM;
  }
}

herr_t write(H5FD_t* base, H5FD_mem_t type, hid_t, haddr_t address, size_t size,
             const void* buffer) {
  DriverFile& file = *self(base);
  const char* next = static_cast<const char*>(buffer);
  const haddr_t end = address + size;
  if (type != H5FD_MEM_DRAW) {
    keep(file, address, size, buffer);
    size = 0;
  }
  while (size > 0 && *file.target.error == 0) {
    const ssize_t count = ::pwrite(file.target.descriptor, next, size, static_cast<off_t>(address));
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) {
      *file.target.error = count < 0 ? errno : EIO;
      break;
    }
    next += count;
    address += static_cast<haddr_t>(count);
    size -= static_cast<size_t>(count);
  }
  if (end > file.end_of_file) file.end_of_file = end;
  return 0;
}

herr_t truncate(H5FD_t* base, hid_t, hbool_t) {
  DriverFile& file = *self(base);
  if (file.end_allocated == file.end_of_file) return 0;
  const auto size = static_cast<off_t>(file.end_allocated);
  if (*file.target.error == 0 && ::ftruncate(file.target.descriptor, size) != 0) {
    *file.target.error = errno;
  }
  file.end_of_file = file.end_allocated;
  return 0;
}

H5FD_class_t driver_class() {
  // Member by member: HDF5 1.13 put new members between those of 1.10.
  H5FD_class_t driver{};
#if H5_VERSION_GE(1, 13, 2)
  driver.version = H5FD_CLASS_VERSION;
  driver.value = static_cast<H5FD_class_value_t>(500);  // 256 to 511 are for private drivers
#endif
  driver.name = "kbragg-descriptor";
  driver.maxaddr = static_cast<haddr_t>(std::numeric_limits<off_t>::max());
  driver.fc_degree = H5F_CLOSE_STRONG;
  driver.fapl_size = sizeof(DriverTarget);
  driver.open = open_file;
  driver.close = close_file;
  driver.cmp = compare;
  driver.query = query;
  driver.free = free_space;
  driver.get_eoa = get_end_allocated;
  driver.set_eoa = set_end_allocated;
  driver.get_eof = get_end_of_file;
  driver.read = read;
  driver.write = write;
  driver.truncate = truncate;
  // Metadata and raw data each reuse freed space of their own kind.
  for (auto& type : driver.fl_map) type = H5FD_MEM_SUPER;
  driver.fl_map[H5FD_MEM_DRAW] = H5FD_MEM_DRAW;
  return driver;
}

}  // namespace

herr_t use_descriptor_driver(hid_t fapl, const DriverTarget& target) {
  static const H5FD_class_t driver = driver_class();
  static const hid_t registered = H5FDregister(&driver);
  return registered < 0 ? -1 : H5Pset_driver(fapl, registered, &target);
}

}  // namespace kbragg::io::h5
