// SPDX-License-Identifier: BSD-3-Clause
// What images have of their own: tables with a row for each.
#include <algorithm>
#include <cmath>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "base/error.hpp"
#include "io/nxmx_tree.hpp"

namespace kbragg::io {

namespace {

using h5::Object;

constexpr double angstroms = 1e10, degrees = constants::degrees_per_radian;
constexpr std::size_t block = 4096;  // images whose rows are in memory at once

/// Adds the numbers of a row to those of the rows before.
using Row = std::function<void(const NxmxImage& image, std::vector<double>& numbers)>;

/// A dataset of doubles with a row for each image.
class Column {
 public:
  Column(Object dataset, Row row) : m_dataset(std::move(dataset)), m_row(std::move(row)) {}
  const Object& dataset() const { return m_dataset; }
  void add(const NxmxImage& image) { m_row(image, m_numbers); }
  /// Stores the `rows` rows added since the last call as rows [first, first + rows).
  void store(hsize_t first, hsize_t rows) {
    h5::Dims count = m_dataset.dims(), start(count.size(), 0);
    start[0] = first;
    count[0] = rows;
    m_dataset.write(H5T_NATIVE_DOUBLE, start, count, m_numbers.data());
    m_numbers.clear();
  }

 private:
  Object m_dataset;
  Row m_row;
  std::vector<double> m_numbers;
};

/// A row of one number.
template <class Number>
Row one(Number&& number) {
  return [number](const NxmxImage& image, std::vector<double>& numbers) {
    numbers.push_back(number(image));
  };
}

/// A row of an array.
template <class Numbers>
Row several(Numbers&& numbers_of) {
  return [numbers_of](const NxmxImage& image, std::vector<double>& numbers) {
    const auto row = numbers_of(image);
    numbers.insert(numbers.end(), row.begin(), row.end());
  };
}

void add_ensemble(std::vector<Column>& columns, const Object& group, hsize_t n, const Mat3& R) {
  const auto add = [&](const char* name, const h5::Dims& dims, const char* units, Row row) {
    columns.emplace_back(group.create_empty(name, dims, units), std::move(row));
  };
  add("cell", {n, 6}, "", several([](const NxmxImage& i) { return cell_of(i.crystal); }));
  add("A_matrix", {n, 3, 3}, "1/angstrom",
      several([R](const NxmxImage& i) { return a_matrix(i.crystal, R); }));
  columns.back().dataset().attribute("frame", "nexus");
  add("mosaic_spread", {n}, "deg",
      one([](const NxmxImage& i) { return in_unit(i.crystal.mosaic_spread, degrees); }));
  add("Na", {n}, "", one([](const NxmxImage& i) { return i.crystal.Na; }));
  add("Nb", {n}, "", one([](const NxmxImage& i) { return i.crystal.Nb; }));
  add("Nc", {n}, "", one([](const NxmxImage& i) { return i.crystal.Nc; }));
  add("wavelength", {n}, "angstrom",
      one([](const NxmxImage& i) { return in_unit(i.wavelength, angstroms); }));
  add("fluence", {n}, "1/m^2", one([](const NxmxImage& i) { return i.fluence; }));
}

void add_rotation(std::vector<Column>& columns, const Object& group, hsize_t n,
                  const Vec3& spindle) {
  columns.emplace_back(group.create_empty("phi", {n}, "deg"),
                       one([](const NxmxImage& i) { return in_unit(i.phi_start, degrees); }));
  make_axis(columns.back().dataset(), "rotation", spindle, ".");
  columns.emplace_back(group.create_empty("phi_end", {n}, "deg"),
                       one([](const NxmxImage& i) { return in_unit(i.phi_end, degrees); }));
}

/// What all images may have in common.
struct Common {
  std::vector<double> wavelengths;  ///< Angstrom, of each image
  double increment = 0;             ///< degrees, of the first image
  bool same_increment = true;

  void add(const NxmxMetadata& metadata, const NxmxImage& image, bool first) {
    if (metadata.ensemble) wavelengths.push_back(in_unit(image.wavelength, angstroms));
    if (!metadata.rotation) return;
    const double turned = in_unit(image.phi_end, degrees) - in_unit(image.phi_start, degrees);
    if (first) increment = std::round(turned * 1e10) / 1e10;  // differences lose digits
    same_increment = same_increment && std::abs(turned - increment) < 1e-9;
  }
};

/// Readers take an array for one wavelength per image.
void write_wavelength(const Object& root, double common, const std::vector<double>& all) {
  const Object beam = root.open("/entry/instrument/beam");
  if (std::adjacent_find(all.begin(), all.end(), std::not_equal_to<>()) == all.end())
    beam.create_number("incident_wavelength",
                       all.empty() ? in_unit(common, angstroms) : all.front(), "angstrom");
  else
    beam.create_numbers("incident_wavelength", {all.size()}, all.data(), "angstrom");
}

}  // namespace

void write_images(const Object& root, const NxmxMetadata& metadata,
                  const std::vector<std::int64_t>& numbers) {
  const NxmxGeometry& g = metadata.geometry;
  const Mat3 R = nexus_rotation(g.beam, g.untilted_fast, g.untilted_slow);
  const hsize_t n = numbers.size();
  const Object group = root.open("/entry/kbragg/images");
  std::vector<Column> columns;
  if (metadata.ensemble) add_ensemble(columns, group, n, R);
  if (metadata.rotation)
    add_rotation(columns, root.open("/entry/sample/transformations"), n, unit(R * g.spindle));
  Common common;
  for (std::size_t first = 0; first < n && !columns.empty(); first += block) {
    const std::size_t end = std::min<std::size_t>(first + block, n);
    for (std::size_t slot = first; slot < end; ++slot) {
      const NxmxImage image = metadata.image(numbers[slot]);
      KBRAGG_REQUIRE(std::isfinite(image.phi_start) && std::isfinite(image.phi_end),
                     "cannot write the images: phi of image " + std::to_string(numbers[slot]) +
                         " is not finite.");
      for (Column& column : columns) column.add(image);
      common.add(metadata, image, slot == 0);
    }
    for (Column& column : columns) column.store(first, end - first);
  }
  write_wavelength(root, metadata.beam.wavelength, common.wavelengths);
  if (metadata.rotation && n > 0 && common.same_increment)
    root.open("/entry/sample/transformations")
        .create_number("phi_increment_set", common.increment, "deg");
}

std::array<double, 9> a_matrix(const NxmxCrystal& crystal, const Mat3& R) {
  const double per_angstrom = 1 / angstroms;
  const Vec3 a = per_angstrom * (R * crystal.a_star), b = per_angstrom * (R * crystal.b_star),
             c = per_angstrom * (R * crystal.c_star);
  return {a.x, b.x, c.x, a.y, b.y, c.y, a.z, b.z, c.z};
}

std::array<double, 6> cell_of(const NxmxCrystal& crystal) {
  const auto& c = crystal.cell;
  return {c.a, c.b, c.c, c.alpha, c.beta, c.gamma};
}

}  // namespace kbragg::io
