// SPDX-License-Identifier: BSD-3-Clause
// Host side of the kernels: holds a scene in the memory of one backend and computes its images.
#ifndef KBRAGG_KERNELS_ENGINE_HPP
#define KBRAGG_KERNELS_ENGINE_HPP

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "kernels/pixel_trace.hpp"
#include "model/scene.hpp"

namespace kbragg::kernels {

/// Pixels (slow, fast) of an image in the pixel type of its engine; the other pointer is null.
struct HostImage {
  const float* single = nullptr;
  const double* full = nullptr;
};

/// Computes the images of a scene on one backend. Kokkos must be initialized during its life.
class Engine {
 public:
  virtual ~Engine() = default;

  /// Prepares the orientations of image `image` of the scan, and nothing else.
  virtual void start_image(std::int64_t image) = 0;
  /// Computes rows [slow_first, slow_first + rows) inside the region and waits for them. The rows
  /// of an image must be asked for in ascending order.
  virtual void compute_rows(std::int64_t slow_first, std::int64_t rows) = 0;
  /// The image in the engine's memory of the host, where rows [slow_first, slow_first + rows) are
  /// up to date after this call: there host backends compute, while devices copy these rows to it.
  /// Rows that have not been computed for this image hold those of an earlier one or, at first,
  /// nothing that means anything; pixels outside the region and masked ones are 0 from the start.
  virtual HostImage host_rows(std::int64_t slow_first, std::int64_t rows) = 0;
  /// Copies the image; the type must be the engine's pixel type.
  virtual void copy_photons(float* pixels) const = 0;
  virtual void copy_photons(double* pixels) const = 0;
  /// Poisson counts (slow, fast) of the expected photons, drawn with the scene's seed, in memory of
  /// the host that the next call overwrites.
  virtual const std::int32_t* host_counts() = 0;
  /// Pixel (slow * columns + fast) of this image from whose first gap on tricubic_until_outside
  /// takes the nearest reflection; -1: none so far.
  virtual std::int64_t interpolation_end() const = 0;
  /// Evaluations so far that fell back from tricubic to nearest.
  virtual std::int64_t interpolation_fallbacks() const = 0;
  /// How the kernel comes to pixel (slow, fast) of the region, masked or not, of this image, whose
  /// row must have been computed. There must be such steps.
  virtual PixelTrace trace(std::int64_t slow, std::int64_t fast,
                           const StepChoice& choice) const = 0;
  /// Number of threads that the backend uses (1 for a device).
  virtual int concurrency() const = 0;
};

/// Backends of this program by name, preferred first: cuda, openmp, serial as far as built in.
std::vector<std::string> backend_names();

/// Puts `scene` into the memory of the backend; the scene must outlive the engine. Throws
/// kbragg::Error, naming the backends that are present, when there is none of that name.
std::unique_ptr<Engine> make_engine(const std::string& backend, const model::Scene& scene,
                                    model::PixelType pixel_type);

/// Opens Kokkos for the life of the object; threads <= 0 leaves their number to Kokkos. Every
/// Engine must be gone before.
class Runtime {
 public:
  explicit Runtime(int threads);
  ~Runtime();
  Runtime(const Runtime&) = delete;
  Runtime& operator=(const Runtime&) = delete;

 private:
  struct Impl;
  std::unique_ptr<Impl> m_impl;
};

/// Version of Kokkos and its configuration in one line each.
std::string kokkos_version();

}  // namespace kbragg::kernels

#endif
