// SPDX-License-Identifier: BSD-3-Clause
#include "inputs.hpp"

#include <hdf5.h>

#include <cstring>
#include <stdexcept>

namespace kbragg::app_test {

namespace {

constexpr const char* small_run = R"(schema: 1
beam:
  wavelength: 1 A
crystal:
  cell: {a: 40 A, b: 50 A, c: 60 A}
  cells: [5, 5, 5]
structure_factors:
  constant: 100 e
detector:
  pixels: [40, 32]
  pixel_size: 1 mm
  distance: 100 mm
sampling:
  oversample: 1
run:
  backend: serial
output:
  file: out.h5
)";

constexpr const char* rich_run = R"(schema: 1
beam:
  wavelength: 1 A
  flux: 1e12 photons/s
  exposure: 1 s
  size: 50 um
  dispersion: {range: 1 %, steps: 3}
  divergence: {horizontal: 1 mrad, vertical: 1 mrad, steps: [2, 2]}
crystal:
  cell: {a: 40 A, b: 50 A, c: 60 A}
  space_group: P 21 21 21
  misset: [10 deg, 20 deg, 30 deg]
  mosaic: {spread: 0.5 deg, domains: 5, seed: 7}
  cells: [7, 8, 9]
structure_factors:
  wilson: {dmin: 3 A, b_factor: 20 A^2, seed: 3}
detector:
  pixels: [67, 53]
  pixel_size: 1 mm
  distance: 100 mm
  mask_file: mask.h5:/mask
scan:
  start: 15 deg
  oscillation: 0.5 deg
  steps: 3
sampling:
  oversample: 2
background:
  water: {thickness: 20 um}
noise:
  kind: poisson
  seed: 11
run:
  backend: serial
output:
  file: out.h5
  expected: true
)";

std::string edited(std::string text, const std::vector<Edit>& edits) {
  for (const Edit& edit : edits) {
    const std::size_t position = text.find(edit.from);
    if (position == std::string::npos)
      throw std::logic_error("the run file has no '" + edit.from + "'");
    text.replace(position, edit.from.size(), edit.to);
  }
  return text;
}

/// Records of an MTZ header have 80 characters.
std::string record(std::string text) {
  text.resize(80, ' ');
  return text;
}

std::string bytes_of(const void* data, std::size_t size) {
  return {static_cast<const char*>(data), size};
}

}  // namespace

std::string run_text(const std::vector<Edit>& edits) { return edited(small_run, edits); }

std::string rich_run_text(const std::vector<Edit>& edits) { return edited(rich_run, edits); }

std::string mtz_file(const std::vector<MtzColumn>& columns,
                     const std::vector<std::vector<float>>& rows, int batches) {
  std::string data;
  for (const auto& row : rows) data += bytes_of(row.data(), row.size() * sizeof(float));
  // The header begins at this 4-byte word, counted from 1 behind the first 80 bytes.
  const auto header = static_cast<std::int32_t>(21 + data.size() / 4);
  std::string file = "MTZ " + bytes_of(&header, 4) + std::string("\x44\x41\0\0", 4);
  file.resize(80, '\0');
  file += data;
  file += record("VERS MTZ:V1.1");
  file += record("NCOL " + std::to_string(columns.size()) + " " + std::to_string(rows.size()) +
                 " " + std::to_string(batches));
  file += record("CELL  40.0 50.0 60.0 90.0 90.0 90.0");
  file += record("SYMINF 4 4 P 19 'P 21 21 21' PG222");
  for (const char* operation :
       {"X, Y, Z", "-X+1/2, -Y, Z+1/2", "X+1/2, -Y+1/2, -Z", "-X, Y+1/2, -Z+1/2"})
    file += record(std::string("SYMM ") + operation);
  for (const MtzColumn& column : columns)
    file += record("COLUMN " + column.label + " " + column.type + " 0 1000 1");
  file += record("NDIF 1");
  file += record("PROJECT 1 test") + record("CRYSTAL 1 test") + record("DATASET 1 test");
  file += record("DCELL 1 40.0 50.0 60.0 90.0 90.0 90.0") + record("DWAVEL 1 1.0");
  for (int batch = 1; batch <= batches; ++batch) file += record("BATCH " + std::to_string(batch));
  file += record("END");
  if (batches > 0) file += record("MTZBATS");
  constexpr int words = 185, integers = 29;  // of the binary part of a batch header
  for (int batch = 1; batch <= batches; ++batch)
    file += record("BH " + std::to_string(batch) + " " + std::to_string(words) + " " +
                   std::to_string(integers) + " " + std::to_string(words - integers)) +
            record("TITLE test") + std::string(4 * words, '\0') + record("BHCH");
  return file + record("MTZENDOFHEADERS");
}

void write_hdf5(const std::string& path, const std::string& dataset,
                const std::vector<std::uint64_t>& shape, const std::vector<int>& values,
                bool as_float) {
  const std::vector<hsize_t> dims(shape.begin(), shape.end());
  const hid_t file = H5Fcreate(path.c_str(), H5F_ACC_TRUNC, H5P_DEFAULT, H5P_DEFAULT);
  const hid_t space = H5Screate_simple(static_cast<int>(dims.size()), dims.data(), nullptr);
  const hid_t type = as_float ? H5T_IEEE_F32LE : H5T_STD_I32LE;
  const hid_t creation = H5Pcreate(H5P_DATASET_CREATE);
  H5Pset_obj_track_times(creation, false);  // the same bytes at any time
  const hid_t set =
      H5Dcreate2(file, dataset.c_str(), type, space, H5P_DEFAULT, creation, H5P_DEFAULT);
  H5Pclose(creation);
  const bool written =
      H5Dwrite(set, H5T_NATIVE_INT, H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data()) >= 0;
  H5Dclose(set);
  H5Sclose(space);
  H5Fclose(file);
  if (!written) throw std::runtime_error("cannot write " + path);
}

}  // namespace kbragg::app_test
