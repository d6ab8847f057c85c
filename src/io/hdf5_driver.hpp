// SPDX-License-Identifier: BSD-3-Clause
// HDF5 file driver that writes to an open descriptor and survives a full disk.
#ifndef KBRAGG_IO_HDF5_DRIVER_HPP
#define KBRAGG_IO_HDF5_DRIVER_HPP

#include <hdf5.h>

namespace kbragg::io::h5 {

/// Where the driver writes. Both must outlive the HDF5 file.
struct DriverTarget {
  int descriptor = -1;   ///< open for reading and writing; the driver does not close it
  int* error = nullptr;  ///< set to the errno of the first write that failed
};

/// Makes files opened with the access list `fapl` use the driver. After a failed write the driver
/// drops all further output and tells HDF5 that it succeeded: HDF5 cannot close a file that it
/// cannot flush, and the caller, who must look at *error, throws the file away. Returns a negative
/// number when HDF5 refuses.
herr_t use_descriptor_driver(hid_t fapl, const DriverTarget& target);

}  // namespace kbragg::io::h5

#endif
