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
  State(const std::string& path, const NxmxMetadata& metadata, const NxmxOptions& wanted)
      : options(wanted),
        shape(metadata.shape),
        file(path),
        output(path, file.descriptor()),
        workers(wanted.compression == Compression::gzip ? wanted.threads : 1) {}

  const std::string& path() const { return file.path(); }

  static void create_images(ImageStore& images, const h5::Object& group, const char* name,
                            const char* units, const char* long_name) {
    const h5::Object& dataset = images.create_dataset(group, name);
    dataset.attribute("units", units);
    dataset.attribute("long_name", long_name);
    dataset.attribute("interpretation", "image");
  }

  void create_datasets() {
    const bool single = options.pixel_type == PixelType::float32;
    // Chunks are written as they lie in memory: in the byte order of this machine.
    const hid_t real = single ? H5T_NATIVE_FLOAT : H5T_NATIVE_DOUBLE;
    const h5::Object data = output.root().open("/entry/data");
    const h5::Object process = output.root().open("/entry/kbragg");
    photons.emplace(real, path(), shape, options, workers, output);
    if (options.counts) {
      counts.emplace(H5T_NATIVE_INT32, path(), shape, options, workers, output);
      create_images(*counts, data, "data", "counts", "counts");
      if (!options.expected) return;
    } else {
      create_images(*photons, data, "data", "photons", "expected photons");
    }
    process.attribute("default", "expected");
    const h5::Object expected = process.create_group("expected", "NXdata");
    expected.attribute("signal", "photons");
    if (options.counts)
      create_images(*photons, expected, "photons", "photons", "expected photons");
    else
      expected.soft_link("/entry/data/data", "photons");
  }

  template <class Real>
  void add_photons(std::int64_t image, const Real* pixels, std::int64_t rows) {
    const bool narrow = options.pixel_type == PixelType::float32;
    const PixelRange<Real> range{narrow ? static_cast<Real>(std::numeric_limits<float>::max())
                                        : std::numeric_limits<Real>::max(),
                                 narrow ? "finite numbers from 0 to 3.4e38 (the range of float32)"
                                        : "finite numbers from 0"};
    photons->add(image, pixels, rows, range);
  }

  void require_complete() const {
    for (std::int64_t i = 0; i < shape.images; ++i)
      KBRAGG_REQUIRE(
          photons->is_complete(i) && (!counts || counts->is_complete(i)),
          "cannot finish " + path() + ": image " + std::to_string(i) + " has not been written.");
  }

  NxmxOptions options;
  ImageShape shape;
  AtomicFile file;
  h5::OutputFile output;
  std::optional<ImageStore> photons, counts;
  OrderedWorkers workers;  // gone before anything that it writes to
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

void NxmxWriter::add_photons(std::int64_t image, const float* pixels, std::int64_t rows) {
  m_state->add_photons(image, pixels, rows);
}

void NxmxWriter::add_photons(std::int64_t image, const double* pixels, std::int64_t rows) {
  m_state->add_photons(image, pixels, rows);
}

void NxmxWriter::add_counts(std::int64_t image, const std::int32_t* pixels, std::int64_t rows) {
  State& state = *m_state;
  KBRAGG_REQUIRE(state.counts, "cannot write " + state.path() + ": it was set up without counts.");
  state.counts->add(image, pixels, rows,
                    PixelRange<std::int32_t>{static_cast<std::int32_t>(highest_count),
                                             "counts from 0 to 2147483645"});
}

bool NxmxWriter::photons_stored(std::int64_t image, std::int64_t rows,
                                std::chrono::milliseconds patience) {
  return m_state->photons->stored(image, rows, patience);
}

bool NxmxWriter::counts_stored(std::int64_t image, std::int64_t rows,
                               std::chrono::milliseconds patience) {
  return m_state->counts->stored(image, rows, patience);
}

void NxmxWriter::write_photons(std::int64_t image, const float* pixels) {
  add_photons(image, pixels, m_state->shape.slow);
  m_state->workers.wait();
}

void NxmxWriter::write_photons(std::int64_t image, const double* pixels) {
  add_photons(image, pixels, m_state->shape.slow);
  m_state->workers.wait();
}

void NxmxWriter::write_counts(std::int64_t image, const std::int32_t* pixels) {
  add_counts(image, pixels, m_state->shape.slow);
  m_state->workers.wait();
}

PhotonSums NxmxWriter::photon_sums() const { return m_state->photons->sums(); }

void NxmxWriter::finish(const Timing& timing, const MetadataList& results) {
  State& state = *m_state;
  state.require_complete();
  state.workers.wait();
  {
    const h5::Object group =
        state.output.root().open("/entry/kbragg").create_group("timing", "NXcollection");
    for (const auto& [name, seconds] : timing) group.create_number(name, seconds, "s");
    write_values(state.output.root().open("/entry/kbragg/run"), results);
  }
  state.photons.reset();
  state.counts.reset();
  state.output.close();
  state.file.commit();
}

}  // namespace kbragg::io
