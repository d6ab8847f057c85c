// SPDX-License-Identifier: BSD-3-Clause
#include "rows.hpp"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>
#include <stdexcept>

namespace kbragg::parity {

namespace {

using nlohmann::json;

constexpr const char* advisory_mark = " (advisory)";
constexpr const char* no_image = "-";

std::string row_file(const Case& golden, const std::string& backend) {
  return std::string(KBRAGG_PARITY_DIRECTORY) + "/rows/" + golden.id + "-" + backend + ".json";
}

json to_json(const std::optional<CountResult>& counts) {
  if (!counts) return nullptr;
  return {{"different", counts->different}, {"largest", counts->largest}};
}

std::optional<CountResult> counts_of(const json& node) {
  if (node.is_null()) return std::nullopt;
  return CountResult{node.at("different"), node.at("largest"), ""};
}

std::string show(const std::optional<CountResult>& counts) {
  if (!counts) return no_image;
  if (counts->different == 0) return "equal";
  return std::to_string(counts->different) + " off by " + short_number(counts->largest);
}

std::optional<CountResult> counts_from(const std::string& cell) {
  if (cell == no_image) return std::nullopt;
  if (cell == "equal") return CountResult{};
  std::istringstream stream(cell);
  CountResult counts;
  std::string off, by;
  stream >> counts.different >> off >> by >> counts.largest;
  if (!stream || off != "off" || by != "by") throw std::runtime_error("'" + cell + "'");
  return counts;
}

/// Below that a number says nothing: a double has 16 digits.
constexpr double least_shown = 1e-15;

std::string show(double value) { return short_number(std::fabs(value) < least_shown ? 0 : value); }

std::vector<std::string> numbers_of(const Row& row) {
  const Result& r = row.result;
  return {show(r.one_minus_correlation), show(r.sum_error), show(r.worst),
          std::to_string(r.beyond),      show(r.integer),   show(r.noise)};
}

std::vector<std::string> cells_of(const Row& row) {
  std::string backends;
  for (const std::string& name : row.backends) backends += (backends.empty() ? "" : ", ") + name;
  std::vector<std::string> cells{row.id + (row.advisory ? advisory_mark : ""),
                                 std::to_string(row.fast) + " x " + std::to_string(row.slow),
                                 row.covers, backends};
  for (const std::string& number : numbers_of(row)) cells.push_back(number);
  return cells;
}

std::string line_of(const std::vector<std::string>& cells) {
  std::string line = "|";
  for (const std::string& cell : cells) line += " " + cell + " |";
  return line + "\n";
}

std::vector<std::string> split(std::string text, const std::string& separator) {
  std::vector<std::string> parts;
  for (std::size_t end; (end = text.find(separator)) != std::string::npos;) {
    parts.push_back(text.substr(0, end));
    text.erase(0, end + separator.size());
  }
  parts.push_back(text);
  return parts;
}

double number(const std::string& cell) {
  std::size_t used = 0;
  const double value = std::stod(cell, &used);
  if (used != cell.size()) throw std::runtime_error("'" + cell + "'");
  return value;
}

Row row_from(const std::string& line) {
  const std::vector<std::string> cells = split(line.substr(2, line.size() - 4), " | ");
  if (cells.size() != 10) throw std::runtime_error("it has not 10 columns");
  Row row;
  row.advisory = cells[0].find(advisory_mark) != std::string::npos;
  row.id = cells[0].substr(0, cells[0].find(advisory_mark));
  const std::vector<std::string> shape = split(cells[1], " x ");
  if (shape.size() != 2) throw std::runtime_error("'" + cells[1] + "'");
  row.fast = std::stoll(shape[0]);
  row.slow = std::stoll(shape[1]);
  row.covers = cells[2];
  row.backends = split(cells[3], ", ");
  row.result.pixels = row.fast * row.slow;
  row.result.one_minus_correlation = number(cells[4]);
  row.result.sum_error = number(cells[5]);
  row.result.worst = number(cells[6]);
  row.result.beyond = std::stoll(cells[7]);
  row.result.integer = counts_from(cells[8]);
  row.result.noise = counts_from(cells[9]);
  return row;
}

const std::string table_head =
    line_of({"case", "fast x slow", "what it covers", "backends", "1 - correlation",
             "sum ratio - 1", "worst pixel", "beyond 1e-6", "integer image", "noise image"}) +
    "|---|---|---|---|---|---|---|---|---|---|\n";

}  // namespace

void write_row(const Case& golden, const std::string& backend, const Result& result) {
  const std::string path = row_file(golden, backend);
  std::filesystem::create_directories(std::filesystem::path(path).parent_path());
  std::ofstream stream(path);
  stream << json{{"one_minus_correlation", result.one_minus_correlation},
                 {"sum_error", result.sum_error},
                 {"worst", result.worst},
                 {"beyond", result.beyond},
                 {"integer", to_json(result.integer)},
                 {"noise", to_json(result.noise)}}
                .dump(1)
         << "\n";
  if (!stream.flush()) throw std::runtime_error("cannot write " + path);
}

Result read_row(const Case& golden, const std::string& backend) {
  const std::string path = row_file(golden, backend);
  std::ifstream stream(path);
  if (!stream) throw std::runtime_error("cannot read " + path);
  const json node = json::parse(stream);
  Result result;
  result.pixels = golden.pixels();
  result.one_minus_correlation = node.at("one_minus_correlation");
  result.sum_error = node.at("sum_error");
  result.worst = node.at("worst");
  result.beyond = node.at("beyond");
  result.integer = counts_of(node.at("integer"));
  result.noise = counts_of(node.at("noise"));
  return result;
}

std::vector<Row> rows_of(const Case& golden, const std::vector<std::string>& backends) {
  std::vector<Row> rows;
  for (const std::string& backend : backends) {
    const Row row{golden.id,
                  golden.covers,
                  golden.fast,
                  golden.slow,
                  golden.advisory,
                  {backend},
                  read_row(golden, backend)};
    const auto same = std::find_if(rows.begin(), rows.end(), [&](const Row& other) {
      return numbers_of(other) == numbers_of(row);
    });
    if (same == rows.end())
      rows.push_back(row);
    else
      same->backends.push_back(backend);
  }
  return rows;
}

std::string to_markdown(const std::vector<Row>& rows) {
  std::string page =
      R"(# Parity with nanoBragg.c

The images of `kbragg classic` beside those of the reference program for the same command lines.
This page comes from a run of the tests:

    scripts/test -L parity
    cmake --build build/release --target parity_docs

The cases are those of `tests/parity/golden`; its README tells how the reference's images were made.
Precision is double. The tests demand of each case

)";
  page += "- 1 - correlation of at most " + short_number(limits.one_minus_correlation) + ",\n";
  page += "- |sum ratio - 1| of at most " + short_number(limits.sum_error) + ",\n";
  page += "- at most 0.1 % of the pixels off by more than " + short_number(limits.pixel_error) +
          " of max(|p|, 1e-6 of the\n  largest |p|), p a pixel of the reference,\n";
  page += R"(- the brightest pixel at the same place,
- integer images of which at most 0.1 % of the pixels differ, by one,
- noise images and headers that are equal.

"worst pixel" is the largest such error of a pixel, "beyond 1e-6" the number of pixels above that.
The reference stores single precision, which rounds at 6e-8. "-" stands for an image that is not
stored. An advisory case depends on the order in which the reference visits the pixels and has no
gate. Numbers below 1e-15 are shown as 0. The last digits differ between processors.

)";
  page += table_head;
  for (const Row& row : rows) page += line_of(cells_of(row));
  return page;
}

std::vector<Row> from_markdown(const std::string& page) {
  const std::size_t head = page.find(table_head);
  if (head == std::string::npos) throw std::runtime_error("the page has no table of this kind");
  std::istringstream stream(page.substr(head + table_head.size()));
  std::vector<Row> rows;
  for (std::string line; std::getline(stream, line);) {
    try {
      rows.push_back(row_from(line));
    } catch (const std::exception& error) {
      throw std::runtime_error("this line is not one of the table: " + line + ": " + error.what());
    }
  }
  return rows;
}

}  // namespace kbragg::parity
