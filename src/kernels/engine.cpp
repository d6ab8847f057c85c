// SPDX-License-Identifier: BSD-3-Clause
#include "kernels/engine.hpp"

#include <algorithm>

#include "compat/kokkos.hpp"
#include "kernels/engine_impl.hpp"

namespace kbragg::kernels {

namespace {

std::string joined_backend_names() {
  std::string present;
  for (const std::string& name : backend_names()) present += (present.empty() ? "" : ", ") + name;
  return present;
}

std::string first_line(const std::exception& error) {
  const std::string text = error.what();
  return text.substr(0, text.find('\n'));
}

double bytes_of_image(const model::Scene& scene, model::PixelType pixel_type) {
  return (pixel_type == model::PixelType::float32 ? 4.0 : 8.0) *
         static_cast<double>(scene.detector.slow_pixels) *
         static_cast<double>(scene.detector.fast_pixels);
}

template <class ExecSpace>
std::unique_ptr<Engine> put_into_memory(const model::Scene& scene, model::PixelType pixel_type,
                                        int bands_at_once) {
  constexpr bool on_host = works_on_host<ExecSpace>();
  if (bands_at_once == 0) bands_at_once = on_host ? 1 : 2;
  int images_at_once = bands_at_once;
  if (on_host)
    images_at_once =
        std::max(bands_at_once, host_images_at_once(bytes_of_image(scene, pixel_type),
                                                    static_cast<int>(ExecSpace().concurrency())));
  try {
    return std::make_unique<SpaceEngine<ExecSpace>>(scene, pixel_type, bands_at_once,
                                                    images_at_once);
  } catch (const std::exception& error) {
    if (on_host) throw;
    fail(std::string("run.backend: this run cannot be put on the device of the backend ") +
         compat::backend_name<ExecSpace>() + ": " + first_line(error));
  }
}

}  // namespace

std::vector<std::string> backend_names() {
  std::vector<std::string> names;
  compat::for_each_execution_space([&](auto space) {
    names.emplace_back(compat::backend_name<typename decltype(space)::type>());
  });
  return names;
}

std::unique_ptr<Engine> make_engine(const std::string& backend, const model::Scene& scene,
                                    model::PixelType pixel_type, int bands_at_once) {
  std::unique_ptr<Engine> engine;
  compat::for_each_execution_space([&](auto space) {
    using ExecSpace = typename decltype(space)::type;
    if (backend == compat::backend_name<ExecSpace>())
      engine = put_into_memory<ExecSpace>(scene, pixel_type, bands_at_once);
  });
  if (!engine) {
    fail("run.backend: this program has no backend '" + backend +
         "', it has: " + joined_backend_names());
  }
  return engine;
}

struct Runtime::Impl {
  Impl(int threads, int device) : session(threads, device) {}
  compat::Session session;
};

Runtime::Runtime(int threads, int device) {
  try {
    m_impl = std::make_unique<Impl>(threads, device);
  } catch (const std::exception& error) {
    fail("the backends (" + joined_backend_names() + ") could not start: " + first_line(error) +
         "; a program with the cuda backend needs an NVIDIA driver and a GPU");
  }
}
Runtime::~Runtime() = default;

std::string kokkos_version() { return compat::kokkos_version(); }

}  // namespace kbragg::kernels
