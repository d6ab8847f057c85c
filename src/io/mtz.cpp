// SPDX-License-Identifier: BSD-3-Clause
#include "io/mtz.hpp"

#include <algorithm>
#include <cmath>
#include <exception>
#include <filesystem>
#include <gemmi/mtz.hpp>

#include "base/error.hpp"
#include "io/text_file.hpp"

namespace kbragg::io {

namespace {

std::string subject(const std::string& path) { return "The MTZ file '" + path + "' "; }

gemmi::Mtz read_merged(const std::string& path) {
  require_readable_file(path, "MTZ file");
  gemmi::Mtz mtz;
  mtz.warnings = nullptr;
  try {
    const gemmi::fileptr_t file = gemmi::file_open(path.c_str(), "rb");
    gemmi::FileStream stream{file.get()};
    // The headers of history and batches are not read: gemmi 0.5.7 looks past the end of a history
    // line that is indented.
    mtz.read_first_bytes(stream);
    mtz.read_main_headers(stream);
    mtz.setup_spacegroup();
    // The header alone decides how much is allocated next: it has to fit the file.
    KBRAGG_REQUIRE(
        mtz.nreflections >= 0 && 4.0 * mtz.nreflections * static_cast<double>(mtz.columns.size()) <
                                     static_cast<double>(std::filesystem::file_size(path)),
        subject(path) + "is cut off: its header announces " + std::to_string(mtz.nreflections) +
            " reflections.");
    KBRAGG_REQUIRE(mtz.is_merged(),
                   subject(path) + "holds unmerged observations; merged reflections are needed.");
    mtz.read_raw_data(stream);
  } catch (const Error&) {
    throw;
  } catch (const std::exception& e) {
    fail(subject(path) + "cannot be read: " + one_sentence(e.what()));
  }
  const auto is_index = [](const gemmi::Mtz::Column& c) { return c.type == 'H'; };
  KBRAGG_REQUIRE(mtz.columns.size() >= 3 &&
                     std::all_of(mtz.columns.begin(), mtz.columns.begin() + 3, is_index),
                 subject(path) + "does not begin with the columns H K L.");
  return mtz;
}

std::string column_names(const gemmi::Mtz& mtz) {
  std::string names;
  for (const gemmi::Mtz::Column& c : mtz.columns) {
    names += (names.empty() ? "" : ", ") + c.label + " (" + c.type + ")";
  }
  return names;
}

const gemmi::Mtz::Column& find_column(const gemmi::Mtz& mtz, const std::string& path,
                                      const std::optional<std::string>& label, char type) {
  const auto found = std::find_if(
      mtz.columns.begin(), mtz.columns.end(),
      [&](const gemmi::Mtz::Column& c) { return label ? c.label == *label : c.type == type; });
  const std::string available = "; its columns (types) are " + column_names(mtz) + ".";
  if (found == mtz.columns.end()) {
    fail(subject(path) + "has no column " +
         (label ? in_quotes(*label) : std::string("of type ") + type) + available);
  }
  KBRAGG_REQUIRE(found->type == 'F' || found->type == 'J',
                 "The column " + in_quotes(found->label) + " of the MTZ file '" + path +
                     "' has type " + found->type +
                     "; amplitudes (F) or intensities (J) are needed" + available);
  return *found;
}

void copy_crystal(const gemmi::Mtz& mtz, int dataset, model::ReflectionList& list) {
  const gemmi::UnitCell& cell = mtz.get_cell(dataset);
  if (cell.is_crystal() && cell.a > 0) {
    list.cell = {cell.a, cell.b, cell.c, cell.alpha, cell.beta, cell.gamma};
  }
  const gemmi::SpaceGroup* group = mtz.spacegroup;
  if (!group && !mtz.symops.empty()) {
    group = gemmi::find_spacegroup_by_ops(gemmi::split_centering_vectors(mtz.symops));
  }
  // A symbol that gemmi does not know is handed on: it is an error only if nothing overrides it.
  list.space_group = group ? group->xhm() : mtz.spacegroup_name;
}

}  // namespace

model::ReflectionList read_mtz(const std::string& path, const std::optional<std::string>& column,
                               char type) {
  const gemmi::Mtz mtz = read_merged(path);
  const gemmi::Mtz::Column& amplitudes = find_column(mtz, path, column, type);
  model::ReflectionList list;
  copy_crystal(mtz, amplitudes.dataset_id, list);
  const bool intensity = amplitudes.type == 'J';
  list.description = "MTZ column " + amplitudes.label + (intensity ? ", sqrt(I)" : "");

  const std::size_t width = mtz.columns.size();
  list.reflections.reserve(mtz.data.size() / width);
  for (std::size_t row = 0; row + width <= mtz.data.size(); row += width) {
    const float* const values = mtz.data.data() + row;
    const float value = values[amplitudes.idx];
    if (std::isnan(value) || value == mtz.valm) continue;  // the two ways to mark a missing value
    KBRAGG_REQUIRE(std::isfinite(value) && std::abs(values[0]) < 1e6f &&
                       std::abs(values[1]) < 1e6f && std::abs(values[2]) < 1e6f,
                   subject(path) + "holds an infinite value in reflection " +
                       std::to_string(row / width + 1) + ".");
    const double F = intensity ? std::sqrt(std::max(double{value}, 0.0)) : value;
    list.reflections.push_back({static_cast<std::int32_t>(std::lround(values[0])),
                                static_cast<std::int32_t>(std::lround(values[1])),
                                static_cast<std::int32_t>(std::lround(values[2])), F});
  }
  KBRAGG_REQUIRE(!list.reflections.empty(), "The column " + in_quotes(amplitudes.label) +
                                                " of the MTZ file '" + path + "' holds no value.");
  return list;
}

}  // namespace kbragg::io
