// SPDX-License-Identifier: BSD-3-Clause
#include "io/image_table.hpp"

#include <algorithm>

namespace kbragg::io {

namespace {

constexpr hsize_t rows_of_chunk = 1024;

}  // namespace

ImageTable::ImageTable(const h5::Object& images, std::int64_t capacity, const std::string& result)
    : m_capacity{static_cast<hsize_t>(capacity)}, m_has_result(!result.empty()) {
  m_number = column(images, "number", H5T_STD_I64LE, "");
  m_total = column(images, "expected_total", H5T_IEEE_F64LE, "photons");
  m_brightest = column(images, "expected_brightest", H5T_IEEE_F64LE, "photons");
  if (m_has_result) m_result = column(images, result.c_str(), H5T_STD_I64LE, "");
  read();
}

h5::Object ImageTable::column(const h5::Object& images, const char* name, hid_t type,
                              const char* units) {
  if (images.exists(name)) return images.open(name);
  h5::Object created =
      images.create_growing(name, type, m_capacity, {std::min(m_capacity[0], rows_of_chunk)}, {});
  if (*units != '\0') created.attribute("units", units);
  return created;
}

void ImageTable::read() {
  const hsize_t n = m_number.dims()[0];
  for (hsize_t first = 0; first < n; first += rows_of_chunk) {
    const hsize_t count = std::min(rows_of_chunk, n - first);
    std::vector<std::int64_t> numbers(count), results(count);
    std::vector<double> totals(count), brightest(count);
    m_number.read(H5T_NATIVE_INT64, {first}, {count}, numbers.data());
    m_total.read(H5T_NATIVE_DOUBLE, {first}, {count}, totals.data());
    m_brightest.read(H5T_NATIVE_DOUBLE, {first}, {count}, brightest.data());
    if (m_has_result) m_result.read(H5T_NATIVE_INT64, {first}, {count}, results.data());
    for (std::size_t i = 0; i < count; ++i)
      this->count({numbers[i], {totals[i], brightest[i]}, results[i]});
  }
}

void ImageTable::count(const ImageRow& row) {
  m_numbers.push_back(row.number);
  m_results.photons.total += row.photons.total;
  m_results.photons.brightest = std::max(m_results.photons.brightest, row.photons.brightest);
  m_results.sum += row.result;
  const auto& first = m_results.first;
  if (row.result >= 0 && (!first || row.number < first->number))
    m_results.first = {row.number, row.result};
}

void ImageTable::add(const ImageRow& row) {
  m_rows.push_back(row);
  count(row);
}

void ImageTable::store() {
  if (m_rows.empty()) return;
  const hsize_t rows = m_numbers.size(), count = m_rows.size();
  const auto put = [&](const h5::Object& dataset, hid_t type, auto&& value) {
    std::vector<decltype(value(m_rows[0]))> values;
    for (const ImageRow& row : m_rows) values.push_back(value(row));
    dataset.set_rows(rows);
    dataset.write(type, {rows - count}, {count}, values.data());
  };
  put(m_number, H5T_NATIVE_INT64, [](const ImageRow& row) { return row.number; });
  put(m_total, H5T_NATIVE_DOUBLE, [](const ImageRow& row) { return row.photons.total; });
  put(m_brightest, H5T_NATIVE_DOUBLE, [](const ImageRow& row) { return row.photons.brightest; });
  if (m_has_result) put(m_result, H5T_NATIVE_INT64, [](const ImageRow& row) { return row.result; });
  m_rows.clear();
}

}  // namespace kbragg::io
