// SPDX-License-Identifier: BSD-3-Clause
#include "profile/labels.hpp"

#include <algorithm>
#include <array>

namespace kbragg::profile {

namespace {

constexpr std::string_view engine = "src/kernels/engine_impl.hpp",
                           driver = "src/app/run_driver.cpp", source = "src/app/image_source.cpp",
                           sums = "src/metrics/sums.cpp", trace = "src/kernels/trace_impl.hpp",
                           split = "src/kernels/step_split.hpp",
                           slot = "src/kernels/image_slot.hpp",
                           spread = "src/kernels/point_spread.hpp";

constexpr std::array labels{
    // Kernels.
    Label{"kbragg::intensity::accumulate", "src/kernels/intensity.hpp", Class::intensity, true},
    Label{"kbragg::intensity::accumulate_shares", split, Class::intensity, true},
    Label{"kbragg::intensity::add_shares", split, Class::intensity},
    Label{"kbragg::noise::draw_counts", "src/kernels/noise.hpp", Class::intensity},
    Label{"kbragg::psf::spread", spread, Class::intensity},
    Label{"kbragg::lattice::turn", "src/kernels/orientation_table.hpp", Class::lattice},
    Label{"kbragg::metrics::subtract_mean", sums, Class::host},
    Label{"kbragg::intensity::trace", trace, Class::intensity},
    // Views, with the copies into them and the waits for these.
    Label{"kbragg::geometry::mask", engine, Class::geometry},
    Label{"kbragg::geometry::sources", engine, Class::geometry},
    Label{"kbragg::lattice::hkl_table", engine, Class::lattice},
    Label{"kbragg::lattice::orientations", engine, Class::lattice},
    Label{"kbragg::lattice::fallbacks", engine, Class::lattice},
    Label{"kbragg::lattice::mosaic", engine, Class::lattice},
    Label{"kbragg::lattice::phis", slot, Class::lattice},
    Label{"kbragg::intensity::photons", slot, Class::intensity},
    Label{"kbragg::intensity::host_photons", slot, Class::intensity},
    Label{"kbragg::intensity::share_sums", engine, Class::intensity},
    Label{"kbragg::intensity::trace_state", trace, Class::intensity},
    Label{"kbragg::intensity::trace_steps", trace, Class::intensity},
    Label{"kbragg::noise::counts", slot, Class::intensity},
    Label{"kbragg::noise::host_counts", slot, Class::intensity},
    Label{"kbragg::psf::shares", engine, Class::intensity},
    Label{"kbragg::psf::source", spread, Class::intensity},
    Label{"kbragg::metrics::a", sums, Class::host},
    Label{"kbragg::metrics::b", sums, Class::host},
    // Waits.
    Label{"kbragg::intensity::rows", engine, Class::intensity},
    Label{"kbragg::intensity::cleared", slot, Class::intensity},
    Label{"kbragg::intensity::host_rows", engine, Class::intensity},
    Label{"kbragg::intensity::copy_out", engine, Class::intensity},
    Label{"kbragg::profile::copy", "src/profile/recorder.cpp", Class::host},
    // Regions.
    Label{"kbragg::intensity::start_image", engine, Class::lattice},
    Label{"kbragg::metrics::pair_sums", sums, Class::host},
    Label{"kbragg::app::load", "src/app/load.cpp", Class::io},
    Label{"kbragg::app::start_kokkos", "src/app/run_output.cpp", Class::host},
    Label{"kbragg::app::set_up", driver, Class::host},
    Label{"kbragg::app::image", source, Class::host},
    Label{"kbragg::app::simulate_rows", source, Class::host},
    Label{"kbragg::app::copy_back", source, Class::host},
    Label{"kbragg::app::draw_noise", source, Class::host},
    Label{"kbragg::app::write", "src/app/run_output.hpp", Class::io},
    Label{"kbragg::app::make_files", "src/app/single_driver.cpp", Class::io},
    Label{"kbragg::app::wait_for_ranks", driver, Class::host},
    Label{"kbragg::app::end", driver, Class::io},
};

}  // namespace

std::string_view name_of(Class part) {
  switch (part) {
    case Class::geometry:
      return "geometry";
    case Class::lattice:
      return "lattice";
    case Class::intensity:
      return "intensity";
    case Class::io:
      return "io";
    case Class::host:
      break;
  }
  return "host";
}

std::span<const Label> all_labels() { return labels; }

bool is_of_kokkos(std::string_view label) {
  return label.starts_with("Kokkos") || label.starts_with("HostSpace") || label == "[unlabeled]";
}

std::string_view own_label(std::string_view label) {
  const std::size_t open = label.find(" [kbragg::"), close = label.rfind(']');
  if (is_of_kokkos(label) && open != std::string_view::npos && close > open)
    label = label.substr(open + 2, close - open - 2);
  constexpr std::string_view mirror = "_mirror";
  if (label.ends_with(mirror)) label.remove_suffix(mirror.size());
  return label;
}

const Label* find_label(std::string_view label) {
  const auto* const found =
      std::find_if(labels.begin(), labels.end(),
                   [own = own_label(label)](const Label& known) { return known.label == own; });
  return found == labels.end() ? nullptr : &*found;
}

}  // namespace kbragg::profile
