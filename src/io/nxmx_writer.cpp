// SPDX-License-Identifier: BSD-3-Clause
#include "io/nxmx_writer.hpp"

#include <filesystem>
#include <limits>
#include <optional>

#include "base/error.hpp"
#include "io/atomic_file.hpp"
#include "io/image_store.hpp"
#include "io/nxmx_tree.hpp"
#include "io/ordered_workers.hpp"

namespace kbragg::io {

struct NxmxWriter::State {
  State(const std::string& path, const NxmxMetadata& data, const NxmxOptions& wanted)
      : options(wanted),
        metadata(data),
        file(path),
        output(path, file.descriptor()),
        workers(wanted.compression == Compression::gzip ? wanted.threads : 1) {}

  const std::string& path() const { return file.path(); }

  void create_images(std::optional<ImageStore>& images, const h5::Object& group, const char* name,
                     hid_t type, const char* units, const char* long_name) {
    images.emplace(group, name, type, path(), metadata.shape, options, workers, output);
    images->dataset().attribute("units", units);
    images->dataset().attribute("long_name", long_name);
    images->dataset().attribute("interpretation", "image");
  }

  void create_datasets() {
    const bool single = options.pixel_type == PixelType::float32;
    // Chunks are written as they lie in memory: in the byte order of this machine.
    const hid_t real = single ? H5T_NATIVE_FLOAT : H5T_NATIVE_DOUBLE;
    const h5::Object data = output.root().open("/entry/data");
    const h5::Object expected =
        output.root().open("/entry/kbragg").create_group("expected", "NXdata");
    expected.attribute("signal", "photons");
    if (options.counts) {
      create_images(counts, data, "data", H5T_NATIVE_INT32, "counts", "counts");
      create_images(photons, expected, "photons", real, "photons", "expected photons");
    } else {
      create_images(photons, data, "data", real, "photons", "expected photons");
      expected.soft_link("/entry/data/data", "photons");
    }
  }

  /// Image `number`, which takes the next slot unless it has the last already.
  StoredImage image_of(std::int64_t number) {
    const auto slot = [&] { return static_cast<std::int64_t>(numbers.size()) - 1; };
    if (numbers.empty() || numbers.back() != number) {
      if (!numbers.empty()) require_complete();
      KBRAGG_REQUIRE(number >= 0, "cannot write " + path() + ": there is no image " +
                                      std::to_string(number) + "; they are counted from 0.");
      KBRAGG_REQUIRE(slot() + 1 < metadata.shape.images,
                     "cannot write " + path() + ": image " + std::to_string(number) +
                         " is one more than the " + std::to_string(metadata.shape.images) +
                         " that it was set up for.");
      numbers.push_back(number);
    }
    return {number, slot()};
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

  /// The last image.
  void require_complete() const {
    photons->require_complete(numbers.back());
    if (counts) counts->require_complete(numbers.back());
  }

  NxmxOptions options;
  NxmxMetadata metadata;
  AtomicFile file;
  h5::OutputFile output;
  std::optional<ImageStore> photons, counts;
  std::vector<std::int64_t> numbers;  // of the images, in the order of the file
  OrderedWorkers workers;             // gone before anything that it writes to
};

NxmxWriter::NxmxWriter(const std::string& path, const NxmxMetadata& metadata,
                       const NxmxOptions& options) {
  validate(path, metadata, options);
  m_state = std::make_unique<State>(path, metadata, options);
  write_nxmx_tree(m_state->output.root(), std::filesystem::path(path).filename().string(), metadata,
                  options);
  m_state->create_datasets();
  m_state->output.flush();
}

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

PhotonSums NxmxWriter::photon_sums() const { return m_state->photons->sums(); }

void NxmxWriter::finish(const Timing& timing, const MetadataList& results) {
  State& state = *m_state;
  if (!state.numbers.empty()) state.require_complete();
  state.workers.wait();
  {
    const h5::Object group =
        state.output.root().open("/entry/kbragg").create_group("timing", "NXcollection");
    for (const auto& [name, seconds] : timing) group.create_number(name, seconds, "s");
    write_values(state.output.root().open("/entry/kbragg/run"), results);
    write_images(state.output.root(), state.metadata, state.numbers);
  }
  state.photons.reset();
  state.counts.reset();
  state.output.close();
  state.file.commit();
}

}  // namespace kbragg::io
