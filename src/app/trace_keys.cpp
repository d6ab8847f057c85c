// SPDX-License-Identifier: BSD-3-Clause
#include "app/trace_keys.hpp"

#include <algorithm>

#include "base/error.hpp"

namespace kbragg::app {

namespace {

constexpr bool exact = true;
constexpr TraceKey keys[] = {
    {"convention", 'A', "", exact},
    {"pivot", 'A', "convention", exact},
    {"beam_dir", 'A', "convention"},
    {"polar_axis", 'A', "convention"},
    {"spindle_axis", 'A', "convention"},
    {"twotheta_axis", 'A', "convention"},
    {"lambda_list_m", 'A', ""},
    {"source_dirs", 'A', "beam_dir polar_axis"},
    {"source_weights", 'A', ""},
    {"angles_rad", 'B', ""},
    {"fdet_initial", 'B', "convention"},
    {"sdet_initial", 'B', "convention"},
    {"odet_initial", 'B', "fdet_initial sdet_initial beam_dir"},
    {"fdet_rotated", 'B', "fdet_initial angles_rad"},
    {"sdet_rotated", 'B', "sdet_initial angles_rad"},
    {"odet_rotated", 'B', "odet_initial angles_rad"},
    {"fdet_final", 'B', "fdet_rotated twotheta_axis angles_rad"},
    {"sdet_final", 'B', "sdet_rotated twotheta_axis angles_rad"},
    {"odet_final", 'B', "odet_rotated twotheta_axis angles_rad"},
    {"fbeam_m", 'B', "convention"},
    {"sbeam_m", 'B', "convention"},
    {"fclose_m", 'B', "convention"},
    {"sclose_m", 'B', "convention"},
    {"distance_m", 'B', ""},
    {"close_distance_m", 'B', "distance_m odet_rotated beam_dir"},
    {"pix0_m", 'B',
     "pivot beam_dir fdet_final sdet_final odet_final fbeam_m sbeam_m fclose_m sclose_m distance_m "
     "close_distance_m"},
    {"cell_A_deg", 'C', ""},
    {"volume_A3", 'C', "cell_A_deg"},
    {"misset_matrix", 'C', ""},
    {"a0_A", 'C', "cell_A_deg volume_A3 misset_matrix"},
    {"b0_A", 'C', "cell_A_deg volume_A3 misset_matrix"},
    {"c0_A", 'C', "cell_A_deg volume_A3 misset_matrix"},
    {"astar0_invA", 'C', "cell_A_deg volume_A3 misset_matrix"},
    {"bstar0_invA", 'C', "cell_A_deg volume_A3 misset_matrix"},
    {"cstar0_invA", 'C', "cell_A_deg volume_A3 misset_matrix"},
    {"ncells", 'C', "", exact},
    {"shape", 'C', "", exact},
    {"fudge", 'C', ""},
    {"r_e_sqr_m2", 'D', ""},
    {"fluence_ph_m2", 'D', ""},
    {"steps", 'D', "", exact},
    {"default_F", 'D', ""},
    {"f_bounds", 'D', "", exact},
    {"oversample_thick", 'D', "", exact},
    {"oversample_polar", 'D', "", exact},
    {"oversample_omega", 'D', "", exact},
    {"index_ss_ff_layer", 'E', "", exact},
    {"pixel_pos_m", 'E', "pix0_m fdet_final sdet_final odet_final"},
    {"airpath_m", 'E', "pixel_pos_m"},
    {"diffracted", 'E', "pixel_pos_m"},
    {"omega_sr", 'E', "airpath_m close_distance_m"},
    {"obliquity", 'E', "omega_sr airpath_m"},
    {"capture_fraction", 'E', "diffracted odet_final"},
    {"index_source", 'F', "", exact},
    {"incident", 'F', "source_dirs"},
    {"lambda_m", 'F', "lambda_list_m"},
    {"scattering_per_m", 'F', "incident lambda_m diffracted"},
    {"stol_invA", 'F', "scattering_per_m"},
    {"skipped_dmin", 'F', "scattering_per_m", exact},
    {"polar", 'F', "incident diffracted polar_axis"},
    {"index_phi_mos", 'G', "", exact},
    {"a_m", 'G', "a0_A spindle_axis"},
    {"b_m", 'G', "b0_A spindle_axis"},
    {"c_m", 'G', "c0_A spindle_axis"},
    {"hkl", 'G', "a_m b_m c_m scattering_per_m"},
    {"hkl0", 'G', "hkl", exact},
    {"dhkl", 'G', "hkl hkl0"},
    {"flatt_a", 'G', "dhkl ncells shape"},
    {"flatt_b", 'G', "dhkl ncells shape"},
    {"flatt_c", 'G', "dhkl ncells shape"},
    {"flatt", 'G', "flatt_a flatt_b flatt_c dhkl ncells shape hrad2"},
    {"hrad2", 'G', "dhkl ncells shape fudge astar0_invA bstar0_invA cstar0_invA"},
    {"f_cell", 'G', "hkl hkl0 default_F f_in_bounds interpolated"},
    {"f_in_bounds", 'G', "hkl0 f_bounds", exact},
    {"interpolated", 'G', "hkl f_bounds", exact},
    {"i_term", 'G',
     "flatt f_cell source_weights polar omega_sr capture_fraction oversample_thick "
     "oversample_polar oversample_omega"},
    {"i_accum", 'G', "i_term i_accum"},
    {"i_before_scale", 'H', "i_accum"},
    {"capture_used", 'H', "capture_fraction oversample_thick"},
    {"polar_used", 'H', "polar oversample_polar"},
    {"omega_used", 'H', "omega_sr oversample_omega"},
    {"i_background", 'H', "polar_used omega_used capture_used"},
    {"i_final", 'H',
     "i_before_scale capture_used polar_used omega_used r_e_sqr_m2 fluence_ph_m2 steps "
     "oversample_thick oversample_polar oversample_omega"},
};

}  // namespace

std::span<const TraceKey> trace_keys() { return keys; }

const TraceKey* find_trace_key(std::string_view name) {
  const auto* found = std::find_if(std::begin(keys), std::end(keys),
                                   [&](const TraceKey& k) { return k.name == name; });
  return found == std::end(keys) ? nullptr : found;
}

std::string trace_block(char block, const TraceValues& values) {
  std::string lines;
  std::size_t used = 0;
  for (const TraceKey& key : keys) {
    if (key.block != block) continue;
    const auto value = values.find(key.name);
    used += value == values.end() ? 0 : 1;
    lines += "TRACE " + std::string(key.name) + " " +
             (value == values.end() ? "NA" : value->second) + "\n";
  }
  KBRAGG_REQUIRE(used == values.size(), "a trace has values that are not of their block");
  return lines;
}

}  // namespace kbragg::app
