// SPDX-License-Identifier: BSD-3-Clause
// HDF5 file driver that writes to an open descriptor, keeps what is not raw data for a checkpoint,
// and survives a full disk.
#ifndef KBRAGG_IO_HDF5_DRIVER_HPP
#define KBRAGG_IO_HDF5_DRIVER_HPP

#include <hdf5.h>

#include "io/pending_writes.hpp"

namespace kbragg::io::h5 {

/// Where the driver writes. All must outlive the HDF5 file.
struct DriverTarget {
  int descriptor = -1;               ///< open for reading and writing; the driver does not close it
  PendingWrites* pending = nullptr;  ///< takes everything but raw data
  int* error = nullptr;              ///< set to the errno of the first write that failed
};

/// Makes files opened with the access list `fapl` use the driver. Raw data go to the descriptor at
/// once, and only to places behind all that the file holds, for HDF5 never gets space back that
/// metadata had. What HDF5 knows reaches `pending` with its next flush; where objects lie does not
/// depend on when that is, as the driver asks HDF5 not to gather small ones. After a failed write
/// the driver drops all further output and tells HDF5 that it succeeded: HDF5 cannot close a file
/// that it cannot flush, and the caller, who must look at *error, throws the file away. Returns a
/// negative number when HDF5 refuses.
herr_t use_descriptor_driver(hid_t fapl, const DriverTarget& target);

}  // namespace kbragg::io::h5

#endif
