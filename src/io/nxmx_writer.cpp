// SPDX-License-Identifier: BSD-3-Clause
#include "io/nxmx_writer.hpp"

#include <algorithm>
#include <atomic>
#include <filesystem>
#include <limits>
#include <utility>

#include "base/error.hpp"
#include "io/image_store.hpp"
#include "io/image_table.hpp"
#include "io/nxmx_tree.hpp"
#include "io/ordered_workers.hpp"
#include "io/stored_run.hpp"

namespace kbragg::io {

namespace {

using Clock = std::chrono::steady_clock;

}  // namespace

struct NxmxWriter::State {
  State(std::unique_ptr<PartialFile> partial, const NxmxMetadata& data, const NxmxOptions& wanted)
      : options(wanted),
        metadata(data),
        file(std::move(partial)),
        is_new(file->is_empty()),
        output(*file),
        workers(wanted.compression == Compression::gzip ? wanted.threads : 1) {}

  const std::string& path() const { return file->path(); }

  void open_images(ImageStore& images, const h5::Object& group, const char* name, const char* units,
                   const char* long_name) const {
    images.open_dataset(group, name);
    if (!is_new) return;
    images.dataset().attribute("units", units);
    images.dataset().attribute("long_name", long_name);
    images.dataset().attribute("interpretation", "image");
  }

  void open_expected() {
    const h5::Object process = output.root().open("/entry/kbragg");
    if (is_new) {
      process.attribute("default", "expected");
      process.create_group("expected", "NXdata").attribute("signal", "photons");
    }
    const h5::Object expected = process.open("expected");
    if (options.counts)
      open_images(*photons, expected, "photons", "photons", "expected photons");
    else if (is_new)
      expected.soft_link("/entry/data/data", "photons");
  }

  /// Creates the datasets that grow with the images, or finds them.
  void open_datasets() {
    const bool single = options.pixel_type == PixelType::float32;
    // Chunks are written as they lie in memory: in the byte order of this machine.
    const hid_t real = single ? H5T_NATIVE_FLOAT : H5T_NATIVE_DOUBLE;
    const h5::Object data = output.root().open("/entry/data");
    photons.emplace(real, path(), metadata.shape, options, workers, output);
    if (options.counts) {
      counts.emplace(H5T_NATIVE_INT32, path(), metadata.shape, options, workers, output);
      open_images(*counts, data, "data", "counts", "counts");
    } else {
      open_images(*photons, data, "data", "photons", "expected photons");
    }
    if (options.expected || !options.counts) open_expected();
    table.emplace(output.root().open("/entry/kbragg/images"), metadata.shape.images,
                  options.image_result);
    slots = static_cast<std::int64_t>(table->numbers().size());
    kept = slots;
  }

  /// Image `number`, which takes the next slot unless it is under way already.
  StoredImage image_of(std::int64_t number) {
    if (current != number) {
      require_no_image();
      KBRAGG_REQUIRE(number >= 0, "cannot write " + path() + ": there is no image " +
                                      std::to_string(number) + "; they are counted from 0.");
      KBRAGG_REQUIRE(slots < metadata.shape.images,
                     "cannot write " + path() + ": image " + std::to_string(number) +
                         " is one more than the " + std::to_string(metadata.shape.images) +
                         " that it was set up for.");
      current = number;
      ++slots;
    }
    return {number, slots - 1};
  }

  template <class Real>
  void add_photons(std::int64_t number, const Real* pixels, std::int64_t rows) {
    const bool narrow = options.pixel_type == PixelType::float32;
    const PixelRange<Real> range{narrow ? static_cast<Real>(std::numeric_limits<float>::max())
                                        : std::numeric_limits<Real>::max(),
                                 narrow ? "finite numbers from 0 to 3.4e38 (the range of float32)"
                                        : "finite numbers from 0"};
    photons->add(image_of(number), pixels, rows, range);
  }

  void add_counts(std::int64_t number, const std::int32_t* pixels, std::int64_t rows) {
    KBRAGG_REQUIRE(counts, "cannot write " + path() + ": it was set up without counts.");
    photons->require_complete(number);
    counts->add(image_of(number), pixels, rows,
                PixelRange<std::int32_t>{static_cast<std::int32_t>(highest_count),
                                         "counts from 0 to 2147483645"});
  }

  void require_complete(std::int64_t number) const {
    photons->require_complete(number);
    if (counts) counts->require_complete(number);
  }

  /// No image is under way.
  void require_no_image() const {
    if (!current) return;
    require_complete(*current);
    fail("cannot write " + path() + ": image " + std::to_string(*current) + " has not been ended.");
  }

  void end_image(std::int64_t number, std::int64_t result) {
    require_complete(number);
    current.reset();
    workers.add([this, number, result] {
      return [this, number, result] {
        table->add({number, photons->sums(), result});
        if (has_checkpoints() && Clock::now() >= next_checkpoint) checkpoint();
      };
    });
  }

  bool has_checkpoints() const { return options.checkpoints && metadata.shape.images > 1; }

  /// Not while another thread uses HDF5. The next is due so late that all take at most a twentieth
  /// of the time.
  void checkpoint() {
    const Clock::time_point start = Clock::now();
    h5::silence();  // HDF5 keeps this for each thread
    table->store();
    output.flush();
    file->begin_checkpoint();
    kept = static_cast<std::int64_t>(table->numbers().size());
    file->end_checkpoint();
    const Clock::time_point end = Clock::now();
    const auto interval = std::chrono::duration_cast<Clock::duration>(
        std::chrono::duration<double>(options.checkpoint_interval));
    next_checkpoint = end + std::max(interval, 19 * (end - start));
  }

  NxmxOptions options;
  NxmxMetadata metadata;
  std::unique_ptr<PartialFile> file;
  bool is_new;
  h5::OutputFile output;
  std::optional<ImageStore> photons, counts;
  std::optional<ImageTable> table;
  std::int64_t slots = 0;               // taken
  std::optional<std::int64_t> current;  // number of the image under way
  std::atomic<std::int64_t> kept = 0;   // images in the last checkpoint
  Clock::time_point next_checkpoint{};  // the first image is kept at once
  OrderedWorkers workers;               // gone before anything that it writes to
};

NxmxWriter::NxmxWriter(std::unique_ptr<PartialFile> file, const NxmxMetadata& metadata,
                       const NxmxOptions& options) {
  const std::string path = file->path();
  validate(path, metadata, options);
  m_state = std::make_unique<State>(std::move(file), metadata, options);
  if (m_state->is_new)
    write_nxmx_tree(m_state->output.root(), std::filesystem::path(path).filename().string(),
                    metadata, options);
  m_state->open_datasets();
  m_state->output.flush();
}

NxmxWriter::NxmxWriter(const std::string& path, const NxmxMetadata& metadata,
                       const NxmxOptions& options)
    : NxmxWriter(begin_run_file(path), metadata, options) {}

NxmxWriter::~NxmxWriter() = default;

void NxmxWriter::add_photons(std::int64_t number, const float* pixels, std::int64_t rows) {
  m_state->add_photons(number, pixels, rows);
}

void NxmxWriter::add_photons(std::int64_t number, const double* pixels, std::int64_t rows) {
  m_state->add_photons(number, pixels, rows);
}

void NxmxWriter::add_counts(std::int64_t number, const std::int32_t* pixels, std::int64_t rows) {
  m_state->add_counts(number, pixels, rows);
}

bool NxmxWriter::photons_stored(std::int64_t number, std::int64_t rows,
                                std::chrono::milliseconds patience) {
  return m_state->photons->stored(number, rows, patience);
}

bool NxmxWriter::counts_stored(std::int64_t number, std::int64_t rows,
                               std::chrono::milliseconds patience) {
  return m_state->counts->stored(number, rows, patience);
}

void NxmxWriter::write_photons(std::int64_t number, const float* pixels) {
  add_photons(number, pixels, m_state->metadata.shape.slow);
  m_state->workers.wait();
}

void NxmxWriter::write_photons(std::int64_t number, const double* pixels) {
  add_photons(number, pixels, m_state->metadata.shape.slow);
  m_state->workers.wait();
}

void NxmxWriter::write_counts(std::int64_t number, const std::int32_t* pixels) {
  add_counts(number, pixels, m_state->metadata.shape.slow);
  m_state->workers.wait();
}

void NxmxWriter::end_image(std::int64_t number, std::int64_t result) {
  m_state->end_image(number, result);
}

std::string NxmxWriter::partial_path() const { return m_state->file->partial_path(); }

std::int64_t NxmxWriter::images_kept() const { return m_state->kept; }

void NxmxWriter::suspend() {
  m_state->workers.wait();
  m_state->checkpoint();
}

bool NxmxWriter::all_stored(std::chrono::milliseconds patience) {
  return m_state->workers.wait_for_all(patience);
}

const std::vector<std::int64_t>& NxmxWriter::numbers() const { return m_state->table->numbers(); }

const ImageResults& NxmxWriter::results() const { return m_state->table->results(); }

std::vector<double> NxmxWriter::read_image(std::int64_t number) const {
  const State& state = *m_state;
  const auto found = std::find(numbers().begin(), numbers().end(), number);
  if (found == numbers().end()) return {};
  const auto slot = static_cast<hsize_t>(found - numbers().begin());
  const auto slow = static_cast<hsize_t>(state.metadata.shape.slow),
             fast = static_cast<hsize_t>(state.metadata.shape.fast);
  std::vector<double> pixels(slow * fast);
  const h5::Object& shown = (state.counts ? state.counts : state.photons)->dataset();
  shown.read(H5T_NATIVE_DOUBLE, {slot, 0, 0}, {1, slow, fast}, pixels.data());
  return pixels;
}

void NxmxWriter::finish(const Timing& timing, const MetadataList& results) {
  State& state = *m_state;
  state.require_no_image();
  state.workers.wait();
  if (state.has_checkpoints()) state.checkpoint();  // what follows may fail
  state.table->store();
  {
    const h5::Object& root = state.output.root();
    write_values(root.open("/entry/kbragg/run"), results);
    write_images(root, state.metadata, state.table->numbers());
    const h5::Object group = root.open("/entry/kbragg").create_group("timing", "NXcollection");
    for (const auto& [name, seconds] : timing) group.create_number(name, seconds, "s");
  }
  state.photons.reset();
  state.counts.reset();
  state.table.reset();
  state.output.close();
  state.file->commit();
}

}  // namespace kbragg::io
