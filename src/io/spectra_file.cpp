// SPDX-License-Identifier: BSD-3-Clause
#include "io/spectra_file.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "base/error.hpp"
#include "io/hdf5.hpp"
#include "math/constants.hpp"

namespace kbragg::io {

namespace {

constexpr double metres_per_angstrom = 1e-10;

struct Table {
  h5::Dims dims;
  std::vector<double> values;
};

Table read_table(const h5::Object& root, const std::string& path, const char* name) {
  const h5::Object dataset = root.open(name);
  const H5T_class_t kind = dataset.type_class();
  KBRAGG_REQUIRE(kind == H5T_INTEGER || kind == H5T_FLOAT,
                 fmt::format("{}: {} does not hold numbers", path, name));
  Table table{dataset.dims(), {}};
  KBRAGG_REQUIRE(table.dims.size() == 1 || table.dims.size() == 2,
                 fmt::format("{}: {} has {} dimensions; allowed are 2 (image, sample), and 1 for "
                             "the wavelength or energy of all images",
                             path, name, table.dims.size()));
  table.values.resize(
      std::accumulate(table.dims.begin(), table.dims.end(), std::size_t{1}, std::multiplies<>()));
  KBRAGG_REQUIRE(!table.values.empty(), fmt::format("{}: {} is empty", path, name));
  dataset.read(H5T_NATIVE_DOUBLE, h5::Dims(table.dims.size(), 0), table.dims, table.values.data());
  return table;
}

void check_weights(const std::string& path, const model::Spectra& spectra) {
  for (std::size_t row = 0; row < spectra.rows(); ++row) {
    const auto first = spectra.weight.begin() + static_cast<std::ptrdiff_t>(row * spectra.columns);
    const auto end = first + static_cast<std::ptrdiff_t>(spectra.columns);
    const auto bad = std::find_if_not(first, end, [](double w) { return w >= 0; });
    KBRAGG_REQUIRE(bad == end, fmt::format("{}: /weight of spectrum {}, sample {} is {}; allowed "
                                           "are numbers from 0",
                                           path, row, bad - first, bad == end ? 0 : *bad));
    const double sum = std::accumulate(first, end, 0.0);
    KBRAGG_REQUIRE(sum > 0 && std::isfinite(sum),
                   fmt::format("{}: the weights of spectrum {} sum up to {}; the sum must be above "
                               "0 and finite",
                               path, row, sum));
  }
}

}  // namespace

model::Spectra read_spectra(const std::string& path) {
  const h5::Object root = h5::open_file(path);
  const bool has_wavelength = root.exists("/wavelength"), has_energy = root.exists("/energy");
  KBRAGG_REQUIRE(root.exists("/weight") && has_wavelength != has_energy,
                 path +
                     ": spectra need the datasets /weight and either /wavelength (angstrom) or "
                     "/energy (eV)");
  const char* name = has_wavelength ? "/wavelength" : "/energy";
  Table weight = read_table(root, path, "/weight"), samples = read_table(root, path, name);
  const bool fits = weight.dims.size() == 2 && samples.dims.back() == weight.dims[1] &&
                    (samples.dims.size() == 1 || samples.dims[0] == weight.dims[0]);
  KBRAGG_REQUIRE(
      fits, fmt::format("{}: /weight has the shape ({}) and {} ({}); they must be (n, "
                        "m), and (m) or (n, m)",
                        path, fmt::join(weight.dims, ", "), name, fmt::join(samples.dims, ", ")));
  model::Spectra spectra{weight.dims[1], std::move(samples.values), std::move(weight.values)};
  for (double& value : spectra.wavelength) {
    const double angstroms = has_energy ? constants::energy_wavelength / value : value;
    KBRAGG_REQUIRE(angstroms >= 0.01 && angstroms <= 10000,
                   fmt::format("{}: {} holds {}, a wavelength outside 0.01 to 10000 angstrom", path,
                               name, value));
    value = angstroms * metres_per_angstrom;
  }
  check_weights(path, spectra);
  return spectra;
}

}  // namespace kbragg::io
