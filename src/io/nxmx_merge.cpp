// SPDX-License-Identifier: BSD-3-Clause
#include "io/nxmx_merge.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <filesystem>
#include <functional>
#include <limits>
#include <map>
#include <memory>
#include <numeric>
#include <optional>

#include "base/error.hpp"
#include "io/hdf5.hpp"
#include "io/stored_run.hpp"

namespace kbragg::io {

namespace {

using h5::Object;

const std::string process = "/entry/kbragg", tables = "/entry/kbragg/images";
const std::string wavelength = "/entry/instrument/beam/incident_wavelength";
const std::string fallbacks = "/entry/kbragg/run/interpolation_fallbacks";
const std::string interpolation_end = "/entry/kbragg/run/interpolation_end_";
constexpr std::array end_parts{"image", "slow", "fast"};

bool is_image_stack(const std::string& path) {
  return path == "/entry/data/data" || path == "/entry/kbragg/expected/photons";
}

/// Datasets with a row for each image.
bool is_table(const std::string& path) {
  const std::string turns = "/entry/sample/transformations/phi";
  return path.starts_with(tables + "/") || path == turns || path == turns + "_end";
}

/// What is not copied but worked out from all files.
bool is_of_the_whole(const std::string& path) {
  return path == wavelength || path == fallbacks || path.starts_with(interpolation_end) ||
         path.starts_with(process + "/timing/") || path == process + "/run/rank";
}

/// Calls use(group, name, path) for every object below `group` but soft links; use() of a group
/// comes before that of its objects.
void walk(const Object& group, const std::function<void(const Object&, const std::string&)>& use) {
  for (const std::string& name : group.names()) {
    use(group, name);
    if (!group.link_target(name) && group.is_group(name)) walk(group.open(name), use);
  }
}

std::string path_in(const Object& group, const std::string& name) {
  return group.path() == "/" ? "/" + name : group.path() + "/" + name;
}

/// A table of the output while it is filled row by row.
struct Table {
  std::size_t row_bytes;
  std::vector<unsigned char> bytes;
};

class Merger {
 public:
  /// The files hold images 0 ... images - 1.
  Merger(const std::string& path, const std::vector<RankFile>& files, std::int64_t images,
         const std::function<void()>& check)
      : m_files(files),
        m_images(images),
        m_check(check),
        m_file(begin_run_file(path)),
        m_output(*m_file) {}

  void run() {
    m_first = h5::open_file(m_files.front().path);
    m_first.copy_attributes(m_output.root());
    m_output.root().replace_attribute("file_name",
                                      std::filesystem::path(m_file->path()).filename().string());
    walk(m_first, [this](const Object& group, const std::string& name) { copy(group, name); });
    for (const RankFile& file : m_files) add(file);
    for (const auto& [path, table] : m_tables)
      m_output.root().open(path).write_native(table.bytes.data());
    write_whole();
    m_first = Object();
    m_output.close();
    m_file->commit();
  }

 private:
  void copy(const Object& group, const std::string& name) {
    const std::string path = path_in(group, name);
    const Object to = m_output.root().open(group.path());
    if (const auto target = group.link_target(name)) {
      to.soft_link(*target, name);
    } else if (group.is_group(name)) {
      to.create_group_like(name, group.open(name));
    } else if (is_image_stack(path) || is_table(path)) {
      const Object model = group.open(name);
      to.create_like(name, model, static_cast<hsize_t>(m_images));
      if (is_image_stack(path))
        m_stacks.push_back(path);
      else
        m_tables[path] = new_table(model);
    } else if (!is_of_the_whole(path)) {
      group.copy(name, to);
    }
  }

  Table new_table(const Object& model) const {
    h5::Dims row = model.dims();
    row.at(0) = 1;
    const std::size_t bytes =
        std::accumulate(row.begin(), row.end(), model.element_size(), std::multiplies<>());
    return {bytes, std::vector<unsigned char>(bytes * static_cast<std::size_t>(m_images))};
  }

  void add(const RankFile& file) {
    const Object root = h5::open_file(file.path);
    for (auto& [path, table] : m_tables) add_rows(root.open(path), file, table);
    for (const std::string& path : m_stacks) add_images(root.open(path), file);
    add_wavelengths(root.open(wavelength), file);
    const Object timing = root.open(process + "/timing");
    for (const std::string& name : timing.names()) m_seconds[name] += timing.numbers(name, 1)[0];
    if (root.exists(fallbacks))
      m_fallbacks =
          m_fallbacks.value_or(0) + static_cast<std::int64_t>(root.numbers(fallbacks, 1)[0]);
    if (!root.exists(interpolation_end + end_parts[0])) return;
    std::array<std::int64_t, 3> end{};
    for (std::size_t i = 0; i < end.size(); ++i)
      end[i] = static_cast<std::int64_t>(root.numbers(interpolation_end + end_parts[i], 1)[0]);
    if (!m_end || end < *m_end) m_end = end;
  }

  void add_rows(const Object& from, const RankFile& file, Table& table) {
    const std::size_t rows = file.numbers.size();
    h5::Dims wanted = m_first.open(from.path()).dims();
    wanted.at(0) = rows;
    require(from.dims() == wanted, file, from);
    std::vector<unsigned char> bytes(rows * table.row_bytes);
    from.read_native(bytes.data());
    for (std::size_t row = 0; row < rows; ++row)
      std::memcpy(
          table.bytes.data() + static_cast<std::size_t>(file.numbers[row]) * table.row_bytes,
          bytes.data() + row * table.row_bytes, table.row_bytes);
  }

  void add_images(const Object& from, const RankFile& file) {
    const Object to = m_output.root().open(from.path());
    const h5::Dims chunk = from.chunk();
    h5::Dims wanted = to.dims();
    wanted.at(0) = file.numbers.size();
    require(from.dims() == wanted && chunk == to.chunk() && !chunk.empty() &&
                from.element_size() == to.element_size(),
            file, from);
    std::vector<unsigned char> bytes;
    for (std::size_t slot = 0; slot < file.numbers.size(); ++slot) {
      for (hsize_t row = 0; row < wanted[1]; row += chunk[1]) {
        from.read_chunk({slot, row, 0}, bytes);
        KBRAGG_REQUIRE(!bytes.empty(), file.path + ": " + from.path() + " lacks rows of image " +
                                           std::to_string(file.numbers[slot]) + ".");
        to.write_chunk({static_cast<hsize_t>(file.numbers[slot]), row, 0}, bytes.data(),
                       bytes.size());
      }
      m_check();
    }
    m_output.check();
  }

  /// One number stands for all images of a file.
  void add_wavelengths(const Object& from, const RankFile& file) {
    m_wavelengths.resize(static_cast<std::size_t>(m_images));
    const bool common = from.dims().empty();
    const std::vector<double> values = from.numbers(from.path(), common ? 1 : file.numbers.size());
    for (std::size_t row = 0; row < file.numbers.size(); ++row)
      m_wavelengths[static_cast<std::size_t>(file.numbers[row])] = values[common ? 0 : row];
  }

  void write_whole() {
    const Object& root = m_output.root();
    const Object beam = root.open("/entry/instrument/beam");
    const auto& all = m_wavelengths;
    const bool common =
        std::adjacent_find(all.begin(), all.end(), std::not_equal_to<>()) == all.end();
    const h5::Dims dims = common ? h5::Dims{} : h5::Dims{all.size()};
    m_first.open(wavelength)
        .copy_attributes(beam.create_numbers("incident_wavelength", dims, all.data()));
    const Object timing = root.open(process + "/timing");
    for (const auto& [name, seconds] : m_seconds) timing.create_number(name, seconds, "s");
    const Object run = root.open(process + "/run");
    if (m_fallbacks) run.create_integer("interpolation_fallbacks", *m_fallbacks);
    if (!m_end) return;
    for (std::size_t i = 0; i < m_end->size(); ++i)
      run.create_integer(std::string("interpolation_end_") + end_parts[i], (*m_end)[i]);
  }

  void require(bool fits, const RankFile& file, const Object& dataset) const {
    KBRAGG_REQUIRE(fits, file.path + ": " + dataset.path() + " has another shape than in " +
                             m_files.front().path + "; the files do not belong together.");
  }

  const std::vector<RankFile>& m_files;
  const std::int64_t m_images;
  const std::function<void()>& m_check;
  const std::unique_ptr<PartialFile> m_file;
  h5::OutputFile m_output;
  Object m_first;
  std::vector<std::string> m_stacks;
  std::map<std::string, Table> m_tables;
  std::vector<double> m_wavelengths;
  std::map<std::string, double> m_seconds;
  std::optional<std::int64_t> m_fallbacks;
  std::optional<std::array<std::int64_t, 3>> m_end;  // image, slow, fast: the first image counts
};

std::string listed(const std::vector<std::int64_t>& numbers) {
  constexpr std::size_t most = 5;
  std::string list;
  for (std::size_t i = 0; i < std::min(most, numbers.size()); ++i)
    list += (i == 0 ? "" : ", ") + std::to_string(numbers[i]);
  return numbers.size() > most ? list + ", ..." : list;
}

/// Each of the images 0 ... images - 1 must be there once.
void check_numbers(const std::vector<RankFile>& files, std::int64_t images) {
  constexpr std::size_t nowhere = std::numeric_limits<std::size_t>::max();
  std::vector<std::size_t> where(static_cast<std::size_t>(images), nowhere);
  for (std::size_t i = 0; i < files.size(); ++i) {
    for (const std::int64_t number : files[i].numbers) {
      KBRAGG_REQUIRE(number >= 0 && number < images,
                     files[i].path + ": it holds image " + std::to_string(number) +
                         ", but the run has " + std::to_string(images) + ", counted from 0.");
      std::size_t& place = where[static_cast<std::size_t>(number)];
      KBRAGG_REQUIRE(place == nowhere, "image " + std::to_string(number) + " is in " +
                                           files[place == nowhere ? i : place].path + " and in " +
                                           files[i].path + "; give each image once.");
      place = i;
    }
  }
  std::vector<std::int64_t> missing;
  for (std::size_t i = 0; i < where.size(); ++i)
    if (where[i] == nowhere) missing.push_back(static_cast<std::int64_t>(i));
  KBRAGG_REQUIRE(missing.empty(), std::to_string(missing.size()) + " of " + std::to_string(images) +
                                      " images are in none of the files: " + listed(missing) +
                                      "; give all files of the run, or continue it with --resume.");
}

void check_facts(const RankFile& file, const RankFile& first) {
  for (std::size_t i = 0; i < first.facts.size(); ++i)
    KBRAGG_REQUIRE(file.facts[i] == first.facts[i],
                   file.path + ": " + process + "/" + file.facts[i].first + " is " +
                       file.facts[i].second + ", but " + first.facts[i].second + " in " +
                       first.path + "; the files do not belong together.");
}

}  // namespace

RankFile read_rank_file(const std::string& path) {
  const Object root = h5::open_file(path);
  KBRAGG_REQUIRE(root.exists(process + "/timing"),
                 path + ": not a finished file of a run; continue the run with --resume.");
  RankFile file;
  file.path = path;
  file.config_yaml = root.text(process + "/config/data");
  for (const char* name : {"version", "commit", "run/backend", "run/precision",
                           "structure_factors/table_sha256", "config/input_sha256"})
    file.facts.emplace_back(name, root.text(process + "/" + name));
  const Object numbers = root.open(tables + "/number");
  const h5::Dims dims = numbers.dims();
  KBRAGG_REQUIRE(dims.size() == 1 && numbers.type_class() == H5T_INTEGER,
                 path + ": " + numbers.path() + " must be a list of whole numbers.");
  file.numbers.resize(dims[0]);
  numbers.read(H5T_NATIVE_INT64, {0}, dims, file.numbers.data());
  return file;
}

void merge_files(const std::string& output, const std::vector<RankFile>& files, std::int64_t images,
                 const std::function<void()>& check) {
  for (const RankFile& file : files) check_facts(file, files.front());
  check_numbers(files, images);
  Merger(output, files, images, check).run();
}

}  // namespace kbragg::io
