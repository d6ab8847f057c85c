// SPDX-License-Identifier: BSD-3-Clause
// The one list of the labels by which kernels, Views, copies, fences and regions of kbragg show up
// in profiles. Each has the form kbragg::<module>::<what>.
#ifndef KBRAGG_PROFILE_LABELS_HPP
#define KBRAGG_PROFILE_LABELS_HPP

#include <span>
#include <string_view>

namespace kbragg::profile {

/// The part of a simulation that the time under a label is spent on.
enum class Class { geometry, lattice, intensity, io, host };

std::string_view name_of(Class part);

struct Label {
  std::string_view label;
  std::string_view
      file;  ///< of this repository, that holds the kernel, or what launches, allocates or waits
  Class part;
  bool is_lattice_sum = false;  ///< its calls compute all pixel-steps of a run
};

std::span<const Label> all_labels();

/// What Kokkos and Kokkos Kernels do on their own behalf has labels that begin with "Kokkos", or
/// "[unlabeled]" for memory. Views of kbragg without label would show as "".
bool is_of_kokkos(std::string_view label);

/// The label given by kbragg inside one of Kokkos' making: X of "Kokkos::View::initialization [X]",
/// where more may follow, and of "X_mirror"; else `label` itself.
std::string_view own_label(std::string_view label);

/// What is known of own_label(label), or nullptr.
const Label* find_label(std::string_view label);

}  // namespace kbragg::profile

#endif
