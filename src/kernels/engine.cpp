// SPDX-License-Identifier: BSD-3-Clause
#include "kernels/engine.hpp"

#include <algorithm>

#include "compat/kokkos.hpp"
#include "kernels/engine_impl.hpp"

namespace kbragg::kernels {

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
    std::string present;
    for (const std::string& name : backend_names()) present += (present.empty() ? "" : ", ") + name;
    fail("run.backend: this program has no backend '" + backend + "', it has: " + present);
  }
  return engine;
}

struct Runtime::Impl {
  explicit Impl(int threads) : session(threads) {}
  compat::Session session;
};

Runtime::Runtime(int threads) : m_impl(std::make_unique<Impl>(threads)) {}
Runtime::~Runtime() = default;

std::string kokkos_version() { return compat::kokkos_version(); }

}  // namespace kbragg::kernels
