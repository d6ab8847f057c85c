// SPDX-License-Identifier: BSD-3-Clause
// The memory that an engine computes an image in, and its copy on the host.
#ifndef KBRAGG_KERNELS_IMAGE_SLOT_HPP
#define KBRAGG_KERNELS_IMAGE_SLOT_HPP

#include <optional>
#include <string>
#include <utility>

#include "kernels/engine.hpp"
#include "kernels/intensity.hpp"
#include "model/scene.hpp"

namespace kbragg::kernels {

/// Whether the backend works in the memory of the host.
template <class ExecSpace>
constexpr bool works_on_host() {
  return Kokkos::SpaceAccessibility<ExecSpace, Kokkos::HostSpace>::accessible;
}

/// An image on the backend and on the host, where host backends have but one of the two. Memory
/// that the computing threads will be the first to touch.
template <class ExecSpace, class Pixel>
struct ImagePair {
  ImageView<ExecSpace, Pixel> device;
  HostImageView<ExecSpace, Pixel> host;

  void allocate(const std::string& label, const std::string& host_label, const model::Detector& d) {
    const auto slow = static_cast<std::size_t>(d.slow_pixels),
               fast = static_cast<std::size_t>(d.fast_pixels);
    device = ImageView<ExecSpace, Pixel>(Kokkos::view_alloc(label, Kokkos::WithoutInitializing),
                                         slow, fast);
    if constexpr (works_on_host<ExecSpace>()) {
      compat::prefer_large_pages(device.data(), device.size() * sizeof(Pixel));
      host = device;
    } else {
      host = HostImageView<ExecSpace, Pixel>(
          Kokkos::view_alloc(host_label, Kokkos::WithoutInitializing), slow, fast);
    }
  }

  void clear(const ExecSpace& exec) {
    Kokkos::deep_copy(exec, device, Pixel{});
    if constexpr (!works_on_host<ExecSpace>()) Kokkos::deep_copy(exec, host, device);
  }

  /// Starts the copy of rows [slow_first, slow_first + rows) to the host, if need be.
  void copy_rows(const ExecSpace& exec, std::int64_t slow_first, std::int64_t rows) const {
    if constexpr (!works_on_host<ExecSpace>()) {
      const auto first = static_cast<std::size_t>(slow_first);
      const auto band = std::make_pair(first, first + static_cast<std::size_t>(rows));
      Kokkos::deep_copy(exec, Kokkos::subview(host, band, Kokkos::ALL),
                        Kokkos::subview(device, band, Kokkos::ALL));
    }
  }
};

/// What belongs to one image from its start until it is given away.
template <class ExecSpace>
struct ImageSlot {
  std::int64_t image = 0;               // its number
  std::int64_t interpolation_end = -1;  // see Engine
  ImagePair<ExecSpace, float> single;   // one of the two, by pixel type
  ImagePair<ExecSpace, double> full;
  // An image of an ensemble has a crystal and terms of its own, any other those of the scene.
  std::optional<model::Crystal> own_crystal;
  SamplingTerms terms;
  View1D<ExecSpace, SourceTerm> sources;
  View1D<ExecSpace, model::Basis> bases;
  View1D<ExecSpace, double> phis;  // rad, of which a device makes the bases
  View1D<ExecSpace, std::int64_t> fallbacks{"kbragg::lattice::fallbacks", 2};

  ImageSlot(const ExecSpace& exec, const model::Scene& scene, model::PixelType pixel_type)
      : bases(Kokkos::view_alloc("kbragg::lattice::orientations", Kokkos::WithoutInitializing),
              static_cast<std::size_t>(scene.orientations())) {
    if constexpr (!works_on_host<ExecSpace>())
      phis = View1D<ExecSpace, double>(
          Kokkos::view_alloc("kbragg::lattice::phis", Kokkos::WithoutInitializing),
          static_cast<std::size_t>(scene.scan.steps));
    if (pixel_type == model::PixelType::float32)
      allocate(exec, scene.detector, single);
    else
      allocate(exec, scene.detector, full);
  }

  const model::Crystal& crystal(const model::Scene& scene) const {
    return own_crystal ? *own_crystal : scene.crystal;
  }
  bool is_single() const { return single.device.size() > 0; }
  PhotonImage<ExecSpace> photons() const { return {single.device, full.device, is_single()}; }
  HostImage on_host() const { return {single.host.data(), full.host.data()}; }

  void copy_rows(const ExecSpace& exec, std::int64_t slow_first, std::int64_t rows) const {
    if (is_single())
      single.copy_rows(exec, slow_first, rows);
    else
      full.copy_rows(exec, slow_first, rows);
  }

 private:
  template <class Pixel>
  static void allocate(const ExecSpace& exec, const model::Detector& d,
                       ImagePair<ExecSpace, Pixel>& image) {
    image.allocate("kbragg::intensity::photons", "kbragg::intensity::host_photons", d);
    // Every image stores all active pixels: only the others have to be cleared, and only now.
    if (d.mask.empty() && d.active_pixels == d.slow_pixels * d.fast_pixels) return;
    image.clear(exec);
    compat::fence(exec, "kbragg::intensity::cleared");
  }
};

}  // namespace kbragg::kernels

#endif
