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

}  // namespace

std::vector<std::string> backend_names() {
  std::vector<std::string> names;
  compat::for_each_execution_space([&](auto space) {
    names.emplace_back(compat::backend_name<typename decltype(space)::type>());
  });
  return names;
}

std::unique_ptr<Engine> make_engine(const std::string& backend, const model::Scene& scene,
                                    model::PixelType pixel_type) {
  std::unique_ptr<Engine> engine;
  compat::for_each_execution_space([&](auto space) {
    using ExecSpace = typename decltype(space)::type;
    if (backend == compat::backend_name<ExecSpace>())
      engine = std::make_unique<SpaceEngine<ExecSpace>>(scene, pixel_type);
  });
  if (!engine) {
    fail("run.backend: this program has no backend '" + backend +
         "', it has: " + joined_backend_names());
  }
  return engine;
}

struct Runtime::Impl {
  explicit Impl(int threads) : session(threads) {}
  compat::Session session;
};

Runtime::Runtime(int threads) {
  try {
    m_impl = std::make_unique<Impl>(threads);
  } catch (const std::exception& error) {
    const std::string reason = error.what();
    fail("the backends (" + joined_backend_names() +
         ") could not start: " + reason.substr(0, reason.find('\n')) +
         "; a program with the cuda backend needs an NVIDIA driver and a GPU");
  }
}
Runtime::~Runtime() = default;

std::string kokkos_version() { return compat::kokkos_version(); }

}  // namespace kbragg::kernels
