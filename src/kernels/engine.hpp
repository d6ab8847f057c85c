// SPDX-License-Identifier: BSD-3-Clause
// Host side of the kernels: holds a scene in the memory of one backend and computes its images.
#ifndef KBRAGG_KERNELS_ENGINE_HPP
#define KBRAGG_KERNELS_ENGINE_HPP

#include <algorithm>
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
/// Images and their rows are started ahead of the image at hand, the one whose rows were finished
/// or computed last: host_rows() and what follows is about that.
class Engine {
 public:
  virtual ~Engine() = default;

  /// How many bands of rows may be under way between start_rows() and finish_rows(): 1 on host
  /// backends, which compute in start_rows().
  virtual int bands_at_once() const = 0;
  /// Of how many images the engine holds the pixels and counts, no more than the scene has: those
  /// before may be stored while the next is computed.
  virtual int images_at_once() const = 0;
  /// Prepares what image `image` of the scan or ensemble has of its own; rows are its own
  /// from now on. The images must be started in turn, and it takes the memory of the one
  /// images_at_once() before: all that is wanted of that must be done.
  virtual void start_image(std::int64_t image) = 0;
  /// Starts rows [slow_first, slow_first + rows) inside the region of the image started last, and
  /// their copy to the host; a device does not wait (but for tricubic_until_outside). The rows of
  /// an image must be asked for in ascending order. With a point-spread function all rows of the
  /// region must be asked for, and none is complete before the last, which brings it.
  virtual void start_rows(std::int64_t slow_first, std::int64_t rows) = 0;
  /// Waits for the rows started longest ago. Their image is at hand now, as for host_rows().
  virtual HostImage finish_rows() = 0;
  /// Computes rows of the image started last and waits for them, but leaves them on the device.
  virtual void compute_rows(std::int64_t slow_first, std::int64_t rows) = 0;
  /// The image in the engine's memory of the host, where rows [slow_first, slow_first + rows) are
  /// up to date after this call: there host backends compute, while devices copy these rows to it.
  /// Rows that have not been computed for this image hold those of an earlier one or, at first,
  /// nothing that means anything; pixels outside the region and masked ones are 0 from the start.
  virtual HostImage host_rows(std::int64_t slow_first, std::int64_t rows) = 0;
  /// Copies the image; the type must be the engine's pixel type.
  virtual void copy_photons(float* pixels) const = 0;
  virtual void copy_photons(double* pixels) const = 0;
  /// Counts (slow, fast) of the expected photons by the scene's noise, in memory of the host that
  /// the image images_at_once() later overwrites.
  virtual const std::int32_t* host_counts() = 0;
  /// Pixel (slow * columns + fast) of this image from whose first gap on tricubic_until_outside
  /// takes the nearest reflection; -1: none so far.
  virtual std::int64_t interpolation_end() const = 0;
  /// Evaluations of this image that fell back from tricubic to nearest in the rows finished or
  /// computed so far; no others of it must be under way.
  virtual std::int64_t interpolation_fallbacks() const = 0;
  /// How the kernel comes to pixel (slow, fast) of the region, masked or not, of this image, whose
  /// row must have been computed. There must be such steps.
  virtual PixelTrace trace(std::int64_t slow, std::int64_t fast,
                           const StepChoice& choice) const = 0;
  /// How far the pixel of a trace may be from that of the image, relative to it: 0 where the host
  /// computes both. On a device another kernel fuses other operations, and an image of few pixels
  /// is added up in another order.
  virtual double trace_tolerance() const = 0;
  /// Rows that should be started together at least: fewer leave a device idle.
  virtual std::int64_t fewest_rows() const = 0;
  /// Number of threads that the backend uses (1 for a device).
  virtual int concurrency() const = 0;
};

/// How many images of `bytes` bytes a host backend holds: small ones are one chunk of the file
/// each, so that `threads` compress as many while another is computed; large ones are cut into
/// chunks.
inline int host_images_at_once(double bytes, int threads) {
  constexpr double memory = 16.0 * 1024 * 1024;
  return static_cast<int>(std::clamp(memory / bytes, 1.0, threads + 1.0));
}

/// Backends of this program by name, preferred first: cuda, openmp, serial as far as built in.
std::vector<std::string> backend_names();

/// Puts `scene` into the memory of the backend; the scene must outlive the engine. Throws
/// kbragg::Error, naming the backends that are present, when there is none of that name, and when
/// the memory of a device does not suffice. `bands_at_once`: 0 for what suits the backend; images
/// do not depend on it.
std::unique_ptr<Engine> make_engine(const std::string& backend, const model::Scene& scene,
                                    model::PixelType pixel_type, int bands_at_once = 0);

/// Opens Kokkos for the life of the object; threads <= 0 leaves their number to Kokkos, and so does
/// device < 0 the device, whose number is taken modulo that of devices. Every Engine must be gone
/// before.
class Runtime {
 public:
  explicit Runtime(int threads, int device = -1);
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
